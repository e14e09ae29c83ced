"""What every row is given: new stores of one database, a meter for them, sizes, the clock."""

from collections.abc import Callable
from dataclasses import dataclass

from engine import clock
from engine.db import Database
from tools.bench.meter import Meter


@dataclass(frozen=True)
class Plan:
    """One run on one database; `scale` makes every crowd smaller, for a try."""

    new: Callable[[str], Database]
    meter: Meter
    hand: clock.Hand
    rounds: int = 20
    others: int = 50_000
    scale: float = 1.0

    def many(self, number: int) -> int:
        """So many, at this scale."""
        return max(2, round(number * self.scale))
