"""Who works beside a task: the user tasks that run at the same time, by the drawing alone."""

from collections.abc import Callable, Iterable

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.defaults import (
    IntermediateCatchEvent,
    ParallelGateway,
    ScriptTask,
    UserTask,
)
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask


def feeding(join: ParallelGateway, done: BpmnTaskSpec | None) -> tuple[str, ...]:
    """Names of the user tasks a join waits for, besides `done` and what came before it."""
    behind = _names(_reach(join, _inputs))
    over = {done.name, *_names(_reach(done, _inputs))} if done is not None else set()
    return tuple(name for name in behind if name not in over)


def beside(task: BpmnTaskSpec) -> tuple[str, ...]:
    """Names of the user tasks on the other branches of the fork that `task` lies behind."""
    behind = _reach(task, _inputs)
    forks = [spec for spec in behind if _is_fork(spec)]
    over = {task.name, *_names(behind), *_names(_reach(task, _outputs))}
    branches = (name for fork in forks for name in _names(_reach(fork, _outputs)))
    return tuple(dict.fromkeys(name for name in branches if name not in over))


def ends_a_wait(task: BpmnTaskSpec) -> bool:
    """Whether `task` opens only when a date passes beside other work: it is for stragglers."""
    while len(task.inputs) == 1:
        [above] = task.inputs
        if isinstance(above, IntermediateCatchEvent):
            return any(_is_fork(each) for each in above.inputs)
        if not isinstance(above, BoundaryEventSplit | ScriptTask):
            return False
        task = above
    return False


def _reach(
    start: BpmnTaskSpec, neighbours: Callable[[BpmnTaskSpec], list[BpmnTaskSpec]]
) -> list[BpmnTaskSpec]:
    """What lies that way from `start`, nearest first, up to the fork or join that ends it."""
    found: dict[str, BpmnTaskSpec] = {}
    todo = neighbours(start)
    while todo:
        spec = todo.pop(0)
        if spec.name not in found and spec.name != start.name:
            found[spec.name] = spec
            todo += neighbours(spec)
    return list(found.values())


def _inputs(spec: BpmnTaskSpec) -> list[BpmnTaskSpec]:
    return [] if _is_fork(spec) else list(spec.inputs)


def _outputs(spec: BpmnTaskSpec) -> list[BpmnTaskSpec]:
    return list(spec.outputs)


def _is_fork(spec: BpmnTaskSpec) -> bool:
    return isinstance(spec, ParallelGateway) and len(spec.outputs) > 1


def _names(specs: Iterable[BpmnTaskSpec]) -> list[str]:
    return [spec.name for spec in specs if isinstance(spec, UserTask | LoopTask)]
