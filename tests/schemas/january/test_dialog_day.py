"""Dialog Day: the rating is told, a plan is proposed, two reactions are asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from schemas.dialog_day import HoldDialogDay, ReactDialogDay
from schemas.facts import Facts

Raw = dict[str, Any]
Accepts = Callable[..., Raw]
Refusal = Callable[..., dict[Any, Any]]


@pytest.fixture
def reviewed(structural: Facts) -> Facts:
    """Final: Baik, and Sangat Baik in the People Review."""
    return replace(
        structural,
        sheet={"npk": "90.50", "predikat": "Baik"},
        earlier={
            "final_dialog.hold_final_dialog": {"strengths": "Teliti dan adil kepada stafnya."},
            "people_review.sign_review": {
                "decided_rating": "Sangat Baik",
                "development_action": "Diklat kepemimpinan tingkat II",
            },
        },
    )


@pytest.fixture
def plan() -> Raw:
    return {
        "strengths": "Teliti dan adil kepada stafnya.",
        "development_actions": [
            {
                "what": "Diklat kepemimpinan tingkat II",
                "method": "Diklat di provinsi",
                "by_when": "2027-09-30",
                "owner": "Kepala BKD",
            }
        ],
    }


def test_r095_final_rating_and_its_review_are_told(reviewed: Facts) -> None:
    words = HoldDialogDay(reviewed).sections()[0].help
    assert words == "Predikat: Baik. Rating People Review: Sangat Baik."
    alone = replace(reviewed, earlier={})
    assert ReactDialogDay(alone).sections()[0].help == "Predikat: Baik."


def test_the_plan_starts_with_what_was_said_before(reviewed: Facts) -> None:
    start = HoldDialogDay(reviewed).initial()
    assert start["strengths"] == "Teliti dan adil kepada stafnya."
    assert start["development_actions"] == [{"what": "Diklat kepemimpinan tingkat II"}]


def test_r095_a_plan_has_at_least_one_step(
    structural: Facts, plan: Raw, accepts: Accepts, refusal: Refusal
) -> None:
    step = accepts(HoldDialogDay(structural), plan)["development_actions"][0]
    assert step["by_when"] == date(2027, 9, 30)
    assert refusal(HoldDialogDay(structural), plan | {"development_actions": []}) == {
        "development_actions": ["Isi paling sedikit 1 baris."]
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [("what", ""), ("method", ""), ("owner", ""), ("by_when", ""), ("by_when", "2026-12-31")],
)
def test_a_step_says_what_how_when_and_who(
    structural: Facts, plan: Raw, refusal: Refusal, name: str, value: str
) -> None:
    plan["development_actions"][0][name] = value
    said = refusal(HoldDialogDay(structural), plan)
    assert list(said["development_actions"][0]) == [name]


def test_r097_oils_may_be_written_or_left_out(
    structural: Facts, plan: Raw, accepts: Accepts
) -> None:
    form = HoldDialogDay(structural)
    assert accepts(form, plan)["oils_impact"] == ""
    assert accepts(form, plan | {"oils_impact": "Tim merasa aman."})["oils_impact"]
    assert any(guide.title == "Umpan balik OILS" for guide in form.guide)


def test_r095_two_reactions_from_one_to_five(
    structural: Facts, accepts: Accepts, refusal: Refusal
) -> None:
    form = ReactDialogDay(structural)
    reactions = {"evaluatee_trust_plan": "4", "evaluatee_feels_cared": "5"}
    assert accepts(form, reactions)["evaluatee_trust_plan"] == 4
    for wrong in ("0", "6", "", "empat"):
        said = refusal(form, reactions | {"evaluatee_feels_cared": wrong})
        assert list(said) == ["evaluatee_feels_cared"]
