"""Coaching Week, held in April and in October: from the pegawai's inventory to SDM's receipt."""

from collections.abc import Mapping
from typing import Any, ClassVar

from schemas import guides
from schemas.base import Form
from schemas.conversation import DOCUMENTS, SECTIONS, STATUSES, Conversation, Feedback
from schemas.facts import Facts, SkpRow, Window
from schemas.fields import (
    Choice,
    FixedRow,
    LongText,
    Moment,
    Record,
    Rows,
    Text,
    Ticks,
    When,
    YesNo,
)
from schemas.said import Said, in_words, say

MEETING = "Pertemuan"


class Progress(Record):
    """How far one activity of the SKP is (R-027)."""

    status = Choice("Status", STATUSES, required=True)
    progress_note = LongText("Kemajuan", max=1000, rows=2)
    obstacle = LongText("Kendala", max=1000, rows=2)


class Inventory(Form):
    """The pegawai says how far each activity is, before the session (F-02)."""

    title = "Inventarisasi kemajuan SKP"
    lead = "Catat status setiap kegiatan SKP sebagai bahan coaching dengan Pejabat Penilai."
    guide = guides.FOR_COACHEE
    minutes = 20
    submit = "Kirim inventarisasi"

    inventory = Rows(
        Progress,
        "Kemajuan setiap kegiatan",
        fixed=lambda facts: _activities(facts),
        columns=("Kegiatan", "Target"),
    )
    docs_ready = Ticks(
        "Dokumen yang sudah siap", DOCUMENTS, complete=True, help="Ketiganya harus siap."
    )

    def warnings(self, answers: Mapping[str, Any]) -> list[Said]:
        """Unfinished activities that name no obstacle."""
        return [
            say("Kegiatan {no} belum selesai; adakah kendala yang perlu dibicarakan?", no=row["no"])
            for row in answers["inventory"]
            if row["status"] != "selesai" and not row["obstacle"]
        ]


class ScheduleCoaching(Form):
    """The pejabat penilai fixes the meeting inside the week (R-026)."""

    title = "Tetapkan jadwal coaching"
    lead = "Sepakati waktu dan tempat dengan pegawai, lalu tetapkan di dalam minggu coaching."
    guide = guides.PREPARING
    minutes = 3
    submit = "Tetapkan jadwal"
    reads = ("inventory",)

    coaching_at = Moment(
        "Waktu pertemuan", window=lambda facts: _week(facts), required=True, width="half"
    )
    place = Text("Tempat", max=200, required=True, width="half")
    agreed = YesNo(
        "Waktu dan tempat sudah disepakati dengan pegawai",
        must=say("Sepakati dahulu waktu dan tempatnya dengan pegawai."),
    )


class RecordCoaching(Conversation, Feedback, Form):
    """The pejabat penilai records the session and his own feedback (F-02, F-03)."""

    title = "Catat hasil coaching"
    lead = "Catat percakapan dan tindakan yang disepakati; pegawai akan mengonfirmasinya."
    guide = guides.FOR_COACH
    minutes = 30
    submit = "Kirim kepada pegawai"
    shows = ("skp",)
    reads = ("inventory", "schedule_coaching")
    layout: ClassVar[Mapping[str, str]] = {
        MEETING: "Salam pembuka, tanyakan kabar, jelaskan tujuan.",
        **SECTIONS,
    }

    coaching_at = Moment(
        "Waktu pertemuan",
        window=lambda facts: _week(facts),
        initial=lambda facts: facts.said("schedule_coaching", "coaching_at"),
        required=True,
        section=MEETING,
        width="half",
    )
    place = Text(
        "Tempat",
        max=200,
        initial=lambda facts: facts.said("schedule_coaching", "place"),
        required=True,
        section=MEETING,
        width="half",
    )
    docs_ready = Ticks(
        "Dokumen yang tersedia dalam pertemuan", DOCUMENTS, complete=True, section=MEETING
    )

    def returned(self) -> str:
        """The note of the pegawai or of SDM, whichever sent the record back last."""
        if self.facts.said("confirm_coaching", "confirmation") == "perbaiki":
            return str(self.facts.said("confirm_coaching", "note"))
        if self.facts.said("receive_coaching", "completeness") == "dikembalikan":
            return str(self.facts.said("receive_coaching", "note"))
        return ""


