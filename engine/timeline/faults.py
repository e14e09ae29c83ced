"""What keeps date rules from giving a cycle its dates, all at once and in people's words."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from engine.timeline.calendar import WorkCalendar
from engine.timeline.grammar import RuleError, parse
from engine.timeline.order import told_order
from engine.timeline.resolve import (
    LOWER_BOUND,
    Dates,
    Reading,
    Rules,
    TimelineError,
    near,
    shifted,
)
from engine.timeline.rule import Edge
from engine.timeline.sentences import NO_NAMES
from schemas.said import Said, Written, say

YEARS = range(2026, 2054)
"""All kinds of years: after 28 of them the same days fall on the same weekdays again."""

MOST = 20
"""So many faults are told."""


class Fault(NamedTuple):
    """What is wrong with a window: its key and edge, which rule was broken, and the sentence."""

    key: str
    edge: str
    code: str
    message: Said


def faults(
    rules: Rules,
    year: int,
    calendar: WorkCalendar,
    names: Mapping[str, str] = NO_NAMES,
    *,
    shift: bool = False,
) -> list[Fault]:
    """Say why the rules give no dates for a cycle of `year`, or none that keep their order.

    `names` maps keys to the words they are known by; `shift` moves closings off free days. A
    window that is reckoned from one at fault is passed over. R-002, R-004.
    """
    trial = _Trial(dict(rules), names)
    trial.run(year, calendar, shift=shift)
    return trial.found


def faults_of_any_year(rules: Rules, names: Mapping[str, str] = NO_NAMES) -> list[Fault]:
    """Say why the rules would not do for each of `YEARS`, each fault for the first of them.

    Reckoned without holidays: what hangs on these is judged where a cycle is opened. Rules that
    cannot be read, and bounds of nothing, are passed over; others tell of them.
    """
    trial = _Trial(_readable(rules), names)
    for year in YEARS:
        trial.run(year, _WEEKDAYS)
    return trial.found


def named(error: TimelineError, names: Mapping[str, str] = NO_NAMES) -> Said:
    """What an error says, with its window in people's words."""
    name = names.get(error.key) or Written(error.key)
    match error.edge:
        case "opens":
            return say("Hari buka {name}: {problem}", name=name, problem=error.message)
        case "closes":
            return say("Hari tutup {name}: {problem}", name=name, problem=error.message)
    return say(
        "Batas {edge} pada {name}: {problem}",
        edge=Written(error.edge),
        name=name,
        problem=error.message,
    )


_WEEKDAYS = WorkCalendar(frozenset())
_Edge = tuple[str, str]


class _Trial:
    """Rules on trial, fewer with each fault that was found."""

    def __init__(self, rules: dict[_Edge, str], names: Mapping[str, str]) -> None:
        self._rules, self._names = rules, names
        self._reading: Reading | None = None
        self.found: list[Fault] = []

    def run(self, year: int, calendar: WorkCalendar, *, shift: bool = False) -> None:
        """Find what is wrong in a year; what was found before is not looked at again."""
        dates = self._dates(year, calendar)
        for problem, key, said in told_order(
            shifted(dates, calendar) if shift else dates, self._names
        ):
            edge, code = _ORDER[problem]
            self._fault((key, edge), Fault(key, edge, code, said))

    def _dates(self, year: int, calendar: WorkCalendar) -> Dates:
        while len(self.found) < MOST:
            try:
                return self._reckoned(year, calendar)
            except TimelineError as error:
                fault = Fault(error.key, error.edge, "no-date", named(error, self._names))
                self._fault((error.key, error.edge), fault)
        return {}

    def _reckoned(self, year: int, calendar: WorkCalendar) -> Dates:
        reading = self._reading or Reading.of(self._rules)
        if self._reading is None and reading.events:
            # What waits for an event must lie near, too, once that happens.
            happening = dict.fromkeys(reading.events, date(year + 1, 1, 1))
            near(reading.dates(year, calendar, happening), self._rules, year)
        dates = reading.dates(year, calendar, {})
        near(dates, self._rules, year)
        self._reading = reading
        return dates

    def _fault(self, edge: _Edge, fault: Fault) -> None:
        if len(self.found) < MOST:
            self.found.append(fault)
        self._rules, self._reading = _without(self._rules, edge), None


_ORDER = {"reversed": ("opens", "window-reversed"), "out of order": ("closes", "closing-order")}


def _readable(rules: Rules) -> dict[_Edge, str]:
    unread = []
    for edge, text in rules.items():
        try:
            parse(text)
        except RuleError:
            unread.append(edge)
    left = _without(rules, *unread)
    bounds = [edge for edge in left if edge[1].endswith(LOWER_BOUND)]
    loose = [edge for edge in bounds if (edge[0], edge[1].removesuffix(LOWER_BOUND)) not in left]
    return {edge: text for edge, text in left.items() if edge not in loose}


def _without(rules: Rules, *edges: _Edge) -> dict[_Edge, str]:
    """The rules without those of edges or bounds, and all that are reckoned from them."""
    after: dict[_Edge, list[_Edge]] = {}
    for at, text in rules.items():
        with suppress(RuleError):
            anchor = parse(text).anchor
            if isinstance(anchor, Edge):
                after.setdefault((anchor.key, anchor.edge), []).append(at)
    gone: set[_Edge] = set()
    waiting = [*edges]
    while waiting:
        here = waiting.pop()
        if here not in gone:
            gone.add(here)
            bound = here[0], f"{here[1]}{LOWER_BOUND}"
            waiting += [*after.get(here, ()), *([bound] if bound in rules else ())]
    return {at: text for at, text in rules.items() if at not in gone}
