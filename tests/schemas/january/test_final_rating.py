"""The keberatan before the atasan pejabat penilai: he may ask, and decides for good."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from schemas.base import Form
from schemas.facts import Facts
from schemas.final_rating import (
    DecideKeberatan,
    ExplainPegawai,
    ExplainPejabatPenilai,
    RequestExplanations,
)

Raw = dict[str, Any]
Accepts = Callable[..., Raw]
Refusal = Callable[..., dict[Any, Any]]

JAKARTA = ZoneInfo("Asia/Jakarta")
RATIONALE = "Perubahan target pada bulan Mei terbukti dengan surat; realisasi dihitung ulang."
FILED = {
    "contested_parts": ["skp"],
    "reasons": "Target kegiatan kedua berubah pada bulan Mei.",
}


@pytest.fixture
def filed(structural: Facts) -> Facts:
    """A keberatan of 20 January on an SKP of 88.50 and a behaviour of 86.68."""
    return replace(
        structural,
        now=datetime(2027, 1, 23, 9, tzinfo=JAKARTA),
        earlier={"keberatan.file_keberatan": FILED},
        events={"diajukan": datetime(2027, 1, 20, 9, tzinfo=JAKARTA)},
        sheet={"skp_score": "88.50", "behaviour_score": "86.68", "predikat": "Baik"},
        highest_skp_score=Decimal(115),
    )


@pytest.mark.parametrize("one", ["ya", "tidak"])
@pytest.mark.parametrize("other", ["ya", "tidak"])
def test_r081_either_side_both_or_none_is_asked(
    filed: Facts, accepts: Accepts, one: str, other: str
) -> None:
    form = RequestExplanations(filed)
    asked = accepts(form, {"ask_pejabat_penilai": one, "ask_pegawai": other})
    assert form.outcome(asked) == {
        "final_rating_ask_pejabat_penilai": one == "ya",
        "final_rating_ask_pegawai": other == "ya",
    }


@pytest.mark.parametrize(("day", "fits"), [("2027-01-20", True), ("2027-01-28", True)])
def test_a_hearing_lies_between_filing_and_decision(
    filed: Facts, accepts: Accepts, refusal: Refusal, day: str, fits: bool
) -> None:
    raw = {"ask_pejabat_penilai": "ya", "ask_pegawai": "ya", "hearing_date": day}
    assert bool(accepts(RequestExplanations(filed), raw)["hearing_date"]) is fits
    for wrong in ("2027-01-19", "2027-01-29"):
        assert refusal(RequestExplanations(filed), raw | {"hearing_date": wrong}) == {
            "hearing_date": ["Pilih tanggal 20 Januari 2027 sampai 28 Januari 2027."]
        }


def test_a_late_rating_may_still_hear_both_sides(filed: Facts, accepts: Accepts) -> None:
    late = replace(filed, now=datetime(2027, 2, 1, tzinfo=JAKARTA))
    raw = {"ask_pejabat_penilai": "ya", "ask_pegawai": "ya", "hearing_date": "2027-02-02"}
    assert accepts(RequestExplanations(late), raw)["hearing_date"]


@pytest.mark.parametrize("side", [ExplainPejabatPenilai, ExplainPegawai])
def test_an_explanation_is_told_with_its_evidence(
    filed: Facts, accepts: Accepts, refusal: Refusal, side: type[Form]
) -> None:
    evidence = [{"label": "Notula", "url": "https://arsip.contoh.go.id/2"}]
    raw = {"explanation": "Target dibahas pada bulan Mei dan tetap.", "evidence": evidence}
    assert accepts(side(filed), raw)["evidence"] == evidence
    assert list(refusal(side(filed), {"explanation": "Tidak."})) == ["explanation"]


@pytest.mark.parametrize(
    "form", [RequestExplanations, ExplainPejabatPenilai, ExplainPegawai, DecideKeberatan]
)
def test_the_keberatan_is_read_before_anything_is_written(filed: Facts, form: type[Form]) -> None:
    told = form(filed).told()
    assert told[0].title == "Ajukan keberatan"
    assert ("Alasan", FILED["reasons"]) in told[0].lines


def test_r082_an_upheld_rating_keeps_its_scores(filed: Facts, accepts: Accepts) -> None:
    form = DecideKeberatan(filed)
    clean = accepts(form, {"decision": "ditolak", "rationale": RATIONALE, "new_skp_score": "99"})
    assert form.outcome(clean) == {"final_rating_decision": "ditolak"}
    assert (clean["new_skp_score"], clean["changed_parts"]) == (None, [])


def test_r082_only_the_changed_component_gets_a_new_score(filed: Facts, accepts: Accepts) -> None:
    form = DecideKeberatan(filed)
    clean = accepts(
        form,
        {
            "decision": "diubah",
            "changed_parts": ["skp"],
            "new_skp_score": "92,50",
            "new_behaviour_score": "10",
            "rationale": RATIONALE,
        },
    )
    assert clean["new_skp_score"] == Decimal("92.50")
    assert clean["new_behaviour_score"] is None
    assert form.outcome(clean) == {"final_rating_decision": "diubah"}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"decision": ""}, "decision"),
        ({"changed_parts": []}, "changed_parts"),
        ({"changed_parts": ["skp", "perilaku"]}, "new_behaviour_score"),
        ({"new_skp_score": ""}, "new_skp_score"),
        ({"new_skp_score": "115,01"}, "new_skp_score"),
        ({"new_skp_score": "92,505"}, "new_skp_score"),
        ({"new_skp_score": "88,5"}, "new_skp_score"),
        (
            {"changed_parts": ["perilaku"], "new_behaviour_score": "100,01"},
            "new_behaviour_score",
        ),
        ({"rationale": RATIONALE[:49]}, "rationale"),
    ],
)
def test_a_decision_that_cannot_stand_is_refused(
    filed: Facts, refusal: Refusal, change: Raw, name: str
) -> None:
    raw = {
        "decision": "diubah",
        "changed_parts": ["skp"],
        "new_skp_score": "92,50",
        "rationale": RATIONALE,
    }
    assert list(refusal(DecideKeberatan(filed), raw | change)) == [name]


def test_a_decision_is_said_to_be_final(filed: Facts) -> None:
    assert "final" in DecideKeberatan(filed).confirm


def test_a_profile_without_a_limit_still_refuses_a_slip_of_the_pen(
    filed: Facts, refusal: Refusal
) -> None:
    raw = {
        "decision": "diubah",
        "changed_parts": ["skp"],
        "new_skp_score": "9250",
        "rationale": RATIONALE,
    }
    unlimited = replace(filed, highest_skp_score=None)
    assert list(refusal(DecideKeberatan(unlimited), raw)) == ["new_skp_score"]
