"""Entry bands: STAR counts (W-22) and the quality rubric."""

from decimal import Decimal

import pytest

from engine.rules.bands import in_any_star_band, quality_band, star_band


@pytest.mark.parametrize(
    ("count", "score", "accepted"),
    [
        (3, "92", False),
        (4, "91", True),
        (0, "51", False),
        (3, "90.5", False),
        (4, "100", True),
        (4, "100.01", False),
        (2, "61", True),
        (2, "75", True),
        (1, "60.01", False),
        (0, "0", True),
    ],
)
def test_w_22_an_entry_lies_in_the_band_of_its_star_count(
    count: int, score: str, accepted: bool
) -> None:
    assert star_band(count).holds(Decimal(score)) is accepted


@pytest.mark.parametrize("score", ["90.5", "75.01", "60.5", "50.99"])
def test_w_22_a_score_between_two_bands_is_invalid_for_every_count(score: str) -> None:
    assert not any(star_band(count).holds(Decimal(score)) for count in range(5))
    assert not in_any_star_band(Decimal(score))


@pytest.mark.parametrize("count", [-1, 5])
def test_there_are_four_star_elements(count: int) -> None:
    with pytest.raises(ValueError, match="0 sampai 4"):
        star_band(count)


@pytest.mark.parametrize(
    ("minor", "major", "low", "high"),
    [
        (0, 0, 91, 100),
        (1, 0, 76, 90),
        (2, 0, 76, 90),
        (3, 0, 61, 75),
        (4, 0, 61, 75),
        (5, 1, 51, 60),
        (6, 1, 0, 50),
        (5, 0, 51, 60),  # the gaps of the rubric take the worse neighbour
        (0, 1, 51, 60),
        (6, 0, 0, 50),
        (1, 4, 51, 60),
    ],
)
def test_quality_lies_in_the_band_of_the_errors(
    minor: int, major: int, low: int, high: int
) -> None:
    band = quality_band(minor, major)
    assert (band.low, band.high) == (low, high)


def test_errors_are_not_negative() -> None:
    with pytest.raises(ValueError, match="negatif"):
        quality_band(-1, 0)
