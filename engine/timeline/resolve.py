"""From date rules to dates: one cycle year, one working-day calendar, the events so far."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date, timedelta
from graphlib import CycleError, TopologicalSorter

from engine.timeline.calendar import WorkCalendar
from engine.timeline.grammar import RuleError, parse
from engine.timeline.rule import Anchor, Day, Edge, Event, Offset, Rule, Week
from schemas.said import Said, cite, say

Rules = Mapping[tuple[str, str], str]
Dates = dict[tuple[str, str], date | None]

LOWER_BOUND = "_not_before"
"""Ends the name of a rule that holds an edge back: "closes_not_before" bounds "closes"."""


class TimelineError(ValueError):
    """Date rules that give no dates; its text names the window and what to change."""

    def __init__(self, at: Edge, message: Said) -> None:
        """Keep the window and edge at fault beside the sentence."""
        super().__init__(f"{at}: {message}")
        self.message = message
        self.key = at.key
        self.edge = at.edge


def resolve(rules: Rules, year: int, calendar: WorkCalendar, events: Mapping[str, date]) -> Dates:
    """Turn the rules of a cycle year into its dates.

    `rules` maps (key, edge) to the text of a rule; `events` maps an event of one appraisal to its
    local day. Each edge gets its date, or None while an event it waits for has not happened. An
    edge with a lower bound gets the later of both dates; a bound that still waits is ignored, and
    bounds are not among the results.

    Raises TimelineError, naming the window, for a rule that cannot be read, an unknown window or
    edge, a circle, a day the year does not have, and working days beyond the calendar. R-002.
    """
    return Reading.of(rules).dates(year, calendar, events)


def near(dates: Mapping[tuple[str, str], date | None], rules: Rules, year: int) -> None:
    """Look that the dates lie in the years a rule can name, or in the one before them.

    Raises TimelineError for the first that does not, such as that of "1 Februari + 999 bulan".
    """
    for (key, name), day in dates.items():
        if day is not None and not year - 1 <= day.year <= year + 1:
            bound = rules.get((key, f"{name}{LOWER_BOUND}"))
            message = cite(
                "“{rule}” jatuh terlalu jauh dari siklus {year}; tanggalnya harus pada tahun"
                " {first} sampai {last}.",
                rule=rules[key, name] if bound is None else f"{rules[key, name]}” / “{bound}",
                year=str(year),
                first=str(year - 1),
                last=str(year + 1),
            )
            raise TimelineError(Edge(key, name), message)


def shifted(dates: Mapping[tuple[str, str], date | None], calendar: WorkCalendar) -> Dates:
    """Move every edge but `opens` from a day off to the next working day.

    Only for a profile that says so (`shift_to_business_day`); otherwise nothing shifts (R-007).
    """
    return {
        (key, edge): day if day is None or edge == "opens" else calendar.on_or_after(day)
        for (key, edge), day in dates.items()
    }


def events_in(rules: Rules) -> frozenset[str]:
    """Give the names of all events the rules wait for, to compare with those that can happen.

    Raises TimelineError for a rule that cannot be read.
    """
    return _events(_read(rules))


_Read = Mapping[Edge, Rule]


@dataclass(frozen=True)
class Reading:
    """Rules that were read, and their edges in an order in which they can be reckoned."""

    rules: _Read
    order: tuple[Edge, ...]

    @classmethod
    def of(cls, rules: Rules) -> Reading:
        """Read rules once for many years. Raises TimelineError for what is wrong in each year."""
        read = _read(rules)
        return cls(read, _in_order(read))

    @property
    def events(self) -> frozenset[str]:
        """The names of all events the rules wait for."""
        return _events(self.rules)

    def dates(self, year: int, calendar: WorkCalendar, events: Mapping[str, date]) -> Dates:
        """The dates of one year, as `resolve` gives them."""
        resolution = _Resolution(year, calendar, events)
        for edge in self.order:
            resolution.settle(edge, self.rules)
        return {(edge.key, edge.edge): day for edge, day in resolution.days.items()}


def _events(rules: _Read) -> frozenset[str]:
    anchors = (rule.anchor for rule in rules.values())
    return frozenset(anchor.name for anchor in anchors if isinstance(anchor, Event))


def _read(rules: Rules) -> _Read:
    read = {}
    for (key, name), text in rules.items():
        edge = Edge(key, name)
        try:
            read[edge] = parse(text)
        except RuleError as error:
            message = say(
                "{problem} (huruf ke-{place} dari “{text}”)",
                problem=error.message,
                place=error.position + 1,
                text=text,
            )
            raise TimelineError(edge, message) from error
    return read


def _in_order(rules: _Read) -> tuple[Edge, ...]:
    """Sort the edges so that each comes after those it is reckoned from."""
    _check_references(rules)
    sorter = TopologicalSorter(
        {edge: set(_references(edge, rules)) for edge in rules if not _is_bound(edge)}
    )
    try:
        return tuple(sorter.static_order())
    except CycleError as error:
        circle = error.args[1][::-1]
        chain = " → ".join(str(edge) for edge in circle)
        message = cite("Aturan berputar: {chain}. Putuskan salah satu.", chain=chain)
        raise TimelineError(circle[0], message) from error


def _check_references(rules: _Read) -> None:
    edges = [edge for edge in rules if not _is_bound(edge)]
    keys = {edge.key for edge in edges}
    for edge, rule in rules.items():
        if _is_bound(edge) and _bounded(edge) not in rules:
            held = str(_bounded(edge))
            raise TimelineError(edge, cite("Batas ini menahan {edge}, yang tidak ada.", edge=held))
        match rule.anchor:
            case Edge(key) if key not in keys:
                raise TimelineError(edge, cite("Jendela “{key}” tidak ada di linimasa.", key=key))
            case Edge(key, name) as anchor if anchor not in rules or _is_bound(anchor):
                known = ", ".join(one.edge for one in edges if one.key == key)
                message = cite(
                    "Jendela “{key}” tidak punya “{edge}”; ada: {known}.",
                    key=key,
                    edge=name,
                    known=known,
                )
                raise TimelineError(edge, message)
            case Event(name) if name in keys:
                message = cite(
                    "“{name}” adalah jendela; tulis “{name}.opens” atau “{name}.closes”.", name=name
                )
                raise TimelineError(edge, message)


def _references(edge: Edge, rules: _Read) -> Iterator[Edge]:
    for one in (edge, _bound(edge)):
        if one in rules and isinstance(anchor := rules[one].anchor, Edge):
            yield anchor


@dataclass(frozen=True)
class _Resolution:
    year: int
    calendar: WorkCalendar
    events: Mapping[str, date]
    days: dict[Edge, date | None] = field(default_factory=dict)

    def settle(self, edge: Edge, rules: _Read) -> None:
        """Reckon one edge after all it is reckoned from."""
        day = self._day(edge, rules[edge])
        if (bound := _bound(edge)) in rules:
            earliest = self._day(bound, rules[bound])
            if day is not None and earliest is not None:
                day = max(day, earliest)
        self.days[edge] = day

    def _day(self, at: Edge, rule: Rule) -> date | None:
        try:
            start = self._start(at, rule.anchor)
            if start is None or rule.offset is None:
                return start
            return self._moved(at, start, rule.offset)
        except OverflowError as error:
            message = cite("“{rule}” jatuh di luar penanggalan.", rule=str(rule))
            raise TimelineError(at, message) from error

    def _start(self, at: Edge, anchor: Anchor) -> date | None:
        match anchor:
            case Edge():
                return self.days[anchor]
            case Event(name):
                return self.events.get(name)
            case Day(day, month, next_year):
                first, last = day, day
            case Week(number, month, next_year):
                first, last = 7 * number - 6, 7 * number
        year = self.year + next_year
        longest = _last_day(year, month)
        if first > longest:
            message = cite("“{day}” tidak ada pada tahun {year}.", day=str(anchor), year=str(year))
            raise TimelineError(at, message)
        return date(year, month, first if _opens(at) else min(last, longest))

    def _moved(self, at: Edge, start: date, offset: Offset) -> date:
        match offset.unit:
            case "hari":
                return start + timedelta(days=offset.number)
            case "minggu":
                return start + timedelta(weeks=offset.number)
            case "bulan":
                return _months_later(start, offset.number)
            case "hari kerja":
                return self._working_days_later(at, start, offset.number)

    def _working_days_later(self, at: Edge, start: date, number: int) -> date:
        day = self.calendar.add(start, number)
        for end in (start, day):
            if not self.calendar.covers(end):
                message = say(
                    "Hari kerja tidak dapat dihitung: kalender “{calendar}” tidak memuat"
                    " tahun {year}.",
                    calendar=self.calendar.version,
                    year=str(end.year),
                )
                raise TimelineError(at, message)
        return day


def _months_later(day: date, number: int) -> date:
    """Move a day by months; where the month is too short, to its last day."""
    years, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(years, month + 1, min(day.day, _last_day(years, month + 1)))


def _last_day(year: int, month: int) -> int:
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError
    return monthrange(year, month)[1]


def _opens(edge: Edge) -> bool:
    return edge.edge.removesuffix(LOWER_BOUND) == "opens"


def _is_bound(edge: Edge) -> bool:
    return edge.edge.endswith(LOWER_BOUND)


def _bound(edge: Edge) -> Edge:
    return Edge(edge.key, f"{edge.edge}{LOWER_BOUND}")


def _bounded(edge: Edge) -> Edge:
    return Edge(edge.key, edge.edge.removesuffix(LOWER_BOUND))
