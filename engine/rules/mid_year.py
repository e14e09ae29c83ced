"""The mid-year dialog: which rows it speaks of, how much of them, and how many are done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from engine.rules.exact import divide, multiply

__all__ = [
    "STATUSES",
    "MidYearCounts",
    "mid_year_counts",
    "scheduled_in_semester_1",
    "sem1_portion",
]

#: The three ticks of a row, from best to worst.
STATUSES: Final = ("selesai", "dalam_proses", "belum")


@dataclass(frozen=True)
class MidYearCounts:
    """Rows scheduled in the first semester, and how many of them are done or in progress."""

    scheduled: int
    done: int
    in_progress: int


def mid_year_counts(ticks: Iterable[str]) -> MidYearCounts:
    """Count the ticks of the scheduled rows; raises ValueError for an unknown tick (R-039).

    >>> mid_year_counts(["selesai", "belum", "dalam_proses", "selesai"])
    MidYearCounts(scheduled=4, done=2, in_progress=1)
    """
    listed = list(ticks)
    for tick in listed:
        if tick not in STATUSES:
            raise ValueError(f"status kegiatan tidak dikenal: {tick}")
    return MidYearCounts(
        scheduled=len(listed),
        done=listed.count("selesai"),
        in_progress=listed.count("dalam_proses"),
    )


def scheduled_in_semester_1(start: date, end: date, year: int) -> bool:
    """Tell whether the schedule, both days included, touches January to June of the year (R-036).

    Raises ValueError if the schedule ends before it starts.

    >>> scheduled_in_semester_1(date(2026, 6, 30), date(2026, 12, 31), 2026)
    True
    >>> scheduled_in_semester_1(date(2026, 7, 1), date(2026, 12, 31), 2026)
    False
    """
    _refuse_backwards(start, end)
    return start <= date(year, 6, 30) and end >= date(year, 1, 1)


def sem1_portion(
    quantity: Decimal, start: date, end: date, year: int, stated: Decimal | None = None
) -> Decimal:
    """Return how much of a quantity is due by 30 June: what was stated, or its share of months.

    A month counts once the schedule touches it. Raises ValueError if the schedule ends before
    it starts.

    >>> sem1_portion(Decimal(152), date(2026, 1, 1), date(2026, 12, 31), 2026)
    Decimal('76')
    >>> sem1_portion(Decimal(6), date(2026, 5, 15), date(2026, 8, 1), 2026)
    Decimal('3')
    """
    if stated is not None:
        return stated
    if not scheduled_in_semester_1(start, end, year):
        return Decimal(0)
    first = max(_month(start), _month(date(year, 1, 1)))
    last = min(_month(end), _month(date(year, 6, 1)))
    months = _month(end) - _month(start) + 1
    return divide(multiply(quantity, Decimal(last - first + 1)), Decimal(months))


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _refuse_backwards(start: date, end: date) -> None:
    if end < start:
        raise ValueError("jadwal berakhir sebelum dimulai")
