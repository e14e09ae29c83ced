"""What happens without anybody: due timers fire, missed deadlines are marked and told."""

import logging
import threading
from dataclasses import dataclass

from engine import batches, clock, heartbeat, redating, reminders, timers
from engine.db import Database
from engine.tracking import behind

BATCH = 50
PAUSE_SECONDS = 5.0

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Swept:
    """What one sweep did."""

    fired: int
    overdue: int


def sweep(database: Database) -> Swept:
    """Do what is due, then work out who is behind, if it is time to."""
    done = do_due(database)
    behind.work_out(database)
    return done


def do_due(database: Database) -> Swept:
    """Go on with long works, settle moved dates, fire what is due, tell of deadlines."""
    batches.go_on(database)
    redating.settle(database)
    fired = timers.fire_due(database)
    return Swept(fired, reminders.sweep(database, clock.now()).overdue)


def sweep_until(database: Database, stop: threading.Event, pause: float = PAUSE_SECONDS) -> None:
    """Sweep again and again, until `stop` is set; a sweep that has begun is finished."""
    while not stop.wait(pause):
        try:
            heartbeat.beat(database)
            sweep(database)
        # Nothing may end the worker: what is due stays due, and the store may be back soon.
        except Exception:
            _LOG.exception("The sweep failed; the next one tries again.")


class Embedded(threading.Thread):
    """The worker of a single-process installation: a thread beside the server."""

    def __init__(self, database: Database, pause: float = PAUSE_SECONDS) -> None:
        super().__init__(name="timbang-worker", daemon=True)
        self._database, self._pause = database, pause
        self._stop_asked = threading.Event()

    def run(self) -> None:
        """Sweep until asked to stop."""
        sweep_until(self._database, self._stop_asked, self._pause)

    def stop(self) -> None:
        """Ask the thread to end, and wait for the sweep it may be in."""
        self._stop_asked.set()
        self.join()
