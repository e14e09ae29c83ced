"""The working days of the nation, the agency and its units: layers in numbered versions.

A unit inherits what the units above it, the agency and the nation say; of one day, the nearest
calendar that knows it decides. A version never changes, so any date can be counted again from the
text that cites its calendar: "nasional 2, instansi 5, unit 12: 1".
"""

import re
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.models import CalendarDay, CalendarVersion, Setting, Unit
from engine.timeline import SpecialDay, WorkCalendar, layered

#: Which calendar: "national", "agency" or "unit", and of a unit its id (else 0).
Key = tuple[str, int]
NATION: Key = ("national", 0)
AGENCY: Key = ("agency", 0)
#: The first and the last year the nation's calendar was shipped for.
YEARS = (2015, 2102)


def calendar_for(session: Session, unit_id: int | None = None) -> WorkCalendar:
    """The working days of a unit, or of the agency; one small question for each session."""
    return known(session).of(unit_id)


def layers_in(version: str) -> dict[Key, int]:
    """The layers that a citation names, in their order; none if it cannot be read."""
    keys = {name: key for key, name in _LAYERS.items()}
    found: dict[Key, int] = {}
    for part in version.split(", "):
        match = _CITED.fullmatch(part)
        if match is None:
            return {}
        layer, number, unit_id, unit_number = match.groups()
        found[keys[layer] if layer else ("unit", int(unit_id))] = int(number or unit_number)
    return found


@dataclass(frozen=True)
class Kept:
    """A day of a calendar, from version `since` until before `until` (None: until now)."""

    day: SpecialDay
    since: int
    until: int | None = None

    def holds_in(self, number: int) -> bool:
        """Whether a version has it."""
        return self.since <= number and (self.until is None or number < self.until)


class Calendars:
    """All calendars with all their versions, as they stood when they were read."""

    def __init__(
        self,
        newest: Mapping[Key, int],
        days: Mapping[Key, Iterable[Kept]],
        parents: Mapping[int, int | None],
    ) -> None:
        """`newest` are the numbers in force, `parents` the unit above each unit."""
        self._newest = dict(newest)
        self._days = {key: tuple(kept) for key, kept in days.items()}
        self._parents = dict(parents)
        self._made: dict[str, WorkCalendar] = {}

    def of(self, unit_id: int | None = None) -> WorkCalendar:
        """The working days of a unit, or of the agency as a whole."""
        return self._made_of({key: self._newest[key] for key in self._layers(unit_id)})

    def cited(self, version: str) -> WorkCalendar | None:
        """The calendar a date was counted on, from what it says of it; None if it says nothing."""
        numbers = layers_in(version)
        fits = numbers and all(0 < number <= self.number(key) for key, number in numbers.items())
        return self._made_of(numbers) if fits else None

    def number(self, key: Key) -> int:
        """The version of a calendar that is in force; 0 for one that nobody has begun."""
        return self._newest.get(key, 0)

    def days(self, key: Key, number: int | None = None) -> tuple[SpecialDay, ...]:
        """What a version of a calendar says, by default the one in force, in order of days."""
        wanted = self.number(key) if number is None else number
        kept = (each.day for each in self._days.get(key, ()) if each.holds_in(wanted))
        return tuple(sorted(kept, key=lambda each: each.day))

    def inherited(self, key: Key) -> tuple[SpecialDay, ...]:
        """What the calendars above one say, of each day what the nearest of them does."""
        layers = self._layers(key[1]) if key[0] == "unit" else [NATION, AGENCY]
        above = layers[: layers.index(key)] if key in layers else layers
        known = {day.day: day for each in above for day in self.days(each)}
        return tuple(known[day] for day in sorted(known))

    def own_units(self) -> frozenset[int]:
        """The units whose working days are not simply the agency's."""
        plain = self._layers(None)
        return frozenset(unit for unit in self._parents if self._layers(unit) != plain)

    def changed(self, key: Key, days: Iterable[SpecialDay]) -> "Calendars":
        """What they would be with one more version of a calendar, which says just `days`."""
        number = self.number(key) + 1
        wanted = {each.day: each for each in days}
        kept = []
        for each in self._days.get(key, ()):
            stays = each.until is not None or wanted.get(each.day.day) == each.day
            kept.append(each if stays else Kept(each.day, each.since, number))
        going_on = {each.day for each in kept if each.until is None}
        kept += [Kept(day, number) for day in wanted.values() if day not in going_on]
        newest, all_days = {**self._newest, key: number}, {**self._days, key: tuple(kept)}
        return Calendars(newest, all_days, self._parents)

    def kept(self, key: Key) -> tuple[Kept, ...]:
        """All days that a calendar has ever had."""
        return self._days.get(key, ())

    def _layers(self, unit_id: int | None) -> list[Key]:
        """The calendars that somebody has begun, widest first."""
        above = [("unit", each) for each in self._up_from(unit_id)]
        return [key for key in (NATION, AGENCY, *reversed(above)) if key in self._newest]

    def _up_from(self, unit_id: int | None) -> Iterator[int]:
        seen: set[int] = set()  # units that stand above one another end somewhere
        while unit_id is not None and unit_id not in seen:
            seen.add(unit_id)
            yield unit_id
            unit_id = self._parents.get(unit_id)

    def _made_of(self, numbers: Mapping[Key, int]) -> WorkCalendar:
        version = _written(numbers)
        if version not in self._made:
            layers = [self.days(key, number) for key, number in numbers.items()]
            self._made[version] = layered(layers, version, YEARS)
        return self._made[version]


