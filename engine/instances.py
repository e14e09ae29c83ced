"""Where a blob meets its rows: loads an instance, steps it, and keeps tasks and timers in step.

Nothing else writes `instance.blob`, `task`, `timer` or `history`. The statements are made once and
say only what changed: what was open before a step is known from the state itself.
"""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NoReturn, Protocol

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from engine import clock, policy
from engine.bpmn import step
from engine.bpmn.errors import BlobRefused, BpmnError, TaskGone
from engine.bpmn.parse import Specs
from engine.errors import Moved, ProcessFailed
from engine.models import Appraisal, Draft, History, Instance, Notice, Outbox, Task, Timer, table
from engine.prepared import Prepared


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


@dataclass(frozen=True)
class Subject:
    """The instance that is stepped, and the appraisal it runs for."""

    specs: Specs
    instance: Instance
    appraisal: Appraisal


@dataclass
class NewTask:
    """A task that has just opened: its row."""

    id: str
    instance_id: int
    engine_id: bytes
    process: str
    phase: str
    step: str
    item: str
    title: str
    form: str
    role: str
    assignee_id: int | None
    edge: str
    due_at: datetime | None
    hard: bool
    opened_at: datetime
    state: str = "open"
    comment: str = ""


@dataclass(frozen=True)
class Sent:
    """By what request a task was finished, and the number its sender got."""

    request: str = ""
    receipt: str = ""


def new_id() -> str:
    """A random public id (128 bits)."""
    return secrets.token_urlsafe(16)


def create(
    session: Session, specs: Specs, version_id: int, process: str, world: World
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
    subject: Subject,
    task: Task,
    values: Mapping[str, Any],
    world: World,
    entry: Entry,
    sent: Sent,
) -> list[NewTask]:
    """Finish `task` with its routing `values`; returns the tasks that opened."""
    outcome = _guarded(
        subject.instance,
        lambda: step.complete(
            subject.specs, subject.instance.blob, task.engine_id, values, world, _seal(session)
        ),
    )
    _DONE.run(
        session,
        {
            "task": task.id,
            "at": clock.now(),
            "by": entry.employee_id,
            "sent": sent.request,
            "number": sent.receipt,
        },
    )
    return settle(session, subject, outcome, world, entry)


def fire(session: Session, subject: Subject, world: World, due: Collection[bytes]) -> bool:
    """Fire the timers that are due now; returns whether one did.

    `due` are the engine ids whose rows say so. The state itself decides: a row that says
    otherwise is corrected. Raises `ProcessFailed`.
    """
    instance = subject.instance
    outcome = _guarded(
        instance, lambda: step.fire(subject.specs, instance.blob, world, _seal(session))
    )
    fired = bool(outcome.passed)
    if fired:
        settle(session, subject, outcome, world, Entry("fired"))
    _correct(session, instance, outcome, world.now, due)
    return fired


def settle(
    session: Session, subject: Subject, outcome: step.Outcome, world: World, entry: Entry
) -> list[NewTask]:
    """Save an outcome: blob, tasks, timers, state of the appraisal, history, notices."""
    _save_blob(session, subject.instance, outcome)
    _withdraw(session, subject.instance, outcome, entry)
    opened = _open(session, subject.instance, outcome, world, entry)
    _match_timers(session, subject.instance, outcome)
    _reach(subject, outcome, entry)
    _record(session, subject.instance, outcome, entry)
    _tell(session, subject.appraisal, opened, entry)
    session.flush()
    return opened


def note(session: Session, instance_id: int, entry: Entry) -> None:
    """A history row for something that did not move the process."""
    _write_history(session, instance_id, entry, [])


def _guarded(instance: Instance | None, run: Callable[[], step.Outcome]) -> step.Outcome:
    try:
        return run()
    except TaskGone as error:
        raise Moved from error
    except BpmnError as error:
        failed = ProcessFailed(element=error.element, reason=error.reason)
        failed.instance_id = instance.id if instance else None
        failed.lasting = isinstance(error, BlobRefused)
        raise failed from error


def _seal(session: Session) -> Any:
    return session.info["seal"]


# ---- the instance -----------------------------------------------------------------------------

