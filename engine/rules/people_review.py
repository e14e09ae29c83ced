"""Where a person stands in the People Review's nine cells; no number is changed here."""

from decimal import Decimal
from typing import Final

from engine.rules.exact import rounded

__all__ = ["LEVELS", "axis", "cell"]

#: The three levels of an axis, from low to high.
LEVELS: Final = ("rendah", "sedang", "tinggi")


def axis(score: Decimal) -> str:
    """Return the level of a component score, taken from its two decimals.

    >>> axis(Decimal("75.99")), axis(Decimal(76)), axis(Decimal("90.995"))
    ('rendah', 'sedang', 'tinggi')
    """
    shown = rounded(score, 2)
    return LEVELS[(shown >= 76) + (shown >= 91)]


def cell(skp_score: Decimal, behaviour_score: Decimal) -> tuple[str, str]:
    """Return the cell of the matrix: level of targets reached, level of behaviour.

    >>> cell(Decimal("92.5"), Decimal("87.5"))
    ('tinggi', 'sedang')
    """
    return axis(skp_score), axis(behaviour_score)
