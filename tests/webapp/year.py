"""The year 2026 of three heads, as everybody types it: two in full, one with all its trouble.

The Inspektur has the first of the two real SKPs, claims extra tasks, objects and is heard. The
Kepala Dinas PU has the second, only two kolega, and accepts. The Kepala Dinas Kesehatan has no
bawahan, a low mid-year predikat, one coaching that is not held, a kolega who never answers, and
says nothing to his result. Every form of the year is filled by somebody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from engine import clock
from engine.demo import prepare
from tests.webapp.office import TEXT, Office, local, send, send_button
from tests.webapp.visitor import Page, Value

INSPEKTUR, KADIS_PU = "Inspektur", "Kepala Dinas Pekerjaan Umum"
KADIS_KESEHATAN, KADIS_PENDIDIKAN = "Kepala Dinas Kesehatan", "Kepala Dinas Pendidikan"
BAPPEDA = "Kepala Bappeda"
SEKDA, BUPATI = "Sekretaris Daerah", "Bupati"
SDM, SDM_TOO, SDM_HEAD = (
    "Analis SDM Aparatur Ahli Muda",
    "Pranata SDM Aparatur Mahir",
    "Kepala Bagian SDM dan Umum",
)
THREE = (INSPEKTUR, KADIS_PU, KADIS_KESEHATAN)
BEGIN = local(2026, 1, 5, 8)

Answers = Mapping[str, Value]


class Kept(NamedTuple):
    """A copy of the store, and the instant at which it was made."""

    file: Path
    now: datetime


class Waiting(NamedTuple):
    """A form that is about to be filled: the store, who fills it, where, and how."""

    kept: Kept
    name: str
    path: str
    answers: Answers


class Year:
    """The year as it is lived; `moments` keeps it at named points, `forms` before each form."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.office, self.folder = office, folder
        self.moments: dict[str, Kept] = {}
        self.forms: dict[str, Waiting] = {}
        self.pages: dict[str, Page] = {}

    def live(self) -> Year:
        """From the first Monday of January to the end of February of the next year."""
        prepare(self.office.database)
        for part in (
            self._skp,
            self._plan_week,
            self._coaching_1,
            self._mid_year,
            self._coaching_2,
            self._raters,
            self._january,
            self._dialog,
            self._keberatan,
            self._register,
            self._people_review,
            self._dialog_day,
        ):
            part()
        self.keep("closed")
        return self

    def keep(self, moment: str) -> None:
        """Remember the store as it is now."""
        file = self.folder / f"{len(self.moments) + len(self.forms)}.sqlite"
        self.moments[moment] = Kept(self.office.keep(file), clock.now())

    def fill(self, name: str, title: str, subject: str, answers: Answers | None = None) -> Page:
        """Somebody sends a form; the first of its kind is kept before it is filled."""
        page = self.office.task(name, title, subject)
        return self.send(name, title, page, answers or {})

    def send(self, name: str, title: str, page: Page, answers: Answers) -> Page:
        """Send a task page that is open already."""
        if title not in self.forms:
            self.keep(title)
            self.forms[title] = Waiting(self.moments.pop(title), name, page.path, answers)
        return send(page, answers)

    def send_to_all(self, name: str, title: str, answers: Answers, too_fast: str) -> Page:
        """Send one bulk form for everybody; a colleague is faster with one of them."""
        if title not in self.forms:
            single = self.office.task(name, title, too_fast)
            self.keep(title)
            self.forms[title] = Waiting(self.moments.pop(title), name, single.path, answers)
        inbox = self.office.person(name).get("/")
        many = inbox.follow(f"Kerjakan sekaligus: {title}")
        preview = many.form("Periksa dahulu").fill(answers).press("Periksa dahulu")
        self.office.send(SDM_TOO, title, too_fast, answers)
        (button,) = [each for form in preview.forms for each in form.buttons if "Kirim" in each]
        self.pages[f"{title}: pratinjau"] = preview
        self.pages[title] = preview.press(button)
        return self.pages[title]

    # ---- January to October --------------------------------------------------------------------

    def _skp(self) -> None:
        page = self.office.task(INSPEKTUR, "Susun SKP", INSPEKTUR)
        self.keep("skp drafted")
        self.send(INSPEKTUR, "Susun SKP", page, ROW_17)
        self.fill(KADIS_PU, "Susun SKP", KADIS_PU)
        self.fill(KADIS_KESEHATAN, "Susun SKP", KADIS_KESEHATAN, IMUNISASI)
        returned = {"decision": "kembalikan", "note": "Sebutkan bidangnya pada kegiatan 7."}
        self.fill(SEKDA, "Setujui SKP", KADIS_PU, returned)
        self.fill(KADIS_PU, "Susun SKP", KADIS_PU)
        for subject in THREE:
            self.fill(SEKDA, "Setujui SKP", subject, {"decision": "setujui"})

    def _plan_week(self) -> None:
        self.office.at(2026, 2, 2, 9)
        dates = {"mid_year_dialog_at": "2026-07-02T09:00", "final_dialog_at": "2027-01-11T09:00"}
        for subject in THREE:
            self.fill(SEKDA, "Jadwalkan dialog kinerja", subject, dates)
        another = {
            "response": "usul_jadwal_lain",
            "proposed_mid_year_dialog_at": "2026-07-03T10:00",
            "reason": "Pada 2 Juli ada rapat paripurna.",
        }
        self.fill(INSPEKTUR, "Konfirmasi jadwal dialog", INSPEKTUR, another)
        new = dates | {"mid_year_dialog_at": "2026-07-03T10:00"}
        self.fill(SEKDA, "Jadwalkan dialog kinerja", INSPEKTUR, new)
        for subject in THREE:
            self.fill(subject, "Konfirmasi jadwal dialog", subject, {"response": "terima"})

    def _coaching_1(self) -> None:
        self.office.at(2026, 4, 1, 9)
        for subject in THREE:
            self._coach(subject, "2026-04-02T09:00")
        self.keep("coaching to receive")
        self.send_to_all(
            SDM, "Terima dokumen coaching", {"completeness": "lengkap"}, KADIS_KESEHATAN
        )

    def _coach(self, subject: str, when: str) -> None:
        inventory = every("inventory", ROWS[subject], status="selesai")
        papers = {"docs_ready": DOCUMENTS}
        self.fill(subject, "Inventarisasi kemajuan SKP", subject, inventory | papers)
        meeting = {"coaching_at": when, "place": "Ruang Sekda", "agreed": "ya"}
        self.fill(SEKDA, "Tetapkan jadwal coaching", subject, meeting)
        action = {"actions-0-when": "2026-06-30"}
        self.fill(SEKDA, "Catat hasil coaching", subject, papers | action | FEEDBACK)
        agreed = {"confirmation": "setuju"}
        self.fill(subject, "Konfirmasi hasil coaching", subject, agreed | FEEDBACK)

    def _mid_year(self) -> None:
        self.office.at(2026, 7, 1, 9)
        status = {INSPEKTUR: "selesai", KADIS_PU: "dalam_proses", KADIS_KESEHATAN: "belum"}
        for subject in THREE:
            ticks = every("rows", ROWS[subject], status=status[subject])
            self.fill(subject, "Tandai kemajuan semester 1", subject, ticks)
        page = self.office.task(SEKDA, "Laksanakan dialog tengah tahun", INSPEKTUR)
        page = page.press("Tambah revisi")
        self.send(SEKDA, "Laksanakan dialog tengah tahun", page, REVISION)
        self.fill(SEKDA, "Laksanakan dialog tengah tahun", KADIS_PU)
        self.fill(SEKDA, "Laksanakan dialog tengah tahun", KADIS_KESEHATAN)
        for subject in THREE:
            agreed = {"confirmation": "setuju"}
            self.fill(subject, "Konfirmasi hasil dialog tengah tahun", subject, agreed)
        declined = {"follow_up": "tidak", "reason": "Sudah dibahas tuntas dalam dialog."}
        for subject in (KADIS_PU, KADIS_KESEHATAN):
            self.fill(SEKDA, "Tindak lanjuti dengan coaching informal", subject, declined)

    def _coaching_2(self) -> None:
        self.office.at(2026, 10, 1, 9)
        for subject in (INSPEKTUR, KADIS_PU):
            self._coach(subject, "2026-10-02T09:00")
            complete = {"completeness": "lengkap"}
            self.fill(SDM, "Terima dokumen coaching", subject, complete)
        self.office.at(2026, 10, 8, 9)
        self.fill(SDM, "Tutup coaching yang belum selesai", KADIS_KESEHATAN)

    # ---- raters and January --------------------------------------------------------------------

    def _raters(self) -> None:
        self.office.at(2026, 12, 1, 9)
        for subject, groups in RATERS.items():
            page = self.office.task(subject, "Usulkan penilai 360", subject)
            form = page.form(send_button(page))
            chosen: dict[str, Value] = {
                group: [_value(form.offered(group), name) for name in names]
                for group, names in groups.items()
            }
            nobody = {} if "bawahan" in groups else {"no_bawahan": "ya"}
            self.send(subject, "Usulkan penilai 360", page, chosen | nobody)
            self.fill(SEKDA, "Setujui penilai 360", subject, {"decision": "setujui"})
        self.office.at(2026, 12, 22, 9)
        self.send_to_all(SDM, "Bagikan formulir penilaian", {"documents": HANDED}, KADIS_KESEHATAN)

    def _january(self) -> None:
        self.office.at(2027, 1, 1, 9)
        page = self.office.task(INSPEKTUR, "Isi penilaian mandiri", INSPEKTUR)
        page = page.press("Tambah kreativitas")
        page = page.form("Tambah tugas tambahan").fill(APPLICATION).press("Tambah tugas tambahan")
        for _ in EXTRA_TASKS[1:]:
            page = page.press("Tambah tugas tambahan")
        self.send(INSPEKTUR, "Isi penilaian mandiri", page, SELF[INSPEKTUR])
        for subject in (KADIS_PU, KADIS_KESEHATAN):
            self.fill(subject, "Isi penilaian mandiri", subject, SELF[subject])
        for subject, forms in REVIEWS.items():
            for name, answers in forms.items():
                self.fill(name, "Nilai perilaku kerja", subject, answers)
        self.office.at(2027, 1, 8, 9)
        self.fill(SDM, "Tutup pengisian formulir", KADIS_KESEHATAN)
        self.keep("forms filled")

    def _dialog(self) -> None:
        for subject in THREE:
            self.fill(SEKDA, "Adakan Dialog Kinerja", subject, AGREED[subject])
        self.keep("dialog held")
        for subject in (INSPEKTUR, KADIS_PU):
            self.fill(subject, "Konfirmasi penerimaan hasil", subject, {"received": "ya"})
        self.office.at(2027, 1, 15, 9)
        self.fill(SEKDA, "Tutup penerimaan hasil", KADIS_KESEHATAN)

    # ---- keberatan and after -------------------------------------------------------------------

    def _keberatan(self) -> None:
        self.keep("results received")
        self.fill(KADIS_PU, "Tanggapi hasil penilaian", KADIS_PU, {"response": "terima"})
        self.fill(INSPEKTUR, "Tanggapi hasil penilaian", INSPEKTUR, {"response": "keberatan"})
        self.keep("keberatan announced")
        self.fill(INSPEKTUR, "Ajukan keberatan", INSPEKTUR, {"contested_parts": ["perilaku"]})
        self.fill(SDM, "Daftarkan dan teruskan keberatan", INSPEKTUR, {"register_no": "K-01/2027"})
        both = {"ask_pejabat_penilai": "ya", "ask_pegawai": "ya"}
        self.fill(BUPATI, "Minta penjelasan atas keberatan", INSPEKTUR, both)
        self.fill(SEKDA, "Jelaskan penilaian Anda", INSPEKTUR)
        self.fill(INSPEKTUR, "Jelaskan keberatan Anda", INSPEKTUR)
        self.keep("keberatan heard")
        self.office.at(2027, 1, 22, 9)
        self.fill(BUPATI, "Putuskan keberatan", INSPEKTUR, DECISION)

    def _register(self) -> None:
        self.keep("final")
        self.send_to_all(SDM, "Catat hasil ke register", {"confirmed": "ya"}, KADIS_KESEHATAN)
        self.keep("entered")

    def _people_review(self) -> None:
        self.office.at(2027, 2, 1, 9)
        for subject in (INSPEKTUR, KADIS_PU):
            page = self.office.task(SDM, "Siapkan People Review", subject)
            form = page.form(send_button(page))
            roles = {role: _value(form.offered(role), name) for role, name in OFFICIALS.items()}
            meeting = {"meeting_at": "2027-02-02T09:00", "place": "Ruang rapat"}
            self.send(SDM, "Siapkan People Review", page, roles | meeting)
            self.fill(SEKDA, "Paparkan pegawai", subject)
            self.fill(BAPPEDA, "Catat sanggahan dan risalah", subject)
            self.fill(BUPATI, "Sahkan hasil People Review", subject, {"signed": "ya"})

    def _dialog_day(self) -> None:
        self.office.at(2027, 2, 15, 9)
        for subject in (INSPEKTUR, KADIS_PU):
            plan = {"development_actions-0-by_when": "2027-06-30"}
            self.fill(SEKDA, "Adakan Dialog Day", subject, plan)
            scale = {"evaluatee_trust_plan": "4", "evaluatee_feels_cared": "5"}
            self.fill(subject, "Tanggapi rencana pengembangan", subject, scale)


