"""The worker: a thread sweeps beside the server, and outlives a store that is away."""

from __future__ import annotations

import threading
from time import monotonic, sleep
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import OperationalError

from engine import clock, worker
from engine.models import Appraisal, Task
from tests.engine.agency import local

if TYPE_CHECKING:
    from tests.engine.agency import Agency

# ---- the thread -------------------------------------------------------------------------------


def until(condition: object, seconds: float = 10) -> bool:
    """Whether something becomes true soon."""
    end = monotonic() + seconds
    while monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        sleep(0.02)
    return False


def test_the_embedded_worker_sweeps_until_it_is_stopped(waiting: Agency) -> None:
    waiting.at(2026, 2, 1)
    thread = worker.Embedded(waiting.database, pause=0.02)
    thread.start()
    swept = until(lambda: waiting.count(Task, Task.step == "plan_dialogs") == 4)
    thread.stop()
    assert swept
    assert not thread.is_alive()


def test_the_embedded_worker_survives_a_store_that_is_away_for_a_moment(
    waiting: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweeps: list[int] = []
    sweep = worker.sweep

    def away_at_first(database: object) -> worker.Swept:
        sweeps.append(len(sweeps))
        if len(sweeps) == 1:
            raise OperationalError("SELECT 1", {}, Exception("server closed the connection"))
        return sweep(database)  # type: ignore[arg-type]

    monkeypatch.setattr(worker, "sweep", away_at_first)
    monkeypatch.setattr(threading, "excepthook", lambda _args: None)
    waiting.at(2026, 2, 1)
    thread = worker.Embedded(waiting.database, pause=0.02)
    thread.start()
    swept = until(lambda: waiting.count(Task, Task.step == "plan_dialogs") == 4)
    thread.stop()
    assert swept
    assert clock.now() == local(2026, 2, 1)
    assert waiting.count(Appraisal) == 4
