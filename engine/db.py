"""Opens the store: SQLite in one file, or PostgreSQL; both alike to everybody else."""

import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from time import sleep
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from engine.errors import KeyMissing

READ_ONLY = "timbang_read_only"
#: SQLite's waiters look again after 1 to 25 ms at first, then after 50 and 100.
_GAP_SECONDS = 0.05
#: Names the lock that PostgreSQL holds while the tables change.
_MIGRATING = 7_201_846_112


@dataclass(frozen=True)
class Seal:
    """Signs and checks blobs (HMAC-SHA256), so that a state written elsewhere is refused."""

    key: bytes

    def sign(self, data: bytes) -> bytes:
        """16 bytes over `data`."""
        return hmac.digest(self.key, data, sha256)[:16]

    def holds(self, data: bytes, signature: bytes) -> bool:
        """Whether `signature` was made by this seal over `data`."""
        return hmac.compare_digest(self.sign(data), signature)


@dataclass(frozen=True)
class Database:
    """One store: `read()` for questions, `begin()` for acts."""

    engine: Engine
    seal: Seal

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only asks; it never holds a write lock."""
        with (
            self.engine.connect().execution_options(**{READ_ONLY: True}) as connection,
            Session(connection, expire_on_commit=False, autoflush=False) as session,
        ):
            yield session

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A session that commits at its end, and rolls back on any error."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            session.info["seal"] = self.seal
            yield session

    def give_way(self) -> None:
        """Let others write between two transactions of a long work.

        Who waits for SQLite's lock looks only now and then, and would find it taken each time.
        """
        if self.engine.dialect.name == "sqlite":
            sleep(_GAP_SECONDS)

    def migrate(self) -> None:
        """Bring the tables to this release's shape."""
        with self.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                # Servers and workers start at the same moment; one of them makes the tables.
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _MIGRATING})
            config = Config()
            config.set_main_option("script_location", str(files("engine") / "migrations"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def open_database(url: str, key: bytes | None = None) -> Database:
    """Open the store at `url` (`sqlite:///FILE` or `postgresql://…`), made and migrated as needed.

    `key` signs the process states; by default TIMBANG_KEY, or a random file beside a SQLite store.
    Raises `KeyMissing` for PostgreSQL without one: its processes must share the key.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = _sqlite(url, parsed.database or "")
    elif key is None and not os.environ.get("TIMBANG_KEY"):
        raise KeyMissing
    else:
        engine = create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    database = Database(engine, Seal(key or _key(parsed.database or "")))
    database.migrate()
    return database


def _sqlite(url: str, path: str) -> Engine:
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _tune_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _tune_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transactions lose savepoints: we say BEGIN ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=on",
        "busy_timeout=5000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once; taken late it would fail at its first write.
    reading = connection.get_execution_options().get(READ_ONLY)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _key(path: str) -> bytes:
    """The key of a SQLite store: from TIMBANG_KEY, else a random file beside it."""
    given = os.environ.get("TIMBANG_KEY")
    if given:
        return sha256(given.encode()).digest()
    if not path or path == ":memory:":
        return secrets.token_bytes(32)
    file = Path(path).with_suffix(".key")
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(descriptor, secrets.token_bytes(32))
        os.close(descriptor)
    return file.read_bytes()