# ---- what is typed ----------------------------------------------------------------------------


def every(table: str, count: int, **answers: str) -> dict[str, Value]:
    """The same answers in each row of a table."""
    return {f"{table}-{n}-{key}": said for n in range(count) for key, said in answers.items()}


def column(table: str, key: str, values: Iterable[str]) -> dict[str, Value]:
    """One answer for each row of a table."""
    return {f"{table}-{n}-{key}": value for n, value in enumerate(values)}


def words(line: str) -> list[str]:
    """Answers written in one line."""
    return line.split()


def behaviour(whose: str, scores: Sequence[int]) -> dict[str, Value]:
    """A 360 form: one score per aspect, as many STAR elements as its band asks for."""
    said: dict[str, Value] = {}
    for n, score in enumerate(scores):
        count = sum(score >= least for least in (51, 61, 76, 91))
        for element in ("s", "t", "a", "r")[: max(count, 1)]:
            said[f"behaviour-{n}-star_{element}"] = f"{whose}, kejadian {n + 1}{element}."
        said |= {f"behaviour-{n}-star_count": str(count), f"behaviour-{n}-score": str(score)}
    return said


def _value(offered: Mapping[str, str], name: str) -> str:
    (value,) = [raw for label, raw in offered.items() if label.split(" · ")[0] == name]
    return value


