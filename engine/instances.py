"""Where a blob meets its rows: loads an instance, steps it, and keeps tasks and timers in step.

Nothing else writes `instance.blob`, `task`, `timer` or `history`.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from engine import clock, notices, policy
from engine.bpmn import step
from engine.bpmn.errors import BpmnError, TaskGone
from engine.bpmn.parse import Specs
from engine.errors import Moved, ProcessFailed
from engine.models import Appraisal, Draft, History, Instance, Task, Timer


class World(step.Surroundings, Protocol):
    """What an instance's step asks of the rest of the engine."""

    def holder(self, role: str) -> int | None:
        """The employee who holds `role` for this appraisal; None for a group."""

    def due(self, phase: str, edge: str) -> datetime | None:
        """The instant of an edge of a phase for this appraisal."""


@dataclass(frozen=True)
class Entry:
    """What a history row says about an act."""

    act: str
    employee_id: int | None = None
    task: Task | None = None
    note: str = ""
    #: 360 forms leave no trace of the person or the hour (R-054).
    anonymous: bool = False


def new_id() -> str:
    """A random public id (128 bits)."""
    return secrets.token_urlsafe(16)


def create(
    session: Session, specs: Specs, version_id: int, process: str, world: World, entry: Entry
) -> tuple[Instance, step.Outcome]:
    """A new instance of `process`, without rows yet: call `settle` when its appraisal exists."""
    outcome = _guarded(None, lambda: step.start(specs, process, {}, world, _seal(session)))
    instance = Instance(
        public_id=new_id(),
        version_id=version_id,
        process=process,
        state="running",
        rev=0,
        blob=outcome.blob,
    )
    session.add(instance)
    session.flush()
    return instance, outcome


def complete(
    session: Session,
    specs: Specs,
    instance: Instance,
    task: Task,
    values: Mapping[str, Any],
    world: World,
    entry: Entry,
) -> list[Task]:
    """Finish `task` with its routing `values`; returns the tasks that opened."""
    outcome = _guarded(
        instance,
        lambda: step.complete(specs, instance.blob, task.engine_id, values, world, _seal(session)),
    )
    task.state, task.done_at, task.done_by = "done", clock.now(), entry.employee_id
    session.flush()
    return settle(session, specs, instance, outcome, world, entry)


def fire(session: Session, specs: Specs, instance: Instance, world: World) -> list[Task]:
    """Fire the timers that are due; returns the tasks that opened."""
    outcome = _guarded(instance, lambda: step.fire(specs, instance.blob, world, _seal(session)))
    return settle(session, specs, instance, outcome, world, Entry("fired"))


def settle(
    session: Session,
    specs: Specs,
    instance: Instance,
    outcome: step.Outcome,
    world: World,
    entry: Entry,
) -> list[Task]:
    """Save an outcome: blob, tasks, timers, state of the appraisal, history, notices."""
    _save_blob(session, instance, outcome)
    appraisal = session.scalar(select(Appraisal).where(Appraisal.instance_id == instance.id))
    opened = _match_tasks(session, instance, outcome, world, entry)
    _match_timers(session, instance, outcome, world)
    if appraisal is not None:
        _reach(specs, instance, appraisal, outcome, entry)
    _record(session, instance, outcome, entry)
    _tell(session, appraisal, opened, entry)
    session.flush()
    return opened


def note(session: Session, instance_id: int, entry: Entry) -> None:
    """A history row for something that did not move the process."""
    session.add(_history(session, instance_id, entry, []))
    session.flush()


def _guarded(instance: Instance | None, run: Any) -> step.Outcome:
    try:
        outcome: step.Outcome = run()
    except TaskGone as error:
        raise Moved from error
    except BpmnError as error:
        failed = ProcessFailed(element=error.element, reason=error.reason)
        failed.instance_id = instance.id if instance else None
        raise failed from error
    return outcome


def _seal(session: Session) -> Any:
    return session.info["seal"]


def _save_blob(session: Session, instance: Instance, outcome: step.Outcome) -> None:
    state = "done" if outcome.ended else "running"
    result = session.execute(
        update(Instance)
        .where(Instance.id == instance.id, Instance.rev == instance.rev)
        .values(blob=outcome.blob, state=state, rev=instance.rev + 1)
        .execution_options(synchronize_session=False)
    )
    if result.rowcount != 1:  # type: ignore[attr-defined]
        raise Moved
    session.refresh(instance)


