"""One appraisal on its diagram: what it passed, where it stands, what is to come and when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from engine import clock, queries
from engine.errors import AppraisalNotFound, PhaseNotFound
from engine.models import History, Instance
from engine.queries import Path, PathSpot
from tests.engine.agency import BAWAHAN, KOLEGA, PEOPLE, TEXT
from tests.engine.damage import flip_a_byte
from tests.engine.test_redating import Asked, change

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live

PHASES = ("skp_agreement", "rater_nomination", "form_filling", "final_dialog", "keberatan")
SKIPPED = {"plan_week", "coaching_week_1", "mid_year_dialog", "coaching_week_2"} | {
    "people_review",
    "dialog_day",
}


def path(agency: Agency, phase: str = "", who: str = "sdm", subject: str = "inspektur") -> Path:
    return agency.ask(who, queries.path, agency.appraisal(subject).public_id, phase)


def spot(found: Path, element: str) -> PathSpot:
    return next(each for each in found.spots if each.line.id == element)


def states(found: Path, *kinds: str) -> dict[str, str]:
    """The state of each element of some kinds."""
    return {each.line.id: each.state for each in found.spots if each.line.kind in kinds}


@pytest.fixture
def filling(lived: Live) -> Agency:
    """The 360 of the Inspektur is open, on the morning of 4 January 2027."""
    agency = lived("inspektur", until="review_behaviour")
    agency.at(2027, 1, 4, 9, 41)
    return agency


@pytest.fixture
def returned(agency: Agency) -> Agency:
    """An SKP was given back on 7 January, and sent again on the 8th."""
    agency.open_cycle("inspektur")
    agency.fill("inspektur", "draft_skp")
    agency.at(2026, 1, 7, 9)
    agency.fill("sekda", "approve_skp", decision="kembalikan", note=TEXT)
    agency.at(2026, 1, 8, 9)
    agency.fill("inspektur", "draft_skp")
    return agency


# ---- behind, here, ahead ----------------------------------------------------------------------


def test_a_step_says_who_passed_it_how_often_and_when_last(returned: Agency) -> None:
    draft = spot(path(returned, "skp_agreement"), "draft_skp")
    assert (draft.state, draft.people, draft.times) == ("done", ("Inspektur",), 2)
    assert draft.passed == date(2026, 1, 8)


def test_where_it_stands_somebody_has_it_since_and_until(returned: Agency) -> None:
    found = path(returned, "skp_agreement")
    here = spot(found, "approve_skp")
    assert found.standing == (here,)
    assert (here.people, here.since) == (("Sekretaris Daerah",), date(2026, 1, 8))
    assert (here.times, here.passed, here.late) == (1, date(2026, 1, 7), False)
    assert here.due_at is not None
    returned.hand.move_to(here.due_at)
    assert spot(path(returned, "skp_agreement"), "approve_skp").late


def test_a_question_says_what_was_answered_last_and_its_flows_which_way_was_taken(
    returned: Agency,
) -> None:
    found = path(returned, "skp_agreement")
    assert spot(found, "skp_approved").answer == "Tidak, dikembalikan"
    assert (found.flows["skp_returned"], found.flows["skp_agreed"]) == ("done", "next")
    assert spot(found, "skp_approved").state == "next", "it will be asked again"
    returned.fill("sekda", "approve_skp")
    found = path(returned, "skp_agreement")
    assert spot(found, "skp_approved").answer == "Ya"
    assert (found.flows["skp_returned"], found.flows["skp_agreed"]) == ("done", "done")


def test_what_lies_ahead_is_expected_on_the_last_day_in_time(returned: Agency) -> None:
    inside = path(returned, "skp_agreement")
    assert spot(inside, "end").expected == date(2026, 1, 31)
    year = path(returned)
    week = spot(year, "plan_week")
    assert (week.state, week.begins, week.expected) == (
        "next",
        date(2026, 2, 1),
        date(2026, 2, 7),
    )
    assert year.ends == spot(year, "end").expected == date(2027, 2, 28)
    assert year.flows["plan_week_skipped"] == "never", "the profile has a Plan Week"
    plan = spot(path(returned, "plan_week"), "plan_dialogs")
    assert (plan.state, plan.people) == ("next", ("Sekretaris Daerah",))


def test_a_date_that_moves_moves_what_is_expected(returned: Agency) -> None:
    change(returned, Asked("plan_week.closes", "14 Februari"))
    assert spot(path(returned), "plan_week").expected == date(2026, 2, 14)
    assert spot(path(returned, "plan_week"), "plan_dialogs").expected == date(2026, 2, 14)


def test_the_year_shows_phases_passed_running_to_come_and_those_the_profile_lacks(
    filling: Agency,
) -> None:
    found = path(filling)
    calls = states(found, "call")
    assert {key for key, state in calls.items() if state == "never"} == SKIPPED
    assert calls["rater_nomination"] == calls["form_distribution"] == "done"
    assert [each.line.id for each in found.standing] == ["form_filling"]
    assert {calls[key] for key in ("final_dialog", "keberatan", "results_entry")} == {"next"}
    nomination = spot(found, "rater_nomination")
    assert (nomination.begun, nomination.passed) == (date(2026, 12, 1), date(2026, 12, 1))
    assert found.flows["plan_week_skipped"] == "done"
    assert found.flows["plan_week_runs"] == found.flows["people_review_runs"] == "never"
    assert set(states(path(filling, "plan_week"), "task").values()) == {"never"}


def test_what_nobody_expects_is_not_ruled_out_until_the_phase_is_over(filling: Agency) -> None:
    """An objection, a wait that is cut off: they may come, and nobody says when."""
    closing = spot(path(filling, "form_filling"), "close_forms")
    assert (closing.state, closing.expected) == ("perhaps", None)
    assert spot(path(filling, "form_filling"), "closes").state == "waits"
    objection = ("file_keberatan", "note_silence", "register_keberatan")
    assert {spot(path(filling, "keberatan"), each).state for each in objection} == {"perhaps"}
    filling.live_until("respond_result")
    assert {spot(path(filling, "keberatan"), each).state for each in objection} == {"perhaps"}
    filling.live_until("enter_result")
    assert spot(path(filling, "form_filling"), "close_forms").state == "never"
    assert spot(path(filling, "keberatan"), "file_keberatan").state == "never"


def test_what_was_expected_comes_and_in_the_end_nothing_is_left_to_come(filling: Agency) -> None:
    ahead = {
        (phase, flow)
        for phase in ("", *PHASES)
        for flow, state in path(filling, phase).flows.items()
        if state == "next"
    }
    assert len(ahead) > 20
    filling.live_until("enter_result")
    filling.fill("sdm", "enter_result")
    year = path(filling)
    assert not year.projected
    assert not year.standing
    found = {phase: path(filling, phase).flows for phase in ("", *PHASES)}
    assert {found[phase][flow] for phase, flow in ahead} == {"done"}
    assert {state for flows in found.values() for state in flows.values()} == {"done", "never"}


def test_two_weeks_that_share_a_diagram_are_told_apart(waiting: Agency) -> None:
    """The history names the process alone: it is the week that was reached last."""
    waiting.live_until("inventory", "inspektur")
    due = spot(path(waiting, "coaching_week_1"), "closes").due_at
    assert due is not None
    waiting.hand.move_to(due)
    waiting.sweep()
    waiting.fill("sdm", "close_coaching", reason=TEXT)
    first = path(waiting, "coaching_week_1")
    assert spot(first, "close_coaching").people == ("Analis SDM",)
    assert (spot(first, "not_held").state, spot(first, "inventory").state) == ("done", "never")
    second = path(waiting, "coaching_week_2")
    assert spot(second, "not_held").state == "perhaps"
    assert (spot(second, "inventory").times, spot(second, "inventory").state) == (0, "next")
    assert states(path(waiting), "call")["coaching_week_1"] == "done"
    assert states(path(waiting), "call")["coaching_week_2"] == "next"
    reach_the_second_week(waiting)
    assert spot(path(waiting, "coaching_week_2"), "inventory").times == 1
    assert spot(path(waiting, "coaching_week_1"), "inventory").times == 0


def reach_the_second_week(agency: Agency) -> None:
    """What the history says of one who has done the first step of Coaching Week II."""
    passed = ["siklus_kasn:to_coaching_week_2", "coaching_week:start", "coaching_week:inventory"]
    instance = agency.appraisal().instance_id
    with agency.database.begin() as session:
        line = {"seq": 900, "at": clock.now(), "act": "completed", "passed": passed}
        session.add(History(instance_id=instance, **line))


def test_who_waits_for_nothing_but_a_date_stands_at_the_date(waiting: Agency) -> None:
    [here] = path(waiting).standing
    assert (here.line.id, here.people, here.since) == ("plan_week_opens", (), None)
    assert here.due_at is not None


# ---- where nothing is expected ----------------------------------------------------------------


def stop(agency: Agency) -> None:
    with agency.database.begin() as session:
        session.get_one(Instance, agency.appraisal().instance_id).state = "incident"


def test_what_has_stopped_is_shown_without_a_projection(returned: Agency) -> None:
    stop(returned)
    found = path(returned)
    assert (found.stopped, found.projected, found.ends) == (True, False, None)
    assert states(found, "call")["plan_week"] == "perhaps"
    assert set(states(path(returned, "keberatan"), "task").values()) == {"perhaps"}
    assert [each.line.id for each in found.standing] == ["skp_agreement"]


def test_what_has_stopped_inside_a_part_of_a_phase_may_still_leave_it(filling: Agency) -> None:
    filling.live_until("respond_result")
    stop(filling)
    found = path(filling, "keberatan")
    assert [each.line.id for each in found.standing] == ["respond_result", "closes"]
    assert spot(found, "register_keberatan").state == "perhaps"


def test_a_state_that_cannot_be_read_hides_nothing_of_the_way_behind(returned: Agency) -> None:
    flip_a_byte(returned)
    found = path(returned, "skp_agreement")
    assert not found.projected
    assert spot(found, "draft_skp").times == 2
    assert spot(found, "approve_skp").state == "waits"


def test_a_phase_that_is_not_there_is_not_found(returned: Agency) -> None:
    with pytest.raises(PhaseNotFound):
        path(returned, "liburan")


# ---- who may see what -------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["inspektur", "sekda", "bupati", "sdm"])
def test_nobody_sees_who_rates_nor_who_has(filling: Agency, who: str) -> None:
    """The path is the same whoever of the raters has sent his form, and at whatever hour."""
    before = path(filling, "form_filling", who)
    rating = spot(before, "review_behaviour")
    assert (rating.state, rating.people) == ("waits", ())
    filling.at(2027, 1, 4, 15, 7)
    filling.fill(KOLEGA[0], "review_behaviour")
    assert path(filling, "form_filling", who) == before


def test_the_last_form_of_the_360_leaves_a_day_and_no_name(filling: Agency) -> None:
    filling.fill("inspektur", "self_assess")
    for who in (*KOLEGA, *BAWAHAN, "sekda"):
        filling.fill(who, "review_behaviour")
    found = path(filling, "form_filling")
    rating = spot(found, "review_behaviour")
    assert (rating.state, rating.people, rating.times) == ("done", (), 1)
    assert rating.passed == date(2027, 1, 4)
    raters = {PEOPLE[who].name for who in (*KOLEGA, *BAWAHAN)}
    for phase in ("", *PHASES):
        assert not [name for name in raters if name in repr(path(filling, phase))]


@pytest.mark.parametrize("who", ["kadis_pu", "auditor_1", "kadis_pendidikan"])
def test_who_has_no_part_in_it_does_not_find_it(filling: Agency, who: str) -> None:
    with pytest.raises(AppraisalNotFound):
        path(filling, "", who)


@pytest.mark.parametrize(
    ("who", "viewer"),
    [
        ("inspektur", "pegawai"),
        ("sekda", "pejabat_penilai"),
        ("bupati", "atasan_pejabat_penilai"),
        ("sdm", "sdm"),
    ],
)
def test_it_takes_eight_questions_at_most(
    filling: Agency, statements: list[str], who: str, viewer: str
) -> None:
    filling.live_until("respond_result")  # by now it has dates of its own
    public_id = filling.appraisal().public_id
    assert path(filling, "keberatan", who).viewer == viewer
    statements.clear()
    filling.ask(who, queries.path, public_id, "keberatan")
    assert len(statements) <= 8
