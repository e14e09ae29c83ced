"""Timers: each fires once, when it is due; what fails is tried again and stays alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, insert, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from engine import facts, instances, timers, windows, worker
from engine.actor import Actor
from engine.models import Cycle, History, Incident, Instance, Notice, Task, Timer, table
from tests.engine.agency import local
from tests.engine.crowd import multiply
from tests.engine.damage import meet_a_full_disk

if TYPE_CHECKING:
    from tests.engine.agency import Agency


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
    monkeypatch.setattr(timers, "BATCH", 2)
    waiting.at(2026, 2, 1)
    assert waiting.sweep().fired == 4
    assert waiting.count(Timer) == 0
    asked = [each for each in statements if "FROM timer" in each and "instance.blob" in each]
    assert len(asked) == 3, "two full batches, and one that finds nothing"


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


@pytest.mark.parametrize(
    "slip", [LookupError("belum ada nilai"), RuntimeError("bukan kesalahan kami")]
)
def test_what_fails_is_tried_after_a_minute_five_and_thirty_and_then_becomes_an_incident(
    waiting: Agency, monkeypatch: pytest.MonkeyPatch, slip: Exception
) -> None:
    """Whoever raised it: one appraisal must not stop the deadlines of all others."""
    fails_for(waiting, "kadis_pu", monkeypatch, slip)
    waiting.at(2026, 2, 1)
    for number, wait in enumerate(timers.BACK_OFF, 1):
        waiting.sweep()
        assert [timer.attempts for timer in waiting.rows(Timer)] == [number]
        waiting.hand.move_by(wait - timedelta(seconds=1))
        waiting.sweep()
        assert [timer.attempts for timer in waiting.rows(Timer)] == [number], "not so soon"
        waiting.hand.move_by(timedelta(seconds=1))
    assert waiting.count(Incident) == 0
    waiting.sweep()
    waiting.hand.move_by(timedelta(days=1))
    waiting.sweep()
    assert [timer.attempts for timer in waiting.rows(Timer)] == [len(timers.BACK_OFF) + 1]
    assert waiting.count(Incident) == waiting.count(Instance, Instance.state == "incident") == 1
    assert waiting.count(Task, Task.step == "plan_dialogs", Task.state == "open") == 3


def fails_for(agency: Agency, who: str, monkeypatch: pytest.MonkeyPatch, slip: Exception) -> None:
    """Let the dates of one appraisal fail."""
    sick, due = agency.appraisal(who).id, facts.World.due

    def fail_for_one(self: facts.World, phase: str, edge: str) -> object:
        if self._case.appraisal.id == sick:
            raise slip
        return due(self, phase, edge)

    monkeypatch.setattr(facts.World, "due", fail_for_one)


def test_what_failed_once_and_succeeds_the_next_time_leaves_no_trace(
    waiting: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as once:
        fails_for(waiting, "kadis_pu", once, LookupError("sebentar"))
        waiting.at(2026, 2, 1)
        assert waiting.sweep().fired == 3
    [timer] = waiting.rows(Timer)
    assert (timer.attempts, timer.retry_at) == (1, local(2026, 2, 1, 0, 1))
    waiting.hand.move_by(timedelta(minutes=1))
    assert waiting.sweep().fired == 1
    assert waiting.count(Timer) == waiting.count(Incident) == 0


def test_the_incident_of_a_foreign_failure_names_its_kind_and_quotes_nothing(
    waiting: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "BACK_OFF", ())
    fails_for(waiting, "kadis_pu", monkeypatch, RuntimeError("isi rahasia"))
    waiting.at(2026, 2, 1)
    waiting.sweep()
    [incident] = waiting.rows(Incident)
    assert "RuntimeError" in incident.reason
    assert "rahasia" not in incident.reason


def test_a_statement_that_the_store_refuses_spoils_only_its_instance(
    waiting: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    sick, fire = waiting.appraisal("kadis_pu").instance_id, instances.fire

    def refused_for_one(session: Session, due: Any) -> int:
        fired = fire(session, due)
        if sick in {subject.instance.id for subject, _, _ in due}:
            session.execute(text("SELECT nothing FROM nowhere"))
        return fired

    monkeypatch.setattr(instances, "fire", refused_for_one)
    waiting.at(2026, 2, 1)
    assert waiting.sweep().fired == 3
    [timer] = waiting.rows(Timer)
    assert (timer.instance_id, timer.attempts) == (sick, 1)
    assert waiting.count(Task, Task.step == "plan_dialogs") == 3


def test_a_full_disk_is_no_failure_of_those_who_are_due(
    waiting: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    fire = instances.fire

    def without_room(session: Session, due: Any) -> int:
        fire(session, due)
        meet_a_full_disk(session)
        raise AssertionError("there was room")

    waiting.at(2026, 2, 1)
    with monkeypatch.context() as full:
        full.setattr(instances, "fire", without_room)
        for _ in range(len(timers.BACK_OFF) + 1):
            with pytest.raises(OperationalError):
                waiting.sweep()
    waiting.database.engine.dispose()  # what a connection took for full
    assert {timer.attempts for timer in waiting.rows(Timer)} == {0}
    assert waiting.count(Incident) == 0
    assert waiting.sweep().fired == 4


def test_a_state_with_one_flipped_byte_is_an_incident_at_once_and_the_rest_works(
    waiting: Agency,
) -> None:
    sick = waiting.appraisal("kadis_pu").instance_id
    waiting.do("sdm", flip_a_byte, instance_id=sick)
    waiting.at(2026, 2, 1)
    assert waiting.sweep().fired == 3
    [incident] = waiting.rows(Incident)
    assert incident.instance_id == sick
    assert "tanda tangan" in incident.reason


def flip_a_byte(session: Session, _actor: Actor, instance_id: int) -> None:
    blob = bytearray(session.get_one(Instance, instance_id).blob)
    blob[len(blob) // 2] ^= 1
    session.execute(update(Instance).where(Instance.id == instance_id).values(blob=bytes(blob)))


def test_a_worker_that_is_killed_in_a_batch_leaves_all_of_it_due(
    waiting: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    fire = instances.fire

    def killed_when_written(*arguments: Any) -> int:
        fire(*arguments)
        raise KeyboardInterrupt

    waiting.at(2026, 2, 1)
    with monkeypatch.context() as once:
        once.setattr(instances, "fire", killed_when_written)
        with pytest.raises(KeyboardInterrupt):
            waiting.sweep()
    assert waiting.count(Task, Task.step == "plan_dialogs") == 0
    assert waiting.sweep().fired == 4
    assert waiting.count(Task, Task.step == "plan_dialogs") == 4


# ---- rows that are not in step ----------------------------------------------------------------


def test_a_row_that_a_moved_window_left_behind_is_corrected_and_nothing_fires(
    waiting: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "BATCH", 2)
    waiting.do("sdm", put_off)
    waiting.at(2026, 2, 1)
    lines = waiting.count(History)
    assert waiting.sweep().fired == 0
    assert {timer.due_at for timer in waiting.rows(Timer)} == {local(2026, 3, 1)}
    assert waiting.count(History) == lines
    waiting.at(2026, 3, 1)
    assert waiting.sweep().fired == 4


def put_off(session: Session, _actor: Actor) -> None:
    """Move the window without its timers: the state asks the window, the row is an index."""
    cycle = session.query(Cycle).one()
    windows.put(session, cycle, ("plan_week", "opens"), local(2026, 3, 1), "1 Maret")


def test_a_row_without_a_timer_in_the_state_goes(waiting: Agency) -> None:
    waiting.do("sdm", add_a_stray, instance_id=waiting.appraisal("kadis_pu").instance_id)
    waiting.at(2026, 1, 20)
    assert waiting.sweep().fired == 0
    assert waiting.count(Timer) == 4


def add_a_stray(session: Session, _actor: Actor, instance_id: int) -> None:
    session.add(
        Timer(
            instance_id=instance_id,
            engine_id=b"tidak dikenal 01",
            element="closes",
            key="plan_week",
            edge="closes",
            due_at=local(2026, 1, 10),
        )
    )


# ---- many -------------------------------------------------------------------------------------


def test_two_workers_fire_each_of_five_hundred_timers_exactly_once(waiting: Agency) -> None:
    waiting.do("sdm", multiply, appraisal_id=waiting.appraisal("kadis_pu").id, times=496)
    waiting.at(2026, 2, 1)
    with ThreadPoolExecutor(2) as pool:
        sweeps = [pool.submit(timers.fire_due, waiting.database) for _ in range(2)]
    assert sum(sweep.result() for sweep in sweeps) == 500
    assert waiting.count(Timer) == waiting.count(Incident) == 0
    assert waiting.count(Task, Task.step == "plan_dialogs", Task.state == "open") == 500
    fired = [line.instance_id for line in waiting.rows(History, History.act == "fired")]
    assert len(fired) == len(set(fired)) == 500


def test_an_empty_sweep_is_one_look_at_an_index_however_many_timers_wait(
    waiting: Agency, statements: list[str]
) -> None:
    waiting.do("sdm", let_wait, many=100_000)
    waiting.at(2026, 1, 20)
    statements.clear()
    assert timers.fire_due(waiting.database) == 0
    [asked] = [each for each in statements if "BEGIN" not in each]
    assert "blob" not in asked
    plan = plan_of(waiting, asked)
    assert "ix_timer_due" in plan, plan
    assert "SCAN timer" not in plan
    assert "Seq Scan on timer" not in plan


def let_wait(session: Session, _actor: Actor, many: int) -> None:
    [first, *_] = session.query(Timer).all()
    row = {
        "instance_id": first.instance_id,
        "element": first.element,
        "key": first.key,
        "edge": first.edge,
    }
    rows = [
        row | {"engine_id": n.to_bytes(16, "big"), "due_at": local(2026, 3, 1)} for n in range(many)
    ]
    session.execute(insert(table(Timer)), rows)
    session.execute(text("ANALYZE"))


def plan_of(agency: Agency, asked: str) -> str:
    """How the store finds the answer to a question that was asked."""
    how = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}
    found: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement == asked:
            cursor.execute(f"{how[connection.dialect.name]} {statement}", parameters)
            found.extend(str(row) for row in cursor.fetchall())

    event.listen(agency.database.engine, "before_cursor_execute", explain)
    timers.fire_due(agency.database)
    return "\n".join(found)
