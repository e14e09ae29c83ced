"""The worker: timers fire when due, failures stay alone."""

from __future__ import annotations

import threading
from datetime import timedelta
from time import monotonic, sleep
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from engine import clock, facts, worker
from engine.actor import Actor
from engine.models import (
    Appraisal,
    History,
    Incident,
    Instance,
    Notice,
    Task,
    Timer,
)
from tests.engine.agency import local

if TYPE_CHECKING:
    from tests.engine.agency import Agency

HEADS = ("inspektur", "kadis_pu", "kadis_kesehatan", "kadis_pendidikan")


@pytest.fixture
def waiting(agency: Agency) -> Agency:
    """Four appraisals whose SKP is agreed: they wait for Plan Week on 1 February 2026."""
    agency.open_cycle(*HEADS)
    for who in HEADS:
        agency.fill(who, "draft_skp", who)
        agency.fill("sekda", "approve_skp", who)
    return agency


# ---- timers -----------------------------------------------------------------------------------


def test_a_timer_fires_at_its_instant_and_not_a_second_before(waiting: Agency) -> None:
    waiting.hand.move_to(local(2026, 2, 1) - timedelta(seconds=1))
    assert waiting.sweep() == worker.Swept(fired=0, overdue=0)
    assert waiting.count(Task, Task.step == "plan_dialogs") == 0
    waiting.at(2026, 2, 1)
    assert waiting.sweep() == worker.Swept(fired=4, overdue=0)
    assert waiting.count(Task, Task.step == "plan_dialogs", Task.state == "open") == 4


def test_a_timer_fires_once(waiting: Agency) -> None:
    waiting.at(2026, 2, 3)
    waiting.sweep()
    before = waiting.count(History), waiting.count(Notice)
    assert waiting.sweep() == worker.Swept(fired=0, overdue=0)
    assert (waiting.count(History), waiting.count(Notice)) == before
    assert waiting.count(Task, Task.step == "plan_dialogs") == 4


def test_what_fired_is_a_line_of_the_history_without_a_person(waiting: Agency) -> None:
    at = waiting.at(2026, 2, 1, 6)
    waiting.sweep()
    lines = waiting.rows(History, History.act == "fired")
    assert len(lines) == 4
    assert {(line.employee_id, line.at) for line in lines} == {(None, at)}
    assert "siklus_kasn:plan_week_opens" in lines[0].passed


