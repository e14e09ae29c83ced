"""Mid-Year Performance Dialog: ticks for semester 1, the talk a to e, and what follows (F-04)."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from schemas import guides
from schemas.base import Form, Guide
from schemas.conversation import ACTIONS, CONVERSATION, SECTIONS, Conversation
from schemas.facts import Facts, SkpRow
from schemas.fields import (
    Choice,
    FixedRow,
    LongText,
    Moment,
    Rows,
    Text,
    When,
    at,
)
from schemas.fields.record import Path
from schemas.said import Said, say
from schemas.semester import TICKS, Revision, Tick, portion_of, revised, scheduled

DIALOG = Guide(
    "Menjalankan dialog kinerja",
    (
        "Berpijak pada fakta dan data: kinerja dibandingkan target, penyebab, langkah berikutnya.",
        "Bertanya “mengapa?” sampai akar masalah, lalu urutkan masalah menurut pentingnya.",
        "Cari pemecahan dan putuskan bersama; setiap tindakan punya apa, siapa, kapan, dan "
        "tanggal tinjau.",
        "Hasilnya: masalah utama dan pengakuan atas kerja baik menjadi jelas.",
    ),
)
TICK_HELP = Guide(
    "Arti centang",
    (
        "Yang tampil hanya kegiatan yang dijadwalkan pada semester 1.",
        "Kegiatan setahun: centang berbicara tentang bagian semester 1-nya.",
        "Selesai berarti bagian semester 1 itu telah dilaksanakan seluruhnya.",
        "Predikat tengah tahun dihitung dari centang; tidak ada angka yang diketik.",
    ),
)

TICKED = "Kegiatan semester 1"
TALK = "Isi dialog"
REVISION = "Revisi target semester 2"
FOLLOW_UP = "Tindak lanjut"


class TickMidYear(Form):
    """The pegawai ticks each activity of semester 1 (R-036)."""

    title = "Tandai kemajuan semester 1"
    lead = "Tandai setiap kegiatan yang dijadwalkan pada Januari sampai Juni."
    guide = (TICK_HELP,)
    minutes = 10
    submit = "Kirim kepada Pejabat Penilai"

    rows = Rows(
        Tick,
        "Kegiatan semester 1",
        fixed=lambda facts: [_given(row) for row in scheduled(facts)],
        columns=("Kegiatan", "Target semester 1"),
    )
    narrative_self = LongText(
        "Narasi Anda tentang semester 1", min=20, required=True, help="Tanpa nilai."
    )


class HoldMidYear(Form):
    """The pejabat penilai holds the dialog, confirms or corrects the ticks (R-036, R-037)."""

    title = "Laksanakan dialog tengah tahun"
    lead = "Bahas lima pokok dialog, periksa centang, dan sepakati target enam bulan ke depan."
    guide = (DIALOG, TICK_HELP)
    minutes = 40
    submit = "Kirim kepada pegawai"
    shows = ("skp",)
    reads = ("tick_mid_year",)
    layout: ClassVar[Mapping[str, str]] = {
        TICKED: "Centang pegawai sudah terisi; ubah bila tidak sesuai, dengan catatan.",
        TALK: "Hanya narasi, tanpa angka nilai.",
        REVISION: "Bila disepakati; versi SKP yang lama tetap dapat dibaca.",
    }

    rows = Rows(
        Tick,
        "Kegiatan semester 1",
        fixed=lambda facts: [_ticked(row, facts) for row in scheduled(facts)],
        columns=("Kegiatan", "Target semester 1", "Menurut pegawai"),
        section=TICKED,
    )
    progress = LongText("a. Kemajuan SKP", required=True, section=TALK)
    obstacles = LongText("b. Kendala", required=True, section=TALK)
    plan_semester2 = LongText("c. Rencana semester 2", required=True, section=TALK)
    capacity_plan = LongText("d. Rencana pengembangan diri", required=True, section=TALK)
    semester1_assessment = LongText("e. Penilaian semester 1", required=True, section=TALK)
    narrative_pejabat_penilai = LongText(
        "Narasi Pejabat Penilai", min=20, required=True, section=TALK
    )
    target_revision = Rows(
        Revision, "Target yang direvisi", max=60, add="Tambah revisi", section=REVISION
    )

    def check(self, answers: dict[str, Any]) -> Iterable[tuple[Path, Said]]:
        """A corrected tick says why; an activity is revised once."""
        ticked = _own_ticks(self.facts)
        for index, row in enumerate(answers["rows"]):
            if ticked.get(str(row["no"]), row["status"]) != row["status"] and not row["note"]:
                yield at("rows", index, "note"), say("Tuliskan alasan mengubah centang pegawai.")
        seen: set[str] = set()
        for index, revision in enumerate(answers["target_revision"]):
            if revision["skp_no"] in seen:
                yield (
                    at("target_revision", index, "skp_no"),
                    say("Kegiatan ini sudah direvisi pada baris lain."),
                )
            seen.add(revision["skp_no"])

    def returned(self) -> str:
        """The note of the pegawai who wants the record corrected."""
        if self.facts.said("confirm_mid_year", "confirmation") != "perbaiki":
            return ""
        return str(self.facts.said("confirm_mid_year", "note"))

    def revised(self, answers: Mapping[str, Any]) -> tuple[SkpRow, ...]:
        """The SKP with the agreed new targets; semester 1 keeps its portion (R-042)."""
        changes = {each["skp_no"]: each for each in answers["target_revision"]}
        return tuple(
            revised(row, changes[str(row.no)]) if str(row.no) in changes else row
            for row in self.facts.skp
        )


class ConfirmMidYear(Form):
    """The pegawai signs the dialog, or asks for a correction (R-043)."""

    title = "Konfirmasi hasil dialog tengah tahun"
    lead = "Baca hasil dialog; setujui, atau minta diperbaiki."
    afresh = ("confirmation", "note")
    minutes = 10
    submit = "Kirim konfirmasi"
    reads = ("hold_mid_year",)
    decides = frozenset({"mid_year_dialog_confirmation"})

    confirmation = Choice(
        "Apakah hasil ini sesuai dengan dialog?",
        {"setuju": "Setuju", "perbaiki": "Minta diperbaiki"},
        required=True,
    )
    note = LongText(
        "Catatan",
        max=2000,
        required_when=When("confirmation", "perbaiki"),
        lacking=say("Tuliskan apa yang perlu diperbaiki."),
        help="Wajib bila Anda minta diperbaiki.",
    )

    def outcome(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Both have signed, or the dialog's record is written anew."""
        return {"mid_year_dialog_confirmation": answers["confirmation"]}

    def comment(self, answers: Mapping[str, Any]) -> str:
        """What is to be corrected."""
        return str(answers["note"])


