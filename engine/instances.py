"""Where a blob meets its rows: loads an instance, steps it, and keeps tasks and timers in step.

Nothing else writes `instance.blob`, `task`, `timer` or `history`. The statements are made once and
say only what changed: what was open before a step is known from the state itself.
"""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NoReturn, Protocol

from sqlalchemy import bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from engine import clock, notices, policy
from engine.bpmn import step
from engine.bpmn.errors import BlobRefused, BpmnError, TaskGone
from engine.bpmn.parse import Specs
from engine.errors import Moved, ProcessFailed
from engine.models import Appraisal, Draft, History, Instance, Task, Timer, table
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


@dataclass(frozen=True)
class Stepped:
    """A step of one instance that is still to be written."""

    subject: Subject
    outcome: step.Outcome
    world: World


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
    remind_at: datetime
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
    """A new instance of `process`, without rows yet: call `begin` when its appraisal exists."""
    outcome = try_start(session, specs, process, world)
    instance = Instance(
        public_id=new_id(),
        version_id=version_id,
        process=process,
        state=_state(outcome),
        rev=1,
        blob=outcome.blob,
    )
    session.add(instance)
    session.flush()
    return instance, outcome


def try_start(session: Session, specs: Specs, process: str, world: World) -> step.Outcome:
    """What a start of `process` comes to; nothing is stored. Raises `ProcessFailed`."""
    return _guarded(None, lambda: step.start(specs, process, {}, world, _seal(session)))


def copies(
    session: Session, version_id: int, process: str, outcome: step.Outcome, count: int
) -> list[Instance]:
    """So many new instances that all stand where `outcome` does: call `begin` with them.

    They share the engine's ids of tasks and timers; rows are keyed by instance and engine id.
    """
    row = {
        "version_id": version_id,
        "process": process,
        "state": _state(outcome),
        "rev": 1,
        "blob": outcome.blob,
    }
    rows = [row | {"public_id": new_id()} for _ in range(count)]
    made = session.connection().execute(_COPIED, rows)
    return [Instance(**row, id=number, public_id=public_id) for number, public_id in made]


_COPIED = insert(table(Instance)).returning(Instance.id, Instance.public_id)


def begin(session: Session, steps: Sequence[Stepped], entry: Entry) -> list[NewTask]:
    """Write the rows of new instances; returns the tasks that opened."""
    return _write(session, steps, entry)


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
    return settle(session, [Stepped(subject, outcome, world)], entry)


def fire(session: Session, due: Sequence[tuple[Subject, World, Collection[bytes]]]) -> int:
    """Fire the timers that are due now; returns in how many instances one did.

    Beside each instance stand the engine ids of the timers whose rows say so. The state itself
    decides: a row that says otherwise is corrected. Raises `ProcessFailed`, `Moved`.
    """
    steps = [_fired(session, subject, world) for subject, world, _ in due]
    for stepped, (_, _, timers) in zip(steps, due, strict=True):
        _correct(session, stepped, timers)
    moved = [each for each in steps if each.outcome.passed]
    settle(session, moved, Entry("fired"))
    return len(moved)


def _fired(session: Session, subject: Subject, world: World) -> Stepped:
    blob, seal = subject.instance.blob, _seal(session)
    outcome = _guarded(subject.instance, lambda: step.fire(subject.specs, blob, world, seal))
    return Stepped(subject, outcome, world)


def settle(session: Session, steps: Sequence[Stepped], entry: Entry) -> list[NewTask]:
    """Save what came of steps: blobs, and then all that `_write` does."""
    _save_blobs(session, steps)
    return _write(session, steps, entry)


def _write(session: Session, steps: Sequence[Stepped], entry: Entry) -> list[NewTask]:
    """Tasks, timers, states of the appraisals, history, notices: a few statements for all."""
    _withdraw(session, steps, entry)
    opened = _open(session, steps, entry)
    _match_timers(session, steps)
    _reach(steps, entry)
    _record(session, steps, entry)
    _tell(session, opened, entry)
    session.flush()
    return [task for _, task in opened]


def note(session: Session, instance_id: int, entry: Entry) -> None:
    """A history row for something that did not move the process."""
    _write_history(session, [(instance_id, [])], entry)


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


def _save_blobs(session: Session, steps: Sequence[Stepped]) -> None:
    rows = [
        {
            "instance": each.subject.instance.id,
            "seen": each.subject.instance.rev,
            "new_blob": each.outcome.blob,
            "new_state": _state(each.outcome),
        }
        for each in steps
    ]
    if _SAVE.run_many(session, rows) != len(rows):
        raise Moved
    for each, row in zip(steps, rows, strict=True):
        instance = each.subject.instance
        set_committed_value(instance, "blob", row["new_blob"])
        set_committed_value(instance, "state", row["new_state"])
        set_committed_value(instance, "rev", instance.rev + 1)


def _state(outcome: step.Outcome) -> str:
    return "done" if outcome.ended else "running"


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
_WITHDRAWN = Prepared(
    update(table(Task))
    .where(
        Task.instance_id == bindparam("instance"),
        Task.engine_id == bindparam("gone"),
        Task.state == "open",
    )
    .values(state="withdrawn", done_at=bindparam("at"))
)
# What somebody typed into a 360 form must not outlive it beside his name.
_FORGOTTEN = Prepared(
    delete(table(Draft)).where(
        Draft.task_id.in_(
            select(Task.id).where(
                Task.instance_id == bindparam("instance"),
                Task.engine_id == bindparam("gone"),
                or_(*(Task.step == each for each in sorted(policy.ANONYMOUS))),
            )
        )
    )
)
_OPENED = Prepared(insert(table(Task)), *(each.name for each in fields(NewTask)))


