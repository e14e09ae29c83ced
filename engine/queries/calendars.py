"""Calendars of working days: what they say, their versions, and what a change would move."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from engine import calendar_edits, calendar_file, calendar_moves, calendars, definitions, timeline
from engine.actor import Actor
from engine.calendar_edits import CalendarChange, Difference, difference
from engine.calendar_moves import MovedEdge
from engine.calendars import Key
from engine.errors import NotYours
from engine.models import Appraisal, CalendarVersion, Cycle, Employee, Task, Unit, Window, is_open
from engine.policy import may_run_cycles
from engine.timeline import SpecialDay


@dataclass(frozen=True)
class CalendarLine:
    """One of all calendars; `number` 0: nobody has written anything into it yet."""

    key: Key
    unit: str
    number: int
    changed_at: datetime | None


@dataclass(frozen=True)
class CalendarPage:
    """What a calendar says about a year, and what it inherits there (widest first)."""

    key: Key
    unit: str
    year: int
    number: int
    days: tuple[SpecialDay, ...]
    inherited: tuple[SpecialDay, ...]
    working_days: int
    #: The calendars it is counted on, widest first: each with its unit and its version.
    layers: tuple[tuple[Key, str, int], ...]


@dataclass(frozen=True)
class VersionLine:
    """One version of a calendar: when, who ("" as shipped), why, and what it changed."""

    number: int
    at: datetime
    who: str
    note: str
    days: int
    changes: Difference


@dataclass(frozen=True)
class MovedLine:
    """A date that would move, for so many people with so many open tasks.

    `unit` names the unit whose date it is; `by_event` says that it hangs on what happened in each
    appraisal, `kept` that the unit keeps its date while everybody's moves.
    """

    year: int
    phase: str
    edge: str
    unit: str
    by_event: bool
    old: datetime
    new: datetime
    people: int
    tasks: int

    @property
    def kept(self) -> bool:
        """Whether nothing moves for the unit."""
        return self.old == self.new


@dataclass(frozen=True)
class CalendarPreview:
    """What a change would do: to the calendar, and to the dates of open cycles."""

    unit: str
    changes: Difference
    moves: tuple[MovedLine, ...]


def calendar_list(session: Session, actor: Actor) -> tuple[CalendarLine, ...]:
    """All calendars: the nation's, the agency's, each unit's by name. Raises `NotYours`."""
    _ask(actor)
    known = calendars.known(session)
    rows = session.execute(
        select(
            CalendarVersion.layer, CalendarVersion.unit_id, func.max(CalendarVersion.at)
        ).group_by(CalendarVersion.layer, CalendarVersion.unit_id)
    )
    changed = {(layer, unit_id): at for layer, unit_id, at in rows}
    units = session.execute(select(Unit.id, Unit.name).order_by(Unit.name)).all()
    keys = {calendars.NATION: "", calendars.AGENCY: ""}
    keys |= {("unit", unit_id): name for unit_id, name in units}
    return tuple(
        CalendarLine(key, name, known.number(key), changed.get(key)) for key, name in keys.items()
    )


def calendar_page(session: Session, actor: Actor, key: Key, year: int) -> CalendarPage:
    """A year of one calendar. Raises `NotYours`, `CalendarNotFound`."""
    _ask(actor)
    unit = calendar_edits.find(session, key)
    known = calendars.known(session)
    calendar = known.of(key[1] if key[0] == "unit" else None)
    if key == calendars.NATION:
        calendar = known.cited(f"nasional {known.number(key)}") or calendar
    own = known.days(key)
    inherited = known.inherited(key)
    return CalendarPage(
        key,
        unit,
        year,
        known.number(key),
        _of_year(own, year),
        _of_year(inherited, year),
        calendar.between(date(year - 1, 12, 31), date(year, 12, 31)),
        _layers(session, calendar.version),
    )


def calendar_versions(session: Session, actor: Actor, key: Key) -> tuple[VersionLine, ...]:
    """The versions of a calendar, newest first. Raises `NotYours`, `CalendarNotFound`."""
    _ask(actor)
    calendar_edits.find(session, key)
    known = calendars.known(session)
    rows = session.execute(
        select(CalendarVersion.number, CalendarVersion.at, CalendarVersion.note, Employee.name)
        .outerjoin(Employee, Employee.id == CalendarVersion.employee_id)
        .where(CalendarVersion.layer == key[0], CalendarVersion.unit_id == key[1])
        .order_by(CalendarVersion.number.desc())
    )
    return tuple(
        VersionLine(
            row.number,
            row.at,
            row.name or "",
            row.note,
            len(known.days(key, row.number)),
            difference(known.days(key, row.number - 1), known.days(key, row.number)),
        )
        for row in rows
    )


def calendar_file_of(session: Session, actor: Actor, key: Key, year: int, title: str) -> bytes:
    """A year of one calendar as .ics. Raises `NotYours`, `CalendarNotFound`."""
    page = calendar_page(session, actor, key, year)
    return calendar_file.write_calendar(page.days, title)


