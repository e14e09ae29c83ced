"""The SKP score: aspects of a row, rows, base, and the bonuses on top (R-059 to R-065)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from engine.rules.exact import divide, mean, multiply, subtract, total
from engine.rules.profile import RATIO, Profile

__all__ = [
    "ASPECTS",
    "Amounts",
    "CreativityClaim",
    "Row",
    "RowScore",
    "SkpScore",
    "creativity_bonus",
    "extra_task_bonus",
    "is_ratio",
    "perka_percent",
    "ratio_percent",
    "saves_too_much",
    "score_row",
    "score_skp",
]

#: The aspects of a row in the order of every sheet.
ASPECTS: Final = ("quantity", "quality", "time", "cost")
_BY_METHOD: Final = ("time", "cost")

_HUNDRED: Final = Decimal(100)
_MOST_SAVED: Final = Decimal(24)
_ON_TIME: Final = Decimal(76)


@dataclass(frozen=True)
class Amounts:
    """Quantity, quality, time and cost of a target or an actual; None where none was given."""

    quantity: Decimal | None = None
    quality: Decimal | None = None
    time: Decimal | None = None
    cost: Decimal | None = None

    def of(self, aspect: str) -> Decimal | None:
        """Return the amount of one of `ASPECTS`."""
        amounts = (self.quantity, self.quality, self.time, self.cost)
        return amounts[ASPECTS.index(aspect)]


@dataclass(frozen=True)
class Row:
    """One activity of the SKP with what was agreed and what was reached."""

    activity: str
    target: Amounts
    actual: Amounts
    unit: str = ""

    def applies(self, aspect: str) -> bool:
        """Tell whether the aspect counts: only a target above zero makes it count (R-061)."""
        target = self.target.of(aspect)
        return target is not None and target > 0


@dataclass(frozen=True)
class RowScore:
    """The percents of a row, unrounded; None for aspects that do not apply, or if none does."""

    aspects: Mapping[str, Decimal | None]
    row: Decimal | None


@dataclass(frozen=True)
class CreativityClaim:
    """An accepted creative work: who benefits, and whether a certificate or award proves it."""

    scope: str
    certificate: bool = True


@dataclass(frozen=True)
class SkpScore:
    """All rows and bonuses, unrounded; base and total are None if no row has a value."""

    rows: tuple[RowScore, ...]
    base: Decimal | None
    tugas_tambahan: Decimal
    kreativitas: Decimal
    total: Decimal | None


def score_skp(
    profile: Profile, rows: Sequence[Row], extra_tasks: int, creativity: Iterable[CreativityClaim]
) -> SkpScore:
    """Return the SKP score: the unweighted mean of the rows plus the bonuses (R-062, R-065).

    Raises ValueError for an applicable aspect without an actual and for negative numbers.
    """
    scored = tuple(score_row(profile, row) for row in rows)
    values = [score.row for score in scored if score.row is not None]
    base = mean(values) if values else None
    extra = extra_task_bonus(profile, extra_tasks)
    creative = creativity_bonus(profile, creativity)
    return SkpScore(
        rows=scored,
        base=base,
        tugas_tambahan=extra,
        kreativitas=creative,
        total=_total(profile, base, extra, creative),
    )


def score_row(profile: Profile, row: Row) -> RowScore:
    """Return the percents of the applicable aspects and their mean.

    The divisor is four with a cost target and three without; no target at all gives None.
    Raises ValueError naming the aspect if its actual is missing, or if a number is negative.
    """
    aspects = {
        aspect: _percent(profile, row, aspect) if row.applies(aspect) else None
        for aspect in ASPECTS
    }
    values = [value for value in aspects.values() if value is not None]
    return RowScore(aspects=aspects, row=mean(values) if values else None)


def is_ratio(profile: Profile, aspect: str) -> bool:
    """Tell whether the aspect is actual over target; time and cost follow the profile (R-060)."""
    return aspect not in _BY_METHOD or profile.time_cost_method == RATIO


def ratio_percent(actual: Decimal, target: Decimal) -> Decimal:
    """Return actual as percent of target, uncapped.

    Taken literally for time and cost this rewards slowness and spending.

    >>> ratio_percent(Decimal(60), Decimal(80))
    Decimal('75')
    >>> ratio_percent(Decimal(14), Decimal(12)) > 100
    True
    """
    return divide(multiply(_HUNDRED, actual), target)


def perka_percent(actual: Decimal, target: Decimal) -> Decimal:
    """Return the percent of time or cost by Perka BKN 1/2013, uncapped: 176 less what was used.

    On time is 76, best is 100 at exactly 24 percent saved; whoever saves more drops to what
    was used, so that nothing used (not carried out) is 0. W-27.

    >>> [perka_percent(Decimal(used), Decimal(100)) for used in (100, 76, 75, 0)]
    [Decimal('76'), Decimal('100'), Decimal('75'), Decimal('0')]
    """
    reduced = subtract(_ON_TIME + _HUNDRED, ratio_percent(actual, target))
    if not saves_too_much(actual, target):
        return reduced
    return subtract(_ON_TIME, subtract(reduced, _HUNDRED))


def saves_too_much(actual: Decimal, target: Decimal) -> bool:
    """Tell whether more than 24 percent of the target was saved, compared without dividing."""
    return multiply(_HUNDRED, subtract(target, actual)) > multiply(_MOST_SAVED, target)


def extra_task_bonus(profile: Profile, count: int) -> Decimal:
    """Return the points for so many accepted extra tasks of the year (R-063).

    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("jumlah tugas tambahan tidak boleh negatif")
    reached = [step.points for step in profile.extra_task_bonus if step.at_least <= count]
    return reached[-1] if reached else Decimal(0)


def creativity_bonus(profile: Profile, claims: Iterable[CreativityClaim]) -> Decimal:
    """Return the points of the certified claims: the highest, or all by profile (R-064, R-057).

    Raises ValueError for an unknown scope.
    """
    points = []
    for claim in claims:
        if claim.scope not in profile.creativity_bonus:
            raise ValueError(f"lingkup kreativitas tidak dikenal: {claim.scope}")
        if claim.certificate:
            points.append(profile.creativity_bonus[claim.scope])
    return total(points) if profile.creativity_mode == "sum" else max(points, default=Decimal(0))


def _total(profile: Profile, base: Decimal | None, *bonuses: Decimal) -> Decimal | None:
    return None if base is None else _capped(total([base, *bonuses]), profile.cap_total_skp)


def _percent(profile: Profile, row: Row, aspect: str) -> Decimal:
    actual, target = row.actual.of(aspect), row.target.of(aspect)
    if actual is None or target is None:
        raise ValueError(f"{row.activity}: realisasi {aspect} belum diisi")
    if actual < 0:
        raise ValueError(f"{row.activity}: realisasi {aspect} tidak boleh negatif")
    if is_ratio(profile, aspect):
        return _capped(ratio_percent(actual, target), profile.aspect_cap)
    within = min(max(perka_percent(actual, target), Decimal(0)), _HUNDRED)
    return _capped(within, profile.aspect_cap)


def _capped(value: Decimal, cap: Decimal | None) -> Decimal:
    return value if cap is None else min(value, cap)
