"""Open tasks and timers follow the windows they name."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    case,
    insert,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.orm import Session, aliased

from engine import clock
from engine.models import Appraisal, RedatedTask, Task, Timer, Window, table, waits
from engine.windows import Edge

#: No act lasts longer: so long after a change, all steps that ran without seeing it are stored.
PAUSE = timedelta(minutes=1)


_OWN, _UNIT, _ALL = (aliased(Window, name=name) for name in ("own", "unit_row", "all_row"))
_DUE = case(
    (_OWN.key.is_not(None), _OWN.due_at),
    (_UNIT.key.is_not(None), _UNIT.due_at),
    else_=_ALL.due_at,
)


def _layered(statement: Select[Any], key: Any, edge: Any) -> Select[Any]:
    """Join the three rows that an edge may have for an appraisal."""
    layers = (
        (_OWN, "appraisal", Appraisal.id),
        (_UNIT, "unit", Appraisal.unit_id),
        (_ALL, "all", 0),
    )
    for row, scope, number in layers:
        statement = statement.outerjoin(
            row,
            and_(
                row.cycle_id == Appraisal.cycle_id,
                row.key == key,
                row.edge == edge,
                row.scope == scope,
                row.scope_id == number,
            ),
        )
    return statement


Whom = Sequence[ColumnElement[bool]]


def move_tasks(session: Session, whom: Whom, edges: Sequence[Edge], change_id: int) -> int:
    """Give open tasks the dates of their windows, and note how they were; returns how many."""
    found = (
        select(
            bindparam("change", change_id), Task.id, Task.due_at, Task.remind_at, Task.told, _DUE
        )
        .select_from(Task)
        .join(Appraisal, Appraisal.instance_id == Task.instance_id)
    )
    found = _layered(found, Task.phase, Task.edge).where(
        *whom, waits(), _one_of(Task.phase, Task.edge, edges), _DUE.is_distinct_from(Task.due_at)
    )
    columns = ["change_id", "task_id", "due_at", "remind_at", "told", "new_due_at"]
    session.execute(insert(table(RedatedTask)).from_select(columns, found))
    noted = RedatedTask.task_id == table(Task).c.id, RedatedTask.change_id == change_id
    going = select(RedatedTask.new_due_at).where(*noted).scalar_subquery()
    these = select(RedatedTask.task_id).where(RedatedTask.change_id == change_id)
    # The next sweep finds anew when to remind of them.
    moved = (
        update(table(Task))
        .where(table(Task).c.id.in_(these), waits())
        .values(due_at=going, remind_at=clock.now(), told=None)
    )
    return _settle(session, moved)


def settle_tasks(session: Session, whom: Whom, edges: Sequence[Edge]) -> int:
    """Give open tasks the dates of their windows, without noting how they were."""
    found, due = _strays(table(Task), table(Task).c.phase, whom, edges)
    values = {"due_at": due, "remind_at": clock.now(), "told": None}
    return _settle(session, update(table(Task)).where(*found, waits()).values(**values))


def move_timers(session: Session, whom: Whom, edges: Sequence[Edge]) -> int:
    """Give timers the dates of their windows; returns how many moved."""
    found, due = _strays(table(Timer), table(Timer).c.key, whom, edges)
    return _settle(session, update(table(Timer)).where(*found).values(due_at=due))


def out_of_step(session: Session, whom: Whom, edges: Sequence[Edge]) -> list[int]:
    """The instances in which an open task or a timer has another date than its window."""
    tasks, _ = _strays(table(Task), table(Task).c.phase, whom, edges)
    timers, _ = _strays(table(Timer), table(Timer).c.key, whom, edges)
    found = union(
        select(table(Task).c.instance_id).where(*tasks, waits()),
        select(table(Timer).c.instance_id).where(*timers),
    )
    return sorted(session.scalars(found))


def _strays(
    rows: Table, key: ColumnElement[str], whom: Whom, edges: Sequence[Edge]
) -> tuple[Sequence[ColumnElement[bool]], Any]:
    """Which rows of tasks or timers have another date than their window, and that date."""
    due = _due_of(rows, key)
    theirs = _theirs(rows.c, whom), _one_of(key, rows.c.edge, edges)
    return (*theirs, due.is_distinct_from(rows.c.due_at)), due


def _due_of(rows: Table, key: ColumnElement[str]) -> Any:
    """The date of a row of tasks or timers, by the windows of its appraisal."""
    found = _layered(select(_DUE).select_from(Appraisal), key, rows.c.edge)
    its = found.where(Appraisal.instance_id == rows.c.instance_id)
    return its.correlate(rows).scalar_subquery()


def _theirs(columns: Any, whom: Whom) -> ColumnElement[bool]:
    its: ColumnElement[bool] = columns.instance_id.in_(select(Appraisal.instance_id).where(*whom))
    return its


def _settle(session: Session, statement: Update) -> int:
    return session.connection().execute(statement).rowcount


def _one_of(key: Any, edge: Any, edges: Sequence[Edge]) -> ColumnElement[bool]:
    return or_(*(and_(key == each[0], edge == each[1]) for each in edges))
