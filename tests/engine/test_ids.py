"""Public ids: random where nothing may be told, in order where an index should stay small."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import clock, ids
from engine.models import Task
from tests.engine.agency import Agency


@given(st.binary(min_size=ids.SIZE, max_size=ids.SIZE))
def test_an_id_is_its_bytes_in_letters_of_a_url(stored: bytes) -> None:
    text = ids.text_of(stored)
    assert len(text) == 22
    assert ids.bytes_of(text) == stored


@given(st.text(max_size=30))
def test_what_is_no_id_has_no_bytes(text: str) -> None:
    stored = ids.bytes_of(text)
    assert stored is None or ids.text_of(stored) == text


@pytest.mark.parametrize("text", ["", "A" * 21, "A" * 21 + "B", "A" * 23, "é" * 22, "!" * 22])
def test_an_id_is_written_in_one_way_only(text: str) -> None:
    assert ids.bytes_of(text) is None


def test_later_ids_stand_behind_earlier_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    start = datetime(2026, 1, 5, tzinfo=UTC)
    made = []
    for number in range(50):
        moment = start + timedelta(milliseconds=number)
        monkeypatch.setattr(clock, "real", lambda moment=moment: moment)
        made.append(ids.bytes_of(ids.ordered_id()))
    assert made == sorted(made, key=lambda stored: stored or b"")


def test_ids_do_not_come_twice() -> None:
    assert len(
        {ids.random_id() for _ in range(1000)} | {ids.ordered_id() for _ in range(1000)}
    ) == (2000)


def test_tasks_are_found_by_their_letters_and_by_nothing_else(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    task = agency.rows(Task)[0]
    assert [each.step for each in agency.rows(Task, Task.id == task.id)] == [task.step]
    assert agency.rows(Task, Task.id == "tidak ada") == []
    assert agency.rows(Task, Task.id == task.id[:-1]) == []
