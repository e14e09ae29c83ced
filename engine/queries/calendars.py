"""Calendars of working days: what they say, their versions, and what a change would move."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import calendar_edits, calendar_file, calendars, timeline
from engine.actor import Actor
from engine.calendar_edits import Difference, difference
from engine.calendars import Key
from engine.errors import NotYours
from engine.models import CalendarVersion, Employee, Unit
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


def _layers(session: Session, version: str) -> tuple[tuple[Key, str, int], ...]:
    numbers = calendars.layers_in(version)
    return tuple((key, calendar_edits.find(session, key), n) for key, n in numbers.items())


def _ask(actor: Actor) -> None:
    if not may_run_cycles(actor):
        raise NotYours


def _of_year(days: Iterable[SpecialDay], year: int) -> tuple[SpecialDay, ...]:
    return tuple(each for each in days if each.day.year == year)
