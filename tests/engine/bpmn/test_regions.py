"""Regions are sets: their algebra agrees with membership of values."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bpmn.regions import (
    EVERYTHING,
    NOTHING,
    Region,
    beyond,
    exactly,
    meet,
    union,
    without,
)

VALUES = st.one_of(
    st.integers(-3, 3),
    st.decimals(-3, 3, places=1),
    st.sampled_from(["", "a", "b"]),
    st.sampled_from([True, False, None]),
    st.just([]),
)
SIMPLE = st.one_of(
    st.builds(exactly, st.integers(-3, 3) | st.sampled_from(["a", "b", True, False, None])),
    st.builds(beyond, st.sampled_from(["<", "<=", ">", ">="]), st.integers(-3, 3).map(Decimal)),
    st.just(EVERYTHING),
    st.just(NOTHING),
)
REGIONS = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds(Region.__and__, inner, inner),
        st.builds(Region.__or__, inner, inner),
        inner.map(Region.__invert__),
    ),
    max_leaves=6,
)


@given(REGIONS, REGIONS, VALUES)
def test_the_algebra_is_that_of_sets(left: Region, right: Region, value: Any) -> None:
    assert (value in (left & right)) is (value in left and value in right)
    assert (value in (left | right)) is (value in left or value in right)
    assert (value in ~left) is (value not in left)
    assert (value in union([left, right, NOTHING])) is (value in left or value in right)


@given(REGIONS)
def test_an_example_belongs_to_its_region(region: Region) -> None:
    if region:
        assert region.example() in region
    else:
        assert region == NOTHING


@given(REGIONS, st.integers(-4, 4))
def test_drawing_in_to_whole_numbers_keeps_exactly_them(region: Region, value: int) -> None:
    whole = region.whole()
    assert (value in whole) is (value in region)
    assert not whole.numbers or whole.example() == int(whole.example())


@given(
    st.dictionaries(st.sampled_from("xy"), REGIONS),
    st.dictionaries(st.sampled_from("xy"), REGIONS),
    st.fixed_dictionaries({"x": VALUES, "y": VALUES}),
)
def test_cutting_a_box_leaves_what_is_outside_the_hole(
    box: dict[str, Region], hole: dict[str, Region], point: dict[str, Any]
) -> None:
    def inside(each: Any) -> bool:
        return all(point[name] in region for name, region in each.items())

    left = without(box, hole)
    assert sum(map(inside, left)) == (inside(box) and not inside(hole))
    both = meet(box, hole)
    if all(box.values()) and all(hole.values()):
        assert (both is not None and inside(both)) is (inside(box) and inside(hole))


@pytest.mark.parametrize(
    ("region", "shown"),
    [
        (beyond(">", Decimal(3)), Decimal(4)),
        (beyond("<", Decimal(3)), Decimal(2)),
        (beyond("<=", Decimal(3)), Decimal(3)),
        (~exactly("a") & ~exactly(None) & Region(all_texts_but=True), "lainnya_"),
        (exactly(False), False),
        (Region(lists=True), []),
    ],
)
def test_examples_are_plain(region: Region, shown: Any) -> None:
    assert region.example() == shown
