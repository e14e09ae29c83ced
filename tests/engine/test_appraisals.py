"""Where an appraisal sits: the page as each viewer may see it, and the lists."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from engine import queries
from engine.actor import Actor
from engine.errors import AppraisalNotFound
from engine.models import Appraisal, Employee, Task
from engine.queries import Closer
from tests.engine.agency import PEOPLE, local

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live


def page(agency: Agency, who: str, subject: str = "auditor_1") -> queries.AppraisalPage:
    return agency.ask(who, queries.appraisal_page, agency.appraisal(subject).public_id)


# ---- who may look -----------------------------------------------------------------------------

VIEWERS = {
    "auditor_1": "pegawai",
    "inspektur": "pejabat_penilai",
    "sekda": "atasan_pejabat_penilai",
    "sdm": "sdm",
    "sdm_2": "sdm",
    "bupati": "line",
}


@pytest.mark.parametrize("who", PEOPLE)
def test_a_page_opens_for_its_parties_the_line_and_sdm_and_for_nobody_else(
    agency: Agency, who: str
) -> None:
    agency.open_cycle("auditor_1")
    if who in VIEWERS:
        assert page(agency, who).viewer == VIEWERS[who]
        return
    with pytest.raises(AppraisalNotFound) as theirs:
        page(agency, who)
    with pytest.raises(AppraisalNotFound) as nobodys:
        agency.ask(who, queries.appraisal_page, "tidak-ada")
    assert str(theirs.value) == str(nobodys.value)


def test_a_rater_of_the_360_sees_his_task_but_not_the_page(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    assert agency.task("kadis_pu", "review_behaviour")
    with pytest.raises(AppraisalNotFound):
        page(agency, "kadis_pu", "inspektur")


def test_sdm_sees_the_own_appraisal_as_a_pegawai(agency: Agency) -> None:
    agency.open_cycle("sdm")
    assert page(agency, "sdm", "sdm").viewer == "pegawai"


def test_who_becomes_the_superior_later_is_of_the_line_not_a_party(agency: Agency) -> None:
    """Relations are frozen at the start; the line is computed anew at each look."""
    agency.open_cycle("auditor_1")
    with pytest.raises(AppraisalNotFound):
        page(agency, "kadis_pu")
    agency.do("sdm", move, who=agency.id_of("inspektur"), under=agency.id_of("kadis_pu"))
    assert page(agency, "kadis_pu").viewer == "line"
    assert page(agency, "sekda").viewer == "atasan_pejabat_penilai"


def move(session: Session, _actor: Actor, who: int, under: int) -> None:
    session.execute(update(Employee).where(Employee.id == who).values(superior_id=under))


# ---- what it shows ----------------------------------------------------------------------------


def test_the_ribbon_says_what_is_done_what_runs_and_what_comes(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    agency.fill("auditor_1", "draft_skp", "auditor_1")
    agency.fill("inspektur", "approve_skp", "auditor_1")
    stages = page(agency, "auditor_1").stages
    states = {stage.key: stage.state for stage in stages}
    assert len(states) == 14
    assert (states.pop("skp_agreement"), states.pop("plan_week")) == ("done", "now")
    assert set(states.values()) == {"next"}
    assert (stages[1].label, stages[1].opens, stages[1].closes) == (
        "Plan Week",
        local(2026, 2, 1),
        local(2026, 2, 8),
    )


def test_phases_that_the_profile_lacks_are_skipped_in_the_ribbon(agency: Agency) -> None:
    agency.open_cycle("auditor_1", profile="pp46_bkn2013")
    states = {stage.key: stage.state for stage in page(agency, "auditor_1").stages}
    assert states["coaching_week_1"] == states["people_review"] == "skipped"
    assert states["skp_agreement"] == "now"


def test_the_page_says_who_holds_it_and_since_when(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    at = agency.at(2026, 1, 14, 10)
    agency.fill("auditor_1", "draft_skp", "auditor_1")
    [holder] = page(agency, "sdm").open_tasks
    assert (holder.title, holder.person, holder.role) == (
        "Setujui SKP",
        "Inspektur",
        "pejabat_penilai",
    )
    assert (holder.since, holder.due_at, holder.late) == (at, local(2026, 2, 1), False)
    assert holder.task_id is None, "only its owner gets the way in"
    assert page(agency, "inspektur").open_tasks[0].task_id


def test_the_ribbon_says_when_a_phase_really_began_and_ended(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    agency.at(2026, 1, 14, 23, 30)
    agency.fill("auditor_1", "draft_skp", "auditor_1")
    agency.at(2026, 1, 20, 10)
    running = page(agency, "sdm").stages[0]
    assert (running.began, running.ended) == (date(2026, 1, 5), None)
    agency.fill("inspektur", "approve_skp", "auditor_1")
    agreed, week = page(agency, "sdm").stages[:2]
    assert (agreed.began, agreed.ended) == (date(2026, 1, 5), date(2026, 1, 20))
    assert (week.began, week.ended) == (None, None), "its window opens on 1 February"


def test_what_is_given_to_a_group_says_who_else_could_do_it(lived: Live) -> None:
    """Nobody of Bagian SDM does it on his own appraisal (R-085)."""
    agency = lived("inspektur", "sdm", until="distribute_forms")
    [task] = page(agency, "sekda", "inspektur").open_tasks
    assert task.others == ("Analis SDM", "Pranata SDM")
    [task] = page(agency, "sekda", "sdm").open_tasks
    assert task.others == ("Pranata SDM",)
    assert task.closer is None


def test_what_one_person_is_asked_for_says_who_may_end_the_wait_for_it(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    for task in page(agency, "sekda", "inspektur").open_tasks:
        assert task.others == ()
        assert task.closer == Closer("Tutup pengisian formulir", "sdm", local(2027, 1, 8))
    agency.at(2027, 1, 8, 9)
    agency.sweep()
    tasks = page(agency, "sekda", "inspektur").open_tasks
    assert "Tutup pengisian formulir" in [task.title for task in tasks]
    assert {task.closer for task in tasks} == {None}, "now it is asked for itself"


def test_each_phase_has_its_own_way_to_end_a_wait(lived: Live) -> None:
    agency = lived("inspektur", until="receive_result")
    [task] = page(agency, "sekda", "inspektur").open_tasks
    assert task.closer is not None
    assert (task.closer.title, task.closer.role) == ("Tutup penerimaan hasil", "pejabat_penilai")


def test_nobody_else_does_what_is_asked_of_one(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    [task] = page(agency, "sdm").open_tasks
    assert (task.others, task.closer) == ((), None)


def test_what_waits_for_a_date_is_shown_with_the_date(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    agency.fill("auditor_1", "draft_skp", "auditor_1")
    agency.fill("inspektur", "approve_skp", "auditor_1")
    shown = page(agency, "auditor_1")
    assert shown.open_tasks == ()
    [timer] = shown.timers
    assert (timer.phase, timer.edge, timer.due_at) == ("Plan Week", "opens", local(2026, 2, 1))
    assert timer.rule == "1 Februari"


def test_documents_are_shown_to_those_who_may_read_them(lived: Live) -> None:
    agency = lived("inspektur", until="hold_final_dialog")
    shown = {
        who: {document.step for document in page(agency, who, "inspektur").documents}
        for who in ("inspektur", "sekda", "bupati", "sdm")
    }
    everything = {
        "draft_skp",
        "approve_skp",
        "nominate_raters",
        "approve_raters",
        "distribute_forms",
        "self_assess",
    }
    assert shown["inspektur"] == shown["sekda"] == shown["bupati"] == everything
    assert shown["sdm"] == {"draft_skp", "approve_skp", "distribute_forms"}


# ---- scores -----------------------------------------------------------------------------------


def scores(agency: Agency, who: str) -> tuple[bool, bool]:
    """Whether somebody sees the NPK and the sheet of the Inspektur."""
    shown = page(agency, who, "inspektur")
    return shown.npk is not None, shown.sheet is not None


def test_nobody_sees_a_score_before_the_dialog_gives_it(lived: Live) -> None:
    agency = lived("inspektur", until="hold_final_dialog")
    for who in ("inspektur", "sekda", "bupati", "sdm"):
        assert scores(agency, who) == (False, False), who


def test_parties_see_the_score_once_it_is_given_sdm_once_it_is_final(lived: Live) -> None:
    agency = lived("inspektur", until="receive_result")
    for who in ("inspektur", "sekda", "bupati"):
        assert scores(agency, who) == (True, True), who
    assert scores(agency, "sdm") == (False, False)
    agency.live_until("enter_result")
    assert agency.appraisal("inspektur").state == "final"
    assert scores(agency, "sdm") == (True, True)


def test_the_line_above_sees_only_a_final_score(lived: Live) -> None:
    agency = lived("auditor_1", until="receive_result")
    seen = {who: page(agency, who).npk is not None for who in ("auditor_1", "inspektur", "bupati")}
    assert seen == {"auditor_1": True, "inspektur": True, "bupati": False}
    agency.live_until("enter_result")
    assert page(agency, "bupati").npk is not None


# ---- the hearing of a keberatan ---------------------------------------------------------------


def test_what_was_asked_of_the_pejabat_penilai_is_not_for_the_pegawai(lived: Live) -> None:
    """Matrix row 14: the hearing is for who decides and who is asked; SDM knows that it was."""
    agency = lived("auditor_1", until="receive_result")
    agency.fill("auditor_1", "receive_result", "auditor_1")
    agency.fill("auditor_1", "respond_result", "auditor_1", response="keberatan")
    agency.fill("auditor_1", "file_keberatan", "auditor_1")
    agency.fill("sdm", "register_keberatan", "auditor_1")
    question = "Mengapa mutu baris kedua hanya tujuh puluh?"
    agency.fill(
        "sekda",
        "request_explanations",
        "auditor_1",
        ask_pejabat_penilai="ya",
        question=question,
    )
    agency.fill(
        "inspektur",
        "explain_pejabat_penilai",
        "auditor_1",
        explanation="Dua laporan terlambat dan harus diulang.",
    )
    assert question in repr(page(agency, "sekda"))
    assert question in repr(page(agency, "inspektur").documents)
    for who in ("auditor_1", "sdm", "bupati"):
        shown = page(agency, who)
        assert question not in repr((shown.history, shown.documents)), who
        assert "harus diulang" not in repr((shown.history, shown.documents)), who


# ---- lists ------------------------------------------------------------------------------------


@pytest.fixture
def many(agency: Agency) -> Agency:
    """Seven appraisals of one cycle and two of another; the Inspektur's SKP is late."""
    people = ("inspektur", "kadis_pu", "kadis_kesehatan", "auditor_1", "auditor_2", "auditor_3")
    agency.open_cycle(*people, "sdm")
    agency.open_cycle("inspektur", "auditor_1", profile="pp46_bkn2013")
    return agency


