"""Rebuilds the rows of one instance from its state; answers, states and done tasks stay."""

from collections.abc import Iterable

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from engine import clock, instances, policy
from engine.actor import Actor
from engine.doctor.expected import TIMER, Expected, Values, expected
from engine.doctor.findings import Finding
from engine.doctor.records import Record, single
from engine.doctor.rows import findings, status, values, waiting
from engine.doctor.strays import lost_notices
from engine.ids import ordered_id
from engine.models import Appraisal, Draft, Notice, Task, Timer

#: What the state alone can set right.
MENDABLE = frozenset(
    {
        "state_differs",
        "windows_unmarked",
        "task_missing",
        "task_extra",
        "task_twice",
        "task_differs",
        "timer_missing",
        "timer_extra",
        "timer_differs",
    }
)


def mend(session: Session, actor: Actor, instance_id: int) -> tuple[Finding, ...]:
    """Bring the rows of an instance back to what its state says; returns what still differs.

    Writes a line `repaired` in the history if anything was set right.
    """
    seal = session.info["seal"]
    record = single(session, instance_id)
    found = findings(record, seal)
    if record.case is None or not any(each.kind in MENDABLE for each in found):
        return found
    right = expected(record, record.case, seal)
    _mend_tasks(session, record, right)
    _mend_timers(session, record, right)
    record.instance.state = status(record, right)
    if record.dated:
        session.execute(
            update(Appraisal).where(Appraisal.instance_id == instance_id).values(dated=True)
        )
    instances.note(session, instance_id, instances.Entry("repaired", actor.id))
    session.flush()
    return findings(single(session, instance_id), seal)


def unlink_notices(session: Session, _actor: Actor) -> None:
    """Let notices that lead nowhere lead nowhere openly; their words stay."""
    for name, lost in lost_notices().items():
        session.execute(
            update(Notice)
            .where(lost)
            .values({name: None})
            .execution_options(synchronize_session=False)
        )


def _mend_tasks(session: Session, record: Record, right: Expected) -> None:
    rows = _rows_to_keep(record.tasks, right)
    for task in record.tasks:
        if task.state in ("open", "held") and rows.get(task.engine_id) is not task:
            _withdraw(session, task)
    for engine_id, wanted in right.tasks.items():
        row = rows.get(engine_id)
        if row is None:
            session.add(_new(session, record, engine_id, wanted))
        elif row.state != "done":
            row.state, row.done_at = waiting(record), None
            _write(row, wanted)


def _rows_to_keep(tasks: Iterable[Task], right: Expected) -> dict[bytes, Task]:
    """For each open task the row that stands for it: an open one, else a done, else a withdrawn."""
    rank = ("open", "held", "done", "withdrawn").index
    best: dict[bytes, Task] = {}
    for task in sorted(tasks, key=lambda each: rank(each.state)):
        if task.engine_id in right.tasks:
            best.setdefault(task.engine_id, task)
    return best


def _withdraw(session: Session, task: Task) -> None:
    task.state, task.done_at = "withdrawn", clock.now()
    if task.step in policy.ANONYMOUS:
        session.execute(delete(Draft).where(Draft.task_id == task.id))


def _new(session: Session, record: Record, engine_id: bytes, wanted: Values) -> Task:
    return Task(
        id=_lost_id(session, record, wanted) or ordered_id(),
        instance_id=record.instance.id,
        engine_id=engine_id,
        opened_at=clock.now(),
        state=waiting(record),
        comment="",
        **wanted,
    )


def _lost_id(session: Session, record: Record, wanted: Values) -> str | None:
    """The id under which the task was told to its owner, so that the notice leads to it again."""
    assert record.case is not None  # noqa: S101 - for the type checker
    told = session.scalars(
        select(Notice).where(
            Notice.kind == "task",
            Notice.employee_id == wanted["assignee_id"],
            Notice.task_id.not_in(select(Task.id)),
        )
    )
    subject = record.case.appraisal.header["pegawai"]["name"]
    lost = {
        notice.task_id
        for notice in told
        if notice.params.get("title") == wanted["title"] and notice.params.get("subject") == subject
    }
    return lost.pop() if len(lost) == 1 else None


def _mend_timers(session: Session, record: Record, right: Expected) -> None:
    rows = {timer.engine_id: timer for timer in record.timers}
    for engine_id in rows.keys() - right.timers.keys():
        session.delete(rows[engine_id])
    for engine_id, wanted in right.timers.items():
        row = rows.get(engine_id)
        if row is None:
            session.add(Timer(instance_id=record.instance.id, engine_id=engine_id, **wanted))
        elif values(row, TIMER) != wanted:
            _write(row, wanted)


def _write(row: Task | Timer, wanted: Values) -> None:
    for name, value in wanted.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
