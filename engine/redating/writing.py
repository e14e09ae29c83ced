"""Makes a planned change: rows of windows, then the tasks and timers that name them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    bindparam,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from engine import clock, instances, notices, timeline, windows
from engine.errors import DatesMoved
from engine.ids import random_id
from engine.instances import Entry
from engine.models import (
    Appraisal,
    ChangedWindow,
    DateChange,
    Redated,
    RedatedTask,
    Task,
    Window,
    is_open,
    table,
)
from engine.notices import Note
from engine.plain import PlainCycle
from engine.redating.lines import Row
from engine.redating.plan import Plan
from engine.redating.tasks import PAUSE, move_tasks, move_timers
from engine.redating.ways import Written
from engine.windows import Edge, Scope


@dataclass(frozen=True)
class Change:
    """Who changes a date and why; `letter` is the number of the letter that allows it."""

    actor_id: int
    reason: str
    letter: str = ""


def apply(
    session: Session, cycle: PlainCycle, plan: Plan, change: Change, names: Mapping[str, str]
) -> DateChange:
    """Do what `plan` says, in a number of statements that is constant.

    `names` are what the windows are called. Raises `DatesMoved` if more or fewer tasks or timers
    wait than were planned for.
    """
    made, moved = carry_out(session, cycle, plan, change, names)
    wanted = sum(each.tasks for each in plan.people), sum(each.timers for each in plan.people)
    if moved != wanted:
        raise DatesMoved
    return made


def carry_out(
    session: Session, cycle: PlainCycle, plan: Plan, change: Change, names: Mapping[str, str]
) -> tuple[DateChange, tuple[int, int]]:
    """The same, whatever waits; returns also how many tasks and timers moved."""
    made = _made(session, cycle, plan, change)
    write_windows(session, cycle.id, plan.written, made.id)
    _note_windows(session, plan.written, made.id)
    _note_people(session, plan, made.id)
    moved = select(Redated.appraisal_id).where(Redated.change_id == made.id)
    whom = [Appraisal.cycle_id == cycle.id, Appraisal.id.in_(moved)]
    tasks = move_tasks(session, whom, plan.edges, made.id)
    timers = move_timers(session, whom, plan.edges)
    told = "; ".join(each for each in (change.reason, change.letter) if each)
    lines = [(each.instance_id, each.edge, each.old, each.new) for each in plan.moved]
    record(session, cycle.zone, lines, Entry("redated", change.actor_id, note=told), names)
    tell(session, made.id, change.actor_id)
    return made, (tasks, timers)


def _made(session: Session, cycle: PlainCycle, plan: Plan, change: Change) -> DateChange:
    (key, edge), (scope, scope_id) = plan.wish.edge, plan.wish.scope
    made = DateChange(
        public_id=random_id(),
        cycle_id=cycle.id,
        key=key,
        edge=edge,
        scope=scope,
        scope_id=scope_id,
        rule=plan.wish.rule,
        reason=change.reason,
        letter=change.letter,
        people=sum(1 for _ in plan.moved),
        at=clock.now(),
        by=change.actor_id,
        settle_at=clock.now() + PAUSE,
    )
    session.add(made)
    session.flush()
    return made


# ---- rows of windows --------------------------------------------------------------------------


_PLACE = (
    Window.cycle_id == bindparam("cycle"),
    Window.key == bindparam("at_key"),
    Window.edge == bindparam("at_edge"),
    Window.scope == bindparam("at_scope"),
    Window.scope_id == bindparam("at_id"),
)
_CHANGED = (
    update(table(Window))
    .where(*_PLACE)
    .values(
        due_at=bindparam("due"),
        rule=bindparam("text"),
        change_id=bindparam("change"),
        calendar=bindparam("counted_on"),
    )
)


def write_windows(
    session: Session, cycle_id: int, written: Sequence[Written], change_id: int
) -> None:
    """Write rows, old ones and new ones; `change_id` is put where a row is the change's own."""
    connection = session.connection()
    old = [each for each in written if each.old is not None]
    if old:
        connection.execute(_CHANGED, [_place(cycle_id, each, change_id) for each in old])
    new = [_new_row(cycle_id, each, change_id) for each in written if each.old is None]
    if new:
        connection.execute(insert(table(Window)), new)
    mark_dated(session, cycle_id, (each.scope for each in written))
    windows.forget(session, cycle_id)


def mark_dated(session: Session, cycle_id: int, scopes: Iterable[Scope]) -> None:
    """Say of each appraisal of `scopes` whether it has rows of its own."""
    people = sorted({number for kind, number in scopes if kind == "appraisal"})
    if people:
        own = exists().where(
            Window.cycle_id == cycle_id,
            Window.scope == "appraisal",
            Window.scope_id == table(Appraisal).c.id,
        )
        marked = update(table(Appraisal)).where(table(Appraisal).c.id == bindparam("person"))
        session.connection().execute(
            marked.values(dated=own), [{"person": each} for each in people]
        )


