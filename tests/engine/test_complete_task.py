"""Sending the form of a task: what is stored, what is refused, and what a refusal leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from engine import clock, commands, queries
from engine.act import received
from engine.errors import AlreadyDone, FormRejected, TaskNotFound, TooLate, Withdrawn
from engine.models import Answer, Draft, History, Notice, Task, Timer
from tests.engine.agency import local

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.actor import Actor
    from engine.commands import Receipt
    from tests.engine.agency import Agency, Live


@pytest.fixture
def year(agency: Agency) -> Agency:
    """The Inspektur's year 2026, just opened."""
    agency.open_cycle("inspektur")
    return agency


# ---- accepted ---------------------------------------------------------------------------------


def test_a_sent_form_is_stored_as_its_first_revision(year: Agency) -> None:
    at = year.at(2026, 1, 12, 10)
    year.fill("inspektur", "draft_skp")
    [answer] = year.rows(Answer)
    assert (answer.phase, answer.step, answer.item, answer.revision) == (
        "skp_agreement",
        "draft_skp",
        "",
        1,
    )
    assert (answer.employee_id, answer.at, answer.late) == (year.id_of("inspektur"), at, False)
    assert answer.form == "skp_agreement.DraftSkp"
    assert [row["target_quantity"] for row in answer.data["rows"]] == ["152", "2"]


def test_the_sender_gets_a_number_and_hears_what_happens_next(year: Agency) -> None:
    receipt = year.fill("inspektur", "draft_skp")
    assert receipt.number.startswith("2026-")
    assert receipt.title == "Susun SKP"
    assert receipt.next == ("Sekretaris Daerah: Setujui SKP",)
    assert year.fill("sekda", "approve_skp").number != receipt.number


def test_the_next_person_has_the_task_a_notice_and_an_outgoing_message(year: Agency) -> None:
    year.fill("inspektur", "draft_skp")
    task_id = year.task("sekda", "approve_skp")
    [notice] = year.rows(Notice, Notice.employee_id == year.id_of("sekda"))
    assert (notice.kind, notice.task_id) == ("task", task_id)
    assert notice.params["subject"] == "Inspektur"
    assert notice.mail == "none", "nobody set up mail here"


def test_a_returned_form_comes_back_with_the_reason_and_becomes_a_second_revision(
    year: Agency,
) -> None:
    year.fill("inspektur", "draft_skp")
    year.fill("sekda", "approve_skp", decision="kembalikan", note="Targetnya belum terukur.")
    [item] = year.ask("inspektur", queries.inbox).items
    assert (item.comment, item.state) == ("Targetnya belum terukur.", "dikembalikan")
    year.fill("inspektur", "draft_skp")
    drafts = year.rows(Answer, Answer.step == "draft_skp")
    assert [answer.revision for answer in drafts] == [1, 2]


def test_the_draft_is_gone_once_the_form_is_accepted(year: Agency) -> None:
    task_id = year.task("inspektur", "draft_skp")
    with pytest.raises(FormRejected):
        year.send("inspektur", task_id, {"rows": []})
    assert year.count(Draft) == 1
    year.fill("inspektur", "draft_skp")
    assert year.count(Draft) == 0


def test_every_act_is_a_line_of_the_history_in_order(year: Agency) -> None:
    year.fill("inspektur", "draft_skp")
    year.fill("sekda", "approve_skp", decision="kembalikan", note="Perbaiki.")
    lines = sorted(year.rows(History), key=lambda line: line.seq)
    assert [(line.seq, line.act, line.step, line.note) for line in lines] == [
        (1, "started", "", ""),
        (2, "completed", "draft_skp", ""),
        (3, "completed", "approve_skp", "Perbaiki."),
    ]
    assert lines[2].employee_id == year.id_of("sekda")
    assert "skp_agreement:approve_skp" in lines[2].passed


def test_a_soft_deadline_accepts_and_marks_late(year: Agency) -> None:
    year.at(2026, 2, 1, 0)
    year.fill("inspektur", "draft_skp")
    assert year.rows(Answer)[0].late