class ConfirmCoaching(Feedback, Form):
    """The pegawai confirms the record, or asks for a correction, and gives his feedback (F-03)."""

    title = "Konfirmasi hasil coaching"
    lead = "Baca catatan Pejabat Penilai; setujui, atau minta diperbaiki."
    guide = (guides.SIX_PRINCIPLES, guides.COACHEE_MINDSET, guides.OILS)
    afresh = ("confirmation", "note")
    minutes = 10
    submit = "Kirim konfirmasi"
    reads = ("record_coaching",)
    layout: ClassVar[Mapping[str, str]] = {"Konfirmasi": "", **SECTIONS}
    decides = frozenset({"coaching_week_confirmation"})

    confirmation = Choice(
        "Apakah catatan ini sesuai dengan pertemuan?",
        {"setuju": "Setuju", "perbaiki": "Minta diperbaiki"},
        required=True,
        section="Konfirmasi",
    )
    note = LongText(
        "Catatan",
        max=2000,
        required_when=When("confirmation", "perbaiki"),
        lacking=say("Tuliskan apa yang perlu diperbaiki."),
        help="Wajib bila Anda minta diperbaiki.",
        section="Konfirmasi",
    )

    def outcome(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Agreed, or recorded anew."""
        return {"coaching_week_confirmation": answers["confirmation"]}

    def comment(self, answers: Mapping[str, Any]) -> str:
        """What is to be corrected."""
        return str(answers["note"])


class ReceiveCoaching(Form):
    """SDM receives the document, or returns it as incomplete (R-032)."""

    title = "Terima dokumen coaching"
    lead = "Periksa kelengkapan dokumen coaching; terima, atau kembalikan."
    bulk = True
    afresh = ("completeness", "note")
    minutes = 2
    submit = "Simpan penerimaan"
    reads = ("record_coaching", "confirm_coaching")
    decides = frozenset({"coaching_week_completeness", "coaching_week_held"})

    completeness = Choice(
        "Kelengkapan",
        {"lengkap": "Lengkap", "dikembalikan": "Dikembalikan"},
        required=True,
    )
    note = LongText(
        "Catatan",
        max=2000,
        required_when=When("completeness", "dikembalikan"),
        lacking=say("Tuliskan apa yang belum lengkap."),
        help="Wajib bila dikembalikan.",
    )

    def outcome(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Held and received, or back to the record."""
        complete = answers["completeness"] == "lengkap"
        routing = {"coaching_week_completeness": answers["completeness"]}
        return routing | ({"coaching_week_held": True} if complete else {})

    def comment(self, answers: Mapping[str, Any]) -> str:
        """What is lacking."""
        return str(answers["note"])


class CloseCoaching(Form):
    """SDM notes why a coaching was not held; the year goes on."""

    title = "Tutup coaching yang belum selesai"
    lead = "Minggu coaching telah berakhir. Tunggu penyelesaiannya, atau tutup dengan alasan."
    minutes = 3
    submit = "Tutup coaching"
    confirm = "Coaching ini dicatat tidak terlaksana. Tindakan ini tidak dapat dibatalkan."
    decides = frozenset({"coaching_week_held"})

    reason = LongText("Alasan tidak terlaksana", min=10, max=1000, rows=3, required=True)

    def outcome(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Not held."""
        return {"coaching_week_held": False}

    def comment(self, answers: Mapping[str, Any]) -> str:
        """Why it was not held."""
        return str(answers["reason"])


def target_of(row: SkpRow) -> str:
    """The targets of an SKP row in one line: "152 dokumen · mutu 100 · 12 bulan · Rp 5.000".

    >>> target_of(SkpRow(17, "Menyelenggarakan koordinasi TLHP"))
    'mutu 100'
    """
    quantity = f"{in_words(row.quantity)} {row.unit}" if row.quantity is not None else ""
    time = f"{in_words(row.time)} {row.time_unit}" if row.time is not None else ""
    cost = f"Rp {in_words(row.cost)}" if row.cost is not None else ""
    quality = f"mutu {in_words(row.quality)}"
    return " · ".join(part for part in (quantity, quality, time, cost) if part)


def _activities(facts: Facts) -> list[FixedRow]:
    return [FixedRow(row.no, (row.activity, target_of(row))) for row in facts.skp]


def _week(facts: Facts) -> Window | None:
    return facts.windows.get(facts.phase)
