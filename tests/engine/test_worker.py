"""The worker: missed deadlines are told once; a thread sweeps beside the server."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from time import monotonic, sleep
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from engine import clock, worker
from engine.actor import Actor
from engine.models import Answer, Appraisal, Notice, Outbox, Task
from tests.engine.agency import HEADS, local

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live

# ---- deadlines --------------------------------------------------------------------------------


def told(agency: Agency) -> Counter[tuple[str, str]]:
    """Who was told what about missed deadlines."""
    names = {actor.id: name for name, actor in agency.people.items()}
    rows = agency.rows(Notice, Notice.kind.in_(("overdue", "overdue_many")))
    return Counter((names[row.employee_id], row.kind) for row in rows)


def test_a_missed_deadline_is_told_to_its_holder_the_pejabat_penilai_and_sdm(
    agency: Agency,
) -> None:
    agency.open_cycle("auditor_1")
    agency.hand.move_to(local(2026, 2, 1) - timedelta(seconds=1))
    assert agency.sweep().overdue == 0
    agency.at(2026, 2, 1)
    assert agency.sweep().overdue == 1
    assert told(agency) == {
        ("auditor_1", "overdue"): 1,
        ("inspektur", "overdue"): 1,
        ("sdm", "overdue_many"): 1,
        ("sdm_2", "overdue_many"): 1,
    }
    assert agency.count(Outbox) == agency.count(Notice)


def test_the_holder_gets_the_task_and_the_others_the_appraisal(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    agency.at(2026, 2, 1)
    agency.sweep()
    task_id = agency.task("auditor_1", "draft_skp", "auditor_1")
    notices = {row.employee_id: row for row in agency.rows(Notice, Notice.kind == "overdue")}
    mine, superiors = (notices[agency.id_of(who)] for who in ("auditor_1", "inspektur"))
    assert (mine.task_id, mine.appraisal_id) == (task_id, None)
    assert (superiors.task_id, superiors.appraisal_id) == (
        None,
        agency.appraisal("auditor_1").public_id,
    )
    assert superiors.params == {"title": "Susun SKP", "subject": "Auditor Satu"}


def test_a_missed_deadline_is_told_once(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    for day in (1, 2, 9):
        agency.at(2026, 2, day)
        agency.sweep()
    assert told(agency).total() == 4


def test_sdm_gets_one_digest_however_many_are_late(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "BATCH", 2)
    agency.open_cycle(*HEADS, "auditor_1")
    agency.at(2026, 2, 1)
    assert agency.sweep().overdue == 5
    digests = agency.rows(
        Notice, Notice.kind == "overdue_many", Notice.employee_id == agency.id_of("sdm")
    )
    assert [digest.params for digest in digests] == [{"count": 5}]


def test_a_missed_deadline_skips_no_work(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    agency.at(2026, 3, 15)
    agency.sweep()
    agency.fill("auditor_1", "draft_skp", "auditor_1")
    assert agency.rows(Answer)[0].late
    assert agency.appraisal("auditor_1").state == "draft"


def test_who_is_late_with_a_360_form_is_told_to_nobody_else(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    agency.fill("inspektur", "self_assess")
    agency.at(2027, 1, 8)
    agency.sweep()
    late = agency.rows(Task, Task.step == "review_behaviour", Task.state == "open")
    assert len(late) == 7
    notices = [
        (notice.employee_id, notice.task_id)
        for notice in agency.rows(Notice, Notice.kind == "overdue")
        if notice.params["title"] == late[0].title
    ]
    # The pejabat penilai hears of his own form only, like everybody else.
    assert sorted(notices) == sorted((task.assignee_id, task.id) for task in late)


def test_what_opens_at_a_deadline_is_not_born_late(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    agency.at(2027, 1, 8)
    agency.sweep()
    [task] = agency.rows(Task, Task.step == "close_forms")
    assert task.due_at is None or task.due_at > task.opened_at
    assert not task.overdue_told


def test_a_finished_or_withdrawn_task_is_never_overdue(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    agency.fill("sekda", "review_behaviour")
    agency.fill("inspektur", "self_assess")
    agency.hand.move_to(local(2027, 1, 8))
    agency.sweep()
    agency.fill("sdm", "close_forms")
    before = told(agency)
    agency.at(2027, 1, 9)
    agency.sweep()
    assert told(agency) == before


def test_a_task_whose_date_waits_for_an_event_is_not_overdue(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    agency.do("sdm", without_date)
    agency.at(2030, 1, 1)
    assert agency.sweep().overdue == 0


def without_date(session: Session, _actor: Actor) -> None:
    session.execute(update(Task).values(due_at=None))


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
