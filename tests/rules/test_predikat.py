"""NPK and its category: W-19, W-21 and the gaps between the bands (R-069, R-070)."""

from decimal import Decimal

import pytest

from engine.rules.exact import divide, multiply, rounded
from engine.rules.npk import combined
from engine.rules.profile import Profile
from engine.scoring.shipped import predikat_table


def predikat(npk: Decimal) -> str:
    return str(predikat_table().decide({"npk": npk})["predikat"])


def test_w_19_npk_90_50_is_baik(kasn: Profile) -> None:
    npk = combined(kasn, Decimal("92.50"), Decimal("87.50"))
    assert npk == Decimal("90.50")
    assert predikat(npk) == "Baik"


@pytest.mark.parametrize(
    ("npk", "expected"),
    [
        ("91", "Sangat Baik"),
        ("76", "Baik"),
        ("75.99", "Cukup"),
        ("61", "Cukup"),
        ("60.99", "Kurang"),
        ("51", "Kurang"),
        ("50.99", "Buruk"),
        ("50", "Buruk"),
        ("0", "Buruk"),
        ("109", "Sangat Baik"),
        ("60.5", "Kurang"),
        ("50.5", "Buruk"),
        ("90.99", "Baik"),
    ],
)
def test_w_21_lower_bounds(npk: str, expected: str) -> None:
    assert predikat(Decimal(npk)) == expected


def test_the_table_covers_every_npk_once() -> None:
    assert predikat_table().problems() == []


def test_a_part_that_is_missing_leaves_no_npk(kasn: Profile) -> None:
    assert combined(kasn, None, Decimal(90)) is None
    assert combined(kasn, Decimal(90), None) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [("90.995", "91.00"), ("90.9949999", "90.99"), ("0.005", "0.01"), ("87", "87.00")],
)
def test_half_is_rounded_up(value: str, expected: str) -> None:
    assert str(rounded(Decimal(value), 2)) == expected


@pytest.mark.parametrize(("dividend", "divisor"), [(11, 7), (1, 3), (7, 9)])
def test_a_value_on_the_border_is_rounded_up_even_if_its_parts_have_no_end(
    dividend: int, divisor: int
) -> None:
    part = divide(Decimal(dividend), Decimal(divisor))
    border = multiply(part, Decimal(divisor), Decimal("0.005"))
    assert str(rounded(border, 2)) == str(rounded(Decimal(dividend) * Decimal("0.005"), 2))