def found(agency: Agency, who: str = "sdm", **wanted: object) -> list[str]:
    listed = agency.ask(who, queries.appraisals, queries.AppraisalFilter(**wanted))  # type: ignore[arg-type]
    assert listed.total == len(listed.rows)
    return sorted(row.subject for row in listed.rows)


def test_everybody_lists_only_what_he_may_open(many: Agency) -> None:
    assert len(found(many, "sdm")) == 9
    assert found(many, "auditor_1") == ["Auditor Satu", "Auditor Satu"]
    assert found(many, "kadis_pendidikan") == []
    # Who leads sees all below him, not only those he judges.
    assert found(many, "bupati") == found(many, "sdm")
    for who in PEOPLE:
        listed = many.ask(who, queries.appraisals, queries.AppraisalFilter()).rows
        for row in listed:
            assert many.ask(who, queries.appraisal_page, row.id).id == row.id


def test_a_list_is_filtered_by_all_that_is_given(many: Agency) -> None:
    cycles = many.ask("sdm", lambda session, _: queries.cycles(session))
    small = next(cycle.id for cycle in cycles if cycle.people == 2)
    unit = many.appraisal("inspektur").unit_id
    assert found(many, cycle=small) == ["Auditor Satu", "Inspektur"]
    assert len(found(many, unit=unit)) == 6
    assert found(many, text="kepala dinas p") == ["Kepala Dinas PU"]
    assert found(many, text=PEOPLE["auditor_3"].nip) == ["Auditor Tiga"]
    assert found(many, cycle=small, unit=unit, text="satu") == ["Auditor Satu"]
    assert found(many, cycle="tidak-ada") == []


