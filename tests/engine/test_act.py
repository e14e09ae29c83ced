"""One act is one transaction: all of it, or nothing but what the refusal leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from engine import commands
from engine.act import ATTEMPTS, act
from engine.actor import SYSTEM, Actor
from engine.bpmn import step
from engine.bpmn.errors import BpmnError
from engine.errors import EngineError, Moved, NotYours, ProcessFailed
from engine.models import Answer, Draft, History, Incident, Instance, Notice, Task, Unit

if TYPE_CHECKING:
    from engine.db import Database
    from tests.engine.agency import Agency

EVERYTHING = (Answer, Draft, History, Incident, Notice, Task)


def found_unit(session: Session, _actor: Actor, name: str) -> int:
    unit = Unit(name=name)
    session.add(unit)
    session.flush()
    return unit.id


def test_what_a_command_did_is_stored_and_its_answer_returned(database: Database) -> None:
    unit_id = act(database, SYSTEM, found_unit, name="Inspektorat")
    with database.read() as session:
        assert session.get_one(Unit, unit_id).name == "Inspektorat"


@pytest.mark.parametrize("error", [NotYours(), ZeroDivisionError("any other slip")])
def test_nothing_of_a_command_that_fails_is_stored(database: Database, error: Exception) -> None:
    def half_done(session: Session, actor: Actor) -> None:
        found_unit(session, actor, "Setengah jadi")
        raise error

    with pytest.raises(type(error)):
        act(database, SYSTEM, half_done)
    with database.read() as session:
        assert session.query(Unit).count() == 0


def test_an_act_is_repeated_when_only_the_version_moved(database: Database) -> None:
    attempts: list[int] = []

    def overtaken_twice(session: Session, actor: Actor) -> str:
        attempts.append(len(attempts))
        found_unit(session, actor, f"Percobaan {len(attempts)}")
        if len(attempts) < 3:
            raise Moved
        return "sampai"

    assert act(database, SYSTEM, overtaken_twice) == "sampai"
    with database.read() as session:
        assert [unit.name for unit in session.query(Unit)] == ["Percobaan 3"]


def test_an_act_that_is_always_overtaken_gives_up_after_five_times(database: Database) -> None:
    attempts: list[int] = []

    def always_overtaken(_session: Session, _actor: Actor) -> None:
        attempts.append(len(attempts))
        raise Moved

    with pytest.raises(Moved):
        act(database, SYSTEM, always_overtaken)
    assert len(attempts) == ATTEMPTS == 5


def test_a_refusal_leaves_behind_what_it_carries_and_nothing_else(database: Database) -> None:
    def refused(session: Session, actor: Actor) -> None:
        found_unit(session, actor, "Dari perintah")
        error = NotYours()
        error.afterwards = lambda later: later.add(Unit(name="Dari penolakan"))
        raise error

    with pytest.raises(NotYours):
        act(database, SYSTEM, refused)
    with database.read() as session:
        assert [unit.name for unit in session.query(Unit)] == ["Dari penolakan"]


@pytest.mark.parametrize("refusal", [EngineError, NotYours, Moved])
def test_an_error_is_a_sentence(refusal: type[EngineError]) -> None:
    sentence = str(refusal())
    assert sentence.endswith(".")
    assert "{" not in sentence


# ---- when a diagram cannot go on --------------------------------------------------------------


@pytest.fixture
def broken(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> Agency:
    """An agency whose next step fails inside the diagram, after the answer was written."""
    agency.open_cycle("inspektur")

    def fail(*_: Any, **__: Any) -> step.Outcome:
        raise BpmnError("approve_skp", "Variabel arah belum ada nilainya.")

    monkeypatch.setattr(step, "complete", fail)
    return agency


def test_a_step_that_fails_leaves_an_incident_and_changes_nothing(broken: Agency) -> None:
    task_id = broken.task("inspektur", "draft_skp")
    before = {table: broken.count(table) for table in EVERYTHING}
    blob = broken.rows(Instance)[0].blob
    with pytest.raises(ProcessFailed) as failed:
        broken.fill("inspektur", "draft_skp")
    assert "approve_skp" in str(failed.value)
    [incident] = broken.rows(Incident)
    assert (incident.element, incident.reason) == (
        "approve_skp",
        "Variabel arah belum ada nilainya.",
    )
    assert incident.instance_id == broken.appraisal().instance_id
    assert incident.resolved_at is None
    after = {table: broken.count(table) for table in EVERYTHING}
    left = {Incident: 0, Draft: 0, Notice: 0}  # what an incident leaves behind
    assert after | left == before | left
    assert broken.rows(Instance)[0].blob == blob
    assert broken.rows(Task, Task.id == task_id)[0].state == "open"


def test_what_was_typed_before_an_incident_is_kept_as_a_draft(broken: Agency) -> None:
    task_id = broken.task("inspektur", "draft_skp")
    answers = broken.answers("inspektur", task_id)
    with pytest.raises(ProcessFailed):
        broken.send("inspektur", task_id, answers)
    [draft] = broken.rows(Draft)
    assert (draft.task_id, draft.employee_id) == (task_id, broken.id_of("inspektur"))
    assert draft.data == answers


def test_a_task_can_be_sent_once_its_diagram_works_again(
    broken: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ProcessFailed):
        broken.fill("inspektur", "draft_skp")
    monkeypatch.undo()
    broken.fill("inspektur", "draft_skp")
    assert broken.rows(Instance)[0].state == "running"
    assert broken.count(Draft) == 0
    assert broken.task("sekda", "approve_skp")


def test_a_cycle_whose_diagram_cannot_start_is_not_opened(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> step.Outcome:
        raise BpmnError("start", "Tidak dapat dimulai.")

    monkeypatch.setattr(step, "start", fail)
    with pytest.raises(ProcessFailed):
        agency.open_cycle("inspektur")
    assert agency.count(Instance) == 0
    assert agency.count(Incident) == 0
    assert agency.do("sdm", commands.mark_notices_read) is None


def damage(session: Session, _actor: Actor, blob: bytes) -> None:
    """Put other bytes where the state of every instance lies."""
    session.execute(update(Instance).values(blob=blob))


@pytest.mark.parametrize(
    ("place", "words"), [(2, "format proses ini tidak dikenal"), (40, "tanda tangan")]
)
def test_a_state_that_cannot_be_read_is_an_incident(agency: Agency, place: int, words: str) -> None:
    agency.open_cycle("inspektur")
    task_id = agency.task("inspektur", "draft_skp")
    broken = bytearray(agency.rows(Instance)[0].blob)
    broken[place] ^= 8
    agency.do("sdm", damage, blob=bytes(broken))
    with pytest.raises(ProcessFailed, match=words):
        agency.fill("inspektur", "draft_skp")
    [incident] = agency.rows(Incident)
    assert words in incident.reason
    assert agency.rows(Task, Task.id == task_id)[0].state == "open"
    assert agency.count(Draft) == 1


# ---- a store that was away --------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_an_act_outlives_a_restart_of_the_server(
    agency: Agency, maintain: Callable[[str], None]
) -> None:
    agency.open_cycle("inspektur")
    task_id = agency.task("inspektur", "draft_skp")
    answers = agency.answers("inspektur", task_id)
    name = agency.database.engine.url.database
    maintain(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    )
    agency.send("inspektur", task_id, answers)
    assert agency.count(Answer) == 1
