"""Regulation profiles: the shipped two, and what a profile may not say (R-194, R-197)."""

from decimal import Decimal
from importlib.resources import files

import pytest

from engine.rules.notices import Distance, Escalation
from engine.rules.profile import Profile, read_profile
from engine.scoring.shipped import profile_ids, shipped_profile

KASN = files("processes").joinpath("siklus_kasn/profiles/kasn_pp46.toml").read_text("utf-8")


def test_two_profiles_are_shipped_under_their_own_names() -> None:
    assert profile_ids() == ("kasn_pp46", "pp46_bkn2013")
    assert [shipped_profile(each).id for each in profile_ids()] == list(profile_ids())
    with pytest.raises(KeyError):
        shipped_profile("../kasn_pp46")


def test_kasn_runs_every_phase_and_leaves_the_windows_to_the_diagram(kasn: Profile) -> None:
    assert len(kasn.phases) == 14
    assert kasn.windows == {}
    assert (kasn.aspect_cap, kasn.cap_total_skp) == (100, None)
    assert (kasn.skp_share, kasn.behaviour_share) == (Decimal("0.6"), Decimal("0.4"))
    assert (kasn.min_group, kasn.max_raters) == (3, 5)


def test_bkn_leaves_out_the_optional_phases_and_anchors_keberatan_on_receipt(
    kasn: Profile, bkn: Profile
) -> None:
    assert set(kasn.phases) - set(bkn.phases) == {
        "plan_week",
        "coaching_week_1",
        "mid_year_dialog",
        "coaching_week_2",
        "people_review",
        "dialog_day",
    }
    assert list(bkn.phases) == [phase for phase in kasn.phases if phase in bkn.phases]
    assert bkn.windows == {
        "keberatan.closes": "diterima + 14 hari",
        "final_rating.closes": "diajukan + 14 hari",
    }
    assert bkn.aspect_cap is None


def test_r_197_the_literal_ratio_comes_with_a_warning(kasn: Profile, bkn: Profile) -> None:
    assert "rasio" in kasn.warnings[0]
    assert bkn.warnings == ()
    assert bkn.with_parameters({"time_cost_method": "ratio"}).warnings == kasn.warnings
    assert kasn.with_parameters({"time_cost_method": "perka_bkn_2013"}).warnings == ()


def test_the_phases_of_a_profile_are_a_copy_of_its_text() -> None:
    assert read_profile(KASN) == read_profile(KASN)


def test_both_remind_a_week_before_and_escalate_after_three_working_days(
    kasn: Profile, bkn: Profile
) -> None:
    assert kasn.notices == bkn.notices
    assert kasn.notices.remind_before == (
        Distance(7, "hari"),
        Distance(3, "hari kerja"),
        Distance(1, "hari"),
    )
    assert kasn.notices.escalate_after == (
        Escalation(Distance(3, "hari kerja"), "atasan"),
        Escalation(Distance(7, "hari"), "sdm"),
    )


