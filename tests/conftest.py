"""Fixtures as vocabulary, for every folder of tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, TypeVar

import hypothesis
import pytest
from sqlalchemy import Connection, Dialect, Engine, event

from engine import clock
from engine.db import Database, open_database

# ---- how tests run ----------------------------------------------------------------------------

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

hypothesis.settings.register_profile("timbang", deadline=None)
hypothesis.settings.load_profile("timbang")
os.environ["TIMBANG_KEY"] = "only for tests"


#: What takes longest, longest first; everything else follows as it is collected.
LONG = (
    "tests/browser/",
    "tests/engine/test_faults.py",
    "tests/engine/test_processes.py",
    "tests/engine/test_troubles.py",
    "tests/webapp/test_access.py",
    "tests/test_rehearsal_scenarios.py",
    "tests/webapp/test_why_not.py",
    "tests/webapp/test_rehearsals.py",
    "tests/webapp/test_year_over_http.py",
)
#: What asks what the others have proved.
LAST = "tests/phases/test_together.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the long files out first (`--no-loadscope-reorder` lets this order stand).

    xdist would give out the files with many tests first: the few long tests of the browser came
    last, on one worker, while the other had nothing left to do.
    """
    items.sort(key=lambda item: _place(item.nodeid))


def _place(nodeid: str) -> int:
    if nodeid.startswith(LAST):
        return len(LONG) + 1
    return next((n for n, start in enumerate(LONG) if nodeid.startswith(start)), len(LONG))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return refuse_skip((yield))


def refuse_skip(report: Report) -> Report:
    """Where CI=true a skipped test is a failed one; an expected failure is neither."""
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"CI=true allows no skip: {report.longrepr}"
    return report


@pytest.fixture(scope="module", autouse=True)
def _clock_left_as_found() -> Iterator[None]:
    """A file of tests that leaves the demo's clock ahead would be felt in the next one only."""
    found = clock.offset()
    yield
    assert clock.offset() == found, "a test of this file moved the clock and left it so"


#: What statements were compiled to, for all stores of one kind: each test has a store of its own,
#: and would compile the same statements again, which took up to two fifths of its time.
_COMPILED: dict[Any, Any] = {}
_DIALECTS: dict[str, Dialect] = {}


@event.listens_for(Engine, "engine_connect")
def _compiled_once(connection: Connection) -> None:
    connection.dialect = _DIALECTS.setdefault(connection.dialect.name, connection.dialect)
    connection.execution_options(compiled_cache=_COMPILED)


# ---- stores -----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with this release's tables and no rows; copying it is quicker than migrating."""
    file = tmp_path_factory.mktemp("store") / "template.sqlite"
    open_database(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'timbang.sqlite')}"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Where a fresh, migrated store is; tests/engine gives every test both kinds of it."""
    return sqlite_url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = open_database(database_url)
    yield database
    database.close()
