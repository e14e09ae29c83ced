"""Takes a change back, as long as nothing depends on it: rows, tasks and timers as before."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine import clock
from engine.errors import NotUndoable
from engine.instances import Entry
from engine.models import (
    Appraisal,
    ChangedWindow,
    DateChange,
    Happening,
    Redated,
    RedatedTask,
    Task,
    Window,
    table,
    waits,
)
from engine.plain import PlainCycle
from engine.redating.lines import Row, Rules, events_behind
from engine.redating.population import within
from engine.redating.tasks import PAUSE, move_timers, settle_tasks
from engine.redating.ways import Written
from engine.redating.writing import (
    Line,
    mark_dated,
    record,
    tell,
    write_windows,
)
from engine.windows import Edge
from schemas.said import Said, say


def undo(
    session: Session,
    cycle: PlainCycle,
    change: DateChange,
    drawn: Rules,
    actor_id: int,
    names: Mapping[str, str],
) -> None:
    """Put back what `change` found: windows, open tasks with their reminders, timers.

    What was done meanwhile stays done; what opened meanwhile gets the dates of before. Raises
    `NotUndoable`.
    """
    reason = hindrance(session, change, drawn)
    if reason is not None:
        raise NotUndoable(reason)
    rows = _rows(session, change.id)
    _restore(session, cycle.id, rows)
    whom = within(cycle.id, (change.scope, change.scope_id))
    edges = _edges(rows)
    _put_back(session, change.id)
    settle_tasks(session, whom, edges)
    move_timers(session, whom, edges)
    change.undone_at, change.undone_by = clock.now(), actor_id
    change.settle_at = clock.now() + PAUSE
    entry = Entry("redate_undone", actor_id, note=change.reason)
    record(session, cycle.zone, _lines(session, change.id), entry, names)
    tell(session, change.id, actor_id)
    session.flush()


def hindrance(session: Session, change: DateChange, drawn: Rules) -> Said | None:
    """Why a change cannot be undone any more; None where it can."""
    if change.undone_at is not None:
        return say("sudah diurungkan.")
    rows = _rows(session, change.id)
    if _later_change(session, change, _edges(rows)):
        return say("tanggal yang sama sudah diubah lagi; urungkan dahulu perubahan itu.")
    now = clock.now()
    both = [due for row in rows for due in (row.old_due_at, row.new_due_at) if due is not None]
    if any(change.at < due <= now for due in both):
        return say("salah satu tanggalnya sudah lewat sejak itu (R-005).")
    if n := _happened(session, change, drawn, _edges(rows)):
        return say("tanggal {n} orang sejak itu dihitung dari peristiwa penilaiannya.", n=n)
    if n := _relied(session, change.id):
        return say("{n} tugas sudah dikerjakan berkat tanggal baru.", n=n)
    return None


# ---- what depends on it -----------------------------------------------------------------------


def _later_change(session: Session, change: DateChange, edges: Sequence[Edge]) -> bool:
    touched = or_(*(and_(ChangedWindow.key == key, ChangedWindow.edge == e) for key, e in edges))
    later = session.scalars(
        select(DateChange).where(
            DateChange.cycle_id == change.cycle_id,
            DateChange.id > change.id,
            DateChange.undone_at.is_(None),
            exists().where(ChangedWindow.change_id == DateChange.id, touched),
        )
    )
    return any(_meets(session, change, each) for each in later)


def _meets(session: Session, one: DateChange, other: DateChange) -> bool:
    """Whether two scopes have anybody in common."""
    mine, theirs = (one.scope, one.scope_id), (other.scope, other.scope_id)
    common = (*within(one.cycle_id, mine), *within(one.cycle_id, theirs))
    return session.execute(select(Appraisal.id).where(*common).limit(1)).first() is not None


def _happened(session: Session, change: DateChange, drawn: Rules, edges: Sequence[Edge]) -> int:
    names = events_behind({**drawn, (change.key, change.edge): change.rule}, tuple(edges))
    return (
        session.scalar(
            select(func.count(Happening.instance_id.distinct()))
            .join(Appraisal, Appraisal.instance_id == Happening.instance_id)
            .where(
                *within(change.cycle_id, (change.scope, change.scope_id)),
                Happening.name.in_(names),
                Happening.noted_at > change.at,
            )
        )
        or 0
    )


def _relied(session: Session, change_id: int) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(RedatedTask)
            .join(Task, Task.id == RedatedTask.task_id)
            .where(
                RedatedTask.change_id == change_id,
                Task.state == "done",
                Task.done_at >= RedatedTask.due_at,
            )
        )
        or 0
    )


# ---- back -------------------------------------------------------------------------------------


def _rows(session: Session, change_id: int) -> Sequence[ChangedWindow]:
    return session.scalars(select(ChangedWindow).where(ChangedWindow.change_id == change_id)).all()


def _edges(rows: Sequence[ChangedWindow]) -> tuple[Edge, ...]:
    return tuple(sorted({(row.key, row.edge) for row in rows}))


def _restore(session: Session, cycle_id: int, rows: Sequence[ChangedWindow]) -> None:
    new = [row for row in rows if row.old_rule is None]
    if new:
        gone = [{"k": row.key, "e": row.edge, "s": row.scope, "i": row.scope_id} for row in new]
        session.connection().execute(_GONE, [{"c": cycle_id, **each} for each in gone])
    back = [
        Written(
            (row.key, row.edge),
            (row.scope, row.scope_id),
            Row(row.new_due_at, row.new_rule, row.new_change_id, row.new_calendar),
            Row(row.old_due_at, row.old_rule, row.old_change_id, row.old_calendar),
            False,
        )
        for row in rows
        if row.old_rule is not None
    ]
    write_windows(session, cycle_id, back, 0)
    mark_dated(session, cycle_id, [(row.scope, row.scope_id) for row in new])


_GONE = delete(table(Window)).where(
    Window.cycle_id == bindparam("c"),
    Window.key == bindparam("k"),
    Window.edge == bindparam("e"),
    Window.scope == bindparam("s"),
    Window.scope_id == bindparam("i"),
)


def _put_back(session: Session, change_id: int) -> None:
    """Open tasks as they were, with what was told about them."""
    task = table(Task).c
    noted = RedatedTask.task_id == task.id, RedatedTask.change_id == change_id

    def before(column: InstrumentedAttribute[Any]) -> Any:
        return select(column).where(*noted).correlate(table(Task)).scalar_subquery()

    these = select(RedatedTask.task_id).where(RedatedTask.change_id == change_id)
    session.connection().execute(
        update(table(Task))
        .where(task.id.in_(these), waits())
        .values(
            due_at=before(RedatedTask.due_at),
            remind_at=before(RedatedTask.remind_at),
            told=before(RedatedTask.told),
        )
    )


def _lines(session: Session, change_id: int) -> list[Line]:
    rows = session.execute(
        select(
            Appraisal.instance_id, Redated.key, Redated.edge, Redated.old_due_at,
            Redated.new_due_at,
        )
        .join(Appraisal, Appraisal.id == Redated.appraisal_id)
        .where(Redated.change_id == change_id)
        .order_by(Redated.appraisal_id)
    )  # fmt: skip
    return [(instance, (key, edge), new, old) for instance, key, edge, old, new in rows]