def test_r_196_a_profile_from_before_says_the_same_by_its_deadlines() -> None:
    before, rest = KASN.split("[notices]")
    old = read_profile(f"{before}reminders = [7, 1]\n[windows]{rest.split('[windows]')[1]}")
    assert old.notices.remind_before == (Distance(7, "hari"), Distance(1, "hari"))
    assert old.notices.escalate_after == (Escalation(Distance(3, "hari kerja"), "atasan"),)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("share = 0.60", "share = 0.70", r"behaviour\.share: .*tepat 1"),
        ("share = 0.60", "share = nan", r"skp\.share: "),
        ("share = 0.60", 'share = "0.6"', r"skp\.share: harus angka"),
        ("share = 0.60", "", r"skp\.share: belum diisi"),
        ('"ratio"  ', '"cepat" ', r"skp\.time_cost_method: harus salah satu dari ratio"),
        ("aspect_cap = 100 ", "aspect_cap = 0 ", r"skp\.aspect_cap: "),
        ("aspect_cap = 100 ", "aspek_cap = 100 ", r"skp\.aspek_cap: kunci tidak dikenal"),
        ("atasan = 0.60", "atasan = 0.50", r"behaviour\.weights\.structural: .*tepat 1"),
        ("atasan = 0.70", "kawan = 0.70", r"behaviour\.weights\.functional\.atasan: "),
        ("min_group = 3", "min_group = 0", r"behaviour\.min_group: "),
        ("min_group = 3", "min_group = 3.5", r"behaviour\.min_group: harus bilangan bulat"),
        ("min_group = 3", "min_group = true", r"behaviour\.min_group: harus bilangan bulat"),
        ("from = 4", "from = 1", r"bonus\.extra_tasks\[1\]: .*naik"),
        ("from = 4", "mulai = 4", r"bonus\.extra_tasks\[1\]\.from: belum diisi"),
        ("negara = 12", "negara = -1", r"bonus\.creativity\.negara: "),
        ('["7 hari", ', "[7, ", r"notices\.remind_before: harus daftar teks"),
        ('["7 hari", ', '["tujuh hari", ', r"notices\.remind_before: 'tujuh hari' bukan jarak"),
        ('["7 hari", ', '["7 jam", ', r"notices\.remind_before: '7 jam' bukan jarak"),
        ('["7 hari", ', '["366 hari", ', r"notices\.remind_before: '366 hari' bukan jarak"),
        ('to = "sdm"', 'to = "bupati"', r"notices\.escalate_after\[1\]\.to: harus salah satu"),
        ('after = "7 hari"', 'after = ""', r"notices\.escalate_after\[1\]\.after: harus teks"),
        ("hour = 7 ", "hour = 24 ", r"notices\.hour: harus bilangan bulat dari 0 sampai 23"),
        ("hour = 7 ", "jam = 7 ", r"notices\.hour: belum diisi"),
        ("shift_to_business_day = false", "shift_to_business_day = 0", r"deadlines\.shift_to"),
        ('"plan_week",', '"keberatan",', r"phases: 'keberatan' tertulis dua kali"),
        ('"plan_week",', '"plan week",', r"phases: harus nama"),
        ("[windows]", '[windows]\n"keberatan" = "x"', r"windows\.keberatan: .*tahap\.tepi"),
        ("[windows]", '[windows]\n"keberatan.closes" = ""', r"windows\.keberatan\.closes: "),
        ("[keberatan]", "[keberatan", "bukan TOML"),
        ('title = "Siklus', 'author = "x"\ntitle = "Siklus', "author: kunci tidak dikenal"),
        ("[bonus]", "[[bonus]]", "bonus: harus tabel"),
    ],
)
def test_a_profile_that_cannot_work_is_refused_by_its_key(old: str, new: str, message: str) -> None:
    assert old in KASN
    with pytest.raises(ValueError, match=message):
        read_profile(KASN.replace(old, new, 1))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"weights": {}}, "weights: parameter tidak dikenal"),
        ({"time_cost_method": "cepat"}, "time_cost_method: "),
        ({"time_cost_method": None}, "time_cost_method: "),
        ({"missing_rater_policy": 1}, "missing_rater_policy: "),
        ({"creativity_mode": ["sum"]}, "creativity_mode: "),
        ({"aspect_cap": Decimal("NaN")}, "aspect_cap: "),
        ({"aspect_cap": True}, "aspect_cap: harus angka"),
        ({"cap_total_skp": -1}, "cap_total_skp: "),
        ({"cap_total_skp": 1.5}, "cap_total_skp: harus angka"),
    ],
)
def test_an_impossible_override_is_refused_by_its_key(
    kasn: Profile, parameters: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        kasn.with_parameters(parameters)


def test_overrides_make_a_copy(kasn: Profile) -> None:
    changed = kasn.with_parameters({"aspect_cap": None, "cap_total_skp": Decimal(110)})
    assert (changed.aspect_cap, changed.cap_total_skp) == (None, 110)
    assert (kasn.aspect_cap, kasn.cap_total_skp) == (100, None)
