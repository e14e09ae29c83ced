"""Semester 1 is ticked, talked over, signed; a low predikat is followed up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from schemas.facts import Facts, SkpRow
from schemas.fields import Number
from schemas.mid_year_dialog import (
    ConfirmMidYear,
    HoldMidYear,
    InformalCoaching,
    TickMidYear,
)
from schemas.semester import scheduled

Refusal = Callable[..., dict[str, Any]]

NARRATIVE = "Sebagian besar pekerjaan berjalan sesuai rencana."
TICKED = {
    "rows": [
        {"no": 1, "status": "selesai", "note": ""},
        {"no": 2, "status": "dalam_proses", "note": ""},
    ],
    "narrative_self": NARRATIVE,
}


@pytest.fixture
def talk() -> dict[str, Any]:
    """What a pejabat penilai writes about the dialog."""
    return {
        "rows": [{"no": 1, "status": "selesai"}, {"no": 2, "status": "dalam_proses"}],
        "progress": "Rencana kerja selesai.",
        "obstacles": "Tim pemeriksa kurang.",
        "plan_semester2": "Menambah dua tim.",
        "capacity_plan": "Diklat audit.",
        "semester1_assessment": "Sesuai rencana.",
        "narrative_pejabat_penilai": NARRATIVE,
    }


@pytest.fixture
def ticked(facts: Facts) -> Facts:
    return replace(facts, own={"tick_mid_year": TICKED})


@pytest.mark.parametrize(
    ("start", "end", "listed"),
    [
        ((2026, 1, 1), (2026, 1, 31), True),
        ((2026, 6, 30), (2026, 12, 31), True),
        ((2026, 7, 1), (2026, 12, 31), False),
    ],
)
def test_only_activities_of_semester_1_are_listed(
    start: tuple[int, int, int], end: tuple[int, int, int], listed: bool
) -> None:
    row = SkpRow(1, "K", schedule_start=date(*start), schedule_end=date(*end))
    assert bool(scheduled(Facts(skp=(row,)))) is listed


def test_the_pegawai_ticks_exactly_the_listed_rows(facts: Facts, refusal: Refusal) -> None:
    form = TickMidYear(facts)
    rows = form.inputs["rows"]
    assert [(row.key, row.cells[1]) for row in rows.given] == [(1, "1 dokumen"), (2, "76 dokumen")]
    clean = form.load(TICKED)
    assert [row["no"] for row in clean["rows"]] == [1, 2]
    assert form.load(form.plain(clean)) == clean
    assert refusal(form, TICKED | {"rows": [{"status": "selesai"}]}) == {
        "rows": {1: {"status": ["Wajib diisi."]}}
    }
    assert (
        "Pilih salah satu"
        in refusal(form, TICKED | {"rows": [{"status": "hampir"}, {"status": "belum"}]})["rows"][0][
            "status"
        ][0]
    )


def test_an_activity_outside_semester_1_cannot_be_ticked(facts: Facts, refusal: Refusal) -> None:
    three = [{"no": no, "status": "selesai"} for no in (1, 2, 3)]
    said = refusal(TickMidYear(facts), TICKED | {"rows": three})
    assert said == {"rows": ["Tabel ini berisi 2 baris; muat ulang halaman."]}


def test_nothing_scheduled_leaves_nothing_to_tick(facts: Facts) -> None:
    none = replace(facts, skp=(facts.skp[2],))
    assert TickMidYear(none).load({"narrative_self": NARRATIVE})["rows"] == []


def test_the_predikat_and_the_score_cannot_be_typed(
    facts: Facts, talk: dict[str, Any], refusal: Refusal
) -> None:
    for form, raw in ((TickMidYear(facts), TICKED), (HoldMidYear(facts), talk)):
        assert not any(isinstance(each, Number) for each in form.inputs.values())
        said = refusal(form, raw | {"mid_year_predicate": "Sesuai Harapan"})
        assert "tidak dikenal" in said["mid_year_predicate"][0]


def test_the_dialog_starts_with_the_ticks_of_the_pegawai(ticked: Facts) -> None:
    form = HoldMidYear(ticked)
    assert [row["status"] for row in form.initial()["rows"]] == ["selesai", "dalam_proses"]
    assert form.inputs["rows"].given[1].cells[2] == "Dalam Proses"


def test_the_dialog_covers_five_topics_and_a_narrative(
    ticked: Facts, talk: dict[str, Any], refusal: Refusal
) -> None:
    form = HoldMidYear(ticked)
    assert form.load(form.plain(form.load(talk))) == form.load(talk)
    said = refusal(form, {"rows": talk["rows"]})
    assert set(said) == set(talk) - {"rows"}


def test_a_corrected_tick_says_why(ticked: Facts, talk: dict[str, Any], refusal: Refusal) -> None:
    form = HoldMidYear(ticked)
    rows = [{"no": 1, "status": "belum"}, {"no": 2, "status": "dalam_proses"}]
    assert refusal(form, talk | {"rows": rows}) == {
        "rows": {0: {"note": ["Tuliskan alasan mengubah centang pegawai."]}}
    }
    rows[0]["note"] = "Dokumen belum ditandatangani."
    assert form.load(talk | {"rows": rows})["rows"][0]["status"] == "belum"


def test_agreed_targets_make_a_new_version_of_the_skp(ticked: Facts, talk: dict[str, Any]) -> None:
    form = HoldMidYear(ticked)
    revision = {"skp_no": "2", "new_target_quantity": "160", "reason": "Obrik bertambah."}
    clean = form.load(talk | {"target_revision": [revision]})
    revised = form.revised(clean)
    assert [row.quantity for row in revised] == [1, 160, 1]
    assert revised[1].time == Decimal(12)
    assert revised[1].sem1_portion == Decimal(76)
    assert ticked.skp[1].quantity == 152
    assert form.load(form.plain(clean)) == clean


@pytest.mark.parametrize(
    ("change", "where", "sentence"),
    [
        ({}, "new_target_quantity", "Isi paling sedikit satu target baru."),
        ({"new_target_time": "13"}, "new_target_time", "Paling banyak 12 bulan."),
        ({"new_target_quantity": "0"}, "new_target_quantity", "Harus lebih dari 0."),
        ({"new_target_cost": "1", "reason": ""}, "reason", "Wajib diisi."),
        ({"new_target_cost": "1", "skp_no": "9"}, "skp_no", "Pilih salah satu dari daftar."),
    ],
)
def test_a_revision_changes_a_target_of_the_skp(
    ticked: Facts,
    talk: dict[str, Any],
    refusal: Refusal,
    change: dict[str, str],
    where: str,
    sentence: str,
) -> None:
    revision = {"skp_no": "2", "reason": "Obrik bertambah."} | change
    said = refusal(HoldMidYear(ticked), talk | {"target_revision": [revision]})
    assert said == {"target_revision": {0: {where: [sentence]}}}


def test_an_activity_is_revised_once(ticked: Facts, talk: dict[str, Any], refusal: Refusal) -> None:
    revision = {"skp_no": "2", "reason": "Obrik bertambah.", "new_target_quantity": "160"}
    said = refusal(HoldMidYear(ticked), talk | {"target_revision": [revision, revision]})
    assert said["target_revision"] == {
        1: {"skp_no": ["Kegiatan ini sudah direvisi pada baris lain."]}
    }


def test_both_sign_the_dialog(facts: Facts, refusal: Refusal) -> None:
    form = ConfirmMidYear(facts)
    signed = form.load({"confirmation": "setuju"})
    assert form.outcome(signed) == {"mid_year_dialog_confirmation": "setuju"}
    assert refusal(form, {"confirmation": "perbaiki"}) == {
        "note": ["Tuliskan apa yang perlu diperbaiki."]
    }
    clean = form.load({"confirmation": "perbaiki", "note": "Butir c keliru."})
    assert form.outcome(clean) == {"mid_year_dialog_confirmation": "perbaiki"}
    again = HoldMidYear(replace(facts, own={"confirm_mid_year": form.plain(clean)}))
    assert again.returned() == form.comment(clean) == "Butir c keliru."
    assert HoldMidYear(facts).returned() == ""


def test_informal_coaching_may_be_declined_with_a_reason(facts: Facts, refusal: Refusal) -> None:
    form = InformalCoaching(facts)
    assert refusal(form, {"follow_up": "tidak"}) == {"reason": ["Wajib diisi."]}
    clean = form.load({"follow_up": "tidak", "reason": "Pegawai sedang tugas belajar."})
    assert clean["actions"] == []
    assert clean["method"] == []
    assert form.load(form.plain(clean)) == clean


def test_informal_coaching_is_recorded_like_any_other(facts: Facts, refusal: Refusal) -> None:
    form = InformalCoaching(facts)
    said = refusal(form, {"follow_up": "coaching_informal", "method": ["tgrow"]})
    assert {"coaching_at", "place", "your_story", "tgrow_goal", "actions"} <= set(said)
    assert "ai_dream" not in said
    clean = form.load(
        {
            "follow_up": "coaching_informal",
            "coaching_at": "2026-07-20T14:00",
            "place": "Ruang kerja",
            "method": ["ymo"],
            "your_story": "Pemeriksaan tertunda.",
            "my_story": "Mulai dari yang berisiko.",
            "our_story": "Jadwal disusun bersama.",
            "actions": [{"what": "Susun jadwal", "who": "Inspektur", "when": "2026-07-31"}],
        }
    )
    assert form.load(form.plain(clean)) == clean
    assert clean["reason"] == ""
