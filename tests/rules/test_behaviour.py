"""The 360 by the worked examples W-11 to W-15 and W-42."""

from decimal import Decimal
from typing import Any

import pytest

from engine.rules.behaviour import BehaviourScore, aspects_of, score_behaviour
from engine.rules.exact import rounded, total
from engine.rules.profile import Profile

Forms = dict[str, list[list[int]]]


def scored(profile: Profile, position: str, forms: dict[str, Any]) -> BehaviourScore:
    decimals = {
        group: [[Decimal(value) for value in form] for form in each]
        for group, each in forms.items()
    }
    return score_behaviour(profile, position, decimals)


def means(score: BehaviourScore) -> dict[str, str | None]:
    return {
        group: None if each.mean is None else str(rounded(each.mean, 4))
        for group, each in score.groups.items()
    }


def weights(score: BehaviourScore) -> dict[str, str | None]:
    return {
        group: None if weight is None else str(rounded(weight, 4))
        for group, weight in score.weights.items()
    }


def two_places(score: BehaviourScore) -> str | None:
    return None if score.total is None else str(rounded(score.total, 2))


def test_w_11_structural(kasn: Profile, w_11: Forms) -> None:
    score = scored(kasn, "structural", w_11)
    assert means(score) == {
        "atasan": "87.5000",
        "kolega": "84.6667",
        "sendiri": "92.5000",
        "bawahan": "80.0000",
    }
    assert score.total is not None
    assert str(rounded(score.total, 4)) == "86.6833"
    assert two_places(score) == "86.68"


def test_w_14_without_atasan_there_is_no_score(kasn: Profile, w_11: Forms) -> None:
    score = scored(kasn, "structural", w_11 | {"atasan": []})
    assert score.total is None
    assert set(score.weights.values()) == {None}
    assert score.groups["kolega"].mean is not None


def test_w_15_functional(kasn: Profile, w_15: Forms) -> None:
    score = scored(kasn, "functional", w_15)
    assert means(score) == {"atasan": "88.0000", "kolega": "85.3333", "sendiri": "85.0000"}
    assert two_places(score) == "87.17"


@pytest.mark.parametrize(("position", "wrong"), [("functional", 6), ("structural", 5)])
def test_w_42_a_form_of_the_wrong_length_is_refused(
    kasn: Profile, position: str, wrong: int
) -> None:
    with pytest.raises(ValueError, match=f"harus berisi {11 - wrong} nilai"):
        scored(kasn, position, {"atasan": [[90] * wrong]})


def test_bawahan_do_not_rate_a_functional_post(kasn: Profile, w_15: Forms) -> None:
    with pytest.raises(ValueError, match="bawahan"):
        scored(kasn, "functional", w_15 | {"bawahan": [[80] * 5]})


@pytest.mark.parametrize("value", [-1, 101])
def test_a_score_outside_0_to_100_is_refused(kasn: Profile, value: int) -> None:
    with pytest.raises(ValueError, match="0 sampai 100"):
        scored(kasn, "functional", {"atasan": [[value, 90, 90, 90, 90]]})


@pytest.mark.parametrize(
    ("policy", "without", "used", "expected"),
    [
        (
            "to_atasan",
            ["bawahan"],
            {"atasan": "0.7000", "kolega": "0.2000", "sendiri": "0.1000", "bawahan": "0.0000"},
            "87.43",  # 0.7 x 87.5 + 0.2 x 84.6667 + 0.1 x 92.5
        ),
        (
            "renormalise",
            ["bawahan"],
            {"atasan": "0.6667", "kolega": "0.2222", "sendiri": "0.1111", "bawahan": "0.0000"},
            "87.43",  # (52.5 + 16.9333 + 9.25) / 0.9
        ),
        (
            "to_atasan",
            ["kolega", "bawahan"],
            {"atasan": "0.9000", "kolega": "0.0000", "sendiri": "0.1000", "bawahan": "0.0000"},
            "88.00",
        ),
        (
            "renormalise",
            ["kolega", "sendiri"],
            {"atasan": "0.8571", "kolega": "0.0000", "sendiri": "0.0000", "bawahan": "0.1429"},
            "86.43",  # (52.5 + 8) / 0.7
        ),
    ],
)
def test_a_missing_group_gives_its_weight_away(
    kasn: Profile,
    w_11: Forms,
    policy: str,
    without: list[str],
    used: dict[str, str],
    expected: str,
) -> None:
    profile = kasn.with_parameters({"missing_rater_policy": policy})
    present = {group: forms for group, forms in w_11.items() if group not in without}
    score = scored(profile, "structural", present)
    assert weights(score) == used
    assert two_places(score) == expected
    assert rounded(total(weight for weight in score.weights.values() if weight), 30) == 1


def test_the_mean_of_aspects_is_kept_for_the_result_page(kasn: Profile, w_15: Forms) -> None:
    score = scored(kasn, "functional", w_15)
    assert score.groups["kolega"].aspects["orientasi_pelayanan"] == 82
    assert list(score.groups["kolega"].aspects) == [
        aspect.key for aspect in aspects_of(kasn, "functional")
    ]


def test_r_049_leadership_is_for_structural_posts_only(kasn: Profile) -> None:
    structural = [aspect.key for aspect in aspects_of(kasn, "structural")]
    functional = [aspect.key for aspect in aspects_of(kasn, "functional")]
    assert structural == [*functional, "kepemimpinan"]
    assert len(structural) == 6
    assert all(aspect.label and aspect.indicators for aspect in aspects_of(kasn, "structural"))
