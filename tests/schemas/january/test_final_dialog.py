"""The Performance Dialog: what is agreed counts, what the pegawai stated is kept."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from schemas.facts import Facts
from schemas.final_dialog import CloseReceipt, HoldFinalDialog, ReceiveResult
from schemas.form_filling import ReviewBehaviour, SelfAssess

Raw = dict[str, Any]
Accepts = Callable[..., Raw]
Refusal = Callable[..., dict[Any, Any]]

CLAIMS = {
    "extra_tasks": [
        {"description": "Panitia HUT kabupaten", "date": "2026-08-17", "letter_no": "094/17"},
        {"description": "Narasumber bimtek", "date": "2026-09-01"},
    ],
    "creativity": [
        {
            "title": "Aplikasi pemantauan",
            "benefit_scope": "unit",
            "certificate_level": "eselon_ii",
            "certificate_no": "800/12",
            "date": "2026-10-01",
        }
    ],
}
WORDS = {
    "strengths": "Teliti dalam pemeriksaan dan adil kepada stafnya.",
    "improvement": "Laporan triwulan perlu selesai lebih awal.",
}


@pytest.fixture
def dialog(structural: Facts, self_assessment: Raw, six_aspects: list[Raw]) -> Facts:
    """The week of the dialog: both forms are in, with two extra tasks and one creativity."""
    own = SelfAssess(structural)
    review = ReviewBehaviour(structural)
    six_aspects[0]["score"] = "80"
    return replace(
        structural,
        earlier={
            "form_filling.self_assess": own.plain(own.load(self_assessment | CLAIMS)),
        },
        atasan_review=review.plain(review.load({"behaviour": six_aspects})),
    )


@pytest.fixture
def agreed(dialog: Facts) -> Raw:
    """Everything as the pegawai stated it; the second extra task is not accepted."""
    raw = HoldFinalDialog(dialog).initial() | WORDS
    first, second = raw["extra_tasks"]
    raw["extra_tasks"] = [
        first | {"accepted": "ya"},
        second | {"accepted": "tidak", "note": "Bagian dari tugas jabatan"},
    ]
    raw["creativity"] = [raw["creativity"][0] | {"accepted": "ya"}]
    return raw


def test_r055_agreed_figures_start_as_those_of_the_pegawai(dialog: Facts) -> None:
    form = HoldFinalDialog(dialog)
    row = form.initial()["rows"][1]
    assert (row["actual_quantity"], row["actual_cost"]) == ("4", "2400000000")
    assert form.inputs["rows"].given[0].cells[-1] == "140 dokumen · mutu 85 · 12 bulan"


def test_r055_another_agreed_figure_leaves_the_pegawais_own(
    dialog: Facts, agreed: Raw, accepts: Accepts
) -> None:
    agreed["rows"][0]["actual_quantity"] = "138"
    assert accepts(HoldFinalDialog(dialog), agreed)["rows"][0]["actual_quantity"] == Decimal(138)
    own = dialog.earlier["form_filling.self_assess"]
    assert own["rows"][0]["actual_quantity"] == "140"


def test_r053_the_pejabat_penilai_revises_his_own_form(
    dialog: Facts, agreed: Raw, accepts: Accepts
) -> None:
    assert agreed["behaviour"][0]["score"] == "80"
    agreed["behaviour"][0]["score"] = "84"
    assert accepts(HoldFinalDialog(dialog), agreed)["behaviour"][0]["score"] == Decimal(84)


def test_r051_holds_for_a_revised_score(dialog: Facts, agreed: Raw, refusal: Refusal) -> None:
    agreed["behaviour"][0]["score"] = "92"
    said = refusal(HoldFinalDialog(dialog), agreed)
    assert list(said["behaviour"][0]) == ["score"]


def test_r056_each_claim_is_accepted_or_refused_with_a_reason(
    dialog: Facts, agreed: Raw, accepts: Accepts, refusal: Refusal
) -> None:
    clean = accepts(HoldFinalDialog(dialog), agreed)
    assert [row["accepted"] for row in clean["extra_tasks"]] == [True, False]
    agreed["extra_tasks"][1]["note"] = ""
    del agreed["creativity"][0]["accepted"]
    assert refusal(HoldFinalDialog(dialog), agreed) == {
        "extra_tasks": {1: {"note": ["Wajib diisi."]}},
        "creativity": {0: {"accepted": ["Wajib diisi."]}},
    }


def test_a_row_is_excluded_only_with_a_reason(
    dialog: Facts, agreed: Raw, accepts: Accepts, refusal: Refusal
) -> None:
    agreed["rows"][0] |= {"excluded": "ya"}
    assert refusal(HoldFinalDialog(dialog), agreed) == {
        "rows": {0: {"exclusion_reason": ["Wajib diisi."]}}
    }
    agreed["rows"][0] |= {"exclusion_reason": "Banjir bandang, kegiatan dibatalkan"}
    assert accepts(HoldFinalDialog(dialog), agreed)["rows"][0]["excluded"] is True


def test_not_every_row_can_be_excluded(dialog: Facts, agreed: Raw, refusal: Refusal) -> None:
    for row in agreed["rows"]:
        row |= {"excluded": "ya", "exclusion_reason": "Banjir bandang di seluruh kabupaten"}
    assert refusal(HoldFinalDialog(dialog), agreed) == {
        "rows": {0: {"excluded": ["Paling sedikit satu kegiatan harus tetap dinilai."]}}
    }


def test_an_agreed_cost_is_as_needed_as_a_stated_one(
    dialog: Facts, agreed: Raw, refusal: Refusal
) -> None:
    agreed["rows"][1]["actual_cost"] = ""
    said = refusal(HoldFinalDialog(dialog), agreed)
    assert list(said["rows"][1]) == ["actual_cost"]


@pytest.mark.parametrize("name", ["strengths", "improvement"])
def test_strengths_and_improvement_are_said(
    dialog: Facts, agreed: Raw, refusal: Refusal, name: str
) -> None:
    assert refusal(HoldFinalDialog(dialog), agreed | {name: ""}) == {name: ["Wajib diisi."]}


def test_a_dialog_without_claims_has_nothing_to_accept(
    dialog: Facts, agreed: Raw, accepts: Accepts
) -> None:
    own = dialog.earlier["form_filling.self_assess"] | {"extra_tasks": [], "creativity": []}
    plain = replace(dialog, earlier={"form_filling.self_assess": own})
    clean = accepts(HoldFinalDialog(plain), agreed | {"extra_tasks": [], "creativity": []})
    assert (clean["extra_tasks"], clean["creativity"]) == ([], [])


def test_r076_receipt_is_ticked_and_no_sign_of_agreement(
    dialog: Facts, accepts: Accepts, refusal: Refusal
) -> None:
    form = ReceiveResult(dialog)
    assert accepts(form, {"received": "ya"})["received"] is True
    assert refusal(form, {}) == {"received": ["Centang bila hasilnya sudah Anda terima."]}
    assert "bukan tanda setuju" in form.lead


def test_r054_the_pegawai_reads_the_dialog_without_the_scores_of_one_rater(
    dialog: Facts, agreed: Raw
) -> None:
    held = HoldFinalDialog(dialog)
    plain = held.plain(held.load(agreed))
    told = ReceiveResult(replace(dialog, own={"hold_final_dialog": plain})).told()
    labels = [label for each in told for label, _ in each.lines]
    assert "Kekuatan pegawai" in labels
    assert "Aspek perilaku kerja" not in labels


def test_a_withheld_receipt_is_closed_with_a_note(
    dialog: Facts, accepts: Accepts, refusal: Refusal
) -> None:
    note = "Disampaikan lisan 13 Januari, pegawai tidak bersedia mengonfirmasi."
    form = CloseReceipt(dialog)
    assert form.comment(accepts(form, {"note": note})) == note
    assert list(refusal(form, {"note": "tidak mau"})) == ["note"]
