"""What an operation costs: CPU of this process and of the PostgreSQL server, in nanoseconds."""

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from typing import TypeVar

R = TypeVar("R")

#: Rounds before the first that counts: compiles and caches what a server has since its start.
WARM = 2


@dataclass(frozen=True)
class Cost:
    """CPU of this process and of the database server, and the time that passed."""

    own: float
    server: float
    wall: float

    @property
    def cpu(self) -> float:
        """CPU of all processes."""
        return self.own + self.server

    def share(self, number: int) -> "Cost":
        """What each of so many cost that were done at once."""
        return Cost(self.own / number, self.server / number, self.wall / number)


class Meter:
    """Notes the costs of the operations it is given; `postmaster` is 0 for SQLite."""

    def __init__(self, postmaster: int = 0) -> None:
        self._postmaster = postmaster
        self._costs: list[Cost] = []

    def time(self, work: Callable[[], R]) -> R:
        """Do `work` and note what it cost."""
        server = self._server()
        wall, own = time.perf_counter_ns(), time.process_time_ns()
        result = work()
        own, wall = time.process_time_ns() - own, time.perf_counter_ns() - wall
        after = self._server()
        # A process that ended in between is left out; a new one counts in full.
        spent = sum(after[pid] - server.get(pid, 0) for pid in after)
        self._costs.append(Cost(own, spent, wall))
        return result

    def take(self) -> list[Cost]:
        """The costs noted since the last call."""
        costs, self._costs = self._costs, []
        return costs

    def _server(self) -> dict[int, int]:
        if not self._postmaster:
            return {}
        pids = [self._postmaster]
        for file in Path(f"/proc/{self._postmaster}/task").glob("*/children"):
            pids += [int(pid) for pid in file.read_text().split()]
        return {pid: cost for pid in pids if (cost := _on_cpu(pid)) is not None}


def _on_cpu(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    except OSError:
        return None


Side = Callable[[int], Sequence[Cost]]
"""One side of a comparison: does the part of a round, by number, and returns its costs."""


def in_turns(rounds: int, *sides: Side) -> list[list[list[float]]]:
    """Let every side do its part of each round, in random order; CPU by side and round."""
    for number in range(WARM):
        for side in sides:
            side(number)
    settle()
    chance = Random(1)
    costs: list[list[list[float]]] = [[] for _ in sides]
    for number in range(WARM, WARM + rounds):
        for place in chance.sample(range(len(sides)), len(sides)):
            costs[place].append([cost.cpu for cost in sides[place](number)])
    return costs


def settle() -> None:
    """What `timbang serve` does once it is warm: what lives long is looked at no more."""
    gc.collect()
    gc.freeze()


def flat(rounds: Iterable[Sequence[float]]) -> list[float]:
    """The costs of all rounds."""
    return [cost for each in rounds for cost in each]


def ratio(ours: Sequence[float], reference: Sequence[float]) -> float:
    """The ratio of two medians."""
    return median(ours) / median(reference)


def milliseconds(costs: Sequence[float]) -> float:
    """The median in milliseconds."""
    return median(costs) / 1e6
