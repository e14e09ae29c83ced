"""Opens the store: SQLite in one file, or PostgreSQL; both alike to everybody else."""

import hmac
import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from time import sleep
from typing import Any, cast

import psycopg
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import Session

from engine import clock
from engine.errors import KeyMissing, StoreClosed

READ_ONLY = "timbang_read_only"
STORE_AWAY = (OperationalError, InterfaceError, NoConnection)
"""What a store raises that cannot be reached, or on whose disk there is no room."""

#: PostgreSQL's classes: connection, resources (a full disk), operator, system; not a time limit.
_TROUBLE = ("08", "53", "57P", "58")
_SQLITE_TROUBLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)

#: SQLite's waiters look again after 1 to 25 ms at first, then after 50 and 100.
_GAP_SECONDS = 0.05
#: Names the lock that PostgreSQL holds while the tables change.
_MIGRATING = 7_201_846_112


def in_trouble(error: Exception) -> bool:
    """Whether the store failed, whatever it was asked: it is away, taken, full or not to write."""
    if not isinstance(error, STORE_AWAY):
        return False
    cause = getattr(error, "orig", None)
    if isinstance(cause, sqlite3.Error):
        return cause.sqlite_errorcode & 0xFF in _SQLITE_TROUBLE
    state = getattr(cause, "sqlstate", None)  # none: nobody was there to give one
    return state is None or state.startswith(_TROUBLE)


class Seal:
    """Signs and checks blobs (HMAC-SHA256), so that a state written elsewhere is refused."""

    def __init__(self, key: bytes) -> None:
        self._keyed = hmac.new(key, digestmod=sha256)

    def sign(self, data: bytes) -> bytes:
        """16 bytes over `data`."""
        signer = self._keyed.copy()
        signer.update(data)
        return signer.digest()[:16]

    def holds(self, data: bytes, signature: bytes) -> bool:
        """Whether `signature` was made by this seal over `data`."""
        return hmac.compare_digest(self.sign(data), signature)


def connection_of(session: Session) -> Connection:
    """The connection of a session of `Database`, in its transaction, at no cost."""
    return cast(Connection, session.bind)


@contextmanager
def savepoint(session: Session) -> Iterator[None]:
    """What is done inside and fails leaves nothing behind; the act can go on."""
    with session.begin_nested():
        session.connection()  # else the savepoint would be set at the session's first statement
        yield


def once_stored(session: Session, call: Callable[[], None]) -> None:
    """Let `call` be called when what `session` does is committed, and only then."""
    session.info.setdefault(_STORED, []).append(call)


_STORED = "once stored"


@dataclass(frozen=True)
class Database:
    """One store: `read()` for questions, `begin()` for acts."""

    engine: Engine
    seal: Seal
    #: Whether what people are told is mailed to them, too.
    mails: bool = False

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only asks; it never holds a write lock."""
        with (
            self.engine.connect().execution_options(**{READ_ONLY: True}) as connection,
            Session(connection, expire_on_commit=False, autoflush=False) as session,
        ):
            session.info["seal"] = self.seal
            yield session
            # Rolled back, psycopg would forget all that it has prepared on this connection. The
            # session cannot say it: where the connection was asked first, it only looks on.
            connection.commit()

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A session that commits at its end, and rolls back on any error."""
        # The transaction is the connection's: the session's own costs as much as two statements.
        with (
            self.engine.begin() as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            session.info.update(seal=self.seal, mails=self.mails)
            yield session
            session.flush()
        for call in session.info.get(_STORED, ()):
            call()

    def give_way(self) -> None:
        """Let others write between two transactions of a long work.

        Who waits for SQLite's lock looks only now and then, and would find it taken each time.
        """
        if self.engine.dialect.name == "sqlite":
            sleep(_GAP_SECONDS)

    def migrate(self) -> None:
        """Bring the tables to this release's shape; where they have it, that costs one look."""
        if self.migrated():
            return
        with self.remaking() as connection:
            if connection.dialect.name == "postgresql":
                # Servers and workers start at the same moment; one of them makes the tables.
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _MIGRATING})
            config = _migrations()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def remaking(self) -> Iterator[Connection]:
        """A transaction in which tables may be made anew, though rows of others cite theirs.

        SQLite would refuse to drop such a table; its references are looked at before the commit.
        """
        with self.engine.connect() as connection:
            lite = connection.dialect.name == "sqlite"
            driver = cast(sqlite3.Connection, connection.connection.dbapi_connection)
            if lite:
                driver.execute("PRAGMA foreign_keys=off")  # does nothing in a transaction
            try:
                with connection.begin():
                    yield connection
                    broken = lite and connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                    if broken:
                        raise RuntimeError(
                            f"a row of {broken[0]} cites one of {broken[2]} that is gone"
                        )
            finally:
                if lite:
                    driver.execute("PRAGMA foreign_keys=on")

    def migrated(self) -> bool:
        """Whether the tables have this release's shape."""
        with self.engine.connect().execution_options(**{READ_ONLY: True}) as connection:
            found = MigrationContext.configure(connection).get_current_heads()
        return set(found) == heads()

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("engine") / "migrations"))
    return config


