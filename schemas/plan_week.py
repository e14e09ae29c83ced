"""Plan Week: the pejabat penilai proposes dates for both dialogs, the pegawai confirms (F-01)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from schemas.base import Form, Guide
from schemas.facts import Facts, Window
from schemas.fields import Choice, LongText, Moment, When, at
from schemas.fields.record import Path
from schemas.said import Said, say

EXPECTATIONS = Guide(
    "Membicarakan harapan di awal tahun",
    (
        "Arah dan target periode mendatang, target individu dan tim.",
        "Dukungan dan peran yang diharapkan.",
        "Hasilnya: tim mengetahui target dan dukungan, pemimpin mengetahui kekhawatiran tim.",
    ),
)
PREPARATION = Guide(
    "Menyiapkan dialog",
    (
        "Dialog berpijak pada fakta dan data.",
        "Agenda, peserta, dan data disiapkan dan dibagikan sebelumnya.",
        "Tetapkan hasil yang diharapkan dari pertemuan.",
        "Hanya narasi: lembar ini tidak memuat nilai.",
    ),
)


def _window(phase: str) -> Callable[[Facts], Window | None]:
    return lambda facts: facts.windows.get(phase)


class _DialogWeek(Form):
    """Shared by both sides: a dialog that this year does not have is not asked for."""

    dialogs: ClassVar[Mapping[str, str]] = {}

    def absent(self, facts: Facts) -> Iterable[str]:
        """Questions about a dialog without a window."""
        return [name for name, phase in self.dialogs.items() if phase not in facts.windows]


class PlanDialogs(_DialogWeek):
    """The pejabat penilai sets the dates of both dialogs inside their windows (R-022, R-024)."""

    title = "Jadwalkan dialog kinerja"
    lead = "Usulkan waktu dialog tengah tahun dan dialog akhir tahun kepada pegawai."
    guide = (EXPECTATIONS, PREPARATION)
    minutes = 10
    submit = "Kirim usulan jadwal"
    shows = ("skp",)
    reads = ("confirm_plan",)
    dialogs: ClassVar[Mapping[str, str]] = {
        "mid_year_dialog_at": "mid_year_dialog",
        "final_dialog_at": "final_dialog",
    }

    mid_year_dialog_at = Moment(
        "Dialog tengah tahun", window=_window("mid_year_dialog"), required=True, width="half"
    )
    final_dialog_at = Moment(
        "Dialog akhir tahun",
        window=_window("final_dialog"),
        width="half",
        help="Boleh ditetapkan kemudian.",
    )
    preparation_notes = LongText(
        "Yang perlu disiapkan", help="Agenda, data, dan hasil yang diharapkan."
    )
    narrative_pejabat_penilai = LongText(
        "Narasi atas SKP", min=20, help="Tanpa nilai; paling sedikit 20 huruf bila diisi."
    )

    def returned(self) -> str:
        """The reason for which the pegawai asked for another time."""
        if self.facts.said("confirm_plan", "response") != "usul_jadwal_lain":
            return ""
        return str(self.facts.said("confirm_plan", "reason"))


class ConfirmPlan(_DialogWeek):
    """The pegawai accepts the dates or proposes others (R-023)."""

    title = "Konfirmasi jadwal dialog"
    lead = "Terima jadwal yang diusulkan Pejabat Penilai, atau usulkan waktu lain."
    guide = (EXPECTATIONS, PREPARATION)
    afresh = ("response",)
    minutes = 5
    submit = "Kirim jawaban"
    reads = ("plan_dialogs",)
    dialogs: ClassVar[Mapping[str, str]] = {
        "proposed_mid_year_dialog_at": "mid_year_dialog",
        "proposed_final_dialog_at": "final_dialog",
    }
    decides = frozenset({"plan_week_response"})

    response = Choice(
        "Jawaban Anda",
        {"terima": "Terima jadwal", "usul_jadwal_lain": "Usulkan jadwal lain"},
        required=True,
    )
    proposed_mid_year_dialog_at = Moment(
        "Usulan waktu dialog tengah tahun",
        window=_window("mid_year_dialog"),
        when=When("response", "usul_jadwal_lain"),
        width="half",
    )
    proposed_final_dialog_at = Moment(
        "Usulan waktu dialog akhir tahun",
        window=_window("final_dialog"),
        when=When("response", "usul_jadwal_lain"),
        width="half",
    )
    reason = LongText(
        "Alasan", max=1000, required=True, rows=3, when=When("response", "usul_jadwal_lain")
    )
    narrative_self = LongText(
        "Narasi Anda atas SKP", min=20, help="Tanpa nilai; paling sedikit 20 huruf bila diisi."
    )

    def check(self, answers: dict[str, Any]) -> Iterable[tuple[Path, Said]]:
        """Another time must be named."""
        asked = [name for name in self.dialogs if name in self.inputs]
        if answers["response"] == "terima" or not asked:
            return
        if not any(answers[name] for name in asked):
            yield at(asked[0]), say("Usulkan waktu untuk paling sedikit satu dialog.")

    def outcome(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Accepted, or round again."""
        return {"plan_week_response": answers["response"]}

    def comment(self, answers: Mapping[str, Any]) -> str:
        """Why another time is asked for."""
        return str(answers["reason"])