def shipped_days(
    session: Session, actor: Actor, year: int
) -> tuple[tuple[SpecialDay, ...], tuple[date, ...]]:
    """The nation's days of a year as this release ships them, and the days it knows no more."""
    _ask(actor)
    shipped = timeline.national_days(year, year)
    stored = _of_year(calendars.known(session).days(calendars.NATION), year)
    gone = {each.day for each in stored} - {each.day for each in shipped}
    return shipped, tuple(sorted(gone))


def preview_calendar(session: Session, actor: Actor, change: CalendarChange) -> CalendarPreview:
    """What a change would do; nothing is stored.

    Raises `NotYours`, `CalendarNotFound`, `CalendarMoved`.
    """
    _ask(actor)
    known = calendars.known(session)
    new = calendar_edits.changed(session, known, change)
    moved = calendar_moves.moved_by(session, new) if new is not known else ()
    return CalendarPreview(
        calendar_edits.find(session, change.key),
        difference(known.days(change.key), new.days(change.key)),
        _lines(session, moved),
    )


def _layers(session: Session, version: str) -> tuple[tuple[Key, str, int], ...]:
    numbers = calendars.layers_in(version)
    return tuple((key, calendar_edits.find(session, key), n) for key, n in numbers.items())


def _ask(actor: Actor) -> None:
    if not may_run_cycles(actor):
        raise NotYours


def _of_year(days: Iterable[SpecialDay], year: int) -> tuple[SpecialDay, ...]:
    return tuple(each for each in days if each.day.year == year)


# ---- who is concerned -------------------------------------------------------------------------


def _lines(session: Session, moved: Sequence[MovedEdge]) -> tuple[MovedLine, ...]:
    units = {row.id: row.name for row in session.execute(select(Unit.id, Unit.name))}
    found: list[MovedLine] = []
    for cycle_id, of_cycle in groupby(moved, key=lambda each: each.cycle_id):
        cycle = session.get_one(Cycle, cycle_id)
        specs = definitions.specs_of(session, cycle.version_id)
        names = {each.key: each.name for each in specs.phases_of(cycle.process)}
        counting = _Counting(session, cycle_id, tuple(of_cycle))
        for each, people, tasks in counting.counted():
            found.append(
                MovedLine(
                    cycle.year,
                    names.get(each.key, each.key),
                    each.edge,
                    units.get(each.scope[1], "") if each.scope[0] == "unit" else "",
                    each.scope[0] == "appraisal",
                    each.old,
                    each.new,
                    people,
                    tasks,
                )
            )
    return tuple(sorted(found, key=lambda each: (each.year, each.old, each.edge, each.unit)))


class _Counting:
    """How many people and open tasks of a cycle each moved date concerns."""

    def __init__(self, session: Session, cycle_id: int, moved: Sequence[MovedEdge]) -> None:
        self._session, self._cycle_id, self._moved = session, cycle_id, moved

    def counted(self) -> Iterable[tuple[MovedEdge, int, int]]:
        """Each date with its numbers; the appraisals that move alike are one."""
        alone: dict[tuple[object, ...], list[MovedEdge]] = {}
        for each in self._moved:
            if each.scope[0] == "appraisal":
                alike = (each.key, each.edge, each.old, each.new)
                alone.setdefault(alike, []).append(each)
            else:
                yield each, *self._numbers(each, self._concerned(each))
        for group in alone.values():
            ids = [each.scope[1] for each in group]
            yield group[0], *self._numbers(group[0], Appraisal.id.in_(ids))

    def _concerned(self, edge: MovedEdge) -> ColumnElement[bool]:
        """Appraisals that have their date from this scope: from no narrower one."""
        own = aliased(Window)
        same = and_(own.cycle_id == edge.cycle_id, own.key == edge.key, own.edge == edge.edge)
        narrower = select(own.scope_id).where(same)
        theirs = Appraisal.id.not_in(narrower.where(own.scope == "appraisal"))
        if edge.scope[0] == "unit":
            return and_(theirs, Appraisal.unit_id == edge.scope[1])
        moved_apart = [
            each.scope[1]
            for each in self._moved
            if each.scope[0] == "unit" and (each.key, each.edge) == (edge.key, edge.edge)
        ]
        units = Appraisal.unit_id.not_in(narrower.where(own.scope == "unit"))
        return and_(theirs, units, Appraisal.unit_id.not_in(moved_apart))

    def _numbers(self, edge: MovedEdge, concerned: ColumnElement[bool]) -> tuple[int, int]:
        here = and_(Appraisal.cycle_id == self._cycle_id, concerned)
        people = select(func.count()).select_from(Appraisal).where(here)
        tasks = (
            select(func.count())
            .select_from(Task)
            .join(Appraisal, Appraisal.instance_id == Task.instance_id)
            .where(here, is_open(), Task.phase == edge.key, Task.edge == edge.edge)
        )
        return self._session.scalar(people) or 0, self._session.scalar(tasks) or 0