def test_the_last_second_of_the_last_day_is_in_time(year: Agency) -> None:
    year.hand.move_to(local(2026, 2, 1) - timedelta(seconds=1))
    year.fill("inspektur", "draft_skp")
    assert not year.rows(Answer)[0].late


# ---- refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["sekda", "auditor_1", "sdm", "bupati"])
def test_a_stranger_finds_no_task_and_leaves_nothing(year: Agency, who: str) -> None:
    task_id = year.task("inspektur", "draft_skp")
    answers = year.answers("inspektur", task_id)
    with pytest.raises(TaskNotFound) as theirs:
        year.send(who, task_id, answers)
    with pytest.raises(TaskNotFound) as nobodys:
        year.send(who, "sama-sekali-tidak-ada", answers)
    assert str(theirs.value) == str(nobodys.value)
    assert year.count(Draft) == year.count(Answer) == 0


def test_a_task_that_is_done_says_by_whom_and_when_and_keeps_what_was_typed(year: Agency) -> None:
    at = year.at(2026, 1, 20, 14)
    task_id = year.task("inspektur", "draft_skp")
    answers = year.answers("inspektur", task_id)
    year.send("inspektur", task_id, answers)
    year.at(2026, 1, 21, 8)
    with pytest.raises(AlreadyDone) as refused:
        year.send("inspektur", task_id, answers)
    assert refused.value.params == {"who": "Inspektur", "when": at}
    assert year.count(Answer) == 1
    [draft] = year.rows(Draft)
    assert draft.data == answers


def test_a_form_is_refused_with_messages_at_its_fields_and_kept_as_a_draft(year: Agency) -> None:
    task_id = year.task("inspektur", "draft_skp")
    answers = year.answers("inspektur", task_id)
    answers["rows"][1]["target_quantity"] = ""
    with pytest.raises(FormRejected) as refused:
        year.send("inspektur", task_id, answers)
    assert list(refused.value.messages) == ["rows"]
    assert list(refused.value.messages["rows"]) == [1]
    assert list(refused.value.messages["rows"][1]) == ["target_quantity"]
    assert year.count(Answer) == 0
    assert year.rows(Draft)[0].data == answers
    assert year.ask("inspektur", queries.task_page, task_id).values == answers


@pytest.mark.parametrize("where", ["form", "row"])
def test_an_unknown_key_is_refused(year: Agency, where: str) -> None:
    task_id = year.task("inspektur", "draft_skp")
    answers = year.answers("inspektur", task_id)
    (answers if where == "form" else answers["rows"][0])["npk"] = "100"
    with pytest.raises(FormRejected) as refused:
        year.send("inspektur", task_id, answers)
    messages = refused.value.messages
    assert "npk" in (messages if where == "form" else messages["rows"][0])
    assert year.count(Answer) == 0


def test_a_key_of_the_process_cannot_be_sent_with_a_form(year: Agency) -> None:
    year.fill("inspektur", "draft_skp")
    with pytest.raises(FormRejected) as refused:
        year.fill("sekda", "approve_skp", skp_agreement_decision="kembalikan")
    assert list(refused.value.messages) == ["skp_agreement_decision"]


