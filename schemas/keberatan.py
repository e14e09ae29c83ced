"""Keberatan: the pegawai accepts the result or objects, SDM registers and forwards (F-08 A)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from schemas.base import Form, Guide, Section
from schemas.evidence import evidence
from schemas.facts import Facts
from schemas.fields import Choice, Choices, LongText, Text
from schemas.heading import with_help
from schemas.said import Said, say

PARTS: Mapping[str, str] = {
    "skp": "Nilai SKP",
    "perilaku": "Nilai perilaku kerja",
    "predikat": "Predikat",
}
"""What may be contested."""

RESPONSES: Mapping[str, str] = {
    "terima": "Menerima hasil",
    "keberatan": "Mengajukan keberatan",
}
ANSWER = "Jawaban"
CONTENT = "Isi keberatan"
PROOF = "Bukti"
REGISTRATION = "Pendaftaran"


class RespondResult(Form):
    """The pegawai accepts the result for good, or announces a keberatan (R-077)."""

    title = "Tanggapi hasil penilaian"
    lead = "Terima hasil penilaian Anda, atau nyatakan keberatan."
    guide = (
        Guide(
            "Sebelum memilih",
            (
                "Menerima menjadikan hasil ini final.",
                "Keberatan diputus oleh atasan Pejabat Penilai; putusannya final.",
                "Setelah memilih keberatan, Anda mengisi alasan dan bukti pada tugas berikutnya.",
                "Tanpa jawaban sampai batas waktu, hasil dianggap diterima.",
            ),
        ),
    )
    minutes = 5
    submit = "Kirim tanggapan"
    confirm = "Hasil yang sudah Anda terima tidak dapat lagi Anda ajukan keberatan."
    shows = ("sheet", "results")
    decides = frozenset({"keberatan_response"})

    response = Choice("Tanggapan Anda", RESPONSES, required=True, section=ANSWER)

    def sections(self) -> tuple[Section, ...]:
        """The one question, under its last moment."""
        return with_help(super().sections(), ANSWER, deadline(self.facts))

    def outcome(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Accepted, or on to the filing."""
        return {"keberatan_response": answers["response"]}


class FileKeberatan(Form):
    """The pegawai's keberatan with reasons and evidence, once for each appraisal (F-08 A).

    The date of filing is the moment at which the form is received.
    """

    title = "Ajukan keberatan"
    lead = "Sampaikan bagian mana yang Anda sanggah, mengapa, dan buktinya."
    guide = (
        Guide(
            "Keberatan yang kuat",
            (
                "Sebutkan angka yang Anda sanggah dan angka yang menurut Anda benar.",
                "Tunjuk catatan coaching, umpan balik, atau cerita STAR yang mendukung.",
                "Tuliskan perbuatan dan dokumen, bukan dugaan tentang orang.",
            ),
        ),
    )
    minutes = 45
    submit = "Ajukan keberatan"
    confirm = "Keberatan hanya dapat diajukan satu kali dan tidak dapat diubah setelah dikirim."
    shows = ("sheet", "results", "dossier")

    contested_parts = Choices("Bagian yang disanggah", PARTS, required=True, section=CONTENT)
    reasons = LongText(
        "Alasan",
        help="Paling sedikit 50 huruf.",
        required=True,
        min=50,
        max=8000,
        rows=8,
        section=CONTENT,
    )
    requested_outcome = LongText(
        "Hasil yang Anda minta", max=2000, help="Boleh kosong.", section=CONTENT
    )
    records = Choices(
        "Catatan tahun ini yang mendukung",
        lambda facts: {each.key: each.label for each in facts.dossier},
        help="Dibaca bersama keberatan Anda oleh atasan Pejabat Penilai.",
        section=PROOF,
    )
    evidence = evidence(section=PROOF)

    def absent(self, facts: Facts) -> list[str]:
        """The choice of records, where there are none."""
        return [] if facts.dossier else ["records"]

    def sections(self) -> tuple[Section, ...]:
        """The groups; the last moment for filing stands on top."""
        return with_help(super().sections(), CONTENT, deadline(self.facts))


class RegisterKeberatan(Form):
    """SDM registers the keberatan and forwards it to the atasan pejabat penilai (R-080)."""

    title = "Daftarkan dan teruskan keberatan"
    lead = "Beri nomor register; keberatan lalu diteruskan kepada atasan Pejabat Penilai."
    minutes = 5
    submit = "Daftarkan dan teruskan"
    shows = ("dossier",)
    reads = ("file_keberatan",)

    register_no = Text("Nomor register", max=60, required=True, section=REGISTRATION)
    note = LongText("Catatan", max=2000, help="Boleh kosong.", section=REGISTRATION)

    @property
    def timely(self) -> bool | None:
        """Whether the keberatan came before its window closed; None if either is unknown."""
        filed, closes = self.facts.events.get("diajukan"), _closes(self.facts)
        return None if filed is None or closes is None else filed < closes

    def sections(self) -> tuple[Section, ...]:
        """The registration, under the computed answer whether the filing was timely."""
        return with_help(super().sections(), REGISTRATION, self._timeliness())

    def _timeliness(self) -> Said:
        filed = self.facts.events.get("diajukan")
        if filed is None or self.timely is None:
            return say("Waktu pengajuan belum tercatat.")
        said = "Diajukan {filed}, tepat waktu." if self.timely else "Diajukan {filed}, terlambat."
        return say(said, filed=filed.astimezone(ZoneInfo(self.facts.zone)))


def deadline(facts: Facts) -> Said | str:
    """Until when a keberatan may be filed, in the agency's time; "" if that is not known."""
    window = facts.windows.get("keberatan")
    last = window.last if window else None
    if last is None:
        return ""
    return say("Batas: {last}.", last=last.astimezone(ZoneInfo(facts.zone)))


def _closes(facts: Facts) -> datetime | None:
    window = facts.windows.get("keberatan")
    return window.closes if window else None
