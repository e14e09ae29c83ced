"""Starts, completes and fires: pure in (blob, answers, now); knows no database."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import CallActivity
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn import frontier
from engine.bpmn.bounds import CHILD, Budget, Workflow, failed_at
from engine.bpmn.errors import BlobRefused, BpmnError, TaskGone
from engine.bpmn.expressions import ExpressionError, compile_expression, compile_script
from engine.bpmn.parse import Specs, Step
from engine.bpmn.tables import Table, TableError
from schemas.said import say

#: What the library raises on diagrams that no check has seen.
_SLIPS = (TypeError, AttributeError, LookupError, ValueError, ArithmeticError, RecursionError)
_LOG = logging.getLogger(__name__)
_SPLIT = ".BoundaryEventSplit"
_NOT_TAKEN = TaskState.CANCELLED | TaskState.LIKELY | TaskState.MAYBE

Functions = Mapping[str, Callable[..., Any]]


class Surroundings(Protocol):
    """What a step may ask of the world: the time, and the named functions of its phase."""

    @property
    def now(self) -> datetime:
        """The instant of this step."""

    def functions(self, phase: str) -> Functions:
        """The functions that expressions inside `phase` may call."""


@dataclass(frozen=True)
class OpenTask:
    """A user task that waits for a person."""

    id: bytes
    phase: str
    step: Step
    item: str
    assignee: int | None


@dataclass(frozen=True)
class Waiting:
    """A timer that waits: `edge` is the argument of its `due('…')`."""

    id: bytes
    phase: str
    element: str
    edge: str
    due: datetime | None


@dataclass(frozen=True)
class Passed:
    """An element that was finished in this step, and the flows that were taken from it."""

    process: str
    phase: str
    element: str
    flows: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """An instance after a step: all that waits now, and what waited before."""

    blob: bytes
    tasks: tuple[OpenTask, ...]
    timers: tuple[Waiting, ...]
    passed: tuple[Passed, ...]
    ended: bool
    data: Mapping[str, Any]
    before: Mapping[bytes, bool] = field(default_factory=dict)
    """The ids of what waited before the step; True for tasks, False for timers."""

    @property
    def opened(self) -> tuple[OpenTask, ...]:
        """The tasks that wait since this step."""
        return tuple(task for task in self.tasks if task.id not in self.before)

    @property
    def set(self) -> tuple[Waiting, ...]:
        """The timers that wait since this step."""
        return tuple(timer for timer in self.timers if timer.id not in self.before)

    @property
    def closed(self) -> tuple[bytes, ...]:
        """The tasks that wait no longer, the completed one among them."""
        still = {task.id for task in self.tasks}
        return tuple(each for each, task in self.before.items() if task and each not in still)

    @property
    def stopped(self) -> tuple[bytes, ...]:
        """The timers that wait no longer."""
        still = {timer.id for timer in self.timers}
        return tuple(each for each, task in self.before.items() if not task and each not in still)


@dataclass(frozen=True)
class Waits:
    """What an instance waits for, as its blob says."""

    tasks: tuple[OpenTask, ...]
    timers: tuple[Waiting, ...]
    ended: bool


def start(
    specs: Specs, process: str, data: Mapping[str, Any], world: Surroundings, seal: frontier.Seal
) -> Outcome:
    """A new instance of `process`, run to its first wait."""
    scripts = _Scripts(world)
    workflow = Workflow(specs.workflows[process], specs.workflows, script_engine=scripts)
    workflow.task_tree.data.update(data)
    for task in workflow.get_tasks(state=TaskState.READY):
        task.data.update(data)
    run = _Run(specs, workflow, scripts)
    run.forward()
    return run.outcome(seal)


def complete(
    specs: Specs,
    blob: bytes,
    task_id: bytes,
    values: Mapping[str, Any],
    world: Surroundings,
    seal: frontier.Seal,
) -> Outcome:
    """Finish the user task `task_id` with its routing `values` and run to the next waits.

    Raises `TaskGone` if it is not open, `BpmnError` naming the element that failed.
    """
    scripts = _Scripts(world)
    workflow = frontier.load(blob, specs, seal, scripts)
    task = workflow.get_task_from_id(frontier.TaskId(task_id))
    if task is None or task.state != TaskState.READY:
        raise TaskGone(task_id.hex())
    run = _Run(specs, workflow, scripts)
    task.data.update(values)
    run.take(task)
    run.forward()
    return run.outcome(seal)


def fire(specs: Specs, blob: bytes, world: Surroundings, seal: frontier.Seal) -> Outcome:
    """Fire what is due at `world.now` and run on."""
    scripts = _Scripts(world)
    workflow = frontier.load(blob, specs, seal, scripts)
    run = _Run(specs, workflow, scripts)
    with _Plainly(scripts):
        workflow.refresh_timers()
    run.forward()
    return run.outcome(seal)


def look(specs: Specs, blob: bytes, world: Surroundings, seal: frontier.Seal) -> Waits:
    """What the instance of `blob` waits for; nothing is run, nothing changes.

    Raises `BlobRefused` for a state that cannot be read, `BpmnError` for an assignee or a date that
    cannot be told.
    """
    scripts = _Scripts(world)
    with _Plainly(scripts):
        try:
            run = _Run(specs, frontier.load(blob, specs, seal, scripts), scripts)
            tasks, timers = run.waits()
        except KeyError as error:
            raise BlobRefused(f"{error} tidak ada pada versi diagram ini") from error
    return Waits(tasks, timers, run.ended(tasks))


class _Run:
    """One step of one workflow, and what it passed."""

    def __init__(self, specs: Specs, workflow: Workflow, scripts: "_Scripts") -> None:
        self.specs, self.workflow, self.scripts = specs, workflow, scripts
        self.passed: list[Passed] = []
        self.budget = Budget()
        self.before = {task.id.bytes: True for task in self._open_tasks()}
        self.before |= {task.id.bytes: False for task in self._open_timers()}

    def take(self, task: Task) -> None:
        """Run one task that a person has finished."""
        with _Plainly(self.scripts):
            task.run()
        self._did(task)

    def forward(self) -> None:
        """Run everything that needs nobody, until all that is left waits.

        The library's own loop walks the whole tree for each look; the order of work is the same.
        """
        with _Plainly(self.scripts):
            going = True
            while going:
                while self._pass():
                    pass
                self.workflow.refresh_timers()
                going = any(self._ready(each) for each in self._active())

    def _active(self) -> list[Any]:
        return [self.workflow, *self.workflow.get_active_subprocesses()]

    def _pass(self) -> bool:
        """Once through all that is ready, the innermost first; whether there may be more."""
        subs = self.workflow.get_active_subprocesses()
        for sub in sorted(subs, key=lambda each: each.depth, reverse=True):
            while self._run(sub):
                pass
            caller = self.workflow.get_task_from_id(sub.parent_task_id)
            caller.task_spec._update(caller)
        moved = self._run(self.workflow)
        return moved or len(self.workflow.get_active_subprocesses()) > len(subs)

    def _run(self, workflow: Any) -> bool:
        ready = self._ready(workflow)
        if len(ready) > 1:  # several run in the order of the drawing
            ready = [task for task in workflow.get_tasks(state=TaskState.READY) if task in ready]
        for task in ready:
            self.scripts.task = task
            task.run()
            self._did(task)
        return bool(ready)

    def _ready(self, workflow: Any) -> list[Task]:
        return [
            task
            for task in workflow.tasks.values()
            if task._state == TaskState.READY and not task.task_spec.manual
        ]

    def outcome(self, seal: frontier.Seal) -> Outcome:
        tasks, timers = self.waits()
        return Outcome(
            blob=frontier.dump(self.workflow, seal),
            tasks=tasks,
            timers=timers,
            passed=tuple(self.passed),
            before=self.before,
            ended=self.ended(tasks),
            data=dict(self.workflow.last_task.data) if self.workflow.last_task else {},
        )

    def waits(self) -> tuple[tuple[OpenTask, ...], tuple[Waiting, ...]]:
        """The tasks that are open and the timers that wait."""
        tasks = tuple(self._open_task(task) for task in self._open_tasks())
        return tasks, tuple(self._waiting(task) for task in self._open_timers())

    def ended(self, tasks: tuple[OpenTask, ...]) -> bool:
        """Whether nothing is left to do, `tasks` being open."""
        return self.workflow.completed and not tasks

    def _did(self, task: Task) -> None:
        frontier.grow(task)
        self.budget.spend(task)
        spec = task.task_spec
        if spec.bpmn_id is None or spec.name.endswith(CHILD):
            return
        name = task.workflow.spec.name
        self.passed.append(
            Passed(
                process=self.specs.owner.get(name, name),
                phase=phase_of(task),
                element=spec.bpmn_id,
                flows=self._flows(task),
            )
        )

    def _flows(self, task: Task) -> tuple[str, ...]:
        name, source = task.workflow.spec.name, task.task_spec.bpmn_id
        targets = [
            child.task_spec.name.removesuffix(_SPLIT)
            for child in task.children
            if not child.has_state(_NOT_TAKEN)
        ]
        taken = (self.specs.flows.get((name, source, target)) for target in targets)
        return tuple(sorted(flow for flow in taken if flow))

    def _open_tasks(self) -> list[Task]:
        return [
            task
            for workflow in self._active()
            for task in workflow.tasks.values()
            if task._state == TaskState.READY and task.task_spec.manual
        ]

    def _open_timers(self) -> list[Task]:
        return [
            task
            for task in self.workflow.event_manager.tasks.values()
            if task.state == TaskState.WAITING
            and isinstance(task.task_spec.event_definition, TimerEventDefinition)
        ]

    def _open_task(self, task: Task) -> OpenTask:
        name = task.task_spec.name.removesuffix(CHILD)
        step = self.specs.step(task.workflow.spec.name, name)
        assignee = None
        if step.assignee:
            with _Plainly(self.scripts):
                assignee = _person(self.scripts.evaluate(task, step.assignee))
        item = task.internal_data.get("item")
        if item is None and "key_or_index" in task.internal_data:
            item = _item(task)
        return OpenTask(task.id.bytes, phase_of(task), step, str(item or ""), assignee)

    def _waiting(self, task: Task) -> Waiting:
        definition = task.task_spec.event_definition
        return Waiting(
            id=task.id.bytes,
            phase=phase_of(task),
            element=task.task_spec.bpmn_id,
            edge=definition.expression.strip()[5:-2],
            due=definition.due(task),
        )


class _Scripts:
    """The library's script engine, replaced: our expressions, our functions, our time."""

    def __init__(self, world: Surroundings) -> None:
        self.world = world
        self.now = world.now
        #: What was being done last.
        self.task: Task | None = None

    def evaluate(self, task: Task, expression: str, external_context: Any = None) -> Any:
        self.task = task
        functions = self.world.functions(phase_of(task))
        return compile_expression(expression).evaluate(task.data, functions)

    def execute(self, task: Task, script: str, external_context: Any = None) -> bool:
        functions = self.world.functions(phase_of(task))
        task.data.update(compile_script(script).execute(task.data, functions))
        return True

    def decide(self, task: Task, table: Table) -> None:
        task.data.update(table.decide(task.data))


