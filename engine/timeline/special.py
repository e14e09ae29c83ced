"""Days that are not as their weekday says: off, half off, or worked; where they come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Literal, get_args

from holidays import country_holidays

Kind = Literal["holiday", "shared_leave", "local", "worked"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""National holiday, shared leave (cuti bersama), a day off of the agency's own, a day worked."""


@dataclass(frozen=True)
class SpecialDay:
    """A day that a calendar says something about.

    `half`: offices close earlier; people work on it, so it counts as a working day. `estimate`:
    not decreed yet.
    """

    day: date
    name: str
    kind: Kind
    half: bool = False
    estimate: bool = False

    @property
    def is_working(self) -> bool:
        """Whether people work on it."""
        return self.half or self.kind == "worked"


def national_days(first_year: int, last_year: int) -> tuple[SpecialDay, ...]:
    """Give Indonesia's holidays and shared leave from one year to another, both included.

    Named in Indonesian, in the order of their days; religious dates not yet decreed are estimates.
    Raises ValueError if the last year comes first.
    """
    if last_year < first_year:
        raise ValueError(f"A calendar cannot run from {first_year} back to {last_year}.")
    years = range(first_year, last_year + 1)
    # A day that is both keeps the stronger kind.
    found = {day.day: day for kind in _CATEGORIES for day in _days(kind, years)}
    return tuple(found[day] for day in sorted(found))


def source() -> str:
    """Name the list that `national_days` reads, with its release."""
    return f"holidays {version('holidays')}"


_CATEGORIES: dict[Kind, str] = {"shared_leave": "government", "holiday": "public"}
_ESTIMATE = " (perkiraan)"


def _days(kind: Kind, years: Iterable[int]) -> Iterable[SpecialDay]:
    found = country_holidays("ID", years=years, categories=(_CATEGORIES[kind],), language="id")
    for day, name in found.items():
        plain = name.replace(_ESTIMATE, "")
        yield SpecialDay(day, plain, kind, estimate=plain != name)
