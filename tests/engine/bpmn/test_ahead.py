"""What follows a task is told from the drawing: whoever acts next, on which answer, after what."""

from __future__ import annotations

import pytest

from engine import definitions
from engine.bpmn.ahead import Ahead, ahead
from engine.bpmn.parse import Specs, read
from tests.engine.bpmn.conftest import Pen

YEAR = "siklus_kasn"
ALL = frozenset(
    {
        *("skp_agreement", "plan_week", "coaching_week_1", "mid_year_dialog", "coaching_week_2"),
        *("rater_nomination", "form_distribution", "form_filling", "final_dialog", "keberatan"),
        *("final_rating", "results_entry", "people_review", "dialog_day"),
    }
)
SHIPPED = read(definitions.shipped())
EVERY = [
    (phase.key, step.id)
    for phase in SHIPPED.phases_of(YEAR)
    for step in SHIPPED.steps.values()
    if step.process == phase.process
]


def after(
    step: str,
    phase: str,
    *,
    specs: Specs = SHIPPED,
    process: str = YEAR,
    phases: frozenset[str] = ALL,
    **given: object,
) -> tuple[Ahead, ...]:
    """What follows a step of a phase."""
    drawn = next(
        each for each in specs.steps.values() if each.id == step and _in(specs, phase, each.process)
    )
    return ahead(specs, process, phase, drawn, phases, given)


def _in(specs: Specs, phase: str, process: str) -> bool:
    calls = {each.key: each.process for each in specs.phases_of(YEAR)}
    return calls.get(phase, phase) == process


def ways(found: tuple[Ahead, ...]) -> list[tuple[str, str]]:
    """The answers each hangs on, and the id of the task it leads to ("" for none)."""
    return [
        (" ".join(choice.answer for choice in each.choices), each.step.id if each.step else "")
        for each in found
    ]


# ---- the year as it is shipped ----------------------------------------------------------------


@pytest.mark.parametrize(("phase", "step"), EVERY)
def test_something_follows_every_task(phase: str, step: str) -> None:
    found = after(step, phase)
    assert found
    assert all(each.step or each.kind in ("end", "others") for each in found)


def test_a_straight_flow_leads_to_one_task() -> None:
    [found] = after("draft_skp", "skp_agreement")
    assert (found.kind, found.phase, found.name) == ("task", "skp_agreement", "Setujui SKP")
    assert (found.choices, found.wait, found.together, found.reached) == ((), None, (), ())


def test_an_answer_parts_the_way() -> None:
    found = after("approve_skp", "skp_agreement")
    assert ways(found) == [("Ya", "plan_dialogs"), ("Tidak, dikembalikan", "draft_skp")]
    assert {each.choices[0].question for each in found} == {"SKP disetujui?"}


def test_a_way_out_of_a_phase_tells_what_was_reached_and_which_window_it_waits_for() -> None:
    forward, back = after("approve_skp", "skp_agreement")
    assert forward.reached == ("SKP disepakati",)
    assert forward.wait is not None
    assert (forward.wait.phase, forward.wait.edge) == ("plan_week", "opens")
    assert not forward.wait.deadline
    assert (back.reached, back.wait) == ((), None)


def test_a_given_answer_leaves_one_way() -> None:
    agreed = after("approve_skp", "skp_agreement", skp_agreement_decision="setujui")
    assert ways(agreed) == [("", "plan_dialogs")]
    returned = after("approve_skp", "skp_agreement", skp_agreement_decision="kembalikan")
    assert ways(returned) == [("", "draft_skp")]


def test_a_phase_the_profile_lacks_is_passed_by() -> None:
    without = ALL - {"plan_week", "coaching_week_1"}
    found = after("approve_skp", "skp_agreement", phases=without)
    assert ways(found) == [("Ya", "tick_mid_year"), ("Tidak, dikembalikan", "draft_skp")]


def test_the_second_coaching_week_leads_on_from_the_second() -> None:
    first, _ = after("receive_coaching", "coaching_week_1")
    second, _ = after("receive_coaching", "coaching_week_2")
    assert (first.phase, second.phase) == ("mid_year_dialog", "rater_nomination")


def test_a_question_to_a_table_that_nobody_can_answer_yet_is_told_with_both_its_ways() -> None:
    found = after("confirm_mid_year", "mid_year_dialog")
    assert [way for way in ways(found) if way[1] != "close_coaching"] == [
        ("Ya Ya", "informal_coaching"),
        ("Ya Tidak", "inventory"),
        ("Tidak, perlu perbaikan", "hold_mid_year"),
    ]


