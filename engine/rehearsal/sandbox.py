"""A store of a rehearsal alone: a file in a temporary folder, which nobody else opens."""

from pathlib import Path
from typing import Any

from sqlalchemy import event

from engine.db import Database, open_database

ZONE = "Asia/Jakarta"


class Scratch(Database):
    """A store of one process, which need not outlive a power cut."""

    def give_way(self) -> None:
        """Nobody waits for this store."""


def scratch(file: Path) -> Database:
    """An empty store that mails nothing: nothing waits for the disk."""
    database = open_database(f"sqlite:///{file}")
    database.close()
    event.listen(database.engine, "connect", _hurry)
    return Scratch(database.engine, database.seal, mails=False)


def _hurry(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")
