"""Bands that an entered score must lie in: by STAR count and by number of errors.

Bands of a *computed* value are decision tables of the processes, not these: between two entry
bands there are holes on purpose, a computed value has none.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

__all__ = ["QUALITY_BANDS", "STAR_BANDS", "Band", "in_any_star_band", "quality_band", "star_band"]


@dataclass(frozen=True)
class Band:
    """A closed interval of scores and what it means.

    >>> Band("Baik", Decimal(76), Decimal(90)).holds(Decimal("90.5"))
    False
    """

    label: str
    low: Decimal
    high: Decimal

    def holds(self, score: Decimal) -> bool:
        """Tell whether the score lies in the band, both ends included."""
        return self.low <= score <= self.high


def _bands(labels: tuple[str, ...]) -> tuple[Band, ...]:
    edges = ((0, 50), (51, 60), (61, 75), (76, 90), (91, 100))
    return tuple(
        Band(label, Decimal(low), Decimal(high))
        for label, (low, high) in zip(labels, edges, strict=True)
    )


#: By count of satisfactory STAR elements, 0 to 4.
STAR_BANDS: Final = _bands(("Buruk", "Kurang", "Cukup", "Baik", "Sangat Baik"))

#: From the worst to the best quality of work.
QUALITY_BANDS: Final = _bands(
    (
        "lebih dari 5 kesalahan kecil dan ada kesalahan besar; tidak memuaskan, jauh di bawah "
        "standar",
        "ada 5 kesalahan kecil dan ada kesalahan besar; perlu revisi, tidak cukup memenuhi standar",
        "ada 3 atau 4 kesalahan kecil, tidak ada kesalahan besar; cukup memenuhi standar",
        "ada 1 atau 2 kesalahan kecil, tidak ada kesalahan besar; sesuai standar",
        "sempurna: tidak ada kesalahan, tidak ada revisi, di atas standar",
    )
)


def star_band(count: int) -> Band:
    """Return the band of an aspect in which `count` of the four STAR elements satisfy.

    Raises ValueError unless 0 ≤ count ≤ 4. Source: W-22.

    >>> star_band(3).label
    'Baik'
    """
    if not 0 <= count < len(STAR_BANDS):
        raise ValueError("jumlah STAR harus 0 sampai 4")
    return STAR_BANDS[count]


def in_any_star_band(score: Decimal) -> bool:
    """Tell whether a score is possible as an aspect entry at all; 90.5 is not, for any count.

    >>> in_any_star_band(Decimal("90.5")), in_any_star_band(Decimal(91))
    (False, True)
    """
    return any(band.holds(score) for band in STAR_BANDS)


def quality_band(minor: int, major: int) -> Band:
    """Return the band that quality must lie in after so many minor and major errors (R-071).

    The rubric leaves gaps (five minor without a major one, a major one alone); the worse of
    the neighbouring bands is taken. Raises ValueError for negative counts.

    >>> quality_band(0, 0).low, quality_band(5, 0).high, quality_band(6, 0).high
    (Decimal('91'), Decimal('60'), Decimal('50'))
    """
    if minor < 0 or major < 0:
        raise ValueError("jumlah kesalahan tidak boleh negatif")
    return QUALITY_BANDS[_quality_rank(minor, major)]


def _quality_rank(minor: int, major: int) -> int:
    if minor > 5:
        return 0
    if major >= 1 or minor == 5:
        return 1
    if minor >= 3:
        return 2
    return 3 if minor >= 1 else 4
