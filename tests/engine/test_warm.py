"""A process makes itself ready before anybody waits for it."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from engine import definitions
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


@pytest.mark.usefixtures("thawed")
def test_what_lives_as_long_as_the_process_is_frozen(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    before = gc.get_freeze_count()
    warm_up(agency.database)
    assert gc.get_freeze_count() > before
