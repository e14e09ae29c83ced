"""The whole year, for both real SKPs and under both profiles; the numbers are computed by hand.

A row's score is the mean of its aspects. Under kasn_pp46 each aspect is actual / target × 100, at
most 100. Under pp46_bkn2013 nothing is capped, and time and cost score (1.76 × T - R) / T × 100
while at most 24 % is saved, else 76 - ((1.76 × T - R) / T × 100 - 100); on target that is 76.
NPK = 0.6 × SKP + 0.4 × behaviour, from unrounded parts.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from engine.demo import skp
from engine.errors import FormRejected
from engine.models import ProfileVersion
from tests.phases.telling import Story

INSPEKTUR, KEPALA_DPU = "Inspektur", "Kepala Dinas Pekerjaan Umum"
KASN, BKN = "kasn_pp46", "pp46_bkn2013"


def test_the_year_of_the_inspektur(story: Story) -> None:
    # W-10 and W-11 in one SKP. Row 1: (100 + 92 + 100) / 3 = 97.3333; row 5: (140/152 = 92.1053
    # + 85 + 100) / 3 = 92.3684; row 16: (100 + 78 + 75) / 3 = 84.3333; fifteen rows of
    # (100 + 90 + 100) / 3 = 96.6667. Together 1724.0351 / 18 = 95.7797; four extra tasks + 2 and
    # a certificate for the unit + 3 give 100.7797.
    # 0.6 × 100.7797 + 0.4 × 86.6833 = 60.4678 + 34.6733 = 95.1412
    year_of_the_inspektur(story, KASN)
    assert story.result == result("100.78", "86.68", "95.14", "Sangat Baik")
    story.goes_on(
        respond_result={"response": "keberatan"},
        decide_keberatan={
            "decision": "diubah",
            "changed_parts": ["perilaku"],
            "new_behaviour_score": "90",
        },
    )
    # The keberatan moves behaviour to 90: 60.4678 + 0.4 × 90 = 96.4678
    assert story.result == result("100.78", "90.00", "96.47", "Sangat Baik")
    assert story.state == "closed"
    assert story.appraisal.keberatan


def test_the_year_of_the_inspektur_under_bkn_2013(story: Story) -> None:
    # Row 1: (100 + 92 + 76) / 3 = 89.3333; row 5: (92.1053 + 85 + 76) / 3 = 84.3684; row 16, a
    # quarter of the time saved: (100 + 78 + 75) / 3 = 84.3333; fifteen rows of (100 + 90 + 76) / 3
    # = 88.6667. Together 1588.0351 / 18 = 88.2242, with the bonuses 93.2242.
    # 0.6 × 93.2242 + 0.4 × 86.6833 = 55.9345 + 34.6733 = 90.6078
    year_of_the_inspektur(story, BKN)
    assert story.result == result("93.22", "86.68", "90.61", "Baik")
    story.goes_on(respond_result={"response": "terima"})
    assert story.result == result("93.22", "86.68", "90.61", "Baik")
    assert story.state == "closed"


def test_the_year_of_the_kepala_dinas(story: Story) -> None:
    # Rows of four aspects (quantity, quality, time, cost):
    #   (100 + 92 + 100 + 90) / 4 = 95.5        (100 + 88 + 100 + 100) / 4 = 97
    #   (100 + 80 + 100 + 80) / 4 = 90          (75 + 76 + 100 + 75) / 4 = 81.5
    #   (100 + 91 + 100 + 95) / 4 = 96.5        (100 + 90 + 91.6667 + 100) / 4 = 95.4167
    #   (5 of 4, capped: 100 + 95 + 100 + 100) / 4 = 98.75
    # Together 654.6667 / 7 = 93.5238.
    # Behaviour: 0.6 × 90 + 0.2 × (80 + 84 + 88) / 3 + 0.1 × 91 + 0.1 × (78 + 80 + 82) / 3 = 87.9
    # 0.6 × 93.5238 + 0.4 × 87.9 = 56.1143 + 35.16 = 91.2743
    year_of_the_kepala_dinas(story, KASN)
    assert story.result == result("93.52", "87.90", "91.27", "Sangat Baik")
    story.goes_on(respond_result={"response": "terima"})
    assert story.result == result("93.52", "87.90", "91.27", "Sangat Baik")
    assert story.state == "closed"
    assert not story.appraisal.keberatan


def test_the_year_of_the_kepala_dinas_under_bkn_2013(story: Story) -> None:
    #   (100 + 92 + 76 + 86) / 4 = 88.5         (100 + 88 + 76 + 76) / 4 = 85
    #   (100 + 80 + 76 + 96) / 4 = 88           (75 + 76 + 76 + 75) / 4 = 75.5
    #   (100 + 91 + 76 + 81) / 4 = 87           (100 + 90 + 84.3333 + 76) / 4 = 87.5833
    #   (125 + 95 + 76 + 76) / 4 = 93
    # Together 604.5833 / 7 = 86.3690.
    # 0.6 × 86.3690 + 0.4 × 87.9 = 51.8214 + 35.16 = 86.9814
    year_of_the_kepala_dinas(story, BKN)
    assert story.result == result("86.37", "87.90", "86.98", "Baik")
    story.goes_on(respond_result={"response": "terima"})
    assert story.state == "closed"
    lacking = ("plan_week", "coaching_week_1", "mid_year_dialog", "coaching_week_2")
    assert skipped(*lacking, "people_review", "dialog_day") <= story.passed
    assert not skipped("rater_nomination", "form_distribution") & story.passed


def test_an_agency_may_do_without_nomination_and_distribution(story: Story) -> None:
    story.start("skp_agreement", BKN)
    with story.database.begin() as session:
        profile = session.scalars(select(ProfileVersion)).one()
        for key in ("rater_nomination", "form_distribution"):
            profile.text = profile.text.replace(f'    "{key}",\n', "")
        profile.hash = "of the agency's own profile"
    story.goes_on("form_filling")
    assert skipped("rater_nomination", "form_distribution") <= story.passed
    review(story, "atasan", scores(*[90] * 6))
    story.as_("pegawai").fills("self_assess", behaviour=scores(*[80] * 6))
    story.goes_on("keberatan")
    # Kolega and bawahan are missing: their weights go to the atasan, 0.9 × 90 + 0.1 × 80.
    assert story.result["behaviour_score"] == Decimal("89.00")


def test_the_states_of_a_year_follow_its_phases(story: Story) -> None:
    story.start("skp_agreement")
    story.usual = True
    states = [story.state]
    for _phase in story.living({"respond_result": {"response": "keberatan"}}):
        if story.state != states[-1]:
            states.append(story.state)
    assert [*states, story.state] == [
        "draft",
        "skp_agreed",
        "planned",
        "coached_1",
        "mid_year_done",
        "coached_2",
        "raters_set",
        "forms_distributed",
        "forms_filled",
        "dialog_done",
        "keberatan_filed",
        "final",
        "entered",
        "reviewed",
        "closed",
    ]
    # Two states only pass by: the decision makes the rating final, the delivery ends the year.
    assert {"final_rating:decide_keberatan", "siklus_kasn:dialog_day"} <= story.passed


def test_the_year_outlives_a_restart_after_every_step(story: Story) -> None:
    story.start("skp_agreement", BKN)
    phases = []
    for phase in story.living({}):
        phases.append(phase)
        story.opens(story.file)
    assert story.state == "closed"
    assert len(phases) == 17
    assert list(dict.fromkeys(phases)) == [
        "skp_agreement",
        "rater_nomination",
        "form_distribution",
        "form_filling",
        "final_dialog",
        "keberatan",
        "results_entry",
    ]


# ---- the Inspektur ----------------------------------------------------------------------------


def year_of_the_inspektur(story: Story, profile: str) -> None:
    """Up to the result: SKP, two kolega, one bawahan, W-11, five extra tasks, one certificate."""
    story.start("skp_agreement", profile, INSPEKTUR)
    pegawai, draft = story.as_("pegawai"), skp.inspektur(2026)
    task = pegawai.sees("draft_skp").item.id
    with pytest.raises(FormRejected) as refused:
        pegawai.sends(task, draft)
    assert set(refused.value.messages["rows"]) == {16}
    draft["rows"][16] |= {"target_quantity": "4", "unit": "laporan", "target_time": "12"}
    pegawai.sends(task, draft)
    kolega = [story.id_of("Kepala Bappeda"), story.id_of("Kepala Dinas Kesehatan")]
    bawahan = [story.id_of("Auditor Ahli Muda")]
    story.goes_on("form_filling", nominate_raters={"kolega": kolega, "bawahan": bawahan})
    story.as_("pegawai").fills(
        "self_assess",
        rows=realised(
            18,
            {
                1: {"actual_quality": "92"},
                5: {"actual_quantity": "140", "actual_quality": "85"},
                16: {"actual_quality": "78", "actual_time": "3"},
            },
        ),
        extra_tasks=[{}] * 5,
        creativity=[{"benefit_scope": "unit", "certificate_level": "eselon_ii"}],
        behaviour=scores(92, 95, 90, 95, 92, 91),
    )
    review(story, "atasan", scores(88, 90, 86, 92, 85, 84))
    review(story, "kolega", scores(80, 85, 82, 90, 84, 79), scores(86, 88, 84, 88, 86, 84))
    review(story, "bawahan", scores(78, 82, 80, 85, 80, 75))
    story.goes_on(
        "keberatan",
        hold_final_dialog={"extra_tasks": [{"accepted": "ya"}] * 4 + [{"accepted": "tidak"}]},
    )


# ---- the Kepala Dinas PU ----------------------------------------------------------------------


def year_of_the_kepala_dinas(story: Story, profile: str) -> None:
    """Up to the result: SKP with costs, three kolega, three bawahan."""
    story.start("skp_agreement", profile, KEPALA_DPU)
    story.as_("pegawai").fills("draft_skp", rows=skp.kepala_dpu(2026)["rows"])
    story.goes_on("form_filling")
    story.as_("pegawai").fills(
        "self_assess",
        rows=[
            {"actual_quality": "92", "actual_cost": "2.490.954.300"},  # 90 % of 2.767.727.000
            {"actual_quality": "88"},
            {"actual_quality": "80", "actual_cost": "20.770.000.000"},  # 80 % of 25.962.500.000
            {  # 75 % of 136.092.538.000
                "actual_quantity": "45",
                "actual_quality": "76",
                "actual_cost": "102.069.403.500",
            },
            {"actual_quality": "91", "actual_cost": "38.053.187.650"},  # 95 % of 40.055.987.000
            {"actual_quality": "90", "actual_time": "11"},
            {"actual_quantity": "5", "actual_quality": "95"},
        ],
        behaviour=scores(*[91] * 6),
    )
    review(story, "atasan", scores(*[90] * 6))
    review(story, "kolega", *(scores(*[score] * 6) for score in (80, 84, 88)))
    review(story, "bawahan", *(scores(*[score] * 6) for score in (78, 80, 82)))
    story.goes_on("keberatan")


# ---- words ------------------------------------------------------------------------------------


def review(story: Story, group: str, *forms: list[dict[str, str]]) -> None:
    for rater, behaviour in zip(story.raters(group), forms, strict=True):
        rater.fills("review_behaviour", behaviour=behaviour)


def scores(*values: int) -> list[dict[str, str]]:
    """One row per aspect, with the count of satisfactory STAR elements that the score needs."""
    return [{"score": str(value), "star_count": str(stars(value))} for value in values]


def stars(score: int) -> int:
    return sum(score >= low for low in (51, 61, 76, 91))


def realised(count: int, given: dict[int, dict[str, str]]) -> list[dict[str, str]]:
    return [given.get(number, {}) for number in range(1, count + 1)]


def skipped(*keys: str) -> set[str]:
    return {f"siklus_kasn:{key}_skipped" for key in keys}


def result(skp_score: str, behaviour_score: str, npk: str, predikat: str) -> dict[str, Any]:
    return {
        "skp_score": Decimal(skp_score),
        "behaviour_score": Decimal(behaviour_score),
        "npk": Decimal(npk),
        "predikat": predikat,
    }
