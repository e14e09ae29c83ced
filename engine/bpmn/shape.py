"""Whether two stored states go on alike: their form, apart from ids, moments and people.

Two instances of one shape take the same ways at the same moments; only other people act. What no
expression reads is left out: a score differs between all, and decides nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway, ScriptTask
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask

from engine.bpmn import around, frontier
from engine.bpmn.expressions import compile_expression, compile_script
from engine.bpmn.parse import Specs
from engine.bpmn.specs import DateTimer, DecisionTask

_PERSON = re.compile(r"([a-z_]+):(\d+)")


@dataclass(frozen=True)
class Shape:
    """Equal keys go on alike; `people` of the state stand in an order that equal keys share."""

    key: tuple[str, tuple[int, ...]]
    people: tuple[int, ...]


@dataclass(frozen=True)
class Read:
    """What a version's expressions read: names that decide, and names of people among them.

    `closing` are the steps (process, id) that only end the wait for others.
    """

    names: frozenset[str]
    people: frozenset[str]
    closing: frozenset[tuple[str, str]]


def read_by(specs: Specs) -> Read:
    """The names that the expressions of `specs` read."""
    names: set[str] = set()
    people: set[str] = set()
    for workflow in specs.workflows.values():
        for task in workflow.task_specs.values():
            names |= _names(task)
            if isinstance(task, LoopTask):
                lists = (getattr(task, name, None) for name in ("data_input", "input_item"))
                people |= {each.bpmn_id for each in lists if each}
    for step in specs.steps.values():
        if step.assignee:
            people |= compile_expression(step.assignee).names
    closing = frozenset(
        (step.process, step.id)
        for (container, _), step in specs.steps.items()
        if around.ends_a_wait(specs.workflows[container].task_specs[step.id])
    )
    return Read(frozenset(names | people), frozenset(people), closing)


def _names(task: BpmnTaskSpec) -> frozenset[str]:
    if isinstance(task, DecisionTask):
        return frozenset().union(*(each.expression.names for each in task.decision.inputs))
    if isinstance(task, ScriptTask):
        return compile_script(task.script).names
    if isinstance(task, ExclusiveGateway):
        texts = [str(each.args[0]) for each, _ in task.cond_task_specs if each is not None]
        return frozenset().union(*(compile_expression(text).names for text in texts))
    definition = getattr(task, "event_definition", None)
    text = definition.expression if isinstance(definition, DateTimer) else _loops_while(task)
    return compile_expression(text).names if text else frozenset()


def _loops_while(task: BpmnTaskSpec) -> str:
    return str(getattr(task, "condition", None) or "") if isinstance(task, LoopTask) else ""


@dataclass
class Shapes:
    """Finds the shapes of the states of one version; equal states are read once."""

    read: Read
    seal: frontier.Seal
    _known: dict[bytes, tuple[str, tuple[int, ...]]] = field(default_factory=dict)

    def of(self, blob: bytes, officials: Sequence[int]) -> Shape:
        """The shape of a state; `officials` come first among its people. Raises `BlobRefused`."""
        found = self._known.get(blob)
        if found is None:
            found = self._known[blob] = _Reading(self.read).of(frontier.unsealed(blob, self.seal))
        text, others = found
        people = (*officials, *others)
        return Shape((text, same_people(people)), people)


def same_people(people: Sequence[int]) -> tuple[int, ...]:
    """For each place the first that has the same person: equal for people who meet alike.

    >>> same_people((7, 9, 7))
    (0, 1, 0)
    """
    first: dict[int, int] = {}
    return tuple(first.setdefault(person, place) for place, person in enumerate(people))


class _Reading:
    """Reads one state: ids become numbers, people places."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._ids: dict[bytes, int] = {}
        self._people: list[int] = []

    def of(self, state: tuple[str, Any, Any]) -> tuple[str, tuple[int, ...]]:
        name, top, subs = state
        parts = [self._part(top)]
        parts += [
            (self._number(task), self._number(owner), spec, self._part(part))
            for task, owner, spec, part in subs
        ]
        return repr((name, parts)), tuple(self._people)

    def _part(self, part: Any) -> tuple[Any, ...]:
        rows, root, last, success, completed = part
        return [self._row(row) for row in rows], root, self._number(last), success, completed

    def _row(self, row: Any) -> tuple[Any, ...]:
        task_id, parent, name, state, _moment, triggered, internal, delta = row
        data = None
        if delta is not None:
            changed, gone = delta
            data = list(self._data(changed)), sorted(self._read.names.intersection(gone))
        said = sorted((key, _plain(value)) for key, value in internal.items())
        return self._number(task_id), parent, name, state, triggered, said, data

    def _data(self, changed: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for name in sorted(changed.keys() & self._read.names):
            yield name, self._value(changed[name], name in self._read.people)

    def _value(self, value: Any, person: bool) -> Any:
        if isinstance(value, list):
            return [self._value(each, person) for each in value]
        if person and isinstance(value, int) and not isinstance(value, bool):
            return self._place("", value)
        match = _PERSON.fullmatch(value) if isinstance(value, str) else None
        return self._place(match[1], int(match[2])) if match else value

    def _place(self, group: str, person: int) -> str:
        self._people.append(person)
        return f"{group}@{len(self._people)}"

    def _number(self, task_id: bytes | None) -> int | None:
        return None if task_id is None else self._ids.setdefault(task_id, len(self._ids))


def _plain(value: Any) -> Any:
    # Finished branches are named by the ids of their tasks: how many there are is what counts.
    return len(value) if isinstance(value, list) else value