def known(session: Session, token: str | None = None) -> Calendars:
    """All calendars. They are read once in this process, until one of them changes.

    Whoever brings the `TOKEN` that names their state along spares the question for it.
    """
    found: Calendars | None = session.info.get(_INFO)
    if found is None:
        if token is None:
            token = session.connection().execute(TOKEN).scalar() or ""
        found = _shared.get(token)
        if found is None:
            found = _read_all(session)
            _keep(token, found)
        session.info[_INFO] = found
    return found


def renew(session: Session) -> None:
    """Tell all processes that a calendar has changed, or a unit stands below another one now."""
    # Random, so that a state that was rolled back never comes again under its name.
    token = secrets.token_urlsafe(12)
    session.execute(update(Setting).where(Setting.name == _NAME).values(value=token))
    session.info.pop(_INFO, None)


_NAME = "calendars"
_INFO = "calendars"
TOKEN = select(Setting.value).where(Setting.name == _NAME)
_MOST = 8
_shared: dict[str, Calendars] = {}


def _keep(token: str, calendars: Calendars) -> None:
    global _shared
    _shared = dict([*_shared.items(), (token, calendars)][-_MOST:])


_DAYS = select(
    *(CalendarDay.layer, CalendarDay.unit_id, CalendarDay.since, CalendarDay.until),
    *(CalendarDay.day, CalendarDay.name, CalendarDay.kind, CalendarDay.half, CalendarDay.estimate),
)
_VERSIONS = select(CalendarVersion.layer, CalendarVersion.unit_id, CalendarVersion.number)


def _read_all(session: Session) -> Calendars:
    # Versions first: of days that come meanwhile, none is in force yet.
    newest: dict[Key, int] = defaultdict(int)
    for layer, unit_id, number in session.execute(_VERSIONS):
        newest[layer, unit_id] = max(newest[layer, unit_id], number)
    days: dict[Key, list[Kept]] = defaultdict(list)
    for row in session.execute(_DAYS):
        day = SpecialDay(row.day, row.name, row.kind, row.half, row.estimate)
        days[row.layer, row.unit_id].append(Kept(day, row.since, row.until))
    parents = {row.id: row.parent_id for row in session.execute(select(Unit.id, Unit.parent_id))}
    return Calendars(newest, days, parents)


_LAYERS = {NATION: "nasional", AGENCY: "instansi"}
_CITED = re.compile(r"(nasional|instansi) (\d{1,9})|unit (\d{1,9}): (\d{1,9})")


def _written(numbers: Mapping[Key, int]) -> str:
    names = {key: _LAYERS.get(key) or f"unit {key[1]}:" for key in numbers}
    return ", ".join(f"{names[key]} {number}" for key, number in numbers.items())
