"""A task is done by another in the stead of whoever holds it: on leave, by a Plh. or a Plt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import doctor, queries
from engine.errors import BadIntervention, NothingToUndo, NotYours, TaskNotFound
from engine.interventions import Asked
from engine.models import Employee, History, Task
from tests.engine import test_moving as moves
from tests.engine.agency import nip
from tests.engine.test_interventions import (
    ALL,
    HOLD,
    RELEASE,
    TO_KADIS_PU,
    of,
    page,
    preview,
    step_in,
    stored,
    told,
    undo,
)

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live

SEKDA, INSPEKTUR, AUDITOR_1, KADIS_KESEHATAN, KADIS_PENDIDIKAN = 2, 3, 4, 8, 9


def give(whose: int, to: int) -> Asked:
    """The tasks of one, by the numbers of their NIP, to another."""
    return Asked("reassign", nip(to), holder=nip(whose))


TO_KESEHATAN = give(SEKDA, KADIS_KESEHATAN)


@pytest.fixture
def planning(agency: Agency) -> Agency:
    """Two heads have drafted their SKP; the Sekda, who goes on leave, is to approve both."""
    agency.open_cycle("inspektur", "kadis_pu")
    agency.fill("inspektur", "draft_skp")
    agency.fill("kadis_pu", "draft_skp", "kadis_pu")
    return agency


def test_all_tasks_of_the_sekda_go_to_his_plh_who_does_them_in_his_name(planning: Agency) -> None:
    made = step_in(planning, TO_KESEHATAN)
    assert page(planning, made).holder == "Sekretaris Daerah"
    assert planning.ask("sekda", queries.inbox).items == ()
    items = planning.ask("kadis_kesehatan", queries.inbox).items
    assert {item.subject for item in items} == {"Inspektur", "Kepala Dinas PU"}
    assert {item.in_stead_of for item in items} == {"Sekretaris Daerah"}
    planning.fill("kadis_kesehatan", "approve_skp")
    [line] = planning.ask("sdm", queries.appraisal_page, planning.appraisal().public_id).history[:1]
    assert (line.who, line.in_stead_of) == ("Kepala Dinas Kesehatan", "Sekretaris Daerah")
    assert list(doctor.examine(planning.database)) == []


def test_nobody_comes_by_tasks_beyond_his_line_by_the_way_of_who_stands_in(agency: Agency) -> None:
    """The Inspektur has left the line of the Sekda, who is still above one he appraises."""
    agency.open_cycle("auditor_1")
    agency.fill("auditor_1", "draft_skp", "auditor_1")
    with agency.database.begin() as session:
        session.get_one(Employee, agency.id_of("inspektur")).superior_id = agency.id_of("bupati")
    step_in(agency, give(INSPEKTUR, KADIS_KESEHATAN))
    found = preview(agency, give(KADIS_KESEHATAN, SEKDA), by="sekda")
    assert (found.count, found.left) == (0, {"not_yours": 1})


def test_the_form_says_in_whose_name_it_was_sent(planning: Agency) -> None:
    step_in(planning, TO_KESEHATAN)
    planning.fill("kadis_kesehatan", "approve_skp")
    documents = planning.ask(
        "inspektur", queries.appraisal_page, planning.appraisal().public_id
    ).documents
    assert [(each.author, each.in_stead_of) for each in documents] == [
        ("Kepala Dinas Kesehatan", "Sekretaris Daerah"),
        ("Inspektur", ""),
    ]


def test_the_office_stays_and_what_opens_later_comes_to_it(planning: Agency) -> None:
    step_in(planning, TO_KESEHATAN)
    planning.fill(
        "kadis_kesehatan", "approve_skp", decision="kembalikan", note="Lengkapi targetnya."
    )
    planning.fill("inspektur", "draft_skp")
    assert planning.task("sekda", "approve_skp")
    assert planning.appraisal().pejabat_penilai_id == planning.id_of("sekda")


def test_everybody_is_told_and_sees_whom_he_waits_for(planning: Agency) -> None:
    step_in(planning, TO_KESEHATAN)
    assert told(planning, "kadis_kesehatan")["stands_in_many"] == 1
    assert told(planning, "sekda")["stood_in_for_many"] == 1
    assert told(planning, "inspektur")["who_stands_in"] == 1
    [wait] = planning.ask("inspektur", queries.waits, planning.appraisal().public_id)
    assert (wait.person, wait.in_stead_of) == ("Kepala Dinas Kesehatan", "Sekretaris Daerah")


def test_whose_task_it_was_can_send_nothing_meanwhile(planning: Agency) -> None:
    task_id = planning.task("sekda", "approve_skp")
    answers = planning.answers("sekda", task_id)
    made = step_in(planning, TO_KESEHATAN)
    with pytest.raises(TaskNotFound):
        planning.send("sekda", task_id, answers)
    undo(planning, made)
    planning.send("sekda", task_id, answers)


def test_who_stands_in_has_the_task_and_no_more_of_the_appraisal(planning: Agency) -> None:
    step_in(planning, TO_KESEHATAN)
    assert planning.ask("kadis_kesehatan", queries.appraisals, ALL).total == 0


# ---- and back ---------------------------------------------------------------------------------


def test_undone_everything_is_as_before(planning: Agency) -> None:
    before = stored(planning, "remind_at", "told")
    made = step_in(planning, TO_KESEHATAN)
    assert undo(planning, made) == 2
    assert stored(planning, "remind_at", "told") == before
    with pytest.raises(NothingToUndo):
        undo(planning, made)


def test_what_is_done_already_is_not_undone_and_the_rest_is(planning: Agency) -> None:
    made = step_in(planning, TO_KESEHATAN)
    planning.fill("kadis_kesehatan", "approve_skp")
    assert {line.subject: line.hindrance for line in page(planning, made).lines} == {
        "Inspektur": "worked",
        "Kepala Dinas PU": "",
    }
    assert undo(planning, made) == 1
    assert planning.task("sekda", "approve_skp", "kadis_pu")


def test_back_from_leave_his_tasks_come_home_as_his_own(planning: Agency) -> None:
    step_in(planning, TO_KESEHATAN)
    made = step_in(planning, give(KADIS_KESEHATAN, SEKDA))
    assert {item.in_stead_of for item in planning.ask("sekda", queries.inbox).items} == {""}
    assert told(planning, "sekda")["given_back_many"] == 1
    assert undo(planning, made) == 2
    items = planning.ask("kadis_kesehatan", queries.inbox).items
    assert {item.in_stead_of for item in items} == {"Sekretaris Daerah"}
    assert list(doctor.examine(planning.database)) == []


def test_who_stands_in_falls_ill_and_another_does_it_in_the_same_name(planning: Agency) -> None:
    step_in(planning, TO_KESEHATAN)
    step_in(planning, give(KADIS_KESEHATAN, KADIS_PENDIDIKAN))
    items = planning.ask("kadis_pendidikan", queries.inbox).items
    assert {item.in_stead_of for item in items} == {"Sekretaris Daerah"}


# ---- what else happens meanwhile --------------------------------------------------------------


def test_a_new_pejabat_penilai_takes_it_from_whoever_stood_in(planning: Agency) -> None:
    """R-018: open tasks go to the new one."""
    step_in(planning, TO_KESEHATAN, of(planning, "inspektur"))
    step_in(planning, TO_KADIS_PU, of(planning, "inspektur"))
    assert planning.task("kadis_pu", "approve_skp")
    assert planning.ask("kadis_kesehatan", queries.inbox).items == ()
    assert list(doctor.examine(planning.database)) == []


def test_in_another_version_he_still_stands_in(planning: Agency) -> None:
    """The step has another title there: its row is written anew."""
    step_in(planning, TO_KESEHATAN)
    moves.move(planning, moves.publish(planning, (moves.SKP, '"Setujui SKP"', '"Sahkan SKP"')))
    items = planning.ask("kadis_kesehatan", queries.inbox).items
    assert {(item.title, item.in_stead_of) for item in items} == {
        ("Sahkan SKP", "Sekretaris Daerah")
    }
    assert list(doctor.examine(planning.database)) == []


def test_the_doctor_rebuilds_a_row_and_leaves_him_his_task(planning: Agency) -> None:
    step_in(planning, TO_KESEHATAN)
    with planning.database.begin() as session:
        task = session.get_one(Task, planning.task("kadis_kesehatan", "approve_skp"))
        task.title = "Lain"
    assert [each.kind for each in doctor.repair(planning.database)] == ["task_differs"]
    assert planning.task("kadis_kesehatan", "approve_skp")


def test_who_is_held_gets_another_meanwhile(planning: Agency) -> None:
    step_in(planning, HOLD)
    step_in(planning, TO_KESEHATAN)
    step_in(planning, RELEASE)
    assert planning.task("kadis_kesehatan", "approve_skp")


def test_who_is_extended_while_he_is_held_stays_held(planning: Agency) -> None:
    step_in(planning, HOLD)
    longer = Asked("extend", edge="skp_agreement.closes", rule="28 Februari")
    step_in(planning, longer, letter="800/12/2026")
    step_in(planning, TO_KESEHATAN)
    found = planning.ask("sdm", queries.appraisal_page, planning.appraisal().public_id).standing
    assert found is not None
    assert found.kind == "hold"


# ---- who may give what to whom ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("whose", "to", "verdict"),
    [
        (SEKDA, SEKDA, "holds"),
        (SEKDA, INSPEKTUR, "appraised"),
        (SEKDA, AUDITOR_1, "below"),
        (SEKDA, 10, "yourself"),
    ],
)
def test_who_cannot_do_it(planning: Agency, whose: int, to: int, verdict: str) -> None:
    assert preview(planning, give(whose, to), of(planning, "inspektur")).left == {verdict: 1}


def test_what_the_pegawai_signs_stays_his(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    assert preview(agency, give(INSPEKTUR, KADIS_KESEHATAN)).left == {"stays": 1}
    assert agency.ask("sdm", queries.holders_of_chosen, ALL) == ()


@pytest.mark.parametrize(
    "step", ["approve_raters", "hold_final_dialog"], ids=["raters", "what they said"]
)
def test_a_form_that_tells_of_the_360_stays(lived: Live, step: str) -> None:
    """Whoever stands in may be a rater; that he is one is nobody's to know (R-054)."""
    agency = lived("inspektur", until=step)
    for to in (KADIS_KESEHATAN, 11):
        assert preview(agency, give(SEKDA, to)).left == {"stays": 1}


