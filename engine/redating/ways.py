"""Dates before and after a wish, worked out once for all people who are alike."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from engine import clock, timeline, windows
from engine.calendars import Calendars
from engine.plain import PlainCycle
from engine.redating.lines import (
    NO_ROWS,
    Layers,
    Row,
    Rows,
    changed,
    events_behind,
    following,
)
from engine.redating.population import NO_EVENTS, Events
from engine.rules.profile import Profile
from engine.windows import ALL, Edge, Scope

Dues = dict[Edge, datetime | None]


@dataclass(frozen=True)
class Wish:
    """Another rule for one edge: for all, for a unit, or for one appraisal."""

    edge: Edge
    rule: str
    scope: Scope


class Written(NamedTuple):
    """A row of `window` to be written; `mine`: its rule or date comes with this change."""

    edge: Edge
    scope: Scope
    old: Row | None
    new: Row
    mine: bool


@dataclass(frozen=True)
class Year:
    """The cycle with the rules of its diagram, its profile, and the working days as they are."""

    cycle: PlainCycle
    profile: Profile
    drawn: Mapping[Edge, str]
    calendars: Calendars

    def instants(
        self, rules: Mapping[Edge, str], events: Events, edges: Iterable[Edge], unit_id: int
    ) -> Dues:
        """The instants that rules and events give to some edges.

        They are counted on the days of a unit, or for 0 on the agency's. Raises TimelineError, also
        for one that lies far from the cycle's year.
        """
        calendar, year = self.calendars.of(unit_id or None), self.cycle.year
        days = windows.dates_on(calendar, year, self.profile, rules, dict(events))
        asked = {edge: days[edge] for edge in edges}
        timeline.near(asked, rules, year)
        return {edge: self._instant(edge, day) for edge, day in asked.items()}

    def counted_on(self, unit_id: int) -> str:
        """The citation of those days."""
        return self.calendars.of(unit_id or None).version

    def days(self, dues: Dues) -> dict[Edge, date | None]:
        """The days on which instants begin or end."""
        return {edge: self._day(edge, due) for edge, due in dues.items()}

    def _instant(self, edge: Edge, day: date | None) -> datetime | None:
        return None if day is None else timeline.instant(day, edge[1], self.cycle.zone)

    def _day(self, edge: Edge, due: datetime | None) -> date | None:
        if due is None:
            return None
        held = due if edge[1] == "opens" else timeline.last_moment(due)
        return timeline.local_day(held, self.cycle.zone)


@dataclass(frozen=True)
class Way:
    """Dates before and after; `edges` are the one asked for and those that hang on it.

    `kept_by` says whose narrower rule holds ("unit", "own"), `refused` why nothing moves
    ("order", "past").
    """

    before: Dues
    after: Dues
    rules: Mapping[Edge, str]
    edges: tuple[Edge, ...]
    kept_by: str = ""
    refused: str = ""

    @property
    def moved(self) -> list[Edge]:
        """The edges whose dates differ, the one asked for first."""
        return [edge for edge in self.edges if self.before.get(edge) != self.after.get(edge)]


class Ways:
    """Works out ways, each once, and the rows that follow from them."""

    def __init__(self, year: Year, layers: Layers, wish: Wish) -> None:
        self._year, self._layers, self._wish = year, layers, wish
        self._now = clock.now()
        #: Those whose people have dates of their own, or days.
        self._units = frozenset(layers.units()) | year.calendars.own_units()
        self._known: dict[tuple[int, tuple[tuple[Edge, Row], ...], Events], Way] = {}
        rules = {**year.drawn, **changed(layers.of(ALL)), wish.edge: wish.rule}
        #: The events that may matter to anybody here.
        self.events = events_behind(rules, following(rules, wish.edge))

    def base(self, unit_id: int, events: Events) -> Way:
        """What the wish is for those it is for; not judged. Raises TimelineError.

        `unit_id` and `events` are those of the one person that it may be for.
        """
        if self._wish.scope[0] == "appraisal":
            own = self._layers.of(self._wish.scope)
            unit, way = self._unit(unit_id), self._drawn_up(self._unit(unit_id), own, events)
        else:
            unit, way = self._scoped(), self._drawn_up(self._scoped(), NO_ROWS, NO_EVENTS)
        # What still waits for an event must lie near, too, once that happens.
        first = date(self._year.cycle.year + 1, 1, 1)
        happening = {**dict.fromkeys(self.events, first), **dict(events)}
        self._year.instants(way.rules, tuple(happening.items()), way.edges, unit)
        return way

    def of(self, unit_id: int, own: Rows, events: Events) -> Way:
        """The way of people of a unit with these rows of their own and these events."""
        key = self._unit(unit_id), tuple(sorted(own.items())), events
        if key not in self._known:
            self._known[key] = self._judged(key[0], own, events)
        return self._known[key]

    def of_base(self, base: Way, unit_id: int) -> list[Written]:
        """The rows of the scope itself, and of its units that have some."""
        scope = self._wish.scope
        rows = self._layers.of(scope)
        edges = dict.fromkeys([self._wish.edge, *base.moved])
        unit = self._unit(unit_id) if scope[0] == "appraisal" else self._scoped()
        calendar = self._year.counted_on(unit)
        written = [
            Written(
                edge,
                scope,
                rows.get(edge),
                Row(base.after[edge], base.rules[edge], None, calendar),
                True,
            )
            for edge in edges
        ]
        if scope == ALL:
            for unit in sorted(self._units):
                way = self.of(unit, NO_ROWS, NO_EVENTS)
                written += self._narrower(("unit", unit), unit, NO_ROWS, way, base)
        return written

    def of_one(self, appraisal_id: int, unit_id: int, own: Rows, way: Way) -> list[Written]:
        """The rows that one appraisal needs beside those of its unit and of all."""
        above = self.of(unit_id, NO_ROWS, NO_EVENTS)
        scope = ("appraisal", appraisal_id)
        return list(self._narrower(scope, self._unit(unit_id), own, way, above))

    def _scoped(self) -> int:
        kind, number = self._wish.scope
        return number if kind == "unit" else 0

    def _unit(self, unit_id: int) -> int:
        return unit_id if unit_id in self._units or self._wish.scope[0] == "unit" else 0

    def _judged(self, unit: int, own: Rows, events: Events) -> Way:
        if unit and (own or events):
            above = self.of(unit, NO_ROWS, NO_EVENTS)
            if above.refused:
                return self._as_before(unit, own, above.refused)
        try:
            way = self._drawn_up(unit, own, events)
            refused = self.trouble(way)
        except timeline.TimelineError:
            refused = "past"
        return self._as_before(unit, own, refused) if refused else way

    def _as_before(self, unit: int, own: Rows, refused: str) -> Way:
        """The way of people for whom nothing moves: their rule stays what it was."""
        before = self._layers.dues(unit, own)
        rules = {**self._year.drawn, **changed(self._layers.of(ALL))}
        rules |= changed(self._layers.of(("unit", unit))) | changed(own)
        return Way(before, before, rules, (self._wish.edge,), refused=refused)

    def trouble(self, way: Way) -> str:
        """Why a way is refused: "order", "past", or ""."""
        days = self._year.days
        broken = timeline.broken_order
        if broken(days(way.after)) - broken(days(way.before)):
            return "order"
        for edge in way.moved:
            after, before = way.after[edge], way.before.get(edge)
            if after is not None and after <= self._now and (before is None or before > self._now):
                return "past"
        return ""

    def _drawn_up(self, unit: int, own: Rows, events: Events) -> Way:
        wish, before = self._wish, self._layers.dues(unit, own)
        rules, kept_by = dict(self._year.drawn), ""
        layers = {"all": self._layers.of(ALL), "unit": self._layers.of(("unit", unit))}
        for kind, rows in (layers | {"appraisal": own}).items():
            narrower = changed(rows)
            rules |= narrower
            if wish.edge in narrower:
                kept_by = "own" if kind == "appraisal" else kind
            if kind == wish.scope[0]:
                rules[wish.edge], kept_by = wish.rule, ""
        edges = following(rules, wish.edge)
        after = {} if kept_by else self._year.instants(rules, events, edges, unit)
        return Way(before, before | after, rules, edges, kept_by)

    def _narrower(
        self, scope: Scope, unit: int, own: Rows, way: Way, above: Way
    ) -> Iterator[Written]:
        """The rows a narrower scope needs, so that its dates are those of its own way.

        Who is refused keeps his rule as one of his own, so that what comes later is reckoned by it.
        """
        rows = own if scope[0] == "appraisal" else self._layers.of(scope)
        before, calendar = self._layers.narrowest(unit, own), self._year.counted_on(unit)
        asked = above.edges[0]
        if way.refused and not above.refused:
            counted = before[asked].calendar if asked in before else ""
            kept = Row(way.after.get(asked), way.rules[asked], None, counted)
            yield Written(asked, scope, rows.get(asked), kept, True)
        for edge in dict.fromkeys([*above.moved, *way.moved]):
            row, due = rows.get(edge), way.after.get(edge)
            if way.refused and edge == asked:
                continue
            if row is not None and row.due_at != due:
                new = row._replace(due_at=due, calendar=calendar)
                yield Written(edge, scope, row, new, False)
            elif row is None and due != above.after.get(edge):
                new = Row(due, way.rules[edge], None, calendar)
                yield Written(edge, scope, None, new, False)
