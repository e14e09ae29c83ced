"""Stepping in: appraisals are held, released, cancelled, handed over, and that is taken back."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from engine import commands, doctor, queries
from engine.errors import (
    BadIntervention,
    DatesMoved,
    Held,
    InterventionDecided,
    InterventionNotFound,
    NeedsAnother,
    NotComplete,
    NothingToUndo,
    NotYours,
    TaskNotFound,
    Withdrawn,
)
from engine.interventions import Asked
from engine.models import Appraisal, Cycle, Draft, History, Instance, Notice, Task, Timer
from engine.redating import Asked as Date
from engine.tracking import AppraisalFilter
from tests.engine import test_moving as moves
from tests.engine import test_redating as dates
from tests.engine.agency import HEADS, local, nip
from tests.engine.crowd import multiply

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live

ALL = AppraisalFilter()
HOLD, RELEASE, CANCEL = Asked("hold"), Asked("release"), Asked("cancel")
WHY = "Tugas belajar"


def of(agency: Agency, *who: str) -> AppraisalFilter:
    return AppraisalFilter(ids=tuple(agency.appraisal(each).public_id for each in who))


def preview(
    agency: Agency, asked: Asked, wanted: AppraisalFilter = ALL, by: str = "sdm"
) -> queries.InterventionPreview:
    return agency.ask(by, queries.intervention_preview, asked, wanted)


def step_in(
    agency: Agency, asked: Asked, wanted: AppraisalFilter = ALL, by: str = "sdm", **more: Any
) -> str:
    """Preview, then do exactly that; returns its id."""
    given = {"reason": WHY, "seen": preview(agency, asked, wanted, by).seen, **more}
    return agency.do(by, commands.intervene, asked=asked, wanted=wanted, **given)


def undo(agency: Agency, intervention_id: str, by: str = "sdm") -> int:
    return agency.do(by, commands.undo_intervention, intervention_id=intervention_id)


def page(agency: Agency, intervention_id: str, by: str = "sdm") -> queries.InterventionPage:
    return agency.ask(by, queries.intervention, intervention_id)


def told(agency: Agency, who: str) -> Counter[str]:
    return Counter(
        each.kind for each in agency.rows(Notice, Notice.employee_id == agency.id_of(who))
    )


def stored(agency: Agency, *without: str) -> dict[str, list[dict[str, Any]]]:
    """Whole rows of all that an intervention touches, but for some columns."""
    with agency.database.read() as session:
        return {
            model.__tablename__: sorted(
                (
                    {name: value for name, value in row.items() if name not in without}
                    for row in session.execute(select(model.__table__)).mappings()
                ),
                key=repr,
            )
            for model in (Appraisal, Instance, Task, Timer)
        }


@pytest.fixture
def planning(agency: Agency) -> Agency:
    """Two people who plan their year, one of them with Plan Week ahead."""
    agency.open_cycle("inspektur", "kadis_pu")
    agency.fill("kadis_pu", "draft_skp", "kadis_pu")
    agency.fill("sekda", "approve_skp", "kadis_pu")
    return agency


def test_an_officer_does_not_undo_what_was_done_to_his_own(agency: Agency) -> None:
    agency.open_cycle("inspektur", "sdm")
    made = step_in(agency, HOLD, of(agency, "sdm"), by="sdm_2")
    assert [each.hindrance for each in page(agency, made).lines] == ["mine"]
    with pytest.raises(NothingToUndo):
        undo(agency, made)
    assert undo(agency, made, by="sdm_2") == 1


def test_what_no_extension_asks_for_is_not_kept(planning: Agency) -> None:
    made = step_in(planning, replace(HOLD, edge="e" * 130, rule="r" * 230))
    assert (page(planning, made).edge, page(planning, made).rule) == ("", "")


# ---- held -------------------------------------------------------------------------------------


def test_who_is_held_is_asked_nothing_and_no_timer_moves_him(planning: Agency) -> None:
    step_in(planning, HOLD)
    assert planning.ask("inspektur", queries.inbox).items == ()
    planning.at(2026, 2, 3, 9)
    assert planning.sweep().fired == 0
    assert planning.count(Task, Task.state == "open") == 0
    rows = planning.ask("sdm", queries.appraisals, AppraisalFilter(health="held")).rows
    assert {row.subject for row in rows} == {"Inspektur", "Kepala Dinas PU"}
    assert list(doctor.examine(planning.database)) == []


def test_who_is_released_goes_on_where_he_stood(planning: Agency) -> None:
    step_in(planning, HOLD)
    planning.at(2026, 2, 3, 9)
    step_in(planning, RELEASE)
    assert planning.task("inspektur", "draft_skp")
    assert planning.sweep().fired == 1  # Plan Week of the Kepala Dinas opened meanwhile
    assert planning.task("sekda", "plan_dialogs", "kadis_pu")
    lines = planning.rows(History, History.instance_id == planning.appraisal().instance_id)
    assert [line.act for line in lines][-2:] == ["held", "released"]
    assert list(doctor.examine(planning.database)) == []


def test_a_form_sent_meanwhile_is_kept_as_a_draft_with_the_reason(planning: Agency) -> None:
    task_id = planning.task("inspektur", "draft_skp")
    answers = planning.answers("inspektur", task_id)
    step_in(planning, HOLD)
    with pytest.raises(Held) as refused:
        planning.send("inspektur", task_id, answers)
    assert refused.value.params["who"] == "Analis SDM"
    assert refused.value.params["reason"] == WHY
    assert planning.count(Draft, Draft.task_id == task_id) == 1
    step_in(planning, RELEASE)
    planning.send("inspektur", task_id, answers)
    assert planning.task("sekda", "approve_skp")


def test_what_is_held_waits_for_whoever_holds_it_and_what_is_cancelled_for_nobody(
    planning: Agency,
) -> None:
    public_id = planning.appraisal().public_id
    step_in(planning, HOLD)
    [wait] = planning.ask("inspektur", queries.waits, public_id)
    assert (wait.kind, wait.person, wait.contact, wait.title) == ("held", *["Analis SDM"] * 2, WHY)
    step_in(planning, CANCEL)
    assert planning.ask("inspektur", queries.waits, public_id) == ()
    assert planning.ask("inspektur", queries.my_waits) == ()


def test_people_are_told_once_however_many_are_held(planning: Agency) -> None:
    before = told(planning, "sekda")
    step_in(planning, HOLD)
    assert told(planning, "sekda") - before == {"held_many": 1}
    assert told(planning, "inspektur")["held"] == 1
    assert told(planning, "sdm") == {}


def test_reminders_rest_while_somebody_is_held_and_come_when_he_goes_on(planning: Agency) -> None:
    step_in(planning, HOLD, of(planning, "inspektur"))
    planning.at(2026, 2, 4, 9)
    planning.sweep()
    assert told(planning, "inspektur")["overdue"] == 0
    step_in(planning, RELEASE, of(planning, "inspektur"))
    planning.sweep()
    assert told(planning, "inspektur")["overdue"] == 1


def test_dates_that_move_meanwhile_hold_for_him_too(planning: Agency) -> None:
    step_in(planning, HOLD)
    made = dates.change(planning, Date("skp_agreement.closes", "28 Februari"))
    step_in(planning, RELEASE)
    task = planning.rows(Task, Task.id == planning.task("inspektur", "draft_skp"))[0]
    assert task.due_at == local(2026, 3, 1)
    step_in(planning, HOLD)
    dates.undo(planning, made)
    step_in(planning, RELEASE)
    task = planning.rows(Task, Task.id == task.id)[0]
    assert task.due_at == local(2026, 2, 1)


def test_who_is_held_moves_to_another_version_and_stays_held(planning: Agency) -> None:
    number = moves.publish(planning, *moves.RENAMED)
    step_in(planning, HOLD)
    moved = moves.move(planning, number, renames=moves.TOLD)
    assert [why for _, why in moved.people] == ["", ""]
    assert {each.state for each in planning.rows(Instance)} == {"held"}
    [task] = planning.rows(Task, Task.state == "held")
    assert task.step == "write_skp"
    assert list(doctor.examine(planning.database)) == []
    step_in(planning, RELEASE)
    planning.fill("inspektur", "draft_skp")
    assert planning.task("sekda", "approve_skp")


# ---- cancelled --------------------------------------------------------------------------------


def test_what_is_cancelled_asks_nobody_and_ends(planning: Agency) -> None:
    task_id = planning.task("inspektur", "draft_skp")
    step_in(planning, CANCEL)
    planning.at(2026, 3, 3, 9)
    assert planning.sweep().fired == 0
    with pytest.raises(Withdrawn):
        planning.send("inspektur", task_id, {})
    assert planning.appraisal().state == "cancelled"
    assert planning.ask("sdm", queries.appraisals, AppraisalFilter(health="done")).total == 2
    assert list(doctor.examine(planning.database)) == []


def test_a_cancelled_appraisal_does_not_keep_its_cycle_open(planning: Agency) -> None:
    cycle_id = planning.rows(Cycle)[0].public_id
    with pytest.raises(NotComplete):
        planning.do("sdm", commands.close_cycle, cycle_id=cycle_id)
    step_in(planning, CANCEL)
    planning.do("sdm", commands.close_cycle, cycle_id=cycle_id)


def test_a_form_of_the_360_leaves_no_draft_beside_its_writer(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    task_id = agency.task("kadis_pu", "review_behaviour")
    agency.do("kadis_pu", commands.save_draft, task_id=task_id, answers={"behaviour": []})
    step_in(agency, CANCEL)
    assert agency.count(Draft) == 0


@pytest.mark.parametrize("first", [None, HOLD])
def test_undoing_a_cancellation_is_as_before(planning: Agency, first: Asked | None) -> None:
    if first:
        step_in(planning, first)
    planning.hand.move_to(local(2026, 1, 6, 9))
    before = stored(planning, "remind_at", "told")
    made = step_in(planning, CANCEL)
    assert stored(planning, "remind_at", "told") != before
    assert undo(planning, made) == 2
    assert stored(planning, "remind_at", "told") == before
    assert list(doctor.examine(planning.database)) == []


def test_what_was_withdrawn_before_stays_withdrawn(lived: Live) -> None:
    agency = lived("inspektur", until="hold_final_dialog")
    withdrawn = Task.state == "withdrawn"
    before = agency.count(Task, withdrawn)
    undo(agency, step_in(agency, CANCEL))
    assert agency.count(Task, withdrawn) == before


def test_a_final_result_is_not_cancelled(lived: Live) -> None:
    agency = lived("inspektur", until="enter_result")
    seen = preview(agency, CANCEL)
    assert (seen.count, seen.left) == (0, {"final": 1})
    with pytest.raises(BadIntervention):
        step_in(agency, CANCEL)


# ---- another Pejabat Penilai ------------------------------------------------------------------

TO_KADIS_PU = Asked("hand_over", nip(7))


@pytest.fixture
def plan_week(agency: Agency) -> Agency:
    """The SKP of the Inspektur is agreed; the Sekda is to plan their dialogs."""
    agency.open_cycle("inspektur")
    agency.fill("inspektur", "draft_skp")
    agency.fill("sekda", "approve_skp")
    agency.at(2026, 2, 2, 9)
    agency.sweep()
    return agency


def test_open_tasks_go_to_the_new_one_and_what_was_sent_stays(plan_week: Agency) -> None:
    """R-018: the Kepala Dinas PU judges the Inspektur from now on."""
    agency = plan_week
    step_in(agency, TO_KADIS_PU)
    appraisal = agency.appraisal()
    assert appraisal.pejabat_penilai_id == agency.id_of("kadis_pu")
    assert appraisal.atasan_pejabat_penilai_id == agency.id_of("sekda")
    assert appraisal.header["pejabat_penilai"]["name"] == "Kepala Dinas PU"
    task_id = agency.task("kadis_pu", "plan_dialogs")
    documents = agency.ask("kadis_pu", queries.appraisal_page, appraisal.public_id).documents
    assert {each.author for each in documents} == {"Inspektur", "Sekretaris Daerah"}
    agency.send("kadis_pu", task_id, agency.answers("kadis_pu", task_id))
    agency.fill("inspektur", "confirm_plan")
    agency.at(2026, 4, 2, 9)
    agency.sweep()
    task_id = agency.task("inspektur", "inventory")
    form = agency.ask("inspektur", queries.task_page, task_id).form
    answers = form.initial() | {"docs_ready": list(form.inputs["docs_ready"].choices)}
    for row in answers["inventory"]:
        row["status"] = "selesai"
    agency.send("inspektur", task_id, answers)
    assert agency.task("kadis_pu", "schedule_coaching")
    assert list(doctor.examine(agency.database)) == []


def test_the_former_one_can_send_nothing_more(plan_week: Agency) -> None:
    agency = plan_week
    task_id = agency.task("sekda", "plan_dialogs")
    answers = agency.answers("sekda", task_id)
    step_in(agency, TO_KADIS_PU)
    with pytest.raises(TaskNotFound):
        agency.send("sekda", task_id, answers)
    assert told(agency, "sekda")["taken_over"] == 1
    assert told(agency, "kadis_pu")["handed_over"] == 1
    assert told(agency, "inspektur")["superior_changed"] == 1


def test_handing_over_while_the_360_runs_leaves_its_forms(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    step_in(agency, TO_KADIS_PU)
    assert agency.task("sekda", "review_behaviour")
    assert list(doctor.examine(agency.database)) == []


def test_undoing_it_gives_everything_back(plan_week: Agency) -> None:
    agency = plan_week
    before = stored(agency, "remind_at", "told")
    made = step_in(agency, TO_KADIS_PU)
    assert undo(agency, made) == 1
    assert stored(agency, "remind_at", "told") == before
    assert page(agency, made).undone == 1
    with pytest.raises(NothingToUndo):
        undo(agency, made)


def test_it_is_not_undone_once_the_new_one_has_worked_on_it(plan_week: Agency) -> None:
    agency = plan_week
    made = step_in(agency, TO_KADIS_PU)
    agency.fill("kadis_pu", "plan_dialogs")
    assert page(agency, made).lines[0].hindrance == "worked"
    with pytest.raises(NothingToUndo):
        undo(agency, made)


@pytest.mark.parametrize(
    ("number", "verdict"),
    [(1, "no_superior"), (2, "same"), (3, "himself"), (4, "himself")],
    ids=["who has nobody above", "who judges already", "himself", "whose superior he is"],
)  # fmt: skip
def test_who_cannot_judge_him(agency: Agency, number: int, verdict: str) -> None:
    agency.open_cycle("inspektur")
    assert preview(agency, Asked("hand_over", nip(number))).left == {verdict: 1}


@pytest.mark.parametrize("typed", ["", "12", nip(99)])
def test_nobody_of_that_nip(planning: Agency, typed: str) -> None:
    with pytest.raises(BadIntervention) as refused:
        preview(planning, Asked("hand_over", typed))
    assert refused.value.field == "nip"


# ---- extended ---------------------------------------------------------------------------------

LONGER = Asked("extend", edge="skp_agreement.closes", rule="28 Februari")
LETTER = {"letter": "800/12/2026"}


def test_each_gets_his_own_date_and_is_told(planning: Agency) -> None:
    seen = preview(planning, LONGER)
    assert (seen.count, seen.left) == (1, {"no_date": 1})  # the SKP of the Kepala Dinas is agreed
    [line] = [each for each in seen.lines if not each.verdict]
    assert (line.old, line.new) == (local(2026, 2, 1), local(2026, 3, 1))
    step_in(planning, LONGER, **LETTER)
    task = planning.rows(Task, Task.id == planning.task("inspektur", "draft_skp"))[0]
    assert task.due_at == local(2026, 3, 1)
    assert told(planning, "inspektur")["redated"] == 1
    assert list(doctor.examine(planning.database)) == []


def test_it_is_undone_for_all_but_whose_dates_something_depends_on(agency: Agency) -> None:
    agency.open_cycle("inspektur", "kadis_pu")
    made = step_in(agency, LONGER, **LETTER)
    agency.at(2026, 2, 10, 9)
    agency.fill("kadis_pu", "draft_skp", "kadis_pu")  # in time by the new date alone
    assert {each.subject: each.hindrance for each in page(agency, made).lines} == {
        "Inspektur": "",
        "Kepala Dinas PU": "dates",
    }
    assert undo(agency, made) == 1
    due = {each.instance_id: each.due_at for each in agency.rows(Task, Task.state == "open")}
    assert due[agency.appraisal("inspektur").instance_id] == local(2026, 2, 1)
    assert due[agency.appraisal("kadis_pu").instance_id] == local(2026, 3, 1)


def test_undone_in_time_all_dates_are_as_before(agency: Agency) -> None:
    agency.open_cycle("inspektur", "kadis_pu")
    before = dates.stored(agency)
    made = step_in(agency, LONGER, **LETTER)
    assert undo(agency, made) == 2
    assert dates.stored(agency) == before
    assert page(agency, made).undone == 2


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (Asked("extend", edge="skp_agreement.closes", rule="30 Februari"), "rule"),
        (Asked("extend", edge="nothing.closes", rule="28 Februari"), "edge"),
        (Asked("extend", edge="", rule="28 Februari"), "edge"),
    ],
    ids=["no such day", "no such stage", "no stage"],
)
def test_a_wrong_date_is_refused_at_its_field(planning: Agency, asked: Asked, field: str) -> None:
    with pytest.raises(BadIntervention) as refused:
        preview(planning, asked)
    assert refused.value.field == field


def test_an_extension_wants_its_letter(planning: Agency) -> None:
    with pytest.raises(BadIntervention) as refused:
        step_in(planning, LONGER)
    assert refused.value.field == "letter"


def test_by_four_eyes_an_open_stage_is_extended_by_two(planning: Agency) -> None:
    planning.by_four_eyes()
    made = step_in(planning, LONGER, **LETTER)
    assert page(planning, made).state == "proposed"
    assert planning.rows(Task, Task.step == "draft_skp", Task.state == "open")[0].due_at == local(
        2026, 2, 1
    )
    planning.do("sdm_2", commands.accept_intervention, intervention_id=made)
    assert planning.rows(Task, Task.step == "draft_skp", Task.state == "open")[0].due_at == local(
        2026, 3, 1
    )


# ---- whom, and by whom ------------------------------------------------------------------------


def test_exactly_those_who_were_seen_or_nobody(planning: Agency) -> None:
    seen = preview(planning, HOLD).seen
    planning.fill("inspektur", "draft_skp")
    planning.fill("sekda", "approve_skp")
    with pytest.raises(DatesMoved):
        step_in(planning, HOLD, seen=seen)
    assert planning.count(Instance, Instance.state == "held") == 0


def test_who_is_held_already_is_left_alone_and_named(planning: Agency) -> None:
    step_in(planning, HOLD, of(planning, "inspektur"))
    seen = preview(planning, HOLD)
    assert (seen.count, seen.left) == (1, {"held": 1})
    assert preview(planning, RELEASE).left == {"not_held": 1}
    made = step_in(planning, HOLD)
    assert {line.subject: line.verdict for line in page(planning, made).lines} == {
        "Inspektur": "held",
        "Kepala Dinas PU": "",
    }


def test_nobody_steps_into_his_own_appraisal(agency: Agency) -> None:
    agency.open_cycle("sdm", "inspektur")
    assert preview(agency, HOLD).left == {"mine": 1}


@pytest.mark.parametrize("who", ["sekda", "inspektur", "auditor_1"])
@pytest.mark.parametrize("asked", [HOLD, RELEASE, CANCEL], ids=lambda asked: asked.kind)
def test_only_bagian_sdm_holds_and_cancels(planning: Agency, who: str, asked: Asked) -> None:
    with pytest.raises(NotYours):
        preview(planning, asked, by=who)
    with pytest.raises(NotYours):
        planning.do(who, commands.intervene, asked=asked, wanted=ALL, reason=WHY, seen="")


def test_who_stands_above_hands_over_within_his_line(planning: Agency) -> None:
    """The Bupati sees the Inspektur below the Sekda; the Sekda himself does not hand him on."""
    assert preview(planning, TO_KADIS_PU, of(planning, "inspektur"), by="bupati").count == 1
    assert preview(planning, TO_KADIS_PU, of(planning, "inspektur"), by="sekda").left == {
        "not_yours": 1
    }
    assert preview(planning, TO_KADIS_PU, by="auditor_1").lines == ()


def test_who_did_it_and_bagian_sdm_read_of_it_and_nobody_else(planning: Agency) -> None:
    made = step_in(planning, TO_KADIS_PU, of(planning, "inspektur"), by="bupati")
    assert page(planning, made, by="bupati").heir == "Kepala Dinas PU"
    assert page(planning, made, by="sdm_2").by == "Bupati"
    with pytest.raises(InterventionNotFound):
        page(planning, made, by="sekda")
    with pytest.raises(NotYours):
        undo(planning, made, by="sekda")


@pytest.mark.parametrize(
    ("reason", "field"), [("", "reason"), ("  ", "reason"), ("x" * 501, "reason")],
    ids=["none", "blank", "too long"],
)  # fmt: skip
def test_it_wants_a_reason(planning: Agency, reason: str, field: str) -> None:
    with pytest.raises(BadIntervention) as refused:
        step_in(planning, HOLD, reason=reason)
    assert refused.value.field == field


def test_what_there_is_not(planning: Agency) -> None:
    with pytest.raises(BadIntervention) as refused:
        preview(planning, Asked("move_token"))
    assert refused.value.field == "kind"


def test_undoing_a_hold_of_one_who_was_cancelled_since_is_left(planning: Agency) -> None:
    made = step_in(planning, HOLD)
    step_in(planning, CANCEL, of(planning, "inspektur"))
    assert {each.subject: each.hindrance for each in page(planning, made).lines} == {
        "Inspektur": "later",
        "Kepala Dinas PU": "",
    }
    assert undo(planning, made) == 1
    assert planning.count(Instance, Instance.state == "held") == 0
    assert planning.count(Instance, Instance.state == "cancelled") == 1


# ---- four eyes --------------------------------------------------------------------------------


def test_by_four_eyes_one_proposes_and_another_does(planning: Agency) -> None:
    planning.by_four_eyes()
    assert preview(planning, HOLD).by_two
    made = step_in(planning, HOLD)
    assert page(planning, made).state == "proposed"
    assert planning.count(Instance, Instance.state == "held") == 0
    assert told(planning, "sdm_2")["step_in_proposed"] == 1
    with pytest.raises(NeedsAnother):
        planning.do("sdm", commands.accept_intervention, intervention_id=made)
    planning.do("sdm_2", commands.accept_intervention, intervention_id=made)
    assert planning.count(Instance, Instance.state == "held") == 2
    assert told(planning, "sdm")["step_in_accepted"] == 1
    with pytest.raises(InterventionDecided):
        planning.do("sdm_2", commands.accept_intervention, intervention_id=made)
    line = planning.rows(History, History.act == "held")[0]
    assert "Pranata SDM" in line.note


def test_what_has_changed_since_it_was_proposed_is_judged_anew(planning: Agency) -> None:
    planning.by_four_eyes()
    made = step_in(planning, CANCEL)
    other = step_in(planning, CANCEL, of(planning, "inspektur"))
    planning.do("sdm_2", commands.accept_intervention, intervention_id=other)
    planning.do("sdm_2", commands.accept_intervention, intervention_id=made)
    assert {each.subject: each.verdict for each in page(planning, made).lines} == {
        "Inspektur": "over",
        "Kepala Dinas PU": "",
    }


def test_a_proposal_is_declined_with_a_reason_or_taken_back(planning: Agency) -> None:
    planning.by_four_eyes()
    made = step_in(planning, HOLD)
    with pytest.raises(BadIntervention):
        planning.do("sdm_2", commands.decline_intervention, intervention_id=made, answer=" ")
    planning.do("sdm_2", commands.decline_intervention, intervention_id=made, answer="Masih aktif")
    assert (page(planning, made).state, page(planning, made).answer) == ("declined", "Masih aktif")
    other = step_in(planning, HOLD)
    with pytest.raises(NotYours):
        planning.do("sdm_2", commands.withdraw_intervention, intervention_id=other)
    planning.do("sdm", commands.withdraw_intervention, intervention_id=other)
    assert page(planning, other).state == "withdrawn"
    assert planning.ask("sdm_2", queries.open_interventions) == ()
    with pytest.raises(NothingToUndo):
        undo(planning, other)


# ---- many -------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [HOLD, CANCEL, TO_KADIS_PU], ids=lambda asked: asked.kind)
def test_a_thousand_cost_no_more_statements_than_ten(
    waiting: Agency, statements: list[str], asked: Asked
) -> None:
    counts = []
    for times in (10, 1000):
        waiting.do(
            "sdm", multiply, appraisal_id=waiting.appraisal().id, times=times, first=10 * times
        )
        statements.clear()
        made = step_in(waiting, asked)
        done = undo(waiting, made)
        counts.append((done, len(statements)))
    (few, first), (many, second) = counts
    assert many >= few + 1000
    assert second == first <= 60
    assert not [each for each in statements if "blob" in each and each.startswith("UPDATE")]


def test_all_four_heads_are_held_at_once(waiting: Agency) -> None:
    assert preview(waiting, HOLD).count == len(HEADS)
