"""Who will be late if his stage takes him as long as the others: worked out once an hour, and kept.

A pace is the median of at least ten of a cycle who have passed a stage (decision 23): working days
of their units from its first task to the last that was due by its closing. Whoever came in so
early, and would end so late that his date is past by then, is behind. Dates within a stage, such
as those of Bagian SDM's own steps, are not its end, and nobody is measured by them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Subquery,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from engine import calendars, clock, timeline
from engine.db import Database, connection_of
from engine.models import (
    Appraisal,
    Base,
    Behind,
    Cycle,
    Setting,
    StagePace,
    Task,
    Timer,
    is_done,
    is_open,
    table,
    waits,
)
from engine.tracking.days import Days, calendar_key, day_of, quantile

#: How long what was worked out holds, and of how few nothing is told.
EVERY = timedelta(hours=1)
LEAST = 10
#: The edge by which a stage ends.
END = "closes"
#: Rows in memory at a time.
CHUNK = 5_000


def of_task() -> ColumnElement[bool]:
    """Whether a row of `Behind` tells that a `Task` will be late, as its date stands now.

    What is kept of a stage that was left, or of a date that was moved since, tells nothing.
    """
    return and_(
        Behind.instance_id == Task.instance_id,
        Behind.phase == Task.phase,
        Behind.ends_at >= Task.due_at,
        Task.edge == END,
    )


def work_out(database: Database) -> bool:
    """Work out the paces of all open cycles and who is behind; returns whether it was time to.

    It is time an hour after the last time, or before it where the clock was put back. One worker
    of all does it; completions neither pay for it nor wait.
    """
    now = clock.now()
    with database.read() as session:
        last = session.scalar(_LAST) or ""
    if last and abs(now - datetime.fromisoformat(last)) < EVERY:
        return False
    mine = now.isoformat()
    with database.begin() as session:
        claimed = connection_of(session).execute(_CLAIM, {"last": last, "mine": mine})
        if not claimed.rowcount:
            return False
    with database.read() as session:
        paces, behind = _found(session, now)
    with database.begin() as session:
        # Whose clock was moved meanwhile has another at it.
        if session.scalar(_LAST.with_for_update()) == mine:
            _keep(session, StagePace, paces)
            _keep(session, Behind, behind)
    return True


_NAME = "paced"
_LAST = select(Setting.value).where(Setting.name == _NAME)
_CLAIM = (
    update(table(Setting))
    .where(Setting.name == _NAME, Setting.value == bindparam("last"))
    .values(value=bindparam("mine"))
)


# ---- what there is ----------------------------------------------------------------------------

_Row = tuple[Any, ...]


@dataclass(frozen=True)
class _Cycle:
    """An open cycle with stages in which somebody still has time, and their stays."""

    session: Session
    id: int
    zone: str
    phases: Sequence[str]
    known: calendars.Calendars

    def stays(self) -> Subquery:
        """One row for each appraisal, but for the cancelled, and stage.

        `due` is the date of what is open, `waiting` the number of tasks that wait or are held.
        """
        end = Task.edge == END
        return (
            select(
                calendar_key(self.known),
                *(Task.instance_id, Task.phase),
                func.min(Task.opened_at).label("opened"),
                func.max(case((and_(end, is_done()), Task.done_at))).label("ended"),
                func.min(case((and_(end, is_open()), Task.due_at))).label("due"),
                func.sum(case((waits(), 1), else_=0)).label("waiting"),
            )
            .join_from(Task, Appraisal, Appraisal.instance_id == Task.instance_id)
            .where(
                *(Appraisal.cycle_id == self.id, Appraisal.state != "cancelled"),
                Task.phase.in_(self.phases),
            )
            .group_by("calendar", Task.instance_id, Task.phase)
            .subquery("stay")
        )


def _found(session: Session, now: datetime) -> tuple[set[_Row], set[_Row]]:
    """The rows of `StagePace` and of `Behind` as they should be at `now`."""
    paces, behind = set[_Row](), set[_Row]()
    for cycle in _open_cycles(session, now):
        medians = _medians(cycle)
        paces |= {(cycle.id, phase, *told) for phase, told in medians.items()}
        if medians:
            days = {phase: median for phase, (median, _) in medians.items()}
            behind |= set(_behind(cycle, days, now))
    return paces, behind


def _open_cycles(session: Session, now: datetime) -> Iterable[_Cycle]:
    rows = session.execute(
        select(Cycle.id, Cycle.zone, Task.phase)
        .join_from(Task, Appraisal, Appraisal.instance_id == Task.instance_id)
        .join(Cycle, Cycle.id == Appraisal.cycle_id)
        .where(is_open(), Task.edge == END, Task.due_at > now, Cycle.closed_at.is_(None))
        .distinct()
    )
    phases = defaultdict[tuple[int, str], list[str]](list)
    for cycle_id, zone, phase in rows:
        phases[cycle_id, zone].append(phase)
    for (cycle_id, zone), found in phases.items():
        yield _Cycle(session, cycle_id, zone, sorted(found), calendars.known(session))


def _medians(cycle: _Cycle) -> dict[str, tuple[int, int]]:
    """For each stage that enough have passed: working days, and of how many."""
    stay, days = cycle.stays(), Days(cycle.session, cycle.zone)
    goes_on = exists().where(Timer.instance_id == stay.c.instance_id, Timer.key == stay.c.phase)
    rows = cycle.session.execute(
        select(
            *(stay.c.calendar, stay.c.phase),
            days.of(stay.c.opened).label("first_day"),
            days.of(stay.c.ended).label("last_day"),
            func.count(),
        )
        .where(stay.c.waiting == 0, stay.c.ended.is_not(None), ~goes_on)
        .group_by(stay.c.calendar, stay.c.phase, "first_day", "last_day")
    )
    taken = defaultdict[str, defaultdict[int, int]](lambda: defaultdict(int))
    for unit, phase, opened, ended, number in rows:
        calendar = cycle.known.of(unit or None)
        taken[phase][calendar.between(day_of(opened), day_of(ended))] += number
    passed = {phase: sum(counts.values()) for phase, counts in taken.items()}
    return {
        phase: (quantile(counts, 50), passed[phase])
        for phase, counts in taken.items()
        if passed[phase] >= LEAST
    }


def _behind(cycle: _Cycle, medians: dict[str, int], now: datetime) -> Iterable[_Row]:
    """Whose stay would end after a date that is not past yet."""
    stay, days = cycle.stays(), Days(cycle.session, cycle.zone)
    rows = cycle.session.execute(
        select(
            *(stay.c.instance_id, stay.c.phase, stay.c.calendar),
            days.of(stay.c.opened),
            stay.c.due,
        )
        .where(stay.c.phase.in_(sorted(medians)), stay.c.due > now)
        .execution_options(yield_per=CHUNK)
    )
    end_of = _ends(cycle, medians)
    for instance_id, phase, unit, opened, due in rows:
        ends_at = end_of(unit, phase, opened)
        if ends_at >= due:
            yield instance_id, phase, ends_at


def _ends(cycle: _Cycle, medians: dict[str, int]) -> Callable[[int, str, int], datetime]:
    """When the day begins on which those of a unit leave a stage who came in on one day."""

    @cache
    def end_of(unit: int, phase: str, opened: int) -> datetime:
        day = cycle.known.of(unit or None).add(day_of(opened), medians[phase])
        return timeline.instant(day, "opens", cycle.zone)

    return end_of


# ---- what is kept -----------------------------------------------------------------------------


def _keep(session: Session, model: type[Base], wanted: set[_Row]) -> None:
    """Let a table hold just these rows: what is there already is not written."""
    rows, connection = table(model), connection_of(session)
    there = {tuple(row) for row in connection.execute(select(rows))}
    gone, come = sorted(there - wanted), sorted(wanted - there)
    if gone:
        keys = [key.name for key in rows.primary_key.columns]
        mine = (rows.c[name] == bindparam(f"the_{name}") for name in keys)
        each = [{f"the_{name}": row[place] for place, name in enumerate(keys)} for row in gone]
        connection.execute(delete(rows).where(*mine), each)
    if come:
        names = [column.name for column in rows.c]
        connection.execute(insert(rows), [dict(zip(names, row, strict=True)) for row in come])
