"""A proposal that spreads a peak: units in groups, each with the same window a little later."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import NamedTuple

from engine import timeline
from engine.redating import Layers, Row, Year, changed, following
from engine.whatif.cohort import Cohort
from engine.whatif.projection import Projector
from engine.whatif.sums import Load, load_of
from engine.windows import Edge

#: How many groups, and how many days from one to the next.
GROUPS, DAYS = (2, 3, 4), (3, 7)


class Shifted(NamedTuple):
    """A group of units: its dates are `days` later; `rules` say them as one would type them."""

    units: tuple[int, ...]
    people: int
    days: int
    rules: tuple[tuple[Edge, str], ...]


@dataclass(frozen=True)
class Stagger:
    """The window `key` in groups, the first unmoved, with the load of this window and of all.

    `groups` are empty where none makes the peak of the window lower without a higher one elsewhere.
    """

    key: str
    groups: tuple[Shifted, ...]
    before: Load
    after: Load
    whole: Load


def staggered(projector: Projector, year: Year, layers: Layers, key: str) -> Stagger:
    """The best way found to spread the work of a window.

    Dates stay in order (R-004); who has dates of his own keeps them.
    """
    zone, shares = year.cycle.zone, _Shares(projector.cohort)
    unmoved = projector.of(year, layers)
    before, whole = load_of(unmoved, zone, key), load_of(unmoved, zone)
    best = Stagger(key, (), before, before, whole)
    for number, days in product(GROUPS, DAYS):
        groups = list(_groups(shares, year, layers, key, number, days, projector.now))
        if len(groups) < number:
            continue
        there = layers.with_rows(
            (("unit", unit), edge, row)
            for group, rows in groups
            for unit in group.units
            for edge, row in rows(unit).items()
        )
        found = projector.of(year, there)
        after, all_of_it = load_of(found, zone, key), load_of(found, zone)
        lower = (after.most, after.most_of_one) < (best.after.most, best.after.most_of_one)
        if lower and all_of_it.most <= whole.most:
            shifted = tuple(group for group, _ in groups)
            best = Stagger(key, shifted, before, after, all_of_it)
    return best


class _Shares:
    """The units of a cohort in groups of about the same size."""

    def __init__(self, cohort: Cohort) -> None:
        self._people = Counter(member.unit_id for member in cohort.members)

    def parts(self, number: int) -> list[tuple[tuple[int, ...], int]]:
        """So many groups of units, with the people in each; fewer where there are fewer units."""
        parts: list[list[int]] = [[] for _ in range(min(number, len(self._people)))]
        sizes = [0] * len(parts)
        for unit, people in sorted(self._people.items(), key=lambda each: (-each[1], each[0])):
            least = sizes.index(min(sizes))
            parts[least].append(unit)
            sizes[least] += people
        return [(tuple(sorted(units)), size) for units, size in zip(parts, sizes, strict=True)]


class _Rows:
    """The rows of one group, worked out for each unit."""

    def __init__(self, rows: Mapping[int, dict[Edge, Row]]) -> None:
        self._rows = rows

    def __call__(self, unit: int) -> dict[Edge, Row]:
        """The rows that a unit gets."""
        return self._rows[unit]


def _groups(
    shares: _Shares,
    year: Year,
    layers: Layers,
    key: str,
    number: int,
    days: int,
    now: datetime,
) -> Iterator[tuple[Shifted, _Rows]]:
    """The groups of a stagger, up to the first whose dates cannot be."""
    for place, (units, people) in enumerate(shares.parts(number)):
        later = place * days
        rules = _later(year, layers, key, later, now)
        rows = {unit: _rows(year, layers, unit, rules) for unit in units}
        found = {unit: each for unit, each in rows.items() if each is not None}
        if len(found) < len(units) or (later and not rules):
            return
        yield Shifted(units, people, later, tuple(rules.items())), _Rows(found)


def _later(year: Year, layers: Layers, key: str, days: int, now: datetime) -> dict[Edge, str]:
    """The rules of a window that is so many days later; what has opened stays open."""
    dues = layers.dues(0)
    rules: dict[Edge, str] = {}
    for name in ("opens", "closes"):
        due = dues.get((key, name))
        if days and due is not None and due > now:
            day = year.days({(key, name): due})[key, name]
            if day is not None:
                moved = day + timedelta(days=days)
                following_year = moved.year == year.cycle.year + 1
                rule = timeline.Rule(timeline.Day(moved.day, moved.month, following_year))
                rules[key, name] = str(rule)
    return rules


def _rows(
    year: Year, layers: Layers, unit: int, rules: Mapping[Edge, str]
) -> dict[Edge, Row] | None:
    """The rows that give a unit these rules; None if its dates could not be in order."""
    if not rules:
        return {}
    before = layers.dues(unit)
    every = {**year.drawn, **changed(layers.changed_for(unit, 0)), **rules}
    edges = tuple(dict.fromkeys(each for edge in rules for each in following(every, edge)))
    try:
        after = year.instants(every, (), edges, unit)
    except timeline.TimelineError:
        return None
    broken = timeline.broken_order
    if broken(year.days(before | after)) - broken(year.days(before)):
        return None
    counted = year.counted_on(unit)
    return {
        edge: Row(after[edge], every[edge], 0 if edge in rules else None, counted)
        for edge in edges
        if after[edge] != before.get(edge)
    }
