"""Which dates of open cycles a change of a calendar would move; writes nothing.

Only dates that were counted are counted again: one that somebody has set (its window cites no
calendar, or is no longer the day that its rule gives) stays.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, definitions, timeline, windows
from engine.calendars import Calendars
from engine.models import Appraisal, Cycle, Happening, Window
from engine.timeline import WorkCalendar
from engine.windows import ALL, Edge, Scope

Dates = Mapping[Edge, datetime | None]
_NOTHING: Mapping[str, date] = MappingProxyType({})


@dataclass(frozen=True)
class MovedEdge:
    """One date that would move, from `old` to `new` (aware UTC), and for whom.

    What applies it gives `rule` and `calendar` to `windows.put`, with the new instant.
    """

    cycle_id: int
    scope: Scope
    key: str
    edge: str
    old: datetime
    new: datetime
    rule: str
    calendar: str


def moved_by(session: Session, new_calendars: Calendars) -> tuple[MovedEdge, ...]:
    """The dates of all open cycles that `new_calendars` would move.

    By cycle; in each those of everybody, then of units with working days of their own, then of
    appraisals whose dates hang on an event. A unit may have no row of its own yet; one that keeps
    its date while everybody's moves is among them with `old == new`, and needs one. What is past
    and stays past is left out. Raises `TimelineError` for days beyond every calendar.
    """
    open_ones = select(Cycle).where(Cycle.closed_at.is_(None)).order_by(Cycle.year, Cycle.id)
    found: list[MovedEdge] = []
    for cycle in session.scalars(open_ones):
        found += _Recount(session, cycle, new_calendars).moved()
    now = clock.now()
    return tuple(each for each in found if max(each.old, each.new) > now)


def fingerprint(moves: Sequence[MovedEdge]) -> str:
    """Names the dates that a preview said would move."""
    lines = [(*each.scope, each.cycle_id, each.key, each.edge, f"{each.new}") for each in moves]
    return sha256(repr(lines).encode()).hexdigest()[:32]


class _Recount:
    """One cycle, counted once more."""

    def __init__(self, session: Session, cycle: Cycle, new: Calendars) -> None:
        self._session, self._cycle, self._new = session, cycle, new
        self._profile = definitions.profile_of(session, cycle.profile_id)
        specs = definitions.specs_of(session, cycle.version_id)
        self._rules = windows.rules_of(specs, cycle.process, self._profile)
        self._rows: dict[Scope, dict[Edge, Window]] = {ALL: {}}
        for row in session.scalars(select(Window).where(Window.cycle_id == cycle.id)):
            self._rows.setdefault((row.scope, row.scope_id), {})[row.key, row.edge] = row
        self._counted: dict[object, Dates] = {}

    def moved(self) -> Iterator[MovedEdge]:
        """Everything that moves, widest scope first."""
        after: dict[Edge, datetime | None] = {}
        for edge, row in self._rows[ALL].items():
            after[edge] = new = self._new_date(row, ALL)
            if new != row.due_at:
                yield from self._edge(row, ALL, new)
        units = {number for scope, number in self._rows if scope == "unit"}
        for unit_id in sorted(units | self._new.own_units()):
            yield from self._of_unit(unit_id, after)
        yield from self._of_appraisals()

    def _of_unit(self, unit_id: int, after: Dates) -> Iterator[MovedEdge]:
        scope = ("unit", unit_id)
        for edge, whole in self._rows[ALL].items():
            own = self._rows.get(scope, {}).get(edge)
            new = self._new_date(own or whole, scope)
            # Without a row of its own it goes with everybody.
            if new != (own.due_at if own else after[edge]):
                yield from self._edge(own or whole, scope, new)

    def _of_appraisals(self) -> Iterator[MovedEdge]:
        own = {number: rows for (scope, number), rows in self._rows.items() if scope == "appraisal"}
        if not own:
            return
        events = self._events()
        units = dict(
            self._session.execute(
                select(Appraisal.id, Appraisal.unit_id).where(Appraisal.cycle_id == self._cycle.id)
            ).all()
        )
        for number, rows in sorted(own.items()):
            for row in rows.values():
                new = self._new_date(row, ("unit", units[number]), events.get(number, {}))
                if new != row.due_at:
                    yield from self._edge(row, ("appraisal", number), new, units[number])

    def _events(self) -> dict[int, dict[str, date]]:
        """What has happened in each appraisal, on which day."""
        found: dict[int, dict[str, date]] = {}
        happenings = (
            select(Appraisal.id, Happening.name, Happening.at)
            .join(Happening, Happening.instance_id == Appraisal.instance_id)
            .where(Appraisal.cycle_id == self._cycle.id)
        )
        for number, name, at in self._session.execute(happenings):
            found.setdefault(number, {})[name] = timeline.local_day(at, self._cycle.zone)
        return found

    def _new_date(
        self, row: Window, scope: Scope, events: Mapping[str, date] = _NOTHING
    ) -> datetime | None:
        """The row's date on the new calendars; the one it has, where nobody counted that."""
        edge = (row.key, row.edge)
        counted_on = self._new.cited(row.calendar)
        if counted_on is None or row.due_at is None:
            return row.due_at
        # A row of everybody's that a unit shares was counted on the agency's days.
        of_row = (row.scope, row.scope_id) if row.scope != "appraisal" else scope
        if self._dates(counted_on, of_row, events).get(edge) != row.due_at:
            return row.due_at
        unit_id = scope[1] if scope[0] == "unit" else None
        return self._dates(self._new.of(unit_id), scope, events).get(edge) or row.due_at

    def _dates(self, calendar: WorkCalendar, scope: Scope, events: Mapping[str, date]) -> Dates:
        key = (calendar.version, scope, *sorted(events.items()))
        if key not in self._counted:
            cycle, rules = self._cycle, self._rules_in(scope)
            days = windows.dates_on(calendar, cycle.year, self._profile, rules, events)
            self._counted[key] = {
                edge: None if day is None else timeline.instant(day, edge[1], cycle.zone)
                for edge, day in days.items()
            }
        return self._counted[key]

    def _rules_in(self, scope: Scope) -> dict[Edge, str]:
        """The rules of the year, with those that somebody wrote anew for this cycle or unit."""
        rules = dict(self._rules)
        for edge, row in (self._rows[ALL] | self._rows.get(scope, {})).items():
            if edge in rules and row.rule != rules[edge] and _is_rule(row.rule):
                rules[edge] = row.rule
                rules.pop((edge[0], f"{edge[1]}_not_before"), None)
        return rules

    def _edge(
        self, row: Window, scope: Scope, new: datetime | None, unit_id: int | None = None
    ) -> Iterator[MovedEdge]:
        if row.due_at is None or new is None:
            return
        unit = unit_id or (scope[1] if scope[0] == "unit" else None)
        yield MovedEdge(
            cycle_id=self._cycle.id,
            scope=scope,
            key=row.key,
            edge=row.edge,
            old=row.due_at,
            new=new,
            rule=row.rule,
            calendar=self._new.of(unit).version,
        )


def _is_rule(text: str) -> bool:
    try:
        timeline.parse(text)
    except timeline.RuleError:
        return False
    return True