def test_what_a_form_of_many_waits_for() -> None:
    [own] = after("self_assess", "form_filling")
    assert [step.id for step in own.together] == ["review_behaviour"]
    [rated] = after("review_behaviour", "form_filling")
    assert [step.id for step in rated.together] == ["review_behaviour", "self_assess"]
    assert own.step is not None
    assert own.step.id == "hold_final_dialog"


def test_what_opens_only_after_a_deadline_is_marked() -> None:
    late = {
        each.name: each.wait is not None and each.wait.deadline
        for each in after("hold_final_dialog", "final_dialog")
    }
    assert late == {"Tutup penerimaan hasil": True, "Konfirmasi penerimaan hasil": False}


def test_out_of_the_keberatan_window_an_acceptance_is_not_asked_twice() -> None:
    found = after("respond_result", "keberatan")
    assert ways(found) == [("Ya", "file_keberatan"), ("Tidak", "enter_result")]
    assert found[1].reached == ("Hasil diterima", "Nilai akhir ditetapkan")


def test_what_a_script_before_the_task_has_noted_is_known() -> None:
    assert ways(after("register_keberatan", "keberatan")) == [("", "request_explanations")]


def test_an_explanation_opens_nothing_and_names_what_runs_beside_it() -> None:
    [found] = after("explain_pegawai", "final_rating")
    assert found.kind == "others"
    assert [step.id for step in found.together] == ["decide_keberatan", "explain_pejabat_penilai"]


def test_two_questions_of_the_same_words_stay_apart() -> None:
    found = after("request_explanations", "final_rating")
    # Who is not asked has nothing to do: the branch ends, and the phase goes on without it.
    assert [each.step.id if each.step else "" for each in found] == [
        "decide_keberatan",
        "explain_pejabat_penilai",
        "explain_pegawai",
    ]
    choices = [each.choices for each in found]
    assert choices[0] == ()
    assert choices[1] != choices[2]


def test_the_last_task_leads_to_the_end() -> None:
    [found] = after("react_dialog_day", "dialog_day")
    assert (found.kind, found.name, found.phase) == ("end", "Siklus selesai", YEAR)


def test_a_phase_that_runs_alone_ends_with_it() -> None:
    [end, back] = after("approve_skp", "skp_agreement", process="skp_agreement")
    assert (end.kind, end.name) == ("end", "SKP disepakati")
    assert back.step is not None


# ---- drawings of our own ----------------------------------------------------------------------


def of(pen: Pen, step: str, *parts: str, **given: object) -> tuple[Ahead, ...]:
    specs = read({"p.bpmn": pen.file(*parts)})
    return after(step, "p", specs=specs, process="p", **given)


def test_a_gateway_met_again_may_be_answered_otherwise(pen: Pen) -> None:
    found = of(
        pen,
        "again",
        pen.flow("start -> m -> q -> [x == 'ulang'] again -> m", "q -> end"),
        pen.task("again"),
        pen.choice("m"),
        pen.choice("q", "q_to_end"),
    )
    assert ways(found) == [("", "again"), ("", "")]


def test_a_condition_settled_by_an_earlier_gateway_is_not_asked_again(pen: Pen) -> None:
    found = of(
        pen,
        "a",
        pen.flow(
            "start -> a -> q -> [x == 'ya'] s -> r -> [x == 'ya'] b -> end",
            "q -> end_1",
            "r -> end_2",
        ),
        *(pen.task(each) for each in "ab"),
        pen.script("s", "p_y = npk()"),
        pen.choice("q", "q_to_end_1"),
        pen.choice("r", "r_to_end_2"),
    )
    assert ways(found) == [("", "b"), ("", "")]


def test_what_a_script_writes_decides_the_next_gateway(pen: Pen) -> None:
    found = of(
        pen,
        "a",
        pen.flow("start -> a -> s -> q -> [p_y > 1] b -> end", "q -> end_1"),
        *(pen.task(each) for each in "ab"),
        pen.script("s", "p_y = 2"),
        pen.choice("q", "q_to_end_1"),
    )
    assert ways(found) == [("", "b")]


def test_a_circle_without_people_ends_the_walk(pen: Pen) -> None:
    found = of(
        pen,
        "a",
        pen.flow("start -> a -> m -> s -> q -> [x > 1] m", "q -> end"),
        pen.task("a"),
        pen.script("s", "x = x + 1"),
        pen.choice("m"),
        pen.choice("q", "q_to_end"),
    )
    assert [each.kind for each in found] == ["end"]