def test_of_a_360_form_there_is_no_trace(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    assert preview(agency, give(KADIS_KESEHATAN, KADIS_PENDIDIKAN)).lines == ()
    assert agency.ask("sdm", queries.holders_of_chosen, ALL) == ()


def test_the_sekda_gives_his_own_to_a_colleague_below_him_and_not_upward(planning: Agency) -> None:
    only = of(planning, "inspektur")
    assert preview(planning, TO_KESEHATAN, only, by="sekda").count == 1
    assert preview(planning, give(SEKDA, 1), only, by="sekda").left == {"beyond": 1}
    step_in(planning, TO_KESEHATAN, only, by="sekda")
    assert planning.task("kadis_kesehatan", "approve_skp")


def test_who_stands_above_gives_within_his_line_and_others_nothing(planning: Agency) -> None:
    only = of(planning, "inspektur")
    assert preview(planning, TO_KESEHATAN, only, by="bupati").count == 1
    assert preview(planning, TO_KESEHATAN, only, by="inspektur").left == {"mine": 1}
    assert preview(planning, give(AUDITOR_1, KADIS_KESEHATAN)).lines == ()
    assert preview(planning, TO_KESEHATAN, by="auditor_1").lines == ()


def test_who_stands_in_gives_it_to_nobody_else(planning: Agency) -> None:
    """The Inspektur stands in for the Sekda on an appraisal that he may see: no chain (C-AZ-7)."""
    planning.fill("sekda", "approve_skp", "kadis_pu")
    planning.open_cycle("auditor_1", year=2027)
    planning.fill("auditor_1", "draft_skp", "auditor_1")
    only = of(planning, "auditor_1")
    step_in(planning, give(INSPEKTUR, KADIS_KESEHATAN), only)
    step_in(planning, give(KADIS_KESEHATAN, SEKDA), only)
    assert preview(planning, give(SEKDA, KADIS_PENDIDIKAN), only, by="sekda").left == {"chain": 1}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (Asked("reassign", nip(KADIS_KESEHATAN), holder="1"), "holder"),
        (Asked("reassign", "", holder=nip(SEKDA)), "nip"),
    ],
    ids=["nobody of whom", "nobody to whom"],
)
def test_a_name_that_is_not_there_is_refused_at_its_field(
    planning: Agency, asked: Asked, field: str
) -> None:
    with pytest.raises(BadIntervention) as refused:
        preview(planning, asked)
    assert refused.value.field == field


