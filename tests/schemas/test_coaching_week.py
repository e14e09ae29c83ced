"""A coaching from inventory to receipt, and one that was never held."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from schemas.coaching_week import (
    CloseCoaching,
    ConfirmCoaching,
    Inventory,
    ReceiveCoaching,
    RecordCoaching,
    ScheduleCoaching,
    target_of,
)
from schemas.facts import Facts, SkpRow

Refusal = Callable[..., dict[str, Any]]

ALL_DOCUMENTS = ["skp", "progress_data", "coaching_form"]


@pytest.fixture
def april(facts: Facts) -> Facts:
    return replace(facts, phase="coaching_week_1")


@pytest.fixture
def record() -> dict[str, Any]:
    """What a pejabat penilai writes after a session in April."""
    return {
        "coaching_at": "2026-04-03T09:00",
        "place": "Ruang rapat",
        "docs_ready": ALL_DOCUMENTS,
        "method": ["ymo"],
        "your_story": "Dua dari tiga kegiatan berjalan.",
        "my_story": "Dahulukan obrik yang berisiko tinggi.",
        "our_story": "Jadwal pemeriksaan disusun ulang.",
        "actions": [{"what": "Susun jadwal", "who": "Inspektur", "when": "2026-04-20"}],
        "helpful": "4",
        "understood_next_step": "ya",
        "duration_minutes": "45",
        "etiquette": ["greeting_start", "side_by_side"],
    }


FEEDBACK = {"helpful": "5", "understood_next_step": "ya", "duration_minutes": "45"}


def test_every_skp_activity_needs_a_status(april: Facts, refusal: Refusal) -> None:
    rows = [{"status": "selesai"}, {"status": ""}, {"status": "belum"}]
    said = refusal(Inventory(april), {"inventory": rows, "docs_ready": ALL_DOCUMENTS})
    assert said == {"inventory": {1: {"status": ["Wajib diisi."]}}}


def test_the_inventory_has_one_row_per_activity(april: Facts) -> None:
    form = Inventory(april)
    given = form.inputs["inventory"].given
    assert [row.key for row in given] == [1, 2, 3]
    assert given[1].cells == (
        "Menetapkan Surat Tugas Pemeriksaan",
        "152 dokumen · mutu 100 · 12 bulan",
    )
    clean = form.load(
        {
            "inventory": [{"no": no, "status": "selesai"} for no in (1, 2, 3)],
            "docs_ready": ALL_DOCUMENTS,
        }
    )
    assert form.load(form.plain(clean)) == clean


def test_an_unfinished_activity_without_obstacle_is_hinted_at(april: Facts) -> None:
    form = Inventory(april)
    clean = form.load(
        {
            "inventory": [
                {"status": "selesai"},
                {"status": "dalam_proses", "obstacle": "Anggaran terlambat."},
                {"status": "belum"},
            ],
            "docs_ready": ALL_DOCUMENTS,
        }
    )
    assert form.warnings(clean) == [
        "Kegiatan 3 belum selesai; adakah kendala yang perlu dibicarakan?"
    ]


def test_all_three_documents_must_be_ready(april: Facts, refusal: Refusal) -> None:
    rows = [{"status": "selesai"}] * 3
    said = refusal(Inventory(april), {"inventory": rows, "docs_ready": ["skp"]})
    assert said == {"docs_ready": ["Belum dicentang: Data kemajuan; Formulir coaching."]}


def test_a_target_without_quantity_is_still_told() -> None:
    assert target_of(SkpRow(17, "Menyelenggarakan koordinasi TLHP")) == "mutu 100"


def test_an_appointment_outside_the_coaching_week_is_refused(
    april: Facts, refusal: Refusal
) -> None:
    agreed = {"place": "Ruang rapat", "agreed": "ya"}
    form = ScheduleCoaching(april)
    assert form.load({"coaching_at": "2026-04-07T16:00", **agreed})
    assert refusal(form, {"coaching_at": "2026-04-08T09:00", **agreed}) == {
        "coaching_at": ["Pilih waktu antara 1 April 2026 pukul 00.00 dan 7 April 2026 pukul 23.59."]
    }


def test_an_appointment_is_agreed_with_the_pegawai(april: Facts, refusal: Refusal) -> None:
    raw = {"coaching_at": "2026-04-07T16:00", "place": "Ruang rapat"}
    assert refusal(ScheduleCoaching(april), raw) == {
        "agreed": ["Sepakati dahulu waktu dan tempatnya dengan pegawai."]
    }


def test_the_record_starts_with_the_appointment(april: Facts) -> None:
    appointment = {"coaching_at": "2026-04-07T16:00", "place": "Aula", "agreed": "ya"}
    start = RecordCoaching(replace(april, own={"schedule_coaching": appointment})).initial()
    assert (start["coaching_at"], start["place"]) == ("2026-04-07T16:00", "Aula")
    assert start["method"] == ["ymo"]
    assert len(start["actions"]) == 1


def test_a_full_record_is_kept(april: Facts, record: dict[str, Any]) -> None:
    form = RecordCoaching(april)
    clean = form.load(record)
    assert clean["actions"][0]["when"] == date(2026, 4, 20)
    assert clean["helpful"] == 4
    assert clean["tgrow_goal"] == ""
    assert form.load(form.plain(clean)) == clean


@pytest.mark.parametrize("story", ["your_story", "my_story", "our_story"])
def test_each_story_is_required(
    april: Facts, record: dict[str, Any], refusal: Refusal, story: str
) -> None:
    assert refusal(RecordCoaching(april), record | {story: " "}) == {story: ["Wajib diisi."]}


def test_tgrow_switched_on_is_required(
    april: Facts, record: dict[str, Any], refusal: Refusal
) -> None:
    said = refusal(RecordCoaching(april), record | {"method": ["ymo", "tgrow"]})
    assert set(said) == {
        f"tgrow_{part}" for part in ("topic", "goal", "reality", "option", "wrapup")
    }


def test_appreciative_inquiry_switched_on_is_required(
    april: Facts, record: dict[str, Any], refusal: Refusal
) -> None:
    said = refusal(RecordCoaching(april), record | {"method": ["appreciative_inquiry"]})
    assert set(said) == {
        f"ai_{part}" for part in ("topic", "discovery", "dream", "design", "destiny")
    }


def test_a_method_switched_off_leaves_nothing_behind(april: Facts, record: dict[str, Any]) -> None:
    assert RecordCoaching(april).load(record | {"tgrow_goal": "Dahulu diisi."})["tgrow_goal"] == ""


def test_a_record_has_at_least_one_action(
    april: Facts, record: dict[str, Any], refusal: Refusal
) -> None:
    form = RecordCoaching(april)
    assert refusal(form, record | {"actions": []}) == {"actions": ["Isi paling sedikit 1 baris."]}
    assert refusal(form, record | {"actions": [{"what": "Susun jadwal"}]}) == {
        "actions": {0: {"who": ["Wajib diisi."], "when": ["Wajib diisi."]}}
    }


def test_the_feedback_belongs_to_the_record(
    april: Facts, record: dict[str, Any], refusal: Refusal
) -> None:
    bare = {name: value for name, value in record.items() if name not in FEEDBACK}
    assert set(refusal(RecordCoaching(april), bare)) == set(FEEDBACK)
    assert (
        "Pilih salah satu"
        in refusal(RecordCoaching(april), record | {"helpful": "6"})["helpful"][0]
    )


def test_the_pegawai_confirms_with_feedback_of_his_own(april: Facts, refusal: Refusal) -> None:
    form = ConfirmCoaching(april)
    clean = form.load({"confirmation": "setuju", **FEEDBACK})
    assert form.outcome(clean) == {"coaching_week_confirmation": "setuju"}
    assert set(refusal(form, {"confirmation": "setuju"})) == set(FEEDBACK)


def test_a_correction_is_asked_for_with_a_note(april: Facts, refusal: Refusal) -> None:
    form = ConfirmCoaching(april)
    raw = {"confirmation": "perbaiki", **FEEDBACK}
    assert refusal(form, raw) == {"note": ["Tuliskan apa yang perlu diperbaiki."]}
    clean = form.load(raw | {"note": "Tindakan kedua belum tercatat."})
    assert form.outcome(clean) == {"coaching_week_confirmation": "perbaiki"}
    assert form.comment(clean) == "Tindakan kedua belum tercatat."
    again = RecordCoaching(replace(april, own={"confirm_coaching": form.plain(clean)}))
    assert again.returned() == "Tindakan kedua belum tercatat."


def test_sdm_receives_many_documents_at_once(april: Facts) -> None:
    form = ReceiveCoaching(april)
    assert form.bulk
    clean = form.load({"completeness": "lengkap"})
    assert form.outcome(clean) == {
        "coaching_week_completeness": "lengkap",
        "coaching_week_held": True,
    }


def test_sdm_returns_an_incomplete_document_with_a_note(april: Facts, refusal: Refusal) -> None:
    form = ReceiveCoaching(april)
    assert refusal(form, {"completeness": "dikembalikan"}) == {
        "note": ["Tuliskan apa yang belum lengkap."]
    }
    clean = form.load({"completeness": "dikembalikan", "note": "Our story terlalu singkat."})
    assert form.outcome(clean) == {"coaching_week_completeness": "dikembalikan"}
    own = {"confirm_coaching": {"confirmation": "setuju"}, "receive_coaching": form.plain(clean)}
    assert RecordCoaching(replace(april, own=own)).returned() == "Our story terlalu singkat."
    assert form.comment(clean) == "Our story terlalu singkat."
    assert RecordCoaching(april).returned() == ""


def test_a_coaching_that_was_not_held_is_closed_with_a_reason(
    april: Facts, refusal: Refusal
) -> None:
    form = CloseCoaching(april)
    assert "Wajib" in refusal(form, {})["reason"][0]
    assert "10 huruf" in refusal(form, {"reason": "Cuti."})["reason"][0]
    clean = form.load({"reason": "Pejabat Penilai cuti sakit."})
    assert form.outcome(clean) == {"coaching_week_held": False}
    assert form.comment(clean) == "Pejabat Penilai cuti sakit."
    assert "tidak dapat dibatalkan" in form.confirm


def test_the_coach_sees_principles_questions_and_manners(april: Facts) -> None:
    titles = {guide.title for guide in RecordCoaching(april).guide}
    assert {
        "Enam prinsip",
        "Lakukan",
        "Hindari",
        "Your story: pertanyaan",
        "T-GROW: pertanyaan",
        "Appreciative Inquiry",
    } <= titles
    six = next(guide for guide in RecordCoaching(april).guide if guide.title == "Enam prinsip")
    assert [line.split(":")[0] for line in six.lines] == [
        "Kepercayaan",
        "Tanggung jawab",
        "Percaya diri",
        "Fokus pada solusi",
        "Tantangan",
        "Tindakan",
    ]


def test_the_pages_of_the_record_follow_the_session(april: Facts) -> None:
    assert [section.title for section in RecordCoaching(april).sections()] == [
        "Pertemuan",
        "Percakapan",
        "Rencana tindak lanjut",
        "Umpan balik pelaksanaan",
    ]
