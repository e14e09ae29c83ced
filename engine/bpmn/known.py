"""What is known on a way through a diagram: values, and conditions that were settled before."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway, ScriptTask

from engine.bpmn.decision import TableError
from engine.bpmn.expressions import ExpressionError, compile_expression, compile_script
from engine.bpmn.specs import DecisionTask

Functions = Mapping[str, Callable[..., Any]]


@dataclass(frozen=True)
class Settled:
    """Whether a condition holds, and the gateway that says so."""

    holds: bool
    by: tuple[str, str]


Conditions = Mapping[str, Settled]
"""By the text of the condition: the same question is not asked twice on one way."""


def run(script: ScriptTask, data: Mapping[str, Any]) -> dict[str, Any]:
    """The values after a script or a decision; what it cannot reckon here becomes unknown."""
    after = dict(data)
    if isinstance(script, DecisionTask):
        try:
            after.update(script.decision.decide(after))
        except (TableError, ExpressionError):
            for output in script.decision.outputs:
                after.pop(output.name, None)
        return after
    for line in compile_script(script.script).lines:
        try:
            after[line.name] = line.run(after, {})
        except ExpressionError:
            after.pop(line.name, None)
    return after


def ways(
    gateway: ExclusiveGateway,
    data: Mapping[str, Any],
    settled: Conditions,
    functions: Functions,
) -> Iterator[tuple[str, dict[str, Settled]]]:
    """The possible targets of a gateway, each with the conditions that taking it settles.

    None are settled where the answer is known and only one way remains.
    """
    open_ones: dict[str, Settled] = {}
    for text, target in _conditional(gateway):
        holds = _value(text, gateway, data, settled, functions)
        if holds is not False:
            yield target, {} if holds else {text: Settled(True, _id(gateway))}
        if holds:
            return
        if holds is None:
            open_ones[text] = Settled(False, _id(gateway))
    if gateway.default_task_spec:
        yield gateway.default_task_spec, open_ones


def before(task: BpmnTaskSpec, functions: Functions) -> tuple[dict[str, Any], dict[str, Settled]]:
    """What the only way to a task has set and settled, back to the last other task."""
    scripts: list[ScriptTask] = []
    settled: dict[str, Settled] = {}
    while len(task.inputs) == 1:
        [above] = task.inputs
        if isinstance(above, ExclusiveGateway):
            for text, target in _conditional(above):
                if task.name in (target, above.default_task_spec):
                    settled.setdefault(text, Settled(target == task.name, _id(above)))
        elif isinstance(above, ScriptTask):
            scripts.append(above)
        elif not isinstance(above, BoundaryEventSplit):
            break
        task = above
    data: dict[str, Any] = {}
    for script in reversed(scripts):
        data = run(script, data)
    return data, settled


def _conditional(gateway: ExclusiveGateway) -> list[tuple[str, str]]:
    """The conditions of a gateway and where each leads, as they are asked."""
    return [
        (str(condition.args[0]), target)
        for condition, target in gateway.cond_task_specs
        if condition is not None
    ]


def _value(
    text: str,
    gateway: ExclusiveGateway,
    data: Mapping[str, Any],
    settled: Conditions,
    functions: Functions,
) -> bool | None:
    try:
        return bool(compile_expression(text).evaluate(data, functions))
    except ExpressionError:
        known = settled.get(text)
        # What this very gateway said in an earlier round, it may say otherwise now.
        return None if known is None or known.by == _id(gateway) else known.holds


def _id(gateway: ExclusiveGateway) -> tuple[str, str]:
    return gateway._wf_spec.name, gateway.name