ROWS = {INSPEKTUR: 18, KADIS_PU: 7, KADIS_KESEHATAN: 1}
DOCUMENTS = ["skp", "progress_data", "coaching_form"]
HANDED = [
    "skp",
    "coaching_agreements",
    "performance_form",
    "behaviour_form_pegawai",
    "behaviour_form_raters",
]
FEEDBACK: Answers = {"helpful": "4", "understood_next_step": "ya", "duration_minutes": "45"}
OFFICIALS = {
    "chairman": BUPATI,
    "lead_facilitator": KADIS_PENDIDIKAN,
    "assisting_facilitator": BAPPEDA,
}

ROW_17: Answers = {
    "rows-16-target_quantity": "4",
    "rows-16-unit": "rapat",
    "rows-16-target_time": "12",
}
IMUNISASI: Answers = {
    "rows-0-activity": "Menyelenggarakan imunisasi dasar",
    "rows-0-target_quantity": "10",
    "rows-0-unit": "laporan",
    "rows-0-target_time": "12",
}
#: At mid-year row 13 goes from 152 to 140 obrik.
REVISION: Answers = {
    "target_revision-0-skp_no": "13",
    "target_revision-0-new_target_quantity": "140",
    "target_revision-0-reason": "Dua belas obrik digabung.",
}

