"""What has stopped: Bagian SDM sees it in words, lets it go on, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from engine import clock, commands, doctor, facts, incidents, queries, timers
from engine.bpmn import bounds, step
from engine.bpmn.errors import BpmnError
from engine.commands import Resumed
from engine.errors import IncidentNotFound, NotYours, ProcessFailed, StateDamaged
from engine.models import Answer, Draft, History, Incident, Instance, Notice, Timer
from tests.engine.damage import behind

if TYPE_CHECKING:
    from engine.queries import IncidentLine
    from tests.engine.agency import Agency, Live


@contextmanager
def broken(element: str = "approve_skp") -> Iterator[None]:
    """A diagram in which no form leads on."""

    def fail(*_: Any, **__: Any) -> step.Outcome:
        raise BpmnError(element, "Variabel arah belum ada nilainya.", "skp_agreement")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(step, "complete", fail)
        yield


def stop(agency: Agency, *who: str) -> None:
    """Let the worker give up on some appraisals on 1 February, as they come to Plan Week."""
    due = facts.World.due
    sick = {agency.appraisal(each).id for each in who or ("kadis_pu",)}

    def fail_for_them(self: facts.World, phase: str, edge: str) -> object:
        if self._case.appraisal.id in sick:
            raise LookupError("tanggalnya hilang")
        return due(self, phase, edge)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(facts.World, "due", fail_for_them)
        agency.at(2026, 2, 1)
        for wait in (*timers.BACK_OFF, timers.BACK_OFF[0]):
            agency.sweep()
            agency.hand.move_by(wait)


def listed(agency: Agency, who: str = "sdm") -> tuple[IncidentLine, ...]:
    return agency.ask(who, queries.open_incidents).lines


# ---- a form that cannot be sent ---------------------------------------------------------------


def test_a_form_that_failed_is_listed_in_words_with_its_tries(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    with broken():
        for _ in range(3):
            with pytest.raises(ProcessFailed):
                agency.fill("inspektur", "draft_skp")
            agency.hand.move_by(timers.BACK_OFF[0])
    [line] = listed(agency)
    assert (line.subject, line.year, line.element) == (
        "Inspektur",
        2026,
        "Setujui SKP",
    )
    assert (line.task, line.stopped, line.attempts) == ("Susun SKP", False, 3)
    assert line.reason == "Variabel arah belum ada nilainya."
    assert line.since == clock.now() - 3 * timers.BACK_OFF[0]
    assert line.appraisal_id == agency.appraisal().public_id


def test_after_it_is_let_go_on_the_draft_is_sent_again(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    task_id = agency.task("inspektur", "draft_skp")
    answers = agency.answers("inspektur", task_id)
    with broken(), pytest.raises(ProcessFailed):
        agency.send("inspektur", task_id, answers)
    [line] = listed(agency)
    agency.do("sdm", commands.resume, stopped=line.id)
    assert listed(agency) == ()
    [draft] = agency.rows(Draft)
    assert draft.data == answers
    agency.send("inspektur", task_id, agency.ask("inspektur", queries.task_page, task_id).values)
    assert agency.task("sekda", "approve_skp")


def test_a_form_that_goes_through_in_the_end_closes_its_incident_by_itself(
    agency: Agency,
) -> None:
    agency.open_cycle("inspektur", "kadis_pu")
    with broken():
        for who in ("inspektur", "kadis_pu"):
            with pytest.raises(ProcessFailed):
                agency.fill(who, "draft_skp", who)
    agency.fill("inspektur", "draft_skp")
    assert [line.subject for line in listed(agency)] == ["Kepala Dinas PU"]
    closed = agency.rows(Incident, Incident.resolved_at.is_not(None))
    assert [(row.resolved_at, row.resolved_by) for row in closed] == [(clock.now(), None)]


def test_a_360_form_that_failed_tells_no_hour(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    with broken("all_forms"), pytest.raises(ProcessFailed):
        agency.fill("auditor_1", "review_behaviour")
    [line] = listed(agency)
    assert line.since == clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    assert "Auditor" not in str(line)


# ---- a process that stands still --------------------------------------------------------------


def test_a_stopped_process_goes_on_where_it_stood(waiting: Agency) -> None:
    stop(waiting)
    [line] = listed(waiting)
    assert (line.subject, line.stopped, line.task) == ("Kepala Dinas PU", True, "")
    assert (line.attempts, line.element) == (len(timers.BACK_OFF) + 1, "Plan Week dibuka")
    waiting.do("sdm", commands.resume, stopped=line.appraisal_id)
    [timer] = waiting.rows(Timer)
    assert (timer.attempts, timer.retry_at) == (0, None)
    assert waiting.count(Instance, Instance.state == "running") == 4
    assert waiting.sweep().fired == 1
    assert waiting.task("sekda", "plan_dialogs", "kadis_pu")
    assert waiting.count(Timer) == 0


def test_who_let_it_go_on_stands_in_the_history_and_on_the_incident(waiting: Agency) -> None:
    stop(waiting)
    [line] = listed(waiting)
    for who in ("sdm", "sdm_2"):
        waiting.do(who, commands.resume, stopped=line.id)
    lines = waiting.rows(History, History.act == "resumed")
    assert [(each.employee_id, each.passed) for each in lines] == [(waiting.id_of("sdm"), [])]
    [incident] = waiting.rows(Incident)
    assert (incident.resolved_at, incident.resolved_by) == (clock.now(), waiting.id_of("sdm"))
    waiting.sweep()
    assert list(doctor.examine(waiting.database)) == []


def test_of_two_who_let_it_go_on_at_once_one_is_noted(waiting: Agency) -> None:
    stop(waiting)
    [line] = listed(waiting)

    def resume(who: str) -> None:
        waiting.do(who, commands.resume, stopped=line.id)

    with ThreadPoolExecutor() as colleagues:
        list(colleagues.map(resume, ["sdm", "sdm_2"] * 4))
    assert waiting.count(History, History.act == "resumed") == 1
    assert waiting.sweep().fired == 1


def test_what_fails_again_is_given_three_more_tries_and_an_incident_of_its_own(
    waiting: Agency,
) -> None:
    stop(waiting)
    waiting.do("sdm", commands.resume, stopped=listed(waiting)[0].id)
    stop(waiting)
    [line] = listed(waiting)
    assert line.attempts == len(timers.BACK_OFF) + 1
    assert waiting.count(Incident) == 2


def test_what_somebody_set_going_by_a_form_needs_nobody_more(waiting: Agency) -> None:
    stop(waiting)
    waiting.do("sdm", set_going)
    assert waiting.sweep().fired == 1
    assert listed(waiting) == ()


def set_going(session: Any, _actor: object) -> None:
    """As a form does that is sent while a deadline beside it is given up."""
    session.execute(update(Instance).values(state="running"))


def test_all_that_stopped_goes_on_at_once(waiting: Agency) -> None:
    stop(waiting, "kadis_pu", "kadis_kesehatan")
    assert commands.resume_all(waiting.database, waiting.people["sdm"]) == Resumed(2, 0)
    assert waiting.sweep().fired == 2
    assert commands.resume_all(waiting.database, waiting.people["sdm"]) == Resumed(0, 0)


# ---- an action that goes on and on ------------------------------------------------------------


def test_a_form_whose_process_does_not_stop_is_kept_as_a_draft(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency.open_cycle("inspektur")
    task_id, before = agency.task("inspektur", "draft_skp"), agency.rows(Instance)[0].blob
    answers = agency.answers("inspektur", task_id)
    with monkeypatch.context() as tired:
        tired.setattr(bounds, "MOST_SECONDS", -1)
        with pytest.raises(ProcessFailed, match="detik tanpa menunggu siapa pun"):
            agency.send("inspektur", task_id, answers)
    [line] = listed(agency)
    assert (line.element, line.task) == ("Susun SKP", "Susun SKP")
    assert agency.rows(Instance)[0].blob == before
    assert [draft.data for draft in agency.rows(Draft)] == [answers]
    assert (agency.count(Answer), agency.count(History, History.act == "completed")) == (0, 0)
    agency.do("sdm", commands.resume, stopped=line.id)
    agency.send("inspektur", task_id, answers)


def test_a_worker_outlives_processes_that_do_not_stop(
    waiting: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting.at(2026, 2, 1)
    with monkeypatch.context() as tired:
        tired.setattr(bounds, "MOST_ROUNDS", 0)
        assert waiting.sweep().fired == 0
    assert {timer.attempts for timer in waiting.rows(Timer)} == {1}
    waiting.hand.move_by(timers.BACK_OFF[0])
    assert waiting.sweep().fired == 4


# ---- a state that is damaged ------------------------------------------------------------------


def tear(agency: Agency, who: str) -> IncidentLine:
    """Write nonsense where the state of a stopped process was."""
    sick = agency.appraisal(who)
    torn = update(Instance).where(Instance.id == sick.instance_id)
    behind(agency, torn.values(blob=b"bukan keadaan"))
    return next(line for line in listed(agency) if line.appraisal_id == sick.public_id)


def test_a_damaged_state_is_not_pretended_to_go_on(waiting: Agency) -> None:
    stop(waiting)
    line = tear(waiting, "kadis_pu")
    with pytest.raises(StateDamaged, match="format proses ini tidak dikenal"):
        waiting.do("sdm", commands.resume, stopped=line.id)
    assert listed(waiting) == (line,)
    assert [timer.attempts for timer in waiting.rows(Timer)] == [len(timers.BACK_OFF) + 1]
    assert waiting.count(History, History.act == "resumed") == 0


def test_a_damaged_state_holds_up_none_of_the_others(waiting: Agency) -> None:
    stop(waiting, "kadis_pu", "kadis_kesehatan")
    line = tear(waiting, "kadis_pu")
    assert commands.resume_all(waiting.database, waiting.people["sdm"]) == Resumed(1, 1)
    assert [each.id for each in listed(waiting)] == [line.id]


# ---- whose it is ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["inspektur", "kadis_pu", "sekda"])
def test_nobody_but_bagian_sdm_sees_or_resumes(waiting: Agency, who: str) -> None:
    stop(waiting)
    with pytest.raises(NotYours):
        waiting.do(who, commands.resume, stopped=waiting.appraisal("kadis_pu").public_id)
    with pytest.raises(NotYours):
        listed(waiting, who)
    with pytest.raises(NotYours):
        commands.resume_all(waiting.database, waiting.people[who])
    assert waiting.ask(who, queries.incident_count) == 0
    assert len(listed(waiting)) == 1


def test_ones_own_is_a_colleagues_to_let_go_on(agency: Agency) -> None:
    agency.open_cycle("sdm")
    with broken(), pytest.raises(ProcessFailed):
        agency.fill("sdm", "draft_skp", "sdm")
    [mine], [theirs] = listed(agency), listed(agency, "sdm_2")
    assert (mine.mine, mine.element, mine.task, mine.reason) == (True, "", "", "")
    assert (theirs.mine, theirs.reason) == (False, "Variabel arah belum ada nilainya.")
    with pytest.raises(NotYours):
        agency.do("sdm", commands.resume, stopped=mine.id)
    assert commands.resume_all(agency.database, agency.people["sdm"]) == Resumed(0, 0)
    agency.do("sdm_2", commands.resume, stopped=mine.id)
    assert listed(agency) == ()


def test_what_does_not_exist_is_not_resumed(agency: Agency) -> None:
    for unknown in ("", "x" * 22):
        with pytest.raises(IncidentNotFound):
            agency.do("sdm", commands.resume, stopped=unknown)


def test_nothing_is_done_to_what_has_not_stopped(waiting: Agency) -> None:
    waiting.do("sdm", commands.resume, stopped=waiting.appraisal("kadis_pu").public_id)
    assert waiting.count(History, History.act == "resumed") == 0


def test_bagian_sdm_is_told_once_until_it_is_read(waiting: Agency) -> None:
    def told(who: str) -> list[str]:
        own = (Notice.employee_id == waiting.id_of(who), Notice.kind == "stopped")
        notices = sorted(waiting.rows(Notice, *own), key=lambda notice: notice.id)
        return [notice.params["subject"] for notice in notices]

    stop(waiting, "kadis_pu", "kadis_kesehatan")
    assert told("sdm") == told("sdm_2") == ["Kepala Dinas PU"]
    waiting.do("sdm", commands.mark_notices_read)
    with broken(), pytest.raises(ProcessFailed):
        waiting.fill("sekda", "plan_dialogs", "kadis_pendidikan")
    assert told("sdm") == ["Kepala Dinas PU", "Kepala Dinas Pendidikan"]
    assert told("sdm_2") == ["Kepala Dinas PU"]
    assert told("kadis_pu") == []


# ---- where it is seen -------------------------------------------------------------------------


def test_the_page_of_the_appraisal_says_why_to_bagian_sdm_alone(waiting: Agency) -> None:
    stop(waiting)
    public_id = waiting.appraisal("kadis_pu").public_id
    pages = {
        who: waiting.ask(who, queries.appraisal_page, public_id)
        for who in ("kadis_pu", "sekda", "sdm")
    }
    assert [page.stopped for page in pages.values()] == [True] * 3
    assert {who: len(page.incidents) for who, page in pages.items()} == {
        "kadis_pu": 0,
        "sekda": 0,
        "sdm": 1,
    }
    waiting.do("sdm", commands.resume, stopped=public_id)
    page = waiting.ask("sdm", queries.appraisal_page, public_id)
    assert (page.stopped, page.incidents) == (False, ())


@pytest.mark.parametrize(
    ("container", "element", "words"),
    [
        ("final_dialog", "closes", "Dialog kinerja ditutup"),
        ("form_filling", "closes", "Pengisian ditutup"),
        ("", "closes", "closes"),
        ("", "keadaan proses", "keadaan proses"),
    ],
)
def test_an_element_is_named_as_it_is_drawn_in_its_own_process(
    agency: Agency, container: str, element: str, words: str
) -> None:
    agency.open_cycle("inspektur")
    number = agency.appraisal().instance_id
    failure = incidents.Failure(element, "macet.", container)
    agency.do("sdm", lambda session, _: incidents.note(session, number, failure))
    assert [line.element for line in listed(agency)] == [words]


def test_the_list_is_read_page_by_page(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.queries.incidents.PAGE_SIZE", 2)
    agency.open_cycle("inspektur", "kadis_pu", "kadis_kesehatan")
    with broken():
        for who in ("inspektur", "kadis_pu", "kadis_kesehatan"):
            with pytest.raises(ProcessFailed):
                agency.fill(who, "draft_skp", who)
    found = [agency.ask("sdm", queries.open_incidents, page) for page in (1, 2, 9)]
    assert [(each.page, each.pages, each.total) for each in found] == [
        (1, 2, 3),
        (2, 2, 3),
        (2, 2, 3),
    ]
    subjects = [[line.subject for line in each.lines] for each in found]
    assert subjects == [["Inspektur", "Kepala Dinas PU"], *[["Kepala Dinas Kesehatan"]] * 2]
