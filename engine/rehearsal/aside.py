"""Runs a rehearsal that somebody has begun, in a thread beside the server."""

import logging
import threading
from collections.abc import Mapping
from datetime import date, timedelta

from engine import apart, clock, commands
from engine.act import act
from engine.actor import SYSTEM
from engine.db import Database
from engine.errors import CannotLive
from engine.rehearsal import copied
from engine.rehearsal.run import run
from engine.scenarios import Scenario

#: Progress is noted, and a stop is seen, so often; each is a small act.
EVERY = timedelta(seconds=1)

_LOG = logging.getLogger(__name__)


def start(
    database: Database, rehearsal_id: str, scenario: Scenario, files: Mapping[str, bytes]
) -> threading.Thread:
    """Run it from now on; the thread ends with it. What came of it stands in the store."""
    thread = threading.Thread(
        target=_run,
        args=(database, rehearsal_id, scenario, files),
        name="timbang-rehearsal",
        daemon=True,
    )
    thread.start()
    return thread


def _run(
    database: Database, rehearsal_id: str, scenario: Scenario, files: Mapping[str, bytes]
) -> None:
    noted = clock.real() - EVERY
    lock = threading.Lock()  # two children are heard

    def hear(day: date) -> bool:
        nonlocal noted
        with lock:
            if clock.real() - noted < EVERY:
                return True
            noted = clock.real()
        return act(
            database, SYSTEM, commands.note_rehearsal, rehearsal_id=rehearsal_id, reached=day
        )

    try:
        with database.read() as session:
            copy = copied.copy_of(session) if scenario.own else None
        result, notices = run(scenario, files, copy, hear)
    except apart.Lost as lost:
        if lost.why != "stopped":
            _LOG.error("Rehearsal %s was lost: %s", rehearsal_id, lost)
        why = lost.why
    except CannotLive as error:
        why = str(error)
    # Whatever breaks, whoever waits for the result is told.
    except Exception:
        _LOG.exception("Rehearsal %s failed.", rehearsal_id)
        why = "failed"
    else:
        act(
            database,
            SYSTEM,
            commands.end_rehearsal,
            rehearsal_id=rehearsal_id,
            result=result,
            notices=notices,
        )
        return
    act(database, SYSTEM, commands.lose_rehearsal, rehearsal_id=rehearsal_id, reason=why)