_SAVE = Prepared(
    update(table(Instance))
    .where(Instance.id == bindparam("instance"), Instance.rev == bindparam("seen"))
    .values(blob=bindparam("new_blob"), state=bindparam("new_state"), rev=Instance.rev + 1)
)


def _save_blob(session: Session, instance: Instance, outcome: step.Outcome) -> None:
    state = "done" if outcome.ended else "running"
    values = {
        "instance": instance.id,
        "seen": instance.rev,
        "new_blob": outcome.blob,
        "new_state": state,
    }
    if _SAVE.run(session, values) != 1:
        raise Moved
    set_committed_value(instance, "blob", outcome.blob)
    set_committed_value(instance, "state", state)
    set_committed_value(instance, "rev", instance.rev + 1)


# ---- tasks ------------------------------------------------------------------------------------

_DONE = Prepared(
    update(table(Task))
    .where(Task.id == bindparam("task"))
    .values(
        state="done",
        done_at=bindparam("at"),
        done_by=bindparam("by"),
        request=bindparam("sent"),
        receipt=bindparam("number"),
    )
)
_WITHDRAWN = (
    update(table(Task))
    .where(
        Task.instance_id == bindparam("instance"),
        Task.engine_id.in_(bindparam("gone", expanding=True)),
        Task.state == "open",
    )
    .values(state="withdrawn", done_at=bindparam("at"))
)
# What somebody typed into a 360 form must not outlive it beside his name.
_FORGOTTEN = delete(table(Draft)).where(
    Draft.task_id.in_(
        select(Task.id).where(
            Task.instance_id == bindparam("instance"),
            Task.engine_id.in_(bindparam("gone", expanding=True)),
            Task.step.in_(policy.ANONYMOUS),
        )
    )
)
_OPENED = Prepared(insert(table(Task)), *(each.name for each in fields(NewTask)))


def _withdraw(session: Session, instance: Instance, outcome: step.Outcome, entry: Entry) -> None:
    gone = [each for each in outcome.closed if entry.task is None or each != entry.task.engine_id]
    if not gone:
        return
    values = {"instance": instance.id, "gone": gone, "at": clock.now()}
    session.execute(_WITHDRAWN, values)
    session.execute(_FORGOTTEN, values)


def _open(
    session: Session, instance: Instance, outcome: step.Outcome, world: World, entry: Entry
) -> list[NewTask]:
    opened = [_new_task(instance, task, world) for task in outcome.opened]
    if entry.note:
        _comment(session, instance, opened, entry.note)
    if opened:
        _OPENED.run_many(session, [vars(task) for task in opened])
    return opened


def _comment(session: Session, instance: Instance, opened: Sequence[NewTask], note: str) -> None:
    """Tell the owner of work that came back why it did."""
    done = session.execute(
        select(Task.phase, Task.step, Task.item).where(
            Task.instance_id == instance.id, Task.state == "done"
        )
    )
    before = {(phase, name, item) for phase, name, item in done}
    for task in opened:
        if (task.phase, task.step, task.item) in before:
            task.comment = note


def _new_task(instance: Instance, task: step.OpenTask, world: World) -> NewTask:
    drawn = task.step
    assignee = task.assignee if task.assignee is not None else world.holder(drawn.role)
    return NewTask(
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
    )


# ---- timers -----------------------------------------------------------------------------------

_STOPPED = delete(table(Timer)).where(
    Timer.instance_id == bindparam("instance"),
    Timer.engine_id.in_(bindparam("gone", expanding=True)),
)
_SET = Prepared(
    insert(table(Timer)), "instance_id", "engine_id", "element", "key", "edge", "due_at"
)


def _match_timers(session: Session, instance: Instance, outcome: step.Outcome) -> None:
    if outcome.stopped:
        session.execute(_STOPPED, {"instance": instance.id, "gone": list(outcome.stopped)})
    if outcome.set:
        _SET.run_many(session, [_timer(instance, waiting) for waiting in outcome.set])


_MOVED = Prepared(
    update(table(Timer))
    .where(Timer.instance_id == bindparam("instance"), Timer.engine_id == bindparam("timer"))
    .values(due_at=bindparam("due"))
)