def _match_tasks(
    session: Session, instance: Instance, outcome: step.Outcome, world: World, entry: Entry
) -> list[Task]:
    open_rows = {
        row.engine_id: row
        for row in session.scalars(
            select(Task).where(Task.instance_id == instance.id, Task.state == "open")
        )
    }
    opened = [
        _new_task(instance, task, world) for task in outcome.tasks if task.id not in open_rows
    ]
    still = {task.id for task in outcome.tasks}
    for engine_id, row in open_rows.items():
        if engine_id not in still:
            row.state, row.done_at = "withdrawn", clock.now()
            if row.step in policy.ANONYMOUS:
                session.execute(delete(Draft).where(Draft.task_id == row.id))
    done = session.execute(
        select(Task.phase, Task.step, Task.item).where(
            Task.instance_id == instance.id, Task.state == "done"
        )
    )
    before = {(phase, name, item) for phase, name, item in done}
    for task in opened:
        if entry.note and (task.phase, task.step, task.item) in before:
            task.comment = entry.note
    session.add_all(opened)
    return opened


def _new_task(instance: Instance, task: step.OpenTask, world: World) -> Task:
    drawn = task.step
    assignee = task.assignee if task.assignee is not None else world.holder(drawn.role)
    return Task(
        id=new_id(),
        instance_id=instance.id,
        engine_id=task.id,
        process=drawn.process,
        phase=task.phase,
        step=drawn.id,
        item=task.item,
        title=drawn.name,
        form=drawn.form,
        role=task.item.split(":")[0] if ":" in task.item else drawn.role,
        assignee_id=assignee,
        edge=drawn.edge,
        due_at=world.due(task.phase, drawn.edge),
        hard=drawn.props.get("hard_deadline") == "true",
        opened_at=clock.now(),
        state="open",
        comment="",
    )


def _match_timers(
    session: Session, instance: Instance, outcome: step.Outcome, world: World
) -> None:
    session.execute(delete(Timer).where(Timer.instance_id == instance.id))
    rows = [_timer(instance, waiting) for waiting in outcome.timers]
    if rows:
        session.execute(insert(Timer), rows)


def _timer(instance: Instance, waiting: step.Waiting) -> dict[str, Any]:
    key, _, edge = waiting.edge.rpartition(".")
    return {
        "instance_id": instance.id,
        "engine_id": waiting.id,
        "element": waiting.element,
        "key": key or waiting.phase,
        "edge": edge,
        "due_at": waiting.due,
    }


def _reach(
    specs: Specs,
    instance: Instance,
    appraisal: Appraisal,
    outcome: step.Outcome,
    entry: Entry,
) -> None:
    """Move the appraisal to the states that the passed elements lead to."""
    states = {phase.key: phase.state for phase in specs.phases_of(instance.process)}
    drawn = {(s.process, s.id): s.props.get("state", "") for s in specs.steps.values()}
    for passed in outcome.passed:
        if passed.process == instance.process:
            reached = states.get(passed.element, "")
        else:
            reached = drawn.get((passed.process, passed.element), "")
        if reached:
            _enter_state(appraisal, reached, entry)
    if outcome.ended:
        appraisal.state = "closed"


def _enter_state(appraisal: Appraisal, state: str, entry: Entry) -> None:
    appraisal.state = state
    if state == "keberatan_filed":
        appraisal.keberatan = True
    elif state == "final":
        appraisal.finalised_at, appraisal.finalised_by = clock.now(), entry.employee_id
    elif state == "entered":
        appraisal.entered_at, appraisal.entered_by = clock.now(), entry.employee_id


def _record(session: Session, instance: Instance, outcome: step.Outcome, entry: Entry) -> None:
    passed = []
    for item in outcome.passed:
        passed.append(f"{item.process}:{item.element}")
        passed += [f"{item.process}:{flow}" for flow in item.flows]
    session.add(_history(session, instance.id, entry, passed))


def _history(session: Session, instance_id: int, entry: Entry, passed: list[str]) -> History:
    last = session.scalar(select(func.max(History.seq)).where(History.instance_id == instance_id))
    task, at = entry.task, clock.now()
    if entry.anonymous:
        at = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return History(
        instance_id=instance_id,
        seq=(last or 0) + 1,
        at=at,
        employee_id=None if entry.anonymous else entry.employee_id,
        act=entry.act,
        phase=task.phase if task else "",
        step=task.step if task else "",
        title=task.title if task else "",
        note=entry.note,
        passed=passed,
    )


def _tell(session: Session, appraisal: Appraisal | None, opened: list[Task], entry: Entry) -> None:
    """Tell each person about a new task; the inbox and the notice always agree."""
    subject = appraisal.header["pegawai"]["name"] if appraisal else ""
    notices.tell(
        session,
        [
            notices.Note(
                task.assignee_id,
                "task",
                {
                    "title": task.title,
                    "subject": subject,
                    "comment": task.comment,
                    "due": task.due_at.isoformat() if task.due_at else None,
                },
                task_id=task.id,
            )
            for task in opened
            if task.assignee_id is not None and task.assignee_id != entry.employee_id
        ],
    )