class _Plainly:
    """Turns what the library and our language raise into a `BpmnError` naming the element."""

    def __init__(self, scripts: _Scripts) -> None:
        self.scripts = scripts

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, ExpressionError | TableError | SpiffWorkflowException):
            raise self._failed(str(error)) from error
        if isinstance(error, _SLIPS):
            failed = self._failed(f"kesalahan tak terduga ({type(error).__name__}).")
            # What it quotes may be anybody's; that stays in the log.
            _LOG.error("A step slipped at %s.", failed.element, exc_info=error)
            raise failed from error

    def _failed(self, reason: str) -> BpmnError:
        task = self.scripts.task
        return BpmnError("proses", reason) if task is None else failed_at(task, reason)


def phase_of(task: Task) -> str:
    """The key of the phase a task runs in: the outermost call activity, or its process."""
    workflow, key = task.workflow, None
    while workflow.parent_task_id is not None:
        caller = workflow.parent_workflow.tasks[workflow.parent_task_id]
        if isinstance(caller.task_spec, CallActivity):
            key = caller.task_spec.bpmn_id
        workflow = caller.workflow
    if key is None and isinstance(task.task_spec, CallActivity):
        key = task.task_spec.bpmn_id
    return str(key or workflow.spec.name)


def _person(value: Any) -> int:
    if not isinstance(value, int):
        raise ExpressionError(say("ekspresi penerima tugas tidak menghasilkan nomor pegawai."))
    return value


def _item(task: Task) -> Any:
    loop = task.parent.task_spec
    return task.data.get(loop.input_item.bpmn_id) if loop.input_item else None