def _correct(
    session: Session,
    instance: Instance,
    outcome: step.Outcome,
    now: datetime,
    due: Collection[bytes],
) -> None:
    """Bring rows that called for nothing into step: the timer moved, or is long gone."""
    waiting = {timer.id: timer for timer in outcome.timers}
    for each in due:
        if each in waiting:
            timer = waiting[each]
            if timer.due is not None and timer.due <= now:
                _stuck(instance, timer)
            _MOVED.run(session, {"instance": instance.id, "timer": each, "due": timer.due})
    unknown = [each for each in due if each not in outcome.before]
    if unknown:
        session.execute(_STOPPED, {"instance": instance.id, "gone": unknown})


def _stuck(instance: Instance, timer: step.Waiting) -> NoReturn:
    failed = ProcessFailed(element=timer.element, reason="batas waktunya lewat tanpa akibat.")
    failed.instance_id = instance.id
    raise failed


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


# ---- the appraisal ----------------------------------------------------------------------------


def _reach(subject: Subject, outcome: step.Outcome, entry: Entry) -> None:
    """Move the appraisal to the states that the passed elements lead to."""
    for passed in outcome.passed:
        reached = subject.specs.states.get((passed.process, passed.element))
        if reached:
            _enter_state(subject.appraisal, reached, entry)
    if outcome.ended:
        subject.appraisal.state = "closed"


def _enter_state(appraisal: Appraisal, state: str, entry: Entry) -> None:
    appraisal.state = state
    if state == "keberatan_filed":
        appraisal.keberatan = True
    elif state == "final":
        appraisal.finalised_at, appraisal.finalised_by = clock.now(), entry.employee_id
    elif state == "entered":
        appraisal.entered_at, appraisal.entered_by = clock.now(), entry.employee_id


# ---- history and notices ----------------------------------------------------------------------

_LAST_SEQ = (
    select(func.coalesce(func.max(History.seq), 0))
    .where(History.instance_id == bindparam("instance"))
    .scalar_subquery()
)
_RECORDED = Prepared(
    insert(table(History)).values(
        instance_id=bindparam("instance"),
        seq=_LAST_SEQ + 1,
        **{
            name: bindparam(name)
            for name in ("at", "employee_id", "act", "phase", "step", "title", "note", "passed")
        },
    )
)


def _record(session: Session, instance: Instance, outcome: step.Outcome, entry: Entry) -> None:
    passed = []
    for item in outcome.passed:
        passed.append(f"{item.process}:{item.element}")
        passed += [f"{item.process}:{flow}" for flow in item.flows]
    _write_history(session, instance.id, entry, passed)


def _write_history(session: Session, instance_id: int, entry: Entry, passed: list[str]) -> None:
    task, at = entry.task, clock.now()
    if entry.anonymous:
        at = at.replace(hour=0, minute=0, second=0, microsecond=0)
    _RECORDED.run(
        session,
        {
            "instance": instance_id,
            "at": at,
            "employee_id": None if entry.anonymous else entry.employee_id,
            "act": entry.act,
            "phase": task.phase if task else "",
            "step": task.step if task else "",
            "title": task.title if task else "",
            "note": entry.note,
            "passed": passed,
        },
    )


def _tell(session: Session, appraisal: Appraisal, opened: list[NewTask], entry: Entry) -> None:
    """Tell each person about a new task; the inbox and the notice always agree."""
    for task in opened:
        if task.assignee_id is None or task.assignee_id == entry.employee_id:
            continue
        subject = appraisal.header["pegawai"]["name"]
        send(
            session,
            task.assignee_id,
            "task",
            {"title": task.title, "subject": subject, "comment": task.comment},
            task_id=task.id,
        )


def send(
    session: Session,
    employee_id: int,
    kind: str,
    params: Mapping[str, Any],
    task_id: str | None = None,
    appraisal_id: str | None = None,
) -> None:
    """A notice in the application and its row in the outbox, with the act that caused it."""
    notice = Notice(
        employee_id=employee_id,
        at=clock.now(),
        kind=kind,
        params=dict(params),
        task_id=task_id,
        appraisal_id=appraisal_id,
    )
    session.add(notice)
    session.flush()
    session.add(Outbox(employee_id=employee_id, notice_id=notice.id, at=notice.at))
