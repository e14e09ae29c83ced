"""The distribution of predikat: whatever one subtracts, no small group comes out."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from engine.queries.appraisals.units import Units
from engine.queries.figures.asked import Counted
from engine.queries.figures.ratings import MIN_GROUP, Sizes

Vector = list[Fraction]
#: A unit above each of the units 2, 3, …, or the top; and how many are rated in 1, 2, 3, …
trees = st.lists(st.integers(0, 6), max_size=6).map(
    lambda above: [None, *((each % (place + 2)) or None for place, each in enumerate(above))]
)
people = st.lists(st.integers(0, 4), min_size=7, max_size=7)


def told(parents: list[int | None], rated: list[int]) -> tuple[list[int], list[Vector]]:
    """The sizes of the units' own groups, and every number on any page as a sum of these."""
    units = range(1, len(parents) + 1)
    own = [rated[unit - 1] for unit in units]
    counted = {
        unit: Counted(size + 1, 0, {"Baik": size} if size else {})
        for unit, size in zip(units, own, strict=True)
    }
    tree = Units(
        {unit: f"Unit {unit}" for unit in units},
        dict(zip(units, parents, strict=True)),
        counted,
    )
    pages: list[Vector] = []
    for group, below in Sizes(tree, counted).told():
        if group is None:
            pages.append([Fraction(1) for _ in units])
        elif below:
            pages.append([Fraction(group in tree.up(each)) for each in units])
        else:
            pages.append([Fraction(each == group) for each in units])
    return own, pages


@given(trees, people)
def test_no_small_group_can_be_subtracted_from_what_all_pages_tell(
    parents: list[int | None], rated: list[int]
) -> None:
    sizes, pages = told(parents, rated)
    filled = [place for place, size in enumerate(sizes) if size]
    known = reduced([[page[place] for place in filled] for page in pages])
    for number in range(1, len(filled) + 1):
        for group in combinations(range(len(filled)), number):
            if sum(sizes[filled[place]] for place in group) < MIN_GROUP:
                wanted = [Fraction(place in group) for place in range(len(filled))]
                assert not follows(known, wanted), (parents, sizes, group)


def reduced(rows: list[Vector]) -> list[tuple[int, Vector]]:
    """What can be reckoned from some sums: rows that begin with 1, each with its first column."""
    found: list[tuple[int, Vector]] = []
    for row in rows:
        rest = less(found, row)
        first = next((place for place, value in enumerate(rest) if value), None)
        if first is not None:
            found.append((first, [value / rest[first] for value in rest]))
    return found


def less(known: list[tuple[int, Vector]], row: Vector) -> Vector:
    for first, other in known:
        row = [value - row[first] * each for value, each in zip(row, other, strict=True)]
    return row


def follows(known: list[tuple[int, Vector]], row: Vector) -> bool:
    return not any(less(known, row))
