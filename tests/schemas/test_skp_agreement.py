"""The SKP is drafted, warned about, refused, returned and approved."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.facts import Facts
from schemas.skp_agreement import ApproveSkp, DraftSkp, semester_portion

Refusal = Callable[..., dict[str, Any]]


def activity(text: str, **changes: Any) -> dict[str, Any]:
    return {
        "activity": text,
        "target_quantity": "1",
        "unit": "dokumen",
        "target_quality": "100",
        "target_time": "12",
        "time_unit": "bulan",
        "schedule_start": "2026-01-01",
        "schedule_end": "2026-12-31",
    } | changes


def test_a_row_may_go_without_cost_and_credit_points(facts: Facts) -> None:
    form = DraftSkp(facts)
    rows = [
        activity("Menetapkan Renja Tahun 2019", target_cost="-"),
        activity("Menyelenggarakan diklat", target_cost="Rp 1.250.000", credit_points="0,5"),
    ]
    clean = form.load({"rows": rows})
    assert [row["target_cost"] for row in clean["rows"]] == [None, Decimal(1250000)]
    assert [row["credit_points"] for row in clean["rows"]] == [None, Decimal("0.5")]
    assert form.load(form.plain(clean)) == clean


def test_a_new_skp_offers_one_row_for_the_whole_year(facts: Facts) -> None:
    (row,) = DraftSkp(facts).initial()["rows"]
    assert row["target_quality"] == "100"
    assert row["time_unit"] == "bulan"
    assert (row["schedule_start"], row["schedule_end"]) == ("2026-01-01", "2026-12-31")


def test_an_untouched_skp_is_no_skp(facts: Facts, refusal: Refusal) -> None:
    form = DraftSkp(facts)
    assert refusal(form, form.initial()) == {"rows": ["Isi paling sedikit 1 baris."]}


def test_a_row_without_quantity_target_blocks_adoption(facts: Facts, refusal: Refusal) -> None:
    lacking = activity("Menyelenggarakan koordinasi TLHP", target_quantity="", target_time="")
    said = refusal(DraftSkp(facts), {"rows": [activity("Menetapkan Renja"), lacking]})
    assert said == {
        "rows": {
            1: {
                "target_quantity": [
                    "Kegiatan tanpa target kuantitas tidak dapat diajukan; isi jumlah outputnya."
                ],
                "target_time": ["Wajib diisi."],
            }
        }
    }


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"target_quantity": "0"}, "target_quantity", "Harus lebih dari 0."),
        ({"target_quality": "100,5"}, "target_quality", "Paling banyak 100."),
        ({"target_time": "13"}, "target_time", "Paling banyak 12 bulan."),
        ({"target_time": "367", "time_unit": "hari"}, "target_time", "Paling banyak 366 hari."),
        ({"target_cost": "-1"}, "target_cost", "Paling sedikit 0."),
        ({"schedule_start": "2025-12-31"}, "schedule_start", "Pilih tanggal 1 Januari 2026"),
        (
            {"schedule_start": "2026-07-01", "schedule_end": "2026-06-30"},
            "schedule_end",
            "mendahului",
        ),
        ({"sem1_portion": "2"}, "sem1_portion", "melebihi"),
        ({"unit": ""}, "unit", "Wajib diisi."),
        ({"activity": "k" * 501}, "activity", "Paling banyak 500 huruf"),
    ],
)
def test_targets_keep_their_limits(
    facts: Facts, refusal: Refusal, changes: dict[str, str], field: str, sentence: str
) -> None:
    said = refusal(DraftSkp(facts), {"rows": [activity("Menetapkan Renja", **changes)]})
    assert list(said["rows"][0]) == [field]
    assert sentence in said["rows"][0][field][0]


def test_days_may_count_a_whole_year(facts: Facts) -> None:
    row = activity("Piket", target_time="366", time_unit="hari")
    assert DraftSkp(facts).load({"rows": [row]})["rows"][0]["target_time"] == 366


def test_an_skp_has_at_most_sixty_rows(facts: Facts, refusal: Refusal) -> None:
    said = refusal(DraftSkp(facts), {"rows": [activity("Menetapkan Renja")] * 61})
    assert said == {"rows": ["Paling banyak 60 baris."]}


def test_the_same_activity_twice_is_warned_about(facts: Facts) -> None:
    form = DraftSkp(facts)
    texts = ["Menyusun rencana", "Menetapkan Renja Tahun 2019", "menetapkan  renja tahun 2019"]
    clean = form.load({"rows": [activity(text) for text in texts]})
    assert form.warnings(clean) == [
        "Kegiatan 3 sama dengan kegiatan 2: menetapkan renja tahun 2019."
    ]
    assert form.warnings(form.load({"rows": [activity("Menetapkan Renja")]})) == []


def test_the_answers_become_rows_of_the_skp(facts: Facts) -> None:
    form = DraftSkp(facts)
    rows = [
        activity("Menetapkan Surat Tugas", target_quantity="152"),
        activity("Menetapkan RKA", schedule_start="2026-07-01"),
        activity("Melaporkan TLHP", target_quantity="12", sem1_portion="5"),
    ]
    skp = form.skp(form.load({"rows": rows}))
    assert [row.no for row in skp] == [1, 2, 3]
    assert [row.sem1_portion for row in skp] == [76, 0, 5]
    assert (skp[0].quantity, skp[0].time, skp[0].time_unit, skp[0].quality) == (
        152,
        12,
        "bulan",
        100,
    )


@given(st.integers(1, 10_000), st.integers(1, 12), st.integers(1, 12))
def test_a_semester_is_part_of_its_year(quantity: int, start: int, end: int) -> None:
    start, end = min(start, end), max(start, end)
    portion = semester_portion(Decimal(quantity), date(2026, start, 1), date(2026, end, 28))
    assert 0 <= portion <= quantity
    assert (portion == quantity) == (end <= 6)
    assert (portion == 0) == (start > 6)


def test_the_pejabat_penilai_approves(facts: Facts) -> None:
    form = ApproveSkp(facts)
    clean = form.load({"decision": "setujui", "note": ""})
    assert form.outcome(clean) == {"skp_agreement_decision": "setujui"}
    assert form.comment(clean) == ""


def test_an_skp_is_returned_only_with_a_note(facts: Facts, refusal: Refusal) -> None:
    form = ApproveSkp(facts)
    assert refusal(form, {"decision": "kembalikan"}) == {
        "note": ["Tuliskan apa yang perlu diperbaiki."]
    }
    assert refusal(form, {}) == {"decision": ["Wajib diisi."]}
    clean = form.load({"decision": "kembalikan", "note": "Baris 17 tanpa target."})
    assert form.outcome(clean) == {"skp_agreement_decision": "kembalikan"}
    assert form.comment(clean) == "Baris 17 tanpa target."


def test_a_returned_skp_shows_why_and_keeps_its_rows(facts: Facts) -> None:
    form = DraftSkp(facts)
    stored = form.plain(form.load({"rows": [activity("Menetapkan Renja", target_quantity="2")]}))
    again = DraftSkp(
        Facts(
            year=2026,
            step="draft_skp",
            own={
                "draft_skp": stored,
                "approve_skp": {"decision": "kembalikan", "note": "Tambah satu."},
            },
        )
    )
    assert again.returned() == "Tambah satu."
    assert again.initial()["rows"][0]["target_quantity"] == "2"
    assert form.returned() == ""


def test_the_pejabat_penilai_reads_the_draft_in_words(facts: Facts) -> None:
    form = DraftSkp(facts)
    stored = form.plain(form.load({"rows": [activity("Menetapkan Renja")]}))
    (told,) = ApproveSkp(Facts(own={"draft_skp": stored})).told()
    assert told.title == "Susun SKP"
    assert told.lines[0][1].startswith(
        "Kegiatan tugas jabatan: Menetapkan Renja · Target kuantitas: 1 · Satuan output: dokumen"
    )
