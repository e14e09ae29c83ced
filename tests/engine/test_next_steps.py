"""What happens next, with this appraisal's people and dates, and without those nobody may know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import queries
from engine.errors import TaskNotFound
from engine.queries import NextStep
from tests.engine.agency import BAWAHAN, KOLEGA, PEOPLE, local

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live


def following(
    agency: Agency, who: str, step: str, subject: str = "inspektur"
) -> tuple[NextStep, ...]:
    """What the page of somebody's task says will follow."""
    return agency.ask(who, queries.task_page, agency.task(who, step, subject)).next_steps


def hands(steps: tuple[NextStep, ...]) -> list[tuple[str, str]]:
    return [(each.hand.title, each.hand.person) for each in steps if each.hand]


def test_the_next_person_is_named_with_the_date(lived: Live) -> None:
    agency = lived("inspektur", until="draft_skp")
    [step] = following(agency, "inspektur", "draft_skp")
    assert step.hand is not None
    assert (step.hand.role, step.hand.person) == ("pejabat_penilai", "Sekretaris Daerah")
    assert not step.hand.yours
    assert step.due_at == local(2026, 2, 1)
    assert step.phase == ""


def test_each_answer_has_its_people_and_its_window(lived: Live) -> None:
    agency = lived("inspektur", until="approve_skp")
    onward, back = following(agency, "sekda", "approve_skp")
    assert hands((onward, back)) == [
        ("Usulkan penilai 360", "Inspektur"),
        ("Susun SKP", "Inspektur"),
    ]
    assert (onward.phase, onward.reached) == ("Usulan Penilai", ("SKP disepakati",))
    assert (onward.opens_at, onward.due_at) == (local(2026, 12, 1), local(2026, 12, 22))
    assert (back.opens_at, back.due_at) == (None, local(2026, 2, 1))


def test_a_window_that_is_open_already_is_not_waited_for(lived: Live) -> None:
    agency = lived("inspektur", until="approve_skp")
    agency.at(2026, 12, 5, 9)
    onward, _ = following(agency, "sekda", "approve_skp")
    assert onward.opens_at is None


def test_one_is_told_of_oneself_as_such(lived: Live) -> None:
    agency = lived("inspektur", until="receive_result")
    [step] = following(agency, "inspektur", "receive_result")
    assert step.hand is not None
    assert step.hand.yours


def test_a_date_that_hangs_on_this_very_task_is_foreseen(lived: Live) -> None:
    agency = lived("inspektur", until="receive_result")
    agency.at(2027, 1, 20, 9)
    [step] = following(agency, "inspektur", "receive_result")
    agency.fill("inspektur", "receive_result")
    [item] = agency.ask("inspektur", queries.inbox).items
    assert step.due_at == item.due_at == local(2027, 2, 4)


def test_with_the_answers_only_their_way_is_told(lived: Live) -> None:
    agency = lived("inspektur", until="approve_skp")
    task = agency.task("sekda", "approve_skp")
    told = agency.ask("sekda", queries.next_steps, task, {"skp_agreement_decision": "setujui"})
    assert hands(told) == [("Usulkan penilai 360", "Inspektur")]
    assert told[0].choices == ()


def test_strangers_are_told_nothing(lived: Live) -> None:
    agency = lived("inspektur", until="approve_skp")
    task = agency.task("sekda", "approve_skp")
    with pytest.raises(TaskNotFound):
        agency.ask("kadis_pu", queries.next_steps, task, {})


def test_what_others_must_finish_is_said_until_they_have(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    [step] = following(agency, "inspektur", "self_assess")
    assert [(hand.title, hand.role) for hand in step.together] == [
        ("Nilai perilaku kerja", "penilai")
    ]
    for rater in ("sekda", *KOLEGA, *BAWAHAN):
        agency.fill(rater, "review_behaviour")
    [step] = following(agency, "inspektur", "self_assess")
    assert step.together == ()


def test_no_rater_is_named_to_anybody(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    raters = {PEOPLE[name].name for name in (*KOLEGA, *BAWAHAN)}
    readers = [("inspektur", "self_assess"), ("sekda", "review_behaviour")]
    readers += [(name, "review_behaviour") for name in (*KOLEGA, *BAWAHAN)]
    for who, step in readers:
        told = following(agency, who, step)
        named = {hand.person for each in told for hand in (*each.together, each.hand) if hand}
        assert not named & raters, (who, step)


def test_a_rater_is_told_roles_only(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    [step] = following(agency, "kadis_pu", "review_behaviour")
    told = [hand for hand in (*step.together, step.hand) if hand]
    assert {hand.person for hand in told} == {""}
    assert {hand.role for hand in told} == {"penilai", "pegawai", "pejabat_penilai"}


def test_what_nobody_finishes_stands_last_and_only_in_its_own_phase(lived: Live) -> None:
    agency = lived("inspektur", until="distribute_forms")
    assert [title for title, _ in hands(following(agency, "sdm", "distribute_forms"))] == [
        "Isi penilaian mandiri",
        "Nilai perilaku kerja",
    ]
    agency = lived("inspektur", until="hold_final_dialog")
    receipt, closing = following(agency, "sekda", "hold_final_dialog")
    assert receipt.overdue_at is None
    assert closing.overdue_at == local(2027, 1, 15)
    assert closing.hand is not None
    assert closing.hand.title == "Tutup penerimaan hasil"
