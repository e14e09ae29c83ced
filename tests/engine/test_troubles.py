"""A store that is away or full: people hear when to come back, and all goes on by itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack

import pytest

from tools.faults import outages, stores
from tools.faults.product import PLAIN_WORKER, WORKER
from tools.faults.stores import Store

#: PostgreSQL's workers share their duties by locks alone, or by procrastinate.
WAYS = {
    "sqlite": ("sqlite", PLAIN_WORKER),
    "postgresql": ("postgresql", PLAIN_WORKER),
    "procrastinate": ("postgresql", WORKER),
}


@pytest.mark.usefixtures("postgresql")  # the user it runs as is made by one process at a time
def test_while_the_store_is_away_nobody_loses_anything_and_all_goes_on_by_itself() -> None:
    # SQLite's server waits ten seconds for another process that writes.
    live_through(stores.store, {"sqlite": 12, "postgresql": 4, "procrastinate": 4})


@pytest.mark.usefixtures("postgresql")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk that can be filled")
def test_while_the_disk_is_full_nobody_loses_anything_and_all_goes_on_by_itself() -> None:
    live_through(stores.store_on_small_disk, dict.fromkeys(WAYS, 4))


def live_through(
    new: Callable[[str], AbstractContextManager[Store]], seconds: Mapping[str, float]
) -> None:
    """All ways in trouble at the same time, each on a store of its own for its seconds."""
    with ExitStack() as left:
        trials: list[tuple[Store, float, Sequence[str]]] = [
            (left.enter_context(new(kind)), seconds[way], worker)
            for way, (kind, worker) in WAYS.items()
        ]
        counts = dict(zip(WAYS, outages.at_once(trials), strict=True))
    assert not {way: each for way, each in counts.items() if not outages.recovered(each)}
