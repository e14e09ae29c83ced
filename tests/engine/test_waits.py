"""Kenapa belum bisa? What an appraisal waits for, who holds it, since when, and whom to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from engine import queries
from engine.errors import AppraisalNotFound, ProcessFailed
from engine.models import Employee, Task, Timer
from tests.engine.agency import BAWAHAN, KOLEGA, PEOPLE, local
from tests.engine.test_incidents import broken, stop

if TYPE_CHECKING:
    from engine.queries import Wait
    from tests.engine.agency import Agency, Live


def waits(agency: Agency, who: str, subject: str = "inspektur") -> tuple[Wait, ...]:
    return agency.ask(who, queries.waits, agency.appraisal(subject).public_id)


def test_a_form_of_somebody_else_is_waited_for_and_he_is_asked(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    sent = agency.at(2026, 1, 14, 10)
    agency.fill("inspektur", "draft_skp")
    agency.at(2026, 1, 20, 8)
    [wait] = waits(agency, "inspektur")
    assert (wait.kind, wait.title, wait.phase) == ("task", "Setujui SKP", "Kesepakatan SKP")
    assert (wait.person, wait.contact) == ("Sekretaris Daerah", "Sekretaris Daerah")
    # From Wednesday to Tuesday; 16 January 2026 is Isra Mikraj.
    assert (wait.since, wait.days) == (sent, 3)
    assert (wait.due_at, wait.late, wait.task_id) == (local(2026, 2, 1), False, None)


def test_ones_own_form_leads_to_it(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    [wait] = waits(agency, "inspektur")
    assert (wait.kind, wait.contact) == ("yours", "Bagian SDM")
    assert wait.task_id == agency.task("inspektur", "draft_skp")


def test_a_date_is_nobodys_and_waited_for_since_the_last_form_came_in(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    agency.fill("inspektur", "draft_skp")
    approved = agency.at(2026, 1, 14, 10)
    agency.fill("sekda", "approve_skp")
    agency.at(2026, 1, 20, 8)
    [wait] = waits(agency, "inspektur")
    assert (wait.kind, wait.title, wait.phase) == ("date", "Plan Week dibuka", "Plan Week")
    assert (wait.since, wait.due_at) == (approved, local(2026, 2, 1))
    assert (wait.person, wait.contact, wait.late) == ("", "Bagian SDM", False)
    assert wait.rule
    agency.at(2026, 2, 1, 8)
    assert waits(agency, "inspektur")[0].late, "the worker has not come by yet"


def test_a_date_that_hangs_on_an_event_is_told_by_its_rule(waiting: Agency) -> None:
    with waiting.database.begin() as session:
        session.execute(update(Timer).values(due_at=None))
    [wait] = waits(waiting, "inspektur")
    assert (wait.kind, wait.due_at, wait.late, wait.contact) == (
        "undated",
        None,
        False,
        "Bagian SDM",
    )
    assert wait.rule == "1 Februari"


def test_a_window_is_waited_for_since_it_opened_around_the_work_in_it(lived: Live) -> None:
    agency = lived("inspektur", until="respond_result")
    [opened] = {task.opened_at for task in agency.rows(Task, Task.step == "respond_result")}
    later = agency.at(2027, 1, 19, 8)
    agency.fill("inspektur", "respond_result", response="keberatan")
    form, closing = waits(agency, "sekda")
    assert (form.title, form.person, form.since) == ("Ajukan keberatan", "Inspektur", later)
    assert (closing.title, closing.since) == ("Masa keberatan berakhir", opened)


def test_the_360_waits_for_a_number_of_forms_and_names_nobody(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    for rater in KOLEGA[:2]:
        agency.fill(rater, "review_behaviour")
    for who in ("inspektur", "bupati", "sdm"):
        found = waits(agency, who)
        [raters] = [each for each in found if each.kind == "raters"]
        assert (raters.missing, raters.asked) == (5, 7)
        assert (raters.person, raters.role, raters.contact) == ("", "penilai", "Bagian SDM")
        told = repr(found)
        assert not any(PEOPLE[name].name in told for name in (*KOLEGA, *BAWAHAN))


def test_who_has_left_holds_nothing_back_unseen(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    agency.fill("inspektur", "draft_skp")
    with agency.database.begin() as session:
        gone = Employee.id == agency.id_of("sekda")
        session.execute(update(Employee).where(gone).values(active=False))
    [wait] = waits(agency, "inspektur")
    assert (wait.kind, wait.person) == ("vacant", "Sekretaris Daerah")
    assert wait.contact == "Bagian SDM"
    with agency.database.begin() as session:
        session.execute(update(Task).where(Task.state == "open").values(assignee_id=None))
    [wait] = waits(agency, "inspektur")
    assert (wait.kind, wait.person, wait.contact) == ("vacant", "", "Bagian SDM")


def test_a_task_of_bagian_sdm_is_held_by_bagian_sdm(lived: Live) -> None:
    agency = lived("inspektur", until="distribute_forms")
    [wait] = waits(agency, "inspektur")
    assert (wait.kind, wait.person, wait.contact) == ("task", "Bagian SDM", "Bagian SDM")
    assert waits(agency, "sdm")[0].kind == "yours"


def test_what_has_stopped_waits_for_bagian_sdm_since_it_stopped(waiting: Agency) -> None:
    stop(waiting)
    stopped, date = waits(waiting, "kadis_pu", "kadis_pu")
    assert (stopped.kind, stopped.contact) == ("stopped", "Bagian SDM")
    # Three times it was tried again, after 1, 5 and 30 minutes.
    assert stopped.since == local(2026, 2, 1, 0, 36)
    assert (date.kind, date.late) == ("date", True)
    assert [each.kind for each in waits(waiting, "inspektur")] == ["task"], "the others went on"


def test_a_form_that_could_not_be_sent_waits_for_bagian_sdm_beside_its_holder(
    agency: Agency,
) -> None:
    agency.open_cycle("inspektur")
    failed = agency.at(2026, 1, 14, 10)
    with broken(), pytest.raises(ProcessFailed):
        agency.fill("inspektur", "draft_skp")
    unsent, form = waits(agency, "sekda")
    assert (unsent.kind, unsent.title, unsent.since) == ("unsent", "Susun SKP", failed)
    assert (unsent.contact, form.contact) == ("Bagian SDM", "Inspektur")
    agency.fill("inspektur", "draft_skp")
    assert [each.kind for each in waits(agency, "sekda")] == ["yours"]


def test_a_rater_whose_form_could_not_be_sent_is_not_betrayed(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    with broken(), pytest.raises(ProcessFailed):
        agency.fill("kadis_pu", "review_behaviour")
    assert "unsent" not in {each.kind for each in waits(agency, "sdm")}


def test_an_instance_with_nothing_open_is_not_silent(waiting: Agency) -> None:
    instance = waiting.appraisal().instance_id
    with waiting.database.begin() as session:
        session.execute(Timer.__table__.delete().where(Timer.instance_id == instance))
    [wait] = waits(waiting, "inspektur")
    assert (wait.kind, wait.contact, wait.since) == ("adrift", "Bagian SDM", local(2026, 1, 5, 9))


def test_my_waits_are_of_all_my_years_that_are_not_over(agency: Agency) -> None:
    agency.open_cycle("inspektur", "kadis_pu", profile="pp46_bkn2013")
    agency.open_cycle("inspektur", year=2027, profile="pp46_bkn2013")
    assert [each.year for each in agency.ask("inspektur", queries.my_waits)] == [2027, 2026]
    assert agency.ask("sekda", queries.my_waits) == ()
    agency.live_until("enter_result")
    for who in ("inspektur", "kadis_pu"):
        for task in agency.rows(Task, Task.step == "enter_result", Task.state == "open"):
            if task.instance_id == agency.appraisal(who).instance_id:
                agency.send("sdm", task.id, agency.answers("sdm", task.id))
    assert [each.year for each in agency.ask("inspektur", queries.my_waits)] == [2026]
    assert agency.ask("kadis_pu", queries.my_waits) == ()
    assert waits(agency, "sdm", "kadis_pu") == ()


def test_strangers_are_told_nothing(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    with pytest.raises(AppraisalNotFound):
        waits(agency, "kadis_pu")