def _place(cycle_id: int, written: Written, change_id: int) -> dict[str, Any]:
    row = written.new
    return {
        "cycle": cycle_id,
        "at_key": written.edge[0],
        "at_edge": written.edge[1],
        "at_scope": written.scope[0],
        "at_id": written.scope[1],
        "due": row.due_at,
        "text": row.rule,
        "change": change_id if written.mine else row.change_id,
        "counted_on": row.calendar,
    }


def _new_row(cycle_id: int, written: Written, change_id: int) -> dict[str, Any]:
    return {
        "cycle_id": cycle_id,
        "key": written.edge[0],
        "edge": written.edge[1],
        "scope": written.scope[0],
        "scope_id": written.scope[1],
        "due_at": written.new.due_at,
        "rule": written.new.rule,
        "change_id": change_id if written.mine else written.new.change_id,
        "calendar": written.new.calendar,
    }


def _note_windows(session: Session, written: Sequence[Written], change_id: int) -> None:
    rows: list[dict[str, Any]] = []
    for each in written:
        old = each.old or _NOTHING
        rows.append(
            {
                "change_id": change_id,
                "key": each.edge[0],
                "edge": each.edge[1],
                "scope": each.scope[0],
                "scope_id": each.scope[1],
                "old_due_at": old.due_at,
                "old_rule": None if each.old is None else old.rule,
                "old_change_id": old.change_id,
                "old_calendar": old.calendar,
                "new_due_at": each.new.due_at,
                "new_rule": each.new.rule,
                "new_change_id": change_id if each.mine else each.new.change_id,
                "new_calendar": each.new.calendar,
            }
        )
    session.connection().execute(insert(table(ChangedWindow)), rows)


_NOTHING = Row(None, "", None)


def _note_people(session: Session, plan: Plan, change_id: int) -> None:
    rows = [
        {
            "change_id": change_id,
            "appraisal_id": each.appraisal_id,
            "key": each.edge[0],
            "edge": each.edge[1],
            "old_due_at": each.old,
            "new_due_at": each.new,
        }
        for each in plan.moved
    ]
    if rows:
        session.connection().execute(insert(table(Redated)), rows)


# ---- history and notices ----------------------------------------------------------------------

Line = tuple[int, Edge, datetime | None, datetime | None]
"""An instance, and which of its dates moved from when to when."""


def record(
    session: Session, zone: str, lines: Sequence[Line], entry: Entry, names: Mapping[str, str]
) -> None:
    """A line of the history for each appraisal: old, new, why, who (R-003)."""
    instances.note_all(
        session,
        [
            (
                instance,
                replace(
                    entry,
                    phase=edge[0],
                    title=names.get(edge[0], edge[0]),
                    note=f"{_day(edge, old, zone)} → {_day(edge, new, zone)}: {entry.note}",
                ),
            )
            for instance, edge, old, new in lines
        ],
    )


def _day(edge: Edge, due: datetime | None, zone: str) -> str:
    if due is None:
        return "—"
    held = due if edge[1] == "opens" else timeline.last_moment(due)
    return f"{timeline.local_day(held, zone):%d-%m-%Y}"


def tell(session: Session, change_id: int, actor_id: int) -> None:
    """One notice to each person whose open tasks moved; the actor knows already."""
    whose, first = Task.assignee_id, (Task.due_at, Task.id)
    mine = (
        select(
            Task.assignee_id,
            func.count().over(partition_by=whose),
            Task.id,
            Task.title,
            Appraisal.header["pegawai"]["name"].as_string(),
            Task.due_at,
            func.row_number().over(partition_by=whose, order_by=first).label("place"),
        )
        .join(RedatedTask, RedatedTask.task_id == Task.id)
        .join(Appraisal, Appraisal.instance_id == Task.instance_id)
        .where(
            RedatedTask.change_id == change_id,
            Task.assignee_id.is_not(None),
            Task.assignee_id != actor_id,
            is_open(),
        )
        .subquery()
    )
    firsts = select(mine).where(mine.c.place == 1).order_by(mine.c.assignee_id)
    rows = session.execute(firsts)
    notices.tell(session, [_note(*row[:-1]) for row in rows])


def _note(
    person: int, count: int, task_id: str, title: str, subject: str, due: datetime | None
) -> Note:
    if count > 1:
        return Note(person, "redated_many", {"count": count})
    params = {"title": title, "subject": subject, "due": due.isoformat() if due else None}
    return Note(person, "redated", params, task_id=task_id)
