"""Makes a process ready before anybody waits for it."""

import gc

from engine import calendars, definitions
from engine.db import Database


def warm_up(database: Database) -> None:
    """Read what a process keeps as long as it lives; garbage collection passes it by from now on.

    Each look at it would cost some click several milliseconds.
    """
    with database.read() as session:
        definitions.read_open(session)
        calendars.known(session)
    gc.collect()
    gc.freeze()
