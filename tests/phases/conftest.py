"""Stories: a phase told as its people live it, through the public commands and nothing else.

A story starts where its phase opens for somebody whose year so far went as usual; that year is
lived once and kept. Before every act the diagrams are parsed anew and the instance comes from its
store, so each story also proves that an appraisal outlives a restart (R-020).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from engine import clock
from tests.phases.telling import Story, Told
from tests.phases.years import NEW_YEAR, Years


@pytest.fixture(scope="session")
def years(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Years]:
    years = Years(sqlite_template, tmp_path_factory.mktemp("years"))
    yield years
    years.close()


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The elements and flows that each story of this run has passed."""
    base = tmp_path_factory.getbasetemp()
    # Processes that share the tests out among them have a folder each, in one of the run.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "told"
    folder.mkdir(exist_ok=True)
    return Told(folder)


@pytest.fixture
def tell(
    years: Years, told: Told, tmp_path: Path
) -> Callable[[str], AbstractContextManager[Story]]:
    """Tell a story of that name, and remember what it passed."""

    @contextmanager
    def tell(name: str) -> Iterator[Story]:
        with clock.frozen(NEW_YEAR) as hand:
            story = Story(years, hand, tmp_path / f"{name}.sqlite")
            yield story
            told.keep(name, story.passed)
            story.closes()

    return tell


@pytest.fixture
def story(
    tell: Callable[[str], AbstractContextManager[Story]], request: pytest.FixtureRequest
) -> Iterator[Story]:
    """A story to tell; it begins with `story.start("keberatan")`."""
    with tell(f"{request.path.stem}.{request.node.name}") as story:
        yield story
