"""The January forms: self assessment, 360 reviews, and their closing by SDM (F-05, F-06)."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from schemas.base import Form, Guide, Section
from schemas.behaviour import GROUPS, STAR, STAR_GUIDE, aspects, band_help
from schemas.evidence import evidence
from schemas.facts import Facts
from schemas.fields import LongText, Rows, at
from schemas.fields.record import Path
from schemas.heading import with_help
from schemas.realisation import (
    TARGETS,
    CreativityRow,
    ExtraTaskRow,
    RealisationRow,
    missing_costs,
    needless_costs,
    quality_help,
    realisation_rows,
)
from schemas.said import Said, listed, say

REALISATION = "Realisasi SKP"
BEYOND = "Di luar SKP"
BEHAVIOUR = "Perilaku kerja"
NOTES = "Catatan"


class SelfAssess(Form):
    """The pegawai states what was reached and rates the own behaviour (F-05, F-06 `sendiri`)."""

    title = "Isi penilaian mandiri"
    lead = (
        "Tuliskan realisasi tiap kegiatan SKP dan nilai perilaku kerja Anda sendiri. Angka Anda "
        "tetap tersimpan di samping angka yang disepakati pada Dialog Kinerja."
    )
    guide = (
        Guide(
            "Mengisi realisasi",
            (
                "Realisasi di atas target dihitung paling tinggi setara target.",
                "Mutu Anda usulkan; Pejabat Penilai yang memutuskan.",
                "Bila jumlah kesalahan diisi, mutu harus sesuai dengan jumlah itu.",
                "Kegiatan yang tidak pernah dimulai diisi 0 pada setiap kolom.",
            ),
        ),
        STAR_GUIDE,
    )
    minutes = 45
    submit = "Kirim ke Pejabat Penilai"
    shows = ("skp",)
    layout: ClassVar[Mapping[str, str]] = {
        REALISATION: "",
        BEYOND: "Tugas tambahan dan kreativitas dihitung setelah diterima Pejabat Penilai.",
        BEHAVIOUR: "",
        NOTES: "",
    }

    rows = Rows(
        RealisationRow,
        "Kegiatan tugas jabatan",
        fixed=realisation_rows,
        columns=TARGETS,
        section=REALISATION,
    )
    evidence = evidence(section=REALISATION)
    extra_tasks = Rows(ExtraTaskRow, "Tugas tambahan", section=BEYOND, add="Tambah tugas tambahan")
    creativity = Rows(
        CreativityRow, "Kreativitas", section=BEYOND, max=20, add="Tambah kreativitas"
    )
    behaviour = aspects(section=BEHAVIOUR)
    dialog_notes = LongText(
        "Catatan untuk Dialog Kinerja",
        help="Kendala yang perlu diketahui Pejabat Penilai. Boleh kosong.",
        section=NOTES,
    )

    def sections(self) -> tuple[Section, ...]:
        """The groups; what quality and scores go by stands above them."""
        sections = with_help(super().sections(), REALISATION, quality_help(self.facts))
        return with_help(sections, BEHAVIOUR, band_help(self.facts))

    def check(self, answers: dict[str, Any]) -> Iterable[tuple[Path, Said]]:
        """Costs are stated wherever the target has one."""
        return missing_costs(self.facts, answers["rows"])

    def warnings(self, answers: Mapping[str, Any]) -> list[Said]:
        """Costs that will not count."""
        return needless_costs(self.facts, answers["rows"])


class ReviewBehaviour(Form):
    """One rater's 360 form; nothing in it says who the rater is (F-06, R-048, R-054)."""

    title = "Nilai perilaku kerja"
    lead = (
        "Nilai setiap aspek berdasarkan kejadian nyata yang Anda saksikan sepanjang tahun. "
        "Rata-rata kelompok dihitung oleh sistem."
    )
    guide = (
        STAR_GUIDE,
        Guide(
            "Menjaga kerahasiaan",
            (
                "Gaya bahasa dapat mengungkap penulisnya: tulislah singkat, baku dan apa adanya.",
                "Hindari nama Anda, nama rekan, dan rincian yang hanya Anda ketahui.",
                "Ceritakan perbuatan, bukan sifat orangnya.",
            ),
        ),
    )
    minutes = 15
    submit = "Kirim penilaian"
    confirm = "Setelah dikirim, formulir ini tidak dapat dibuka lagi."
    layout: ClassVar[Mapping[str, str]] = {BEHAVIOUR: ""}

    behaviour = aspects(section=BEHAVIOUR)

    @property
    def group(self) -> str:
        """The rater group of this form: "atasan", "kolega" or "bawahan"."""
        return self.facts.item.partition(":")[0]

    def sections(self) -> tuple[Section, ...]:
        """The groups; who will see this form, and the bands, stand above the aspects."""
        promise = say("{promise} {bands}", promise=self._promise(), bands=band_help(self.facts))
        return with_help(super().sections(), BEHAVIOUR, promise)

    def warnings(self, answers: Mapping[str, Any]) -> list[Said]:
        """A story that names its own writer gives him away."""
        name = self.facts.actor.name.casefold()
        if self.group == "atasan" or not name:
            return []
        stories = (row[each].casefold() for row in answers["behaviour"] for each in STAR)
        if any(name in story for story in stories):
            return [say("Cerita Anda memuat nama Anda sendiri; hapus bila ingin tetap anonim.")]
        return []

    def _promise(self) -> Said:
        if self.group == "atasan":
            return say(
                "Anda menilai sebagai Pejabat Penilai: nilai Anda dikenali sebagai nilai "
                "atasan dan masih dapat Anda perbaiki pada Dialog Kinerja."
            )
        return say(
            "Identitas dan nilai Anda tidak ditampilkan kepada siapa pun. Hasil kelompok "
            "{group} hanya ditampilkan sebagai rata-rata dan cerita tanpa nama, dan hanya bila "
            "paling sedikit {n} formulir masuk.",
            group=GROUPS.get(self.group, self.group).lower(),
            n=self.facts.min_group,
        )


