"""The keberatan before the atasan pejabat penilai: explanations and his final word (F-08 B, C)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from schemas.base import Form, Guide, Told
from schemas.behaviour import highest_score
from schemas.evidence import evidence
from schemas.facts import Facts
from schemas.fields import Choice, Choices, Day, LongText, Number, Record, When, YesNo, at
from schemas.fields.record import Path
from schemas.keberatan import FileKeberatan
from schemas.said import Said, say

DECISIONS: Mapping[str, str] = {"ditolak": "Ditolak: nilai tetap", "diubah": "Nilai diubah"}
COMPONENTS: Mapping[str, str] = {"skp": "Nilai SKP", "perilaku": "Nilai perilaku kerja"}

UNLIMITED = Decimal("999.99")
"""What can be typed where the profile has no limit."""

FAIR_HEARING = Guide(
    "Memeriksa keberatan",
    (
        "Baca alasan dan bukti pegawai di samping lembar hasil.",
        "Penjelasan dapat diminta dari Pejabat Penilai dan dari pegawai, atau dari keduanya.",
        "Putuskan berdasarkan catatan dan bukti, bukan jabatan.",
    ),
)


class _OnKeberatan(Form):
    """Shared by all who deal with the keberatan: it is read before anything is written."""

    shows: ClassVar[tuple[str, ...]] = ("sheet", "dossier")

    def told(self) -> tuple[Told, ...]:
        """The keberatan as it was filed, then the earlier steps of this phase."""
        filed = self.facts.earlier.get("keberatan.file_keberatan")
        keberatan = (FileKeberatan(self.facts).describe(filed),) if filed else ()
        return keberatan + super().told()


class RequestExplanations(_OnKeberatan):
    """The atasan pejabat penilai asks either side, both or none (R-081)."""

    title = "Minta penjelasan atas keberatan"
    lead = "Tentukan dari siapa Anda memerlukan penjelasan sebelum memutus keberatan."
    guide = (FAIR_HEARING,)
    minutes = 10
    submit = "Lanjutkan"
    decides = frozenset({"final_rating_ask_pejabat_penilai", "final_rating_ask_pegawai"})

    ask_pejabat_penilai = YesNo("Minta penjelasan Pejabat Penilai", required=True, width="half")
    ask_pegawai = YesNo("Minta penjelasan pegawai", required=True, width="half")
    question = LongText("Yang ingin Anda ketahui", max=2000, help="Boleh kosong.")
    hearing_date = Day(
        "Tanggal mendengar kedua pihak",
        first=lambda facts: _filing_day(facts),
        last=lambda facts: _last_day(facts),
        help="Boleh kosong.",
    )

    def outcome(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Who gets a task beside the decision."""
        return {
            "final_rating_ask_pejabat_penilai": answers["ask_pejabat_penilai"],
            "final_rating_ask_pegawai": answers["ask_pegawai"],
        }

    def comment(self, answers: Mapping[str, Any]) -> str:
        """The question that the explanation should answer."""
        return str(answers["question"])


class _Explanation(Record):
    """What one side says about the keberatan."""

    explanation = LongText(
        "Penjelasan Anda", required=True, min=20, max=8000, rows=8, section="Penjelasan"
    )
    evidence = evidence(section="Penjelasan")


class ExplainPejabatPenilai(_Explanation, _OnKeberatan):
    """The pejabat penilai explains his rating (R-081)."""

    title = "Jelaskan penilaian Anda"
    lead = "Atasan Pejabat Penilai meminta penjelasan Anda atas keberatan pegawai."
    guide = (
        Guide(
            "Penjelasan yang membantu",
            (
                "Tanggapi setiap bagian yang disanggah, dengan fakta dan bukti.",
                "Tanpa penjelasan pun keberatan dapat diputus.",
            ),
        ),
    )
    minutes = 30
    submit = "Kirim penjelasan"
    reads = ("request_explanations",)


class ExplainPegawai(_Explanation, _OnKeberatan):
    """The pegawai explains the keberatan further (R-081)."""

    title = "Jelaskan keberatan Anda"
    lead = "Atasan Pejabat Penilai meminta penjelasan tambahan atas keberatan Anda."
    guide = (
        Guide(
            "Penjelasan yang membantu",
            (
                "Jawab yang ditanyakan; alasan yang sudah Anda tulis tetap dibaca.",
                "Tanpa penjelasan pun keberatan dapat diputus.",
            ),
        ),
    )
    minutes = 30
    submit = "Kirim penjelasan"
    reads = ("request_explanations",)


class DecideKeberatan(_OnKeberatan):
    """The atasan pejabat penilai upholds the rating or changes it, for good (F-08 C, R-082).

    A component that does not change keeps the score of the dialog.
    """

    title = "Putuskan keberatan"
    lead = "Tolak keberatan, atau tetapkan nilai baru. Putusan Anda final."
    guide = (FAIR_HEARING,)
    minutes = 45
    submit = "Putuskan"
    confirm = "Putusan ini final: nilai tidak dapat diubah lagi oleh siapa pun."
    shows = ("sheet", "results", "dossier")
    reads = ("request_explanations", "explain_pejabat_penilai", "explain_pegawai")
    decides = frozenset({"final_rating_decision"})

    decision = Choice("Putusan", DECISIONS, required=True)
    changed_parts = Choices(
        "Nilai yang diubah", COMPONENTS, required=True, when=When("decision", "diubah")
    )
    new_skp_score = Number(
        "Nilai SKP yang baru",
        min=0,
        max=lambda facts: facts.highest_skp_score or UNLIMITED,
        required=True,
        when=When("changed_parts", "skp"),
        width="half",
    )
    new_behaviour_score = Number(
        "Nilai perilaku kerja yang baru",
        min=0,
        max=highest_score,
        required=True,
        when=When("changed_parts", "perilaku"),
        width="half",
    )
    rationale = LongText(
        "Pertimbangan",
        help="Paling sedikit 50 huruf; dibaca pegawai dan Pejabat Penilai.",
        required=True,
        min=50,
        max=8000,
        rows=8,
    )

    def check(self, answers: dict[str, Any]) -> Iterable[tuple[Path, Said]]:
        """A changed score differs from the present one."""
        for new, present in (
            ("new_skp_score", "skp_score"),
            ("new_behaviour_score", "behaviour_score"),
        ):
            now = self.facts.sheet.get(present)
            if now is not None and answers[new] == Decimal(str(now)):
                yield at(new), say("Nilai sekarang sudah {now}.", now=Decimal(str(now)))

    def outcome(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Upheld or changed."""
        return {"final_rating_decision": answers["decision"]}


def _filing_day(facts: Facts) -> date | None:
    filed = facts.events.get("diajukan")
    return filed.astimezone(ZoneInfo(facts.zone)).date() if filed else None


def _last_day(facts: Facts) -> date | None:
    window = facts.windows.get("final_rating")
    if window is None or window.closes is None or window.closes <= facts.now:
        return None
    return (window.closes - timedelta(minutes=1)).astimezone(ZoneInfo(facts.zone)).date()
