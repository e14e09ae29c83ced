"""What a date rule is: an anchor and, if wanted, an offset; each prints its canonical text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["hari", "hari kerja", "minggu", "bulan"]

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


@dataclass(frozen=True)
class Day:
    """A day of the cycle year or of the year after it; 29 Februari may be written."""

    day: int
    month: int
    next_year: bool = False

    def __str__(self) -> str:
        """Print as in "7 Januari tahun depan"."""
        return f"{self.day} {MONTHS[self.month - 1]}{_year(self.next_year)}"


@dataclass(frozen=True)
class Week:
    """Week k of a month: days 7k-6 to 7k, the fifth from 29 to the month's end (R-006)."""

    number: int
    month: int
    next_year: bool = False

    def __str__(self) -> str:
        """Print as in "minggu 1 April"."""
        return f"minggu {self.number} {MONTHS[self.month - 1]}{_year(self.next_year)}"


@dataclass(frozen=True)
class Edge:
    """A date of a window: the window's key and which of its dates."""

    key: str
    edge: str

    def __str__(self) -> str:
        """Print as in "keberatan.closes"."""
        return f"{self.key}.{self.edge}"


@dataclass(frozen=True)
class Event:
    """A day that is known once the thing has happened in the appraisal."""

    name: str

    def __str__(self) -> str:
        """Print as in "diterima"."""
        return self.name


Anchor = Day | Week | Edge | Event


@dataclass(frozen=True)
class Offset:
    """A distance from the anchor: a whole number of units, never 0; before it if negative."""

    number: int
    unit: Unit

    def __str__(self) -> str:
        """Print as in "+ 3 hari kerja"."""
        return f"{'-' if self.number < 0 else '+'} {abs(self.number)} {self.unit}"


@dataclass(frozen=True)
class Rule:
    """One date rule; reading what it prints gives it again."""

    anchor: Anchor
    offset: Offset | None = None

    def __str__(self) -> str:
        """Print the canonical text."""
        return f"{self.anchor} {self.offset}" if self.offset else str(self.anchor)


def _year(next_year: bool) -> str:
    return " tahun depan" if next_year else ""
