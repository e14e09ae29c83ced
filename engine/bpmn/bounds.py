"""What one action of a process may cost, counted while it runs.

The check refuses most diagrams that would reach these bounds; whatever passes it stops here, as a
`BpmnError` that names the element. Nothing of the action is saved then.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask, ParallelMultiInstanceTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import CallActivity
from SpiffWorkflow.task import Task

from engine import clock
from engine.bpmn.errors import BpmnError

MOST_STEPS = 2000
MOST_SECONDS = 2.0
#: How often an element is passed in one action; the next one is for the next action.
MOST_ROUNDS = 200
MOST_INSTANCES = 200
DEEPEST_CALL = 5
CHILD = " [child]"


def failed_at(task: Task, reason: str) -> BpmnError:
    """What to raise where the step of `task` cannot be taken."""
    spec = task.task_spec
    return BpmnError(spec.bpmn_id or spec.name, reason, task.workflow.spec.name)


class Budget:
    """What one action has used up."""

    __slots__ = ("_rounds", "_steps", "_until")

    def __init__(self) -> None:
        self._steps = 0
        self._until = clock.spent() + MOST_SECONDS
        self._rounds: dict[tuple[int, str], int] = {}

    def spend(self, task: Task) -> None:
        """Count one step. Raises `BpmnError` for one too many, or one too late."""
        self._steps += 1
        if clock.spent() > self._until:
            _refuse(task, f"lebih dari {MOST_SECONDS:.0f} detik tanpa menunggu siapa pun.")
        # Nothing can have turned so often before: most actions never count rounds.
        if self._steps > MOST_ROUNDS:
            self._turn(task)

    def _turn(self, task: Task) -> None:
        if self._steps > MOST_STEPS:
            _refuse(task, f"lebih dari {MOST_STEPS} langkah tanpa menunggu siapa pun.")
        spec = task.task_spec
        if spec.bpmn_id is None or spec.name.endswith(CHILD):
            return
        place = id(task.workflow), spec.name
        rounds = self._rounds[place] = self._rounds.get(place, 0) + 1
        if rounds > MOST_ROUNDS:
            _refuse(task, f"dilalui lebih dari {MOST_ROUNDS} kali tanpa menunggu siapa pun.")


class Workflow(BpmnWorkflow):  # type: ignore[misc]
    """The library's workflow, in which calls go only so deep."""

    def create_subprocess(self, my_task: Task, spec_name: str) -> Any:
        """Begin a sub-process or a call; the library begins what it calls at once, too."""
        if isinstance(my_task.task_spec, CallActivity) and _calls(my_task) > DEEPEST_CALL:
            _refuse(my_task, f"memanggil lebih dari {DEEPEST_CALL} tingkat ke dalam.")
        return super().create_subprocess(my_task, spec_name)


def bound(loop: LoopTask) -> None:
    """Let a repeated task make only 200 of its children, or as many more as its diagram says."""
    most = max(MOST_INSTANCES, getattr(loop, "maximum", None) or 0)
    loop.create_child = _counting(loop, most, loop.create_child)


def _counting(loop: LoopTask, most: int, create_child: Callable[..., None]) -> Callable[..., None]:
    parallel = isinstance(loop, ParallelMultiInstanceTask)
    said = "dibagikan" if parallel else "diulang"

    @wraps(create_child)
    def create(my_task: Task, *item: Any) -> None:
        if len(my_task._children) >= most and sum(1 for _ in loop._instances(my_task)) >= most:
            _refuse(my_task, f"{said} lebih dari {most} kali.")
        create_child(my_task, *item)

    return create


def _calls(task: Task) -> int:
    """How many calls a task stands in, it being one."""
    count, workflow = 1, task.workflow
    while workflow.parent_task_id is not None:
        caller = workflow.parent_workflow.tasks[workflow.parent_task_id]
        count += isinstance(caller.task_spec, CallActivity)
        workflow = caller.workflow
    return count


def _refuse(task: Task, reason: str) -> NoReturn:
    raise failed_at(task, reason)
