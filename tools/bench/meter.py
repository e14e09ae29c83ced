"""What an operation costs: CPU of this process and of the PostgreSQL server, in nanoseconds."""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TypeVar

R = TypeVar("R")


class Meter:
    """Adds up the CPU of the operations it is given; `postmaster` is 0 for SQLite."""

    def __init__(self, postmaster: int = 0) -> None:
        self._postmaster = postmaster
        self.costs: list[int] = []

    def time(self, work: Callable[[], R]) -> R:
        """Do `work` and note what it cost."""
        server, own = self._server(), time.process_time_ns()
        result = work()
        cost = time.process_time_ns() - own
        after = self._server()
        # A process that ended in between is left out; a new one counts in full.
        cost += sum(after[pid] - server.get(pid, 0) for pid in after)
        self.costs.append(cost)
        return result

    def take(self) -> list[int]:
        """The costs noted since the last call."""
        costs, self.costs = self.costs, []
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


def ratio(ours: list[int], reference: list[int]) -> float:
    """The ratio of two medians."""
    return round(median(ours) / median(reference), 3)
