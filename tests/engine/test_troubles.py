"""A store that is away or full: people hear when to come back, and all goes on by itself."""

from __future__ import annotations

import os

import pytest

from tools.faults import outages, stores
from tools.faults.product import PLAIN_WORKER, WORKER

#: PostgreSQL's workers share their duties by locks alone, or by procrastinate.
ways = pytest.mark.parametrize(
    ("kind", "worker"),
    [("sqlite", PLAIN_WORKER), ("postgresql", PLAIN_WORKER), ("postgresql", WORKER)],
    ids=["sqlite", "postgresql", "procrastinate"],
)


@ways
@pytest.mark.usefixtures("postgresql")  # the user it runs as is made by one process at a time
def test_while_the_store_is_away_nobody_loses_anything_and_all_goes_on_by_itself(
    kind: str, worker: tuple[str, ...]
) -> None:
    # Another process that writes is waited for, for ten seconds.
    seconds = 12 if kind == "sqlite" else 4
    with stores.store(kind) as store:
        counts = outages.outage(store, seconds, worker)
    assert outages.recovered(counts), counts


@ways
@pytest.mark.usefixtures("postgresql")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk that can be filled")
def test_while_the_disk_is_full_nobody_loses_anything_and_all_goes_on_by_itself(
    kind: str, worker: tuple[str, ...]
) -> None:
    with stores.store_on_small_disk(kind) as store:
        counts = outages.outage(store, 4, worker)
    assert outages.recovered(counts), counts