@cache
def heads() -> frozenset[str]:
    """The newest migrations of this release."""
    return frozenset(ScriptDirectory.from_config(_migrations()).get_heads())


def open_database(url: str, key: bytes | None = None) -> Database:
    """Open the store at `url` (`sqlite:///FILE` or `postgresql://…`), made and migrated as needed.

    `key` signs the process states; by default TIMBANG_KEY, or a random file beside a SQLite store.
    Notices wait to be mailed where TIMBANG_SMTP is set.
    Raises `KeyMissing` for PostgreSQL without one: its processes must share the key.
    """
    database = _connected(url, key)
    database.migrate()
    return database


def open_existing(url: str) -> Database:
    """Open the store at `url` as it stands: nothing is made, nothing migrated.

    Raises `StoreClosed` with the reason, `KeyMissing` as `open_database`.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        file = Path(parsed.database or "")
        keyed = os.environ.get("TIMBANG_KEY") or file.with_suffix(".key").exists()
        for path, there in ((file, file.is_file()), (file.with_suffix(".key"), keyed)):
            if not there:
                raise StoreClosed(reason=f"berkas {path} tidak ada.")
    database = _connected(url, None)
    try:
        with database.read() as session:
            session.execute(text("SELECT version_num FROM alembic_version"))
    except DBAPIError as error:
        database.close()
        raise StoreClosed(reason=" ".join(str(error.orig).split())) from error
    return database


def _connected(url: str, key: bytes | None) -> Database:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = _sqlite(url, parsed.database or "")
    elif key is None and not os.environ.get("TIMBANG_KEY"):
        raise KeyMissing
    else:
        engine = _postgresql(parsed)
    seal = Seal(key or _key(parsed.database or ""))
    return Database(engine, seal, mails=bool(os.environ.get("TIMBANG_SMTP")))


#: JSON without blanks: a tenth of a form is blanks.
_compact = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def _sqlite(url: str, path: str) -> Engine:
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"check_same_thread": False}, json_serializer=_compact)
    event.listen(engine, "connect", _tune_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgresql(url: URL) -> Engine:
    engine = create_engine(url.set(drivername="postgresql+psycopg"), json_serializer=_compact)
    event.listen(engine, "checkin", _note_idle)
    event.listen(engine, "checkout", _ask_whether_alive)
    return engine


_IDLE_SECONDS = 5.0


def _note_idle(_connection: Any, record: Any) -> None:
    record.info["idle since"] = clock.real()


def _ask_whether_alive(connection: Any, record: Any, _proxy: Any) -> None:
    """A server may have restarted meanwhile. Asking at every use would cost each act a trip."""
    since = record.info.get("idle since")
    if since is None or (clock.real() - since).total_seconds() < _IDLE_SECONDS:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.OperationalError as error:
        raise DisconnectionError from error  # the pool opens another


def _tune_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transactions lose savepoints: we say BEGIN ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=on",
        "busy_timeout=10000",
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
