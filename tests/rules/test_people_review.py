"""The axes of the People Review matrix."""

from decimal import Decimal

import pytest

from engine.rules.people_review import axis, cell


@pytest.mark.parametrize(
    ("score", "level"),
    [
        ("0", "rendah"),
        ("75.99", "rendah"),
        ("75.994", "rendah"),
        ("75.995", "sedang"),
        ("76", "sedang"),
        ("90.99", "sedang"),
        ("91", "tinggi"),
        ("115", "tinggi"),
    ],
)
def test_an_axis_has_three_levels(score: str, level: str) -> None:
    assert axis(Decimal(score)) == level


def test_a_cell_is_targets_then_behaviour() -> None:
    assert cell(Decimal(95), Decimal(70)) == ("tinggi", "rendah")
