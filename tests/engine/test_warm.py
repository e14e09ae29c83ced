"""A process makes itself ready before anybody waits for it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine import definitions
from engine.bpmn import parse
from engine.bpmn.parse import Specs
from engine.models import Version
from engine.warm import warm_up
from tests.engine.agency import Agency


@pytest.fixture
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("thawed")
def test_the_first_click_of_a_process_reads_no_diagram(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency.open_cycle("inspektur")
    monkeypatch.setattr(definitions, "_SPECS", {})
    warm_up(agency.database)
    monkeypatch.setattr(definitions, "read", lambda files: pytest.fail("a diagram was read"))
    agency.fill("inspektur", "draft_skp")


def test_threads_that_meet_a_version_at_once_read_it_once(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency.open_cycle("inspektur")
    version_id = agency.rows(Version)[0].id
    reads: list[object] = []

    def read(files: dict[str, bytes]) -> Specs:
        reads.append(files)
        return parse.read(files)

    def ask(_: int) -> Specs:
        with agency.database.read() as session:
            return definitions.specs_of(session, version_id)

    monkeypatch.setattr(definitions, "_SPECS", {})
    monkeypatch.setattr(definitions, "read", read)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ask, range(4)))
    assert len(reads) == 1
    assert len({id(specs) for specs in found}) == 1


@pytest.mark.usefixtures("thawed")
def test_what_lives_as_long_as_the_process_is_frozen(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    before = gc.get_freeze_count()
    warm_up(agency.database)
    assert gc.get_freeze_count() > before