@pytest.mark.parametrize("text", ["%", "_", "\\", "' OR ''='", "a%i"])
def test_a_search_looks_for_the_letters_as_they_are(many: Agency, text: str) -> None:
    assert found(many, text=text) == []


def test_a_search_does_not_find_what_its_reader_may_not_see(many: Agency) -> None:
    assert found(many, "auditor_1", text="Kepala") == []
    assert (
        many.ask("auditor_1", queries.appraisals, queries.AppraisalFilter(text="Kepala")).total == 0
    )


def test_only_late_ones_are_listed_when_asked(many: Agency) -> None:
    many.at(2026, 1, 20)
    many.fill("auditor_2", "draft_skp", "auditor_2")
    many.fill("inspektur", "approve_skp", "auditor_2")
    many.at(2026, 2, 1)
    assert "Auditor Dua" not in found(many, late=True)
    assert len(found(many, late=True)) == 8


def test_states_are_filtered(many: Agency) -> None:
    many.fill("auditor_2", "draft_skp", "auditor_2")
    many.fill("inspektur", "approve_skp", "auditor_2")
    assert found(many, state="skp_agreed") == ["Auditor Dua"]


def test_pages_divide_the_list_and_the_total_counts_all(
    many: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["engine.queries.appraisals.many"], "PAGE_SIZE", 4)
    lists = [
        many.ask("sdm", queries.appraisals, queries.AppraisalFilter(page=page))
        for page in (1, 2, 3)
    ]
    assert [len(each.rows) for each in lists] == [4, 4, 1]
    assert {(each.total, each.pages) for each in lists} == {(9, 3)}
    assert len({row.id for each in lists for row in each.rows}) == 9


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-3, 1), (99, 3)])
def test_a_page_that_is_not_there_is_the_nearest(
    many: Agency, monkeypatch: pytest.MonkeyPatch, asked: int, given: int
) -> None:
    monkeypatch.setattr(sys.modules["engine.queries.appraisals.many"], "PAGE_SIZE", 4)
    listed = many.ask("sdm", queries.appraisals, queries.AppraisalFilter(page=asked))
    assert listed.page == given
    assert listed.rows