class CloseForms(Form):
    """SDM ends the filling: what is still missing is withdrawn, with a reason (R-053, R-058)."""

    title = "Tutup pengisian formulir"
    lead = (
        "Batas pengisian sudah lewat. Formulir yang masih ditunggu ditarik dan penilaian "
        "dilanjutkan tanpa formulir itu."
    )
    guide = (
        Guide(
            "Sebelum menutup",
            (
                "Formulir yang terlambat masih diterima selama pengisian belum ditutup.",
                "Nilai kelompok yang kosong dialihkan menurut ketentuan profil siklus.",
                "Penilaian mandiri dan formulir Pejabat Penilai tidak dapat dilewati.",
            ),
        ),
    )
    minutes = 3
    submit = "Tutup pengisian"
    confirm = "Formulir yang belum masuk tidak dapat lagi diisi."
    shows = ("distribution",)
    layout: ClassVar[Mapping[str, str]] = {NOTES: ""}

    reason = LongText(
        "Alasan menutup",
        help="Tercatat dalam riwayat penilaian ini.",
        required=True,
        min=10,
        max=1000,
        section=NOTES,
    )

    def sections(self) -> tuple[Section, ...]:
        """The one question, under the list of what is outstanding."""
        return with_help(super().sections(), NOTES, self._outstanding())

    def check(self, answers: dict[str, Any]) -> Iterable[tuple[Path, Said]]:
        """Neither the pejabat penilai's form nor the self assessment may be missing."""
        for who in missing_people(self.facts):
            yield at("reason"), who

    def comment(self, answers: Mapping[str, Any]) -> str:
        """The reason."""
        return str(answers["reason"])

    def _outstanding(self) -> Said:
        groups = [
            say(
                "{group} {received} dari {expected}",
                group=GROUPS.get(group, group),
                received=self.facts.received.get(group, 0),
                expected=expected,
            )
            for group, expected in self.facts.expected.items()
            if self.facts.received.get(group, 0) < expected
        ]
        if not _self_assessed(self.facts):
            groups.append(say("Penilaian mandiri"))
        if not groups:
            return say("Semua formulir sudah masuk.")
        return say("Belum lengkap: {groups}.", groups=listed("; ", groups))


def missing_people(facts: Facts) -> list[Said]:
    """Who must still answer before the filling can be closed."""
    missing = []
    if not facts.received.get("atasan"):
        missing.append(
            say(
                "Belum dapat ditutup: formulir Pejabat Penilai ({name}) belum masuk.",
                name=facts.pejabat_penilai.name,
            )
        )
    if not _self_assessed(facts):
        missing.append(
            say(
                "Belum dapat ditutup: penilaian mandiri {name} belum masuk.",
                name=facts.subject.name,
            )
        )
    return missing


def _self_assessed(facts: Facts) -> bool:
    return "self_assess" in facts.own or bool(facts.received.get("sendiri"))