RATERS: Mapping[str, Mapping[str, Sequence[str]]] = {
    INSPEKTUR: {
        "kolega": (KADIS_PU, KADIS_PENDIDIKAN, BAPPEDA),
        "bawahan": ("Sekretaris Inspektorat", "Inspektur Pembantu I", "Auditor Ahli Muda"),
    },
    KADIS_PU: {
        "kolega": (KADIS_PENDIDIKAN, BAPPEDA),
        "bawahan": (
            "Sekretaris Dinas Pekerjaan Umum",
            "Kepala Bidang Bina Marga",
            "Kepala Bidang Pengairan",
        ),
    },
    KADIS_KESEHATAN: {"kolega": (KADIS_PU, KADIS_PENDIDIKAN, BAPPEDA)},
}
REVIEWS: Mapping[str, Mapping[str, Answers]] = {
    INSPEKTUR: {
        SEKDA: behaviour("Atasan bercerita", [80, 78, 82, 84, 79, 83]),
        KADIS_PU: behaviour("Rekan pertama bercerita", [85, 81, 84, 82, 86, 80]),
        KADIS_PENDIDIKAN: behaviour("Rekan kedua bercerita", [78, 77, 76, 80, 79, 78]),
        BAPPEDA: behaviour("Rekan ketiga bercerita", [90, 88, 86, 89, 87, 85]),
        "Sekretaris Inspektorat": behaviour("Bawahan pertama bercerita", [61, 70, 75, 65, 68, 63]),
        "Inspektur Pembantu I": behaviour("Bawahan kedua bercerita", [76, 78, 80, 77, 79, 78]),
        "Auditor Ahli Muda": behaviour("Bawahan ketiga bercerita", [72, 74, 71, 73, 75, 70]),
    },
    KADIS_PU: {
        SEKDA: behaviour("Atasan bercerita", [88, 90, 86, 92, 85, 84]),
        KADIS_PENDIDIKAN: behaviour("Rahasia rekan pertama", [80, 85, 82, 90, 84, 79]),
        BAPPEDA: behaviour("Rahasia rekan kedua", [86, 88, 84, 88, 86, 84]),
        "Sekretaris Dinas Pekerjaan Umum": behaviour("Rahasia bawahan", [78, 82, 80, 85, 80, 75]),
        "Kepala Bidang Bina Marga": behaviour("Rahasia bawahan lain", [82, 84, 80, 86, 82, 78]),
        "Kepala Bidang Pengairan": behaviour("Rahasia bawahan ketiga", [76, 80, 78, 81, 77, 76]),
    },
    KADIS_KESEHATAN: {
        SEKDA: behaviour("Atasan bercerita", [78] * 6),
        KADIS_PU: behaviour("Rahasia rekan", [80] * 6),
        KADIS_PENDIDIKAN: behaviour("Rahasia rekan lain", [84] * 6),
    },
}