class InformalCoaching(Conversation, Form):
    """After a low predikat: an informal coaching is recorded, or declined with a reason (R-041)."""

    title = "Tindak lanjuti dengan coaching informal"
    lead = "Predikat tengah tahun perlu perhatian: sebaiknya dilakukan coaching informal."
    guide = guides.FOR_COACH
    minutes = 30
    submit = "Simpan tindak lanjut"
    shows = ("skp",)
    reads = ("hold_mid_year",)
    layout: ClassVar[Mapping[str, str]] = {FOLLOW_UP: "", **SECTIONS}
    conditions: ClassVar[Mapping[str, When]] = {
        CONVERSATION: When("follow_up", "coaching_informal"),
        ACTIONS: When("follow_up", "coaching_informal"),
    }

    follow_up = Choice(
        "Tindak lanjut",
        {"coaching_informal": "Coaching informal dilaksanakan", "tidak": "Tidak dilaksanakan"},
        required=True,
        section=FOLLOW_UP,
    )
    reason = LongText(
        "Alasan tidak dilaksanakan",
        min=10,
        max=1000,
        rows=3,
        required=True,
        when=When("follow_up", "tidak"),
        section=FOLLOW_UP,
    )
    coaching_at = Moment(
        "Waktu pertemuan",
        required=True,
        when=When("follow_up", "coaching_informal"),
        section=FOLLOW_UP,
        width="half",
    )
    place = Text(
        "Tempat",
        required=True,
        when=When("follow_up", "coaching_informal"),
        section=FOLLOW_UP,
        width="half",
    )


def _given(row: SkpRow) -> FixedRow:
    return FixedRow(row.no, (row.activity, portion_of(row)))


def _ticked(row: SkpRow, facts: Facts) -> FixedRow:
    status = _own_ticks(facts).get(str(row.no), "")
    cells = (row.activity, portion_of(row), TICKS.get(status, ""))
    return FixedRow(row.no, cells, {"status": status} if status else None)


def _own_ticks(facts: Facts) -> dict[str, str]:
    return {str(row["no"]): row["status"] for row in facts.said("tick_mid_year", "rows") or ()}
