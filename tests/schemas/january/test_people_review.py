"""People Review: roles, the presented cell, challenges, and a rating that needs evidence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from schemas.facts import Facts, Person, Window
from schemas.people_review import PrepareReview, PresentEvaluatee, RecordChallenges, SignReview

Raw = dict[str, Any]
Accepts = Callable[..., Raw]
Refusal = Callable[..., dict[Any, Any]]

JAKARTA = ZoneInfo("Asia/Jakarta")
MINUTES = "Rapat dibuka oleh ketua; usulan dibahas dan diuji dengan bukti."


@pytest.fixture
def review(structural: Facts) -> Facts:
    """February: SKP 92.50 and behaviour 87.50, NPK 90.50, Baik."""
    return replace(
        structural,
        now=datetime(2027, 2, 2, 9, tzinfo=JAKARTA),
        windows={
            "people_review": Window(
                datetime(2027, 2, 1, tzinfo=JAKARTA), datetime(2027, 2, 15, tzinfo=JAKARTA)
            )
        },
        people=(
            Person(1, "Inspektur"),
            Person(4, "Kepala BKD"),
            Person(5, "Kepala Bappeda"),
            Person(6, "Kepala Dinas Kesehatan"),
        ),
        sheet={"skp_score": "92.50", "behaviour_score": "87.50", "predikat": "Baik"},
        matrix_cell=("tinggi", "sedang"),
    )


# ---- preparing --------------------------------------------------------------------------------


@pytest.fixture
def meeting() -> Raw:
    return {
        "chairman": "3",
        "evaluator": "2",
        "lead_facilitator": "4",
        "assisting_facilitator": "5",
        "meeting_at": "2027-02-03T09:00",
        "place": "Aula",
    }


def test_r091_a_meeting_has_its_roles(review: Facts, meeting: Raw, accepts: Accepts) -> None:
    form = PrepareReview(review)
    assert form.outcome(accepts(form, meeting)) == {
        "people_review_chairman": 3,
        "people_review_evaluator": 2,
        "people_review_assisting": 5,
    }


def test_without_an_evaluator_the_pejabat_penilai_presents(
    review: Facts, meeting: Raw, accepts: Accepts
) -> None:
    form = PrepareReview(review)
    answers = accepts(form, meeting | {"evaluator": ""})
    assert answers["evaluator"] is None
    assert form.outcome(answers)["people_review_evaluator"] == 2


@pytest.mark.parametrize(
    ("change", "name", "sentence"),
    [
        ({"chairman": ""}, "chairman", "Wajib diisi."),
        ({"chairman": "99"}, "chairman", "Pilih salah satu dari daftar."),
        (
            {"chairman": "1"},
            "chairman",
            "Pegawai yang ditinjau tidak memegang peran dalam rapatnya.",
        ),
        (
            {"chairman": "2", "evaluator": "6"},
            "chairman",
            "Pejabat Penilai tidak memimpin tinjauan atas penilaiannya.",
        ),
        ({"assisting_facilitator": "3"}, "assisting_facilitator", "Sudah memegang peran Ketua "),
        (
            {"evaluator": "", "lead_facilitator": "2"},
            "lead_facilitator",
            "Sudah memegang peran Evaluator.",
        ),
        ({"meeting_at": "2027-01-31T09:00"}, "meeting_at", "Pilih waktu antara 1 Februari 2027"),
        ({"meeting_at": "2027-02-15T00:00"}, "meeting_at", "Pilih waktu antara 1 Februari 2027"),
        ({"place": ""}, "place", "Wajib diisi."),
    ],
)
def test_roles_that_do_not_go_together_are_refused(
    review: Facts, meeting: Raw, refusal: Refusal, change: Raw, name: str, sentence: str
) -> None:
    said = refusal(PrepareReview(review), meeting | change)
    assert list(said) == [name]
    assert said[name][0].startswith(sentence)


def test_a_late_review_is_still_held(
    review: Facts, meeting: Raw, accepts: Accepts, refusal: Refusal
) -> None:
    late = PrepareReview(replace(review, now=datetime(2027, 2, 20, tzinfo=JAKARTA)))
    assert accepts(late, meeting | {"meeting_at": "2027-02-22T09:00"})
    assert refusal(late, meeting | {"meeting_at": "2027-01-31T09:00"}) == {
        "meeting_at": ["Pilih waktu sejak 1 Februari 2027 pukul 00.00."]
    }


# ---- presenting and challenging ---------------------------------------------------------------


@pytest.fixture
def presented(review: Facts) -> Raw:
    """The presentation as it is offered, with the two texts written."""
    return PresentEvaluatee(review).initial() | {
        "presentation": "Capaian pemeriksaan tinggi, kepemimpinan berkembang.",
        "development_action": "Diklat kepemimpinan tingkat II",
    }


def test_r092_axes_and_cell_are_computed_from_the_sheet(
    review: Facts, presented: Raw, accepts: Accepts, refusal: Refusal
) -> None:
    form = PresentEvaluatee(review)
    clean = accepts(form, presented)
    assert (clean["target_axis"], clean["behaviour_axis"]) == ("tinggi", "sedang")
    assert (clean["proposed_cell"], clean["proposed_rating"]) == ("tinggi_sedang", "Baik")
    assert list(refusal(form, presented | {"target_axis": "rendah"})) == ["target_axis"]


def test_another_proposed_rating_is_warned_of(review: Facts, presented: Raw) -> None:
    form = PresentEvaluatee(review)
    assert form.warnings(form.load(presented)) == []
    raised = form.load(presented | {"proposed_rating": "Sangat Baik"})
    assert form.warnings(raised) == [
        "Rating yang berbeda dari predikat memerlukan sanggahan dengan bukti."
    ]


def test_without_scores_every_level_may_be_chosen(review: Facts) -> None:
    form = PresentEvaluatee(replace(review, matrix_cell=None))
    assert list(form.inputs["target_axis"].choices) == ["rendah", "sedang", "tinggi"]
    assert len(form.inputs["proposed_cell"].choices) == 9


def test_r092_a_challenge_has_evidence(review: Facts, accepts: Accepts, refusal: Refusal) -> None:
    form = RecordChallenges(review)
    challenge = {"by": "6", "evidence": "Dua laporan terlambat pada triwulan II."}
    clean = accepts(form, {"challenges": [challenge], "minutes_text": MINUTES})
    assert clean["challenges"][0]["by"] == 6
    bare = {"challenges": [challenge | {"evidence": ""}], "minutes_text": MINUTES}
    assert refusal(form, bare) == {"challenges": {0: {"evidence": ["Wajib diisi."]}}}
    assert list(refusal(form, {"minutes_text": ""})) == ["minutes_text"]


# ---- signing ----------------------------------------------------------------------------------


@pytest.fixture
def challenged(review: Facts, presented: Raw) -> Facts:
    """After the meeting: one challenge with evidence, and minutes."""
    present, record = PresentEvaluatee(review), RecordChallenges(review)
    challenge = {"by": "6", "evidence": "Penghargaan pengawasan tingkat provinsi."}
    raw = {"challenges": [challenge], "minutes_text": MINUTES}
    return replace(
        review,
        own={
            "present_evaluatee": present.plain(present.load(presented)),
            "record_challenges": record.plain(record.load(raw)),
        },
    )


def test_r094_the_rating_starts_as_the_category_of_the_npk(
    challenged: Facts, accepts: Accepts
) -> None:
    form = SignReview(challenged)
    clean = accepts(form, form.initial() | {"signed": "ya"})
    assert (clean["decided_rating"], clean["decided_cell"]) == ("Baik", "tinggi_sedang")
    assert clean["development_action"] == "Diklat kepemimpinan tingkat II"


def test_r094_another_rating_stands_on_evidence_and_minutes(
    challenged: Facts, accepts: Accepts
) -> None:
    form = SignReview(challenged)
    raised = form.initial() | {"decided_rating": "Sangat Baik", "signed": "ya"}
    assert accepts(form, raised)["decided_rating"] == "Sangat Baik"


@pytest.mark.parametrize(
    "record",
    [
        {"challenges": [], "minutes_text": MINUTES},
        {"challenges": [{"by": 6, "evidence": "", "response": ""}], "minutes_text": MINUTES},
        {"challenges": [{"by": 6, "evidence": "Penghargaan"}], "minutes_text": ""},
        {},
    ],
)
def test_r094_another_rating_without_them_is_refused(
    challenged: Facts, refusal: Refusal, record: Raw
) -> None:
    form = SignReview(replace(challenged, own=dict(challenged.own) | {"record_challenges": record}))
    raised = form.initial() | {"decided_rating": "Sangat Baik", "signed": "ya"}
    assert list(refusal(form, raised)) == ["decided_rating"]
    assert form.load(raised | {"decided_rating": "Baik"})


def test_r094_nothing_holds_without_the_chairmans_sign_off(
    challenged: Facts, refusal: Refusal
) -> None:
    form = SignReview(challenged)
    assert refusal(form, form.initial()) == {"signed": ["Sahkan risalah dan keputusan rapat."]}
