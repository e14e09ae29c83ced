"""Keberatan: accepted for good or filed with reasons, then registered with its timeliness."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from schemas.facts import DossierRecord, Facts
from schemas.keberatan import FileKeberatan, RegisterKeberatan, RespondResult

Raw = dict[str, Any]
Accepts = Callable[..., Raw]
Refusal = Callable[..., dict[Any, Any]]

JAKARTA = ZoneInfo("Asia/Jakarta")
REASONS = "Target kegiatan kedua berubah pada bulan Mei, tetapi realisasi dinilai dengan yang lama."


@pytest.fixture
def filing() -> Raw:
    return {
        "contested_parts": ["skp", "predikat"],
        "reasons": REASONS,
        "requested_outcome": "Nilai SKP 92",
        "evidence": [{"label": "Surat perubahan", "url": "https://arsip.contoh.go.id/1"}],
    }


@pytest.mark.parametrize("response", ["terima", "keberatan"])
def test_r077_the_pegawai_accepts_or_objects(
    structural: Facts, accepts: Accepts, response: str
) -> None:
    form = RespondResult(structural)
    assert form.outcome(accepts(form, {"response": response})) == {"keberatan_response": response}


@pytest.mark.parametrize("response", ["", "diam", "ditolak"])
def test_silence_cannot_be_sent(structural: Facts, refusal: Refusal, response: str) -> None:
    assert list(refusal(RespondResult(structural), {"response": response})) == ["response"]


def test_accepting_is_said_to_be_for_good(structural: Facts) -> None:
    form = RespondResult(structural)
    assert "tidak dapat lagi" in form.confirm
    assert form.sections()[0].help == "Batas: 21 Januari 2027 pukul 23.59."


def test_r078_a_keberatan_names_its_parts_and_reasons(
    structural: Facts, filing: Raw, accepts: Accepts
) -> None:
    clean = accepts(FileKeberatan(structural), filing)
    assert clean["contested_parts"] == ["skp", "predikat"]
    assert clean["reasons"] == REASONS


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"contested_parts": []}, "contested_parts"),
        ({"contested_parts": ["hasil_kerja"]}, "contested_parts"),
        ({"reasons": REASONS[:49]}, "reasons"),
        ({"reasons": ""}, "reasons"),
        ({"requested_outcome": "x" * 2001}, "requested_outcome"),
        ({"evidence": [{"label": "x", "url": "javascript:alert(1)"}]}, "evidence"),
    ],
)
def test_an_unfounded_keberatan_is_refused(
    structural: Facts, filing: Raw, refusal: Refusal, change: Raw, name: str
) -> None:
    assert list(refusal(FileKeberatan(structural), filing | change)) == [name]


def test_fifty_letters_are_reason_enough(structural: Facts, filing: Raw, accepts: Accepts) -> None:
    assert accepts(FileKeberatan(structural), filing | {"reasons": "a" * 50})


def test_r084_records_of_the_year_are_linked(
    structural: Facts, filing: Raw, accepts: Accepts, refusal: Refusal
) -> None:
    year = replace(
        structural,
        dossier=(DossierRecord("coaching_week_1.record_coaching", "Coaching April"),),
    )
    linked = filing | {"records": ["coaching_week_1.record_coaching"]}
    assert accepts(FileKeberatan(year), linked)["records"] == ["coaching_week_1.record_coaching"]
    assert list(refusal(FileKeberatan(year), filing | {"records": ["gaji"]})) == ["records"]
    assert "records" not in FileKeberatan(structural).inputs


@pytest.mark.parametrize(
    ("late_by", "timely", "sentence"),
    [
        (timedelta(seconds=-1), True, "Diajukan 21 Januari 2027 pukul 23.59, tepat waktu."),
        (timedelta(0), False, "Diajukan 22 Januari 2027 pukul 00.00, terlambat."),
    ],
)
def test_w38_timeliness_is_computed_and_shown(
    structural: Facts, late_by: timedelta, timely: bool, sentence: str
) -> None:
    closes = datetime(2027, 1, 22, tzinfo=JAKARTA)
    form = RegisterKeberatan(replace(structural, events={"diajukan": closes + late_by}))
    assert form.timely is timely
    assert form.sections()[0].help == sentence


def test_r080_sdm_gives_a_register_number(
    structural: Facts, accepts: Accepts, refusal: Refusal
) -> None:
    form = RegisterKeberatan(structural)
    assert accepts(form, {"register_no": "K/03/2027"})["register_no"] == "K/03/2027"
    assert refusal(form, {"register_no": " "}) == {"register_no": ["Wajib diisi."]}
    assert form.timely is None
