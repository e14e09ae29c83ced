"""Where this installation keeps its data, and how its processes are asked to stop."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from engine.db import Database, open_database


def home() -> Path:
    """Where this installation keeps its data: TIMBANG_HOME, else ./var."""
    return Path(os.environ.get("TIMBANG_HOME", "var"))


def address() -> str:
    """Where the store is: TIMBANG_DATABASE, else a SQLite file in `home`."""
    return os.environ.get("TIMBANG_DATABASE", f"sqlite:///{home() / 'timbang.db'}")


def store() -> Database:
    """The store at `address`, made and migrated as needed."""
    return open_database(address())


@contextmanager
def asked_to_stop() -> Iterator[Event]:
    """An event that SIGTERM and SIGINT set; for the main thread."""
    stop = Event()
    names = (signal.SIGTERM, signal.SIGINT)
    before = {name: signal.signal(name, lambda *_: stop.set()) for name in names}
    try:
        yield stop
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