APPLICATION: Answers = {
    "creativity-0-title": "Aplikasi pemantauan tindak lanjut",
    "creativity-0-benefit_scope": "unit",
    "creativity-0-certificate_level": "eselon_ii",
    "creativity-0-certificate_no": "800/12/2026",
    "creativity-0-date": "2026-08-17",
}
EXTRA_TASKS = ("Ketua panitia seleksi", "Anggota tim aset", "Narasumber diklat", "Rapat RT")
SELF: Mapping[str, Answers] = {
    INSPEKTUR: {
        **column("rows", "actual_quantity", words("1 2 1 1 160 2 1 1 1 1 1 1 133 152 152 4 3 12")),
        **column(
            "rows", "actual_quality", words("92 90 88 85 88 80 91 76 79 88 82 82 86 84 83 78 77 90")
        ),
        **column("rows", "actual_time", words("1 1 1 12 12 1 1 1 1 1 1 1 12 12 12 3 12 12")),
        **column("extra_tasks", "description", EXTRA_TASKS),
        **column("extra_tasks", "date", ["2026-03-02"] * 4),
        **APPLICATION,
        **behaviour("Saya bercerita", [91, 92, 93, 94, 95, 90]),
    },
    KADIS_PU: {
        **column("rows", "actual_quantity", words("8 13 6 54 37 6 4")),
        **column("rows", "actual_quality", words("90 88 86 84 92 81 95")),
        **column("rows", "actual_time", words("12 12 9 12 12 12 12")),
        **column(
            "rows",
            "actual_cost",
            words(
                "2.767.727.000 24.782.168.000 23.366.250.000 68.046.269.000 41.000.000.000 "
                "4.971.000.000 80.000.000"
            ),
        ),
        **behaviour("Saya bercerita", [92, 95, 90, 95, 92, 91]),
    },
    KADIS_KESEHATAN: {
        "rows-0-actual_quantity": "10",
        "rows-0-actual_quality": "90",
        "rows-0-actual_time": "12",
        **behaviour("Saya bercerita", [88] * 6),
    },
}
#: What the dialog changes: a quantity, one of four extra tasks, the own score of leadership.
AGREED: Mapping[str, Answers] = {
    INSPEKTUR: {
        "rows-13-actual_quantity": "114",
        **column("extra_tasks", "accepted", ["ya", "ya", "ya", "tidak"]),
        "extra_tasks-3-note": "Bukan tugas kedinasan.",
        "creativity-0-accepted": "ya",
        "behaviour-5-score": "77",
    },
    KADIS_PU: {},
    KADIS_KESEHATAN: {},
}
DECISION: Answers = {
    "decision": "diubah",
    "changed_parts": ["perilaku"],
    "new_behaviour_score": "85",
    "rationale": TEXT,
}
