"""Who sees what of the 360: small groups stay hidden from everybody (R-054, R-072)."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.rules.profile import Profile
from engine.scoring import Decided, Inputs, SheetView, score, visible
from engine.scoring.shipped import shipped_profile

VIEWERS = ("pegawai", "pejabat_penilai", "atasan_pejabat_penilai", "sdm")
OWN = {"pegawai": "sendiri", "pejabat_penilai": "atasan"}
ASPECTS = {"structural": 6, "functional": 5}


def view_of(
    viewer: str, position: str = "structural", min_group: int = 3, **counts: int
) -> SheetView:
    """The sheet of one viewer with so many forms by group, every form full of 80."""
    profile = shipped_profile("kasn_pp46")
    assert profile.min_group == min_group
    forms = {group: [[Decimal(80)] * ASPECTS[position]] * count for group, count in counts.items()}
    return visible(score(profile, Inputs(position, behaviour=forms)), viewer)


def hidden(view: SheetView) -> set[str]:
    return {each.group for each in view.groups if not each.shown}


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize(
    ("kolega", "bawahan", "expected"),
    [
        (3, 3, set()),
        (5, 4, set()),
        (2, 3, {"kolega", "bawahan"}),
        (3, 2, {"kolega", "bawahan"}),
        (1, 1, {"kolega", "bawahan"}),
    ],
)
def test_a_small_group_takes_the_other_with_it(
    viewer: str, kolega: int, bawahan: int, expected: set[str]
) -> None:
    view = view_of(viewer, atasan=1, sendiri=1, kolega=kolega, bawahan=bawahan)
    assert hidden(view) == expected
    assert view.derivable == ()


@pytest.mark.parametrize(
    ("viewer", "expected"),
    [
        ("pegawai", {"kolega", "atasan"}),
        ("pejabat_penilai", {"kolega", "sendiri"}),
        ("atasan_pejabat_penilai", {"kolega", "sendiri"}),
        ("sdm", {"kolega", "sendiri"}),
    ],
)
@pytest.mark.parametrize("position", ["structural", "functional"])
def test_a_lone_small_group_hides_behind_what_the_viewer_does_not_know(
    viewer: str, expected: set[str], position: str
) -> None:
    view = view_of(viewer, position, atasan=1, sendiri=1, kolega=2)
    assert hidden(view) == expected
    assert view.derivable == ()


def test_without_sendiri_the_others_miss_atasan_instead() -> None:
    assert hidden(view_of("sdm", "functional", atasan=1, kolega=2)) == {"kolega", "atasan"}


def test_what_nothing_can_mask_is_named() -> None:
    view = view_of("pejabat_penilai", "functional", atasan=1, kolega=2)
    assert view.derivable == ("kolega",)
    assert not any(each.shown for each in view.groups if each.group == "kolega")


def test_before_atasan_has_answered_the_same_groups_are_hidden() -> None:
    before = view_of("pegawai", "functional", sendiri=1, kolega=2)
    assert hidden(before) == {"kolega", "atasan"}
    assert before.combined is None
    assert before.derivable == ()


def test_a_hidden_group_has_neither_numbers_nor_count(kasn: Profile, inputs: Inputs) -> None:
    view = visible(score(kasn, inputs), "pegawai")
    kolega = next(each for each in view.groups if each.group == "kolega")
    assert (kolega.forms, kolega.mean, kolega.aspects) == (None, None, {})
    assert kolega.weight == Decimal("0.2000")


def test_r_072_hidden_groups_are_one_combined_contribution(kasn: Profile, inputs: Inputs) -> None:
    view = visible(score(kasn, inputs), "pegawai")
    assert view.combined == Decimal("24.9333")
    assert view.behaviour_score == Decimal("86.68")
    assert view.npk == Decimal("89.48")
    assert (
        "Nilai perilaku = 0,6000 × 87,5000 + 0,1000 × 92,5000 + 24,9333 (kolega dan bawahan "
        "digabung) = 86,6833, ditampilkan 86,68."
    ) in view.steps
    everything = " ".join(view.steps) + str(view.to_json())
    assert "84,6667" not in everything
    assert "84.6667" not in everything
    assert "83,3333" not in everything


def test_a_shown_group_is_explained_by_its_aspects_not_its_raters(
    kasn: Profile, year: dict[str, Any], inputs: Inputs
) -> None:
    del year
    forms = {group: [*each] * 3 for group, each in inputs.behaviour.items()}
    sheet = score(kasn, Inputs(inputs.position, inputs.rows, behaviour=forms))
    view = visible(sheet, "pejabat_penilai")
    assert hidden(view) == set()
    assert view.combined is None
    assert (
        "Perilaku menurut kolega (6 formulir), rata-rata nilai aspek = (83,0000 + 86,5000 + "
        "83,0000 + 89,0000 + 85,0000 + 81,5000) / 6 = 84,6667."
    ) in view.steps
    assert not any("formulir 1" in step for step in view.steps)


def test_warnings_about_single_forms_stay_with_the_sheet(kasn: Profile, inputs: Inputs) -> None:
    forms = {**inputs.behaviour, "kolega": [[Decimal("90.5")] * 6]}
    sheet = score(kasn, Inputs(inputs.position, inputs.rows, behaviour=forms))
    assert any("90,5" in warning for warning in sheet.warnings)
    assert visible(sheet, "pegawai").warnings == ()


def test_a_view_shows_the_decision_on_a_keberatan(kasn: Profile, inputs: Inputs) -> None:
    view = visible(score(kasn, inputs, Decided(behaviour_score=Decimal(95))), "pegawai")
    assert view.behaviour_score == Decimal("95.00")
    assert any("Keputusan atas keberatan" in step for step in view.steps)


def test_a_view_as_json_has_the_shape_of_the_sheet(kasn: Profile, inputs: Inputs) -> None:
    sheet = score(kasn, inputs)
    view = visible(sheet, "sdm").to_json()
    assert set(view) == set(sheet.to_json())
    assert view["behaviour"]["hidden"] == ["kolega", "bawahan"]
    assert view["behaviour"]["combined"] == "24.9333"
    assert view["behaviour"]["groups"]["kolega"] is None
    assert view["behaviour"]["groups"]["atasan"] == "87.5000"
    assert view["npk"] == sheet.to_json()["npk"]


def test_groups_of_one_are_shown_if_the_profile_allows_it(kasn: Profile, inputs: Inputs) -> None:
    open_profile = replace(kasn, min_group=1)
    assert hidden(visible(score(open_profile, inputs), "pegawai")) == set()


# ---- nothing hidden can be derived ----------------------------------------------------------

inner_scores = st.integers(min_value=20, max_value=80).map(Decimal)


@st.composite
def years(draw: st.DrawFn) -> Inputs:
    position = draw(st.sampled_from(sorted(ASPECTS)))
    size = ASPECTS[position]
    form = st.lists(inner_scores, min_size=size, max_size=size)
    counts = {"atasan": (1, 1), "sendiri": (1, 1), "kolega": (0, 5), "bawahan": (0, 5)}
    if position == "functional":
        del counts["bawahan"]
    forms = {
        group: draw(st.lists(form, min_size=least, max_size=most))
        for group, (least, most) in counts.items()
    }
    return Inputs(position, behaviour=forms)


def moved(inputs: Inputs, shifts: Mapping[str, Decimal]) -> Inputs:
    """The same year with every score of some groups shifted."""
    forms = {
        group: [[value + shifts.get(group, Decimal(0)) for value in form] for form in each]
        for group, each in inputs.behaviour.items()
    }
    return Inputs(inputs.position, behaviour=forms)


@settings(max_examples=100, deadline=None)
@given(
    inputs=years(),
    viewer=st.sampled_from(VIEWERS),
    policy=st.sampled_from(["to_atasan", "renormalise"]),
)
def test_for_every_hidden_group_another_mean_gives_the_very_same_view(
    inputs: Inputs, viewer: str, policy: str
) -> None:
    """So the view cannot tell its mean, even from one who knows his own form."""
    profile = shipped_profile("kasn_pp46").with_parameters({"missing_rater_policy": policy})
    sheet = score(profile, inputs)
    view = visible(sheet, viewer)
    assert view.derivable == ()
    weights = profile.weights[inputs.position]
    if policy == "to_atasan":
        weights = {key: used for key, used in sheet.behaviour.weights.items() if used is not None}
    unknown = [
        group for group in hidden(view) if inputs.behaviour[group] and group != OWN.get(viewer)
    ]
    for group in unknown:
        other = next(each for each in unknown if each != group)
        alternative = moved(inputs, {group: 10 * weights[other], other: -10 * weights[group]})
        assert visible(score(profile, alternative), viewer) == view


@settings(max_examples=50, deadline=None)
@given(inputs=years(), viewer=st.sampled_from(VIEWERS))
def test_no_group_under_the_minimum_is_ever_shown(inputs: Inputs, viewer: str) -> None:
    view = visible(score(shipped_profile("kasn_pp46"), inputs), viewer)
    for each in view.groups:
        if each.group in ("kolega", "bawahan") and each.shown:
            assert each.forms == 0 or (each.forms is not None and each.forms >= 3)
