"""Opening a cycle for many: chunk by chunk, with progress, wherever it was interrupted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from engine import batches, commands, queries
from engine.actor import Actor
from engine.errors import NotComplete, NotYours
from engine.models import Appraisal, Batch, Employee, Instance, Notice
from tests.engine.damage import meet_a_full_disk
from tests.engine.test_starting import FIRST, add_staff, retire

if TYPE_CHECKING:
    from tests.engine.agency import Agency

MANY = 250


@pytest.fixture
def opened(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> str:
    """A cycle that was just opened for 250 people, 100 at a time; returns its public id."""
    monkeypatch.setattr(batches, "CHUNK", 100)
    agency.do("sdm", add_staff, like=agency.id_of("auditor_1"), many=MANY)
    cycle = agency.do(
        "sdm",
        commands.open_cycle_in_chunks,
        year=2026,
        profile="kasn_pp46",
        employee_ids=list(range(FIRST, FIRST + MANY)),
    )
    return cycle.public_id


def progress(agency: Agency, cycle: str) -> queries.BatchProgress:
    found = agency.ask("sdm", queries.batch_progress, cycle)
    assert found is not None
    return found


def seen(agency: Agency, cycle: str) -> tuple[str, int, int]:
    found = progress(agency, cycle)
    return found.state, found.done, found.percent


def test_the_cycle_opens_at_once_and_the_worker_starts_its_people(
    agency: Agency, opened: str
) -> None:
    assert seen(agency, opened) == ("running", 0, 0)
    assert agency.count(Appraisal) == 0
    agency.sweep()
    assert seen(agency, opened) == ("done", MANY, 100)
    assert progress(agency, opened).ended_at is not None
    assert agency.count(Appraisal) == agency.count(Instance) == MANY
    assert agency.count(Notice, Notice.kind == "task") == MANY
    assert batches.go_on(agency.database) == 0


def test_a_worker_killed_in_a_chunk_goes_on_from_the_last_one_and_starts_nobody_twice(
    agency: Agency, opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, chunks = batches.start_all, []

    def killed_in_the_second(*arguments: Any) -> dict[int, str]:
        left_out = start(*arguments)
        chunks.append(arguments)
        if len(chunks) == 2:
            raise KeyboardInterrupt
        return left_out

    with monkeypatch.context() as once:
        once.setattr(batches, "start_all", killed_in_the_second)
        with pytest.raises(KeyboardInterrupt):
            batches.go_on(agency.database)
    assert seen(agency, opened) == ("running", 100, 40)
    assert agency.count(Appraisal) == 100
    assert batches.go_on(agency.database) == 2
    assert seen(agency, opened) == ("done", MANY, 100)
    assert agency.count(Appraisal) == agency.count(Instance) == MANY


def test_two_workers_start_each_of_them_once(agency: Agency, opened: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        works = [pool.submit(batches.go_on, agency.database) for _ in range(2)]
    assert sum(work.result() for work in works) == 3
    assert seen(agency, opened) == ("done", MANY, 100)
    assert agency.count(Appraisal) == agency.count(Instance) == MANY


def test_who_cannot_start_any_more_is_left_out_and_named(agency: Agency, opened: str) -> None:
    agency.do("sdm", retire, who=FIRST + 7)
    batches.go_on(agency.database)
    found = progress(agency, opened)
    assert (found.state, found.done) == ("done", MANY)
    [(name, reason)] = found.left_out
    assert (name, bool(reason)) == ("Auditor Satu", True)
    assert agency.count(Appraisal) == MANY - 1


def test_who_lost_the_right_to_open_cycles_opens_no_further(agency: Agency, opened: str) -> None:
    agency.do("sdm", dismiss, who=agency.id_of("sdm"))
    batches.go_on(agency.database)
    found = agency.ask("sdm_2", queries.batch_progress, opened)
    assert found is not None
    assert (found.state, found.done) == ("failed", 0)
    assert "Analis SDM" in found.error
    assert agency.count(Appraisal) == 0


def dismiss(session: Session, _actor: Actor, who: int) -> None:
    session.execute(update(Employee).where(Employee.id == who).values(roles=[]))


def test_a_chunk_that_fails_is_tried_three_times_and_then_waits_for_a_person(
    agency: Agency, opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: Any) -> dict[int, str]:
        raise RuntimeError("isi rahasia")

    monkeypatch.setattr(batches, "start_all", broken)
    for state in ("running", "running", "failed", "failed"):
        assert batches.go_on(agency.database) == 0
        assert seen(agency, opened) == (state, 0, 0)
    assert "RuntimeError" in progress(agency, opened).error
    assert "rahasia" not in progress(agency, opened).error


def test_a_chunk_that_failed_once_goes_on_with_the_next_sweep(
    agency: Agency, opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: Any) -> dict[int, str]:
        raise RuntimeError

    with monkeypatch.context() as once:
        once.setattr(batches, "start_all", broken)
        batches.go_on(agency.database)
    batches.go_on(agency.database)
    assert seen(agency, opened) == ("done", MANY, 100)
    assert [(row.attempts, row.error) for row in agency.rows(Batch)] == [(0, "")]


def test_a_full_disk_is_no_failure_of_a_chunk(
    agency: Agency, opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_room(session: Session, *_arguments: Any) -> dict[int, str]:
        meet_a_full_disk(session)
        raise AssertionError("there was room")

    with monkeypatch.context() as full:
        full.setattr(batches, "start_all", without_room)
        for _ in range(batches.ATTEMPTS):
            with pytest.raises(OperationalError):
                batches.go_on(agency.database)
    agency.database.engine.dispose()  # what a connection took for full
    assert seen(agency, opened) == ("running", 0, 0)
    batches.go_on(agency.database)
    assert seen(agency, opened) == ("done", MANY, 100)


def test_a_cycle_that_still_opens_cannot_be_closed(agency: Agency, opened: str) -> None:
    with pytest.raises(NotComplete) as refused:
        agency.do("sdm", commands.close_cycle, cycle_id=opened)
    assert refused.value.params == {"count": MANY}


def test_only_sdm_see_how_far_it_is(agency: Agency, opened: str) -> None:
    with pytest.raises(NotYours):
        agency.ask("auditor_1", queries.batch_progress, opened)


def test_a_cycle_opened_for_a_few_has_no_batch(agency: Agency) -> None:
    cycle = agency.open_cycle("auditor_1")
    assert agency.ask("sdm", queries.batch_progress, cycle) is None