def test_who_comes_after_the_opening_does_not_wait(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    agency.at(2026, 3, 1)
    agency.fill("inspektur", "draft_skp")
    agency.fill("sekda", "approve_skp")
    assert agency.task("sekda", "plan_dialogs")
    assert agency.count(Timer) == 0


def test_an_empty_store_is_swept_without_a_word(agency: Agency) -> None:
    assert agency.sweep() == worker.Swept(fired=0, overdue=0)


def test_more_than_a_batch_is_fired_in_several_transactions(
    waiting: Agency, monkeypatch: pytest.MonkeyPatch, statements: list[str]
) -> None:
    monkeypatch.setattr(worker, "BATCH", 2)
    waiting.at(2026, 2, 1)
    assert waiting.sweep().fired == 4
    assert waiting.count(Timer) == 0
    asked = [each for each in statements if "FROM timer" in each and "GROUP BY" in each]
    assert len(asked) == 3, "two full batches, and one that finds nothing"


def test_a_sweep_without_anything_due_loads_no_instance(
    waiting: Agency, statements: list[str]
) -> None:
    waiting.at(2026, 1, 20)
    statements.clear()
    waiting.sweep()
    selects = [each for each in statements if each.lstrip().startswith("SELECT")]
    assert len(selects) <= 2, selects
    assert not [each for each in statements if "blob" in each]


def test_only_the_instances_that_are_due_are_loaded(waiting: Agency, statements: list[str]) -> None:
    waiting.do("sdm", delay_all_but, instance_id=waiting.appraisal("kadis_pu").instance_id)
    waiting.at(2026, 2, 1)
    statements.clear()
    assert waiting.sweep().fired == 1
    loaded = [each for each in statements if "instance.blob" in each and "SELECT" in each]
    assert len(loaded) <= 2, "its row, and once more after it is saved"


def delay_all_but(session: Session, _actor: Actor, instance_id: int) -> None:
    session.execute(
        update(Timer).where(Timer.instance_id != instance_id).values(due_at=local(2026, 3, 1))
    )


# ---- failures ---------------------------------------------------------------------------------


def poison(session: Session, _actor: Actor, instance_id: int) -> None:
    """A state that was not written by this engine."""
    session.execute(
        update(Instance).where(Instance.id == instance_id).values(blob=b"bukan keadaan proses")
    )


def test_an_instance_that_fails_becomes_an_incident_and_stops_only_itself(
    waiting: Agency,
) -> None:
    sick = waiting.appraisal("kadis_pu").instance_id
    waiting.do("sdm", poison, instance_id=sick)
    at = waiting.at(2026, 2, 1)
    waiting.sweep()
    assert waiting.count(Task, Task.step == "plan_dialogs", Task.state == "open") == 3
    [incident] = waiting.rows(Incident)
    assert (incident.instance_id, incident.at, incident.resolved_at) == (sick, at, None)
    assert incident.reason
    states = {row.id: row.state for row in waiting.rows(Instance)}
    assert states.pop(sick) == "incident"
    assert set(states.values()) == {"running"}


def test_an_instance_that_failed_is_not_tried_at_every_sweep(waiting: Agency) -> None:
    waiting.do("sdm", poison, instance_id=waiting.appraisal("kadis_pu").instance_id)
    waiting.at(2026, 2, 1)
    for _ in range(3):
        waiting.sweep()
    assert waiting.count(Incident) == 1


@pytest.mark.parametrize("slip", [LookupError("belum ada nilai"), ValueError("bukan angka")])
def test_a_function_of_the_engine_that_fails_is_an_incident_too(
    waiting: Agency, monkeypatch: pytest.MonkeyPatch, slip: Exception
) -> None:
    """The answers of one appraisal must not stop the deadlines of all others."""
    sick, due = waiting.appraisal("kadis_pu").id, facts.World.due

    def fail_for_one(self: facts.World, phase: str, edge: str) -> object:
        if self._case.appraisal.id == sick:
            raise slip
        return due(self, phase, edge)

    monkeypatch.setattr(facts.World, "due", fail_for_one)
    waiting.at(2026, 2, 1)
    waiting.sweep()
    assert waiting.count(Task, Task.step == "plan_dialogs", Task.state == "open") == 3
    assert waiting.count(Incident) == 1


# ---- the thread -------------------------------------------------------------------------------


def until(condition: object, seconds: float = 10) -> bool:
    """Whether something becomes true soon."""
    end = monotonic() + seconds
    while monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        sleep(0.02)
    return False


def test_the_embedded_worker_sweeps_until_it_is_stopped(waiting: Agency) -> None:
    waiting.at(2026, 2, 1)
    thread = worker.Embedded(waiting.database, pause=0.02)
    thread.start()
    swept = until(lambda: waiting.count(Task, Task.step == "plan_dialogs") == 4)
    thread.stop()
    assert swept
    assert not thread.is_alive()


def test_the_embedded_worker_survives_a_store_that_is_away_for_a_moment(
    waiting: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweeps: list[int] = []
    sweep = worker.sweep

    def away_at_first(database: object) -> worker.Swept:
        sweeps.append(len(sweeps))
        if len(sweeps) == 1:
            raise OperationalError("SELECT 1", {}, Exception("server closed the connection"))
        return sweep(database)  # type: ignore[arg-type]

    monkeypatch.setattr(worker, "sweep", away_at_first)
    monkeypatch.setattr(threading, "excepthook", lambda _args: None)
    waiting.at(2026, 2, 1)
    thread = worker.Embedded(waiting.database, pause=0.02)
    thread.start()
    swept = until(lambda: waiting.count(Task, Task.step == "plan_dialogs") == 4)
    thread.stop()
    assert swept
    assert clock.now() == local(2026, 2, 1)
    assert waiting.count(Appraisal) == 4