def test_the_list_of_holders_counts_what_can_be_given(planning: Agency) -> None:
    [sekda] = planning.ask("sdm", queries.holders_of_chosen, ALL)
    assert (sekda.nip, sekda.tasks) == (nip(SEKDA), 2)
    assert sekda.near == ((nip(1), "Bupati"),), "of his unit, without himself"


def test_whose_tasks_one_may_not_give_away_is_not_asked(planning: Agency) -> None:
    """The Inspektur waits for the Sekda; the Bupati stands above the Sekda."""
    assert planning.ask("inspektur", queries.holders_of_chosen, ALL) == ()
    for who in ("sekda", "bupati"):
        [found] = planning.ask(who, queries.holders_of_chosen, ALL)
        assert found.nip == nip(SEKDA)


def test_the_history_says_from_whom_to_whom_and_why(planning: Agency) -> None:
    step_in(planning, TO_KESEHATAN, of(planning, "inspektur"))
    line = planning.rows(History, History.instance_id == planning.appraisal().instance_id)[-1]
    assert (line.act, line.title) == (
        "reassigned",
        "Sekretaris Daerah → Kepala Dinas Kesehatan",
    )
    assert line.note


def test_only_who_did_it_or_bagian_sdm_undoes_it(planning: Agency) -> None:
    made = step_in(planning, TO_KESEHATAN, of(planning, "inspektur"), by="sekda")
    with pytest.raises(NotYours):
        undo(planning, made, by="bupati")
    assert undo(planning, made, by="sekda") == 1