def test_a_row_says_who_holds_it_and_never_which_rater(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    [row] = agency.ask("sdm", queries.appraisals, queries.AppraisalFilter()).rows
    assert "Penilai 360" in row.waiting_on
    assert "Kepala Dinas PU" not in row.waiting_on


def test_the_first_task_of_a_row_is_the_one_due_next_on_both_stores(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    agency.do("sdm", undate_reviews)
    [row] = agency.ask("sdm", queries.appraisals, queries.AppraisalFilter()).rows
    assert row.task == "Isi penilaian mandiri"
    assert row.due_at == local(2027, 1, 8)


def undate_reviews(session: Session, _actor: Actor) -> None:
    session.execute(update(Task).where(Task.step == "review_behaviour").values(due_at=None))


def test_own_and_team_lists_are_by_role(many: Agency) -> None:
    own = many.ask("inspektur", queries.my_appraisals)
    team = many.ask("inspektur", queries.team)
    assert [row.subject for row in own] == ["Inspektur"] * 2
    assert sorted(row.subject for row in team) == [
        "Auditor Dua",
        "Auditor Satu",
        "Auditor Satu",
        "Auditor Tiga",
    ]
    assert len(many.ask("sekda", queries.team)) == 9


# ---- how many statements ----------------------------------------------------------------------


def test_a_page_with_many_documents_asks_no_more_than_one_with_few(
    agency: Agency, statements: list[str]
) -> None:
    agency.open_cycle("auditor_1")
    counts = []
    for _ in range(2):
        for _ in range(4):
            agency.fill("auditor_1", "draft_skp", "auditor_1")
            agency.fill(
                "inspektur", "approve_skp", "auditor_1", decision="kembalikan", note="Lagi."
            )
        statements.clear()
        shown = page(agency, "inspektur")
        counts.append((len(shown.documents), len(statements)))
    assert [documents for documents, _ in counts] == [8, 16]
    assert counts[0][1] == counts[1][1]
    assert agency.count(Appraisal) == 1