def test_a_withdrawn_task_says_so_and_keeps_what_was_typed(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    task_id = agency.task("kadis_pu", "review_behaviour")
    for who, step in (("sekda", "review_behaviour"), ("inspektur", "self_assess")):
        agency.fill(who, step)
    agency.at(2027, 1, 8, 9)
    agency.sweep()
    answers = agency.answers("kadis_pu", task_id)
    agency.fill("sdm", "close_forms")
    with pytest.raises(Withdrawn):
        agency.send("kadis_pu", task_id, answers)
    assert agency.rows(Task, Task.id == task_id)[0].state == "withdrawn"


# ---- a hard deadline --------------------------------------------------------------------------


@pytest.fixture
def objecting(lived: Live) -> Agency:
    """The Inspektur has said "keberatan" on 15 January 2027 and has not filed it yet."""
    agency = lived("inspektur", until="receive_result")
    agency.at(2027, 1, 14, 10)
    agency.fill("inspektur", "receive_result")
    agency.at(2027, 1, 15, 10)
    agency.fill("inspektur", "respond_result", response="keberatan")
    return agency


def test_a_keberatan_in_the_last_second_is_in_time(objecting: Agency) -> None:
    task_id = objecting.task("inspektur", "file_keberatan")
    [task] = objecting.rows(Task, Task.id == task_id)
    assert task.due_at == local(2027, 1, 29)
    objecting.hand.move_to(task.due_at - timedelta(seconds=1))
    objecting.fill("inspektur", "file_keberatan")
    assert objecting.appraisal().state == "keberatan_filed"


def test_what_was_received_in_time_is_in_time_however_long_it_waits(objecting: Agency) -> None:
    task_id = objecting.task("inspektur", "file_keberatan")
    answers = objecting.answers("inspektur", task_id)
    [task] = objecting.rows(Task, Task.id == task_id)
    assert task.due_at is not None
    due = task.due_at

    def after_midnight(session: Session, actor: Actor) -> Receipt:
        objecting.hand.move_to(due + timedelta(seconds=5))
        return commands.complete_task(session, actor, task_id, answers)

    objecting.hand.move_to(due - timedelta(seconds=1))
    objecting.do("inspektur", after_midnight)
    [filed] = objecting.rows(Answer, Answer.step == "file_keberatan")
    assert not filed.late


def test_a_form_still_on_its_way_at_midnight_counts_from_its_first_byte(
    objecting: Agency,
) -> None:
    task_id = objecting.task("inspektur", "file_keberatan")
    answers = objecting.answers("inspektur", task_id)
    [task] = objecting.rows(Task, Task.id == task_id)
    assert task.due_at is not None
    objecting.hand.move_to(task.due_at - timedelta(seconds=1))
    with received():
        objecting.hand.move_to(task.due_at + timedelta(seconds=5))
        objecting.send("inspektur", task_id, answers)
    assert objecting.appraisal().state == "keberatan_filed"


def test_a_late_keberatan_is_refused_by_its_receipt_even_before_the_sweep(
    objecting: Agency,
) -> None:
    task_id = objecting.task("inspektur", "file_keberatan")
    answers = objecting.answers("inspektur", task_id)
    objecting.at(2027, 1, 29, 0)
    assert objecting.count(Timer, Timer.due_at <= clock.now()) == 1, "the sweep has not run"
    with pytest.raises(TooLate) as refused:
        objecting.send("inspektur", task_id, answers)
    assert refused.value.closes == local(2027, 1, 29)
    assert "14 hari sejak hasil penilaian diterima" in str(refused.value)
    assert objecting.count(Answer, Answer.step == "file_keberatan") == 0
    assert objecting.rows(Draft)[0].data == answers


def test_a_late_keberatan_is_a_line_of_the_history(objecting: Agency) -> None:
    task_id = objecting.task("inspektur", "file_keberatan")
    answers = objecting.answers("inspektur", task_id)
    at = objecting.at(2027, 2, 3, 8)
    with pytest.raises(TooLate):
        objecting.send("inspektur", task_id, answers)
    line = max(objecting.rows(History), key=lambda line: line.seq)
    assert (line.act, line.step, line.at) == ("refused", "file_keberatan", at)
    assert line.employee_id == objecting.id_of("inspektur")
    page = objecting.ask("inspektur", queries.appraisal_page, objecting.appraisal().public_id)
    assert page.history[0].act == "refused"


def test_after_the_sweep_a_late_keberatan_is_withdrawn_and_the_result_is_final(
    objecting: Agency,
) -> None:
    task_id = objecting.task("inspektur", "file_keberatan")
    answers = objecting.answers("inspektur", task_id)
    objecting.at(2027, 1, 29, 0)
    objecting.sweep()
    with pytest.raises(Withdrawn):
        objecting.send("inspektur", task_id, answers)
    assert objecting.appraisal().state == "final"
    assert not objecting.appraisal().keberatan
