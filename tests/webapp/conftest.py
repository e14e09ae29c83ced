"""The year over HTTP, lived once, and copies of the agency as it stood at its moments."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from engine import clock, demo
from engine.db import open_database
from tests.webapp.office import Office, local, open_office
from tests.webapp.year import BEGIN, Year

MORNING = local(2026, 1, 5, 8)


@pytest.fixture(scope="session")
def fresh(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo at its first start."""
    file = tmp_path_factory.mktemp("demo") / "demo.sqlite"
    shutil.copy(sqlite_template, file)
    database = open_database(f"sqlite:///{file}")
    with clock.frozen(MORNING):
        demo.prepare(database)
    database.close()
    return file


@pytest.fixture
def office(fresh: Path, tmp_path: Path) -> Iterator[Office]:
    """The demo on its first morning: every head is to draft the SKP."""
    file = tmp_path / "office.sqlite"
    shutil.copy(fresh, file)
    with open_office(file, MORNING) as office:
        yield office


@pytest.fixture(scope="session")
def year(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The whole year of three heads, every form of it sent by somebody."""
    folder = tmp_path_factory.mktemp("year")
    store = folder / "office.sqlite"
    shutil.copy(sqlite_template, store)
    with open_office(store, BEGIN) as office:
        return Year(office, folder).live()


@pytest.fixture
def at(year: Year, tmp_path: Path) -> Iterator[Callable[[str], Office]]:
    """Go back to a moment of the year, or to where a form was about to be filled."""
    with ExitStack() as stack:

        def at(moment: str) -> Office:
            form = year.forms.get(moment)
            kept = form.kept if form else year.moments[moment]
            file = tmp_path / kept.file.name
            shutil.copy(kept.file, file)
            return stack.enter_context(open_office(file, kept.now))

        yield at