def _withdraw(session: Session, steps: Sequence[Stepped], entry: Entry) -> None:
    done = entry.task.engine_id if entry.task else None
    rows = [
        {"instance": each.subject.instance.id, "gone": gone, "at": clock.now()}
        for each in steps
        for gone in each.outcome.closed
        if gone != done
    ]
    _WITHDRAWN.run_many(session, rows)
    _FORGOTTEN.run_many(
        session, [{name: row[name] for name in ("instance", "gone")} for row in rows]
    )


def _open(
    session: Session, steps: Sequence[Stepped], entry: Entry
) -> list[tuple[Appraisal, NewTask]]:
    opened = [
        (each.subject.appraisal, task_row(each.subject.instance, task, each.world))
        for each in steps
        for task in each.outcome.opened
    ]
    tasks = [task for _, task in opened]
    if entry.note:
        _comment(session, steps[0].subject.instance, tasks, entry.note)
    _OPENED.run_many(session, [vars(task) for task in tasks])
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


def task_row(instance: Instance, task: step.OpenTask, world: World) -> NewTask:
    """The row of a task that opened: whom it is for and until when."""
    drawn, now = task.step, clock.now()
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
        opened_at=now,
        remind_at=now,
    )


# ---- timers -----------------------------------------------------------------------------------

_STOPPED = Prepared(
    delete(table(Timer)).where(
        Timer.instance_id == bindparam("instance"), Timer.engine_id == bindparam("gone")
    )
)
_SET = Prepared(
    insert(table(Timer)), "instance_id", "engine_id", "element", "key", "edge", "due_at"
)


def _match_timers(session: Session, steps: Sequence[Stepped]) -> None:
    stopped = [
        {"instance": each.subject.instance.id, "gone": gone}
        for each in steps
        for gone in each.outcome.stopped
    ]
    _STOPPED.run_many(session, stopped)
    waiting = [
        timer_row(each.subject.instance, timer) for each in steps for timer in each.outcome.set
    ]
    _SET.run_many(session, waiting)


_MOVED = Prepared(
    update(table(Timer))
    .where(Timer.instance_id == bindparam("instance"), Timer.engine_id == bindparam("timer"))
    .values(due_at=bindparam("due"))
)


def _correct(session: Session, stepped: Stepped, due: Collection[bytes]) -> None:
    """Bring rows that called for nothing into step: the timer moved, or is long gone."""
    instance, outcome = stepped.subject.instance, stepped.outcome
    waiting = {timer.id: timer for timer in outcome.timers}
    for each in due:
        row = {"instance": instance.id, "timer": each}
        if each in waiting:
            timer = waiting[each]
            if timer.due is not None and timer.due <= stepped.world.now:
                _stuck(instance, timer)
            _MOVED.run(session, row | {"due": timer.due})
        elif each not in outcome.before:
            _STOPPED.run(session, {"instance": instance.id, "gone": each})


def _stuck(instance: Instance, timer: step.Waiting) -> NoReturn:
    failed = ProcessFailed(element=timer.element, reason="batas waktunya lewat tanpa akibat.")
    failed.instance_id = instance.id
    raise failed


def timer_row(instance: Instance, waiting: step.Waiting) -> dict[str, Any]:
    """The row of a timer that waits."""
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


def _reach(steps: Sequence[Stepped], entry: Entry) -> None:
    """Move the appraisals to the states that the passed elements lead to."""
    for each in steps:
        for passed in each.outcome.passed:
            reached = each.subject.specs.states.get((passed.process, passed.element))
            if reached:
                _enter_state(each.subject.appraisal, reached, entry)
        if each.outcome.ended:
            each.subject.appraisal.state = "closed"


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


def _record(session: Session, steps: Sequence[Stepped], entry: Entry) -> None:
    passed = [(each.subject.instance.id, _names(each.outcome)) for each in steps]
    _write_history(session, passed, entry)


def _names(outcome: step.Outcome) -> list[str]:
    """The elements that were passed, each followed by the flows taken from it."""
    names = []
    for item in outcome.passed:
        names.append(f"{item.process}:{item.element}")
        names += [f"{item.process}:{flow}" for flow in item.flows]
    return names


def _write_history(session: Session, passed: Sequence[tuple[int, list[str]]], entry: Entry) -> None:
    task, at = entry.task, clock.now()
    if entry.anonymous:
        at = at.replace(hour=0, minute=0, second=0, microsecond=0)
    line = {
        "at": at,
        "employee_id": None if entry.anonymous else entry.employee_id,
        "act": entry.act,
        "phase": task.phase if task else "",
        "step": task.step if task else "",
        "title": task.title if task else "",
        "note": entry.note,
    }
    rows = [line | {"instance": instance, "passed": names} for instance, names in passed]
    _RECORDED.run_many(session, rows)


def _tell(session: Session, opened: Sequence[tuple[Appraisal, NewTask]], entry: Entry) -> None:
    """Tell each person about a new task; the inbox and the notice always agree."""
    notices.tell(
        session,
        [
            notices.Note(
                task.assignee_id,
                "task",
                {
                    "title": task.title,
                    "subject": appraisal.header["pegawai"]["name"],
                    "comment": task.comment,
                    "due": task.due_at.isoformat() if task.due_at else None,
                },
                task_id=task.id,
            )
            for appraisal, task in opened
            if task.assignee_id is not None and task.assignee_id != entry.employee_id
        ],
    )
