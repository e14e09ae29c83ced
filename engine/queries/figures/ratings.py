"""How predikat are distributed over the units, where no small group can be told or subtracted.

What is told is decided once for the whole organisation that a viewer sees, from the top down, so
that no two pages differ by a group that is hidden on one of them.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from engine.form_facts import CATEGORIES
from engine.queries.appraisals.units import Units
from engine.queries.figures.asked import Asked, Counted

#: Of fewer people nothing is told.
MIN_GROUP = 3

#: One group: a unit with all below it (True), or its own people alone (False).
Group = tuple[int, bool]


@dataclass(frozen=True)
class RatingLine:
    """Final ones of a unit by predikat, in the order of the table; None: they are not told."""

    unit_id: int
    name: str
    direct: bool
    final: int
    numbers: tuple[int, ...] | None


@dataclass(frozen=True)
class Ratings:
    """The predikat, best first, a line for each row of the page, and all of it together."""

    categories: tuple[str, ...]
    lines: tuple[RatingLine, ...]
    total: RatingLine

    @property
    def hidden(self) -> int:
        """How many lines with final ones are not told."""
        return sum(line.numbers is None for line in self.lines)


def ratings(asked: Asked) -> Ratings:
    """The distribution of the final predikat that the viewer may see."""
    sizes = Sizes(asked.units, asked.counted)
    told = sizes.told()
    found = {predikat for each in asked.counted.values() for predikat in each.ratings}
    categories = (*CATEGORIES, *sorted(found - set(CATEGORIES)))

    def line(unit: int | None, name: str, direct: bool) -> RatingLine:
        counted = sizes.of(unit, direct)
        numbers = tuple(counted[each] for each in categories)
        open_to_see = not counted or (unit, not direct) in told
        return RatingLine(
            unit or 0, name, direct, counted.total(), numbers if open_to_see else None
        )

    return Ratings(
        categories=categories,
        lines=tuple(line(row.unit_id, row.name, row.direct) for row in asked.rows),
        total=line(asked.unit_id, "", False),
    )


def hidden_among(sizes: Mapping[Group, int]) -> set[Group]:
    """Which of some groups, whose sum is told, are not.

    Small ones; and the next larger ones, until those that are hidden are no small group together:
    what the others leave of the sum tells them as one.

    >>> sorted(hidden_among({(1, True): 1, (2, True): 4, (3, True): 9}))
    [(1, True), (2, True)]
    """
    waiting = sorted((size, group) for group, size in sizes.items() if size)
    hidden = [(size, group) for size, group in waiting if size < MIN_GROUP]
    rest = waiting[len(hidden) :]
    while hidden and rest and sum(size for size, _ in hidden) < MIN_GROUP:
        hidden.append(rest.pop(0))
    return {group for _, group in hidden}


class Sizes:
    """How many have which predikat, in each unit and below it."""

    def __init__(self, units: Units, counted: Mapping[int, Counted]) -> None:
        self._units = units
        self._direct = {unit: Counter(each.ratings) for unit, each in counted.items()}
        self._all: dict[int | None, Counter[str]] = {}
        for unit, number in self._direct.items():
            for above in (*units.up(unit), None):
                self._all.setdefault(above, Counter()).update(number)

    def of(self, unit: int | None, direct: bool) -> Counter[str]:
        """Of a unit with all below it, or alone; None: of all."""
        if direct and unit is not None:
            return self._direct.get(unit, Counter())
        return self._all.get(unit, Counter())

    def told(self) -> set[tuple[int | None, bool]]:
        """The groups that may be told; of what lies below one that may not, none is."""
        if self.of(None, False).total() < MIN_GROUP:
            return set()
        found: set[tuple[int | None, bool]] = {(None, True)}
        todo: list[int | None] = [None]
        while todo:
            unit = todo.pop()
            groups = self._groups(unit)
            found |= set(groups) - hidden_among(groups)
            todo += [each for each in self._units.below(unit) if (each, True) in found]
        return found

    def _groups(self, unit: int | None) -> dict[Group, int]:
        groups = {(each, True): self.of(each, False).total() for each in self._units.below(unit)}
        if unit is not None and unit in self._direct:
            groups[unit, False] = self.of(unit, True).total()
        return {group: size for group, size in groups.items() if size}
