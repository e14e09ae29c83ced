"""The Performance Dialog: agreed realisation, accepted claims, result and receipt (F-07)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from schemas.base import Form, Guide, Section, Told
from schemas.behaviour import aspect_rows, aspects, band_help
from schemas.facts import Facts, SkpRow
from schemas.fields import FixedRow, LongText, Record, Rows, Text, When, YesNo, at
from schemas.fields.record import Path
from schemas.heading import with_help
from schemas.realisation import (
    ACTUALS,
    BENEFITS,
    CERTIFICATES,
    TARGETS,
    RealisationRow,
    missing_costs,
    needless_costs,
    stated,
    targets,
)
from schemas.said import Said, say

REALISATION = "Realisasi yang disepakati"
CLAIMS = "Tugas tambahan dan kreativitas"
BEHAVIOUR = "Perilaku kerja"
RESULT = "Kesimpulan dialog"


class AgreedRow(RealisationRow):
    """The agreed realisation of one activity, or its exclusion after force majeure."""

    excluded = YesNo("Keluarkan dari penilaian", help="Hanya bila batal karena keadaan kahar.")
    exclusion_reason = Text(
        "Alasan dikeluarkan", max=500, min=10, required=True, when=When("excluded", "ya")
    )


class AcceptanceRow(Record):
    """The pejabat penilai's word on one claim of the pegawai (R-056)."""

    accepted = YesNo("Diterima", required=True)
    note = Text("Alasan tidak diterima", max=500, required=True, when=When("accepted", "tidak"))


class HoldFinalDialog(Form):
    """The pejabat penilai rates after talking with the pegawai (F-07, R-075).

    `rows`, `behaviour` and the accepted claims are what counts; what the pegawai stated stays
    with the self assessment (R-055).
    """

    title = "Adakan Dialog Kinerja"
    lead = (
        "Bahas realisasi dan perilaku kerja bersama pegawai, sepakati angkanya, lalu sampaikan "
        "hasil penilaiannya."
    )
    guide = (
        Guide(
            "Menjalankan dialog",
            (
                "Bicarakan fakta dan data, bukan kesan.",
                "Mulai dari capaian terhadap target, lalu sebabnya, lalu langkah berikutnya.",
                "Tanyakan “mengapa” sampai akar masalahnya terlihat.",
                "Sebut kekuatan pegawai sebelum yang perlu ditingkatkan.",
                "Kolom realisasi berisi angka pegawai; ubah hanya yang tidak Anda sepakati.",
            ),
        ),
        Guide(
            "Setelah dikirim",
            (
                "Nilai SKP, nilai perilaku, nilai prestasi kerja dan predikat dihitung sistem.",
                "Pegawai mengonfirmasi bahwa ia menerima hasilnya; itu bukan tanda setuju.",
            ),
        ),
    )
    minutes = 60
    submit = "Sampaikan hasil penilaian"
    confirm = "Nilai Anda ditandatangani dan disampaikan kepada pegawai; tidak dapat diubah lagi."
    shows = ("skp", "results")
    layout: ClassVar[Mapping[str, str]] = {
        REALISATION: "Angka awal adalah penilaian mandiri pegawai; mutu Anda yang memutuskan.",
        CLAIMS: "Yang tidak diterima tidak menambah nilai.",
        BEHAVIOUR: "",
        RESULT: "",
    }

    rows = Rows(
        AgreedRow,
        "Kegiatan tugas jabatan",
        fixed=lambda facts: _agreed_rows(facts),
        columns=(*TARGETS, "Penilaian mandiri"),
        section=REALISATION,
    )
    extra_tasks = Rows(
        AcceptanceRow,
        "Tugas tambahan",
        fixed=lambda facts: _extra_task_rows(facts),
        columns=("Tugas tambahan", "Tanggal", "Surat tugas"),
        section=CLAIMS,
    )
    creativity = Rows(
        AcceptanceRow,
        "Kreativitas",
        fixed=lambda facts: _creativity_rows(facts),
        columns=("Kreativitas", "Manfaat", "Bukti"),
        section=CLAIMS,
    )
    behaviour = aspects(
        section=BEHAVIOUR,
        rows=lambda facts: aspect_rows(facts, facts.atasan_review.get("behaviour", ())),
    )
    strengths = LongText("Kekuatan pegawai", required=True, min=20, section=RESULT)
    improvement = LongText("Yang perlu ditingkatkan", required=True, min=20, section=RESULT)
    pejabat_penilai_comment = LongText("Catatan Pejabat Penilai", section=RESULT)

    def sections(self) -> tuple[Section, ...]:
        """The groups; the bands of the scores stand above the aspects."""
        words = say(
            "Nilai Anda sendiri dari pengisian formulir, boleh diperbaiki. {bands}",
            bands=band_help(self.facts),
        )
        return with_help(super().sections(), BEHAVIOUR, words)

    def check(self, answers: dict[str, Any]) -> Iterable[tuple[Path, Said]]:
        """Costs are stated, and something is left to be rated."""
        yield from missing_costs(self.facts, answers["rows"])
        if answers["rows"] and all(row["excluded"] for row in answers["rows"]):
            yield (
                at("rows", 0, "excluded"),
                say("Paling sedikit satu kegiatan harus tetap dinilai."),
            )

    def warnings(self, answers: Mapping[str, Any]) -> list[Said]:
        """Costs that will not count."""
        return needless_costs(self.facts, answers["rows"])


class ReceiveResult(Form):
    """The pegawai confirms to have received the result; no sign of agreement (R-076)."""

    title = "Konfirmasi penerimaan hasil"
    lead = "Konfirmasi bahwa hasil penilaian sudah Anda terima. Ini bukan tanda setuju."
    guide = (
        Guide(
            "Apa artinya",
            (
                "Konfirmasi ini hanya mencatat kapan hasil Anda terima.",
                "Menerima hasil atau mengajukan keberatan Anda pilih pada tugas berikutnya.",
                "Tenggat keberatan dihitung antara lain dari saat ini.",
            ),
        ),
    )
    minutes = 10
    submit = "Hasil sudah saya terima"
    shows = ("sheet", "results")

    received = YesNo(
        "Saya sudah menerima dan membaca hasil penilaian ini",
        must=say("Centang bila hasilnya sudah Anda terima."),
    )
    note = LongText("Catatan Anda", max=2000, help="Boleh kosong.")

    def told(self) -> tuple[Told, ...]:
        """The agreed figures and words; behaviour is read in the results, where groups may hide."""
        agreed = dict(self.facts.own.get("hold_final_dialog", {}))
        agreed.pop("behaviour", None)
        return (HoldFinalDialog(self.facts).describe(agreed),) if agreed else ()


class CloseReceipt(Form):
    """The pejabat penilai ends the wait for a receipt that is withheld (R-076)."""

    title = "Tutup penerimaan hasil"
    lead = (
        "Pegawai belum mengonfirmasi. Bila Anda menutup, hasil dianggap diterima sejak tersedia "
        "baginya."
    )
    minutes = 3
    submit = "Tutup penerimaan"
    confirm = "Penerimaan ditutup tanpa konfirmasi pegawai; tindakan ini tidak dapat dibatalkan."
    shows = ("sheet",)

    note = LongText(
        "Catatan",
        help="Bagaimana dan kapan hasil disampaikan, dan mengapa tidak dikonfirmasi.",
        required=True,
        min=20,
        max=2000,
    )

    def comment(self, answers: Mapping[str, Any]) -> str:
        """The note."""
        return str(answers["note"])


def _self_assessment(facts: Facts) -> Mapping[str, Any]:
    return facts.earlier.get("form_filling.self_assess", {})


def _agreed_rows(facts: Facts) -> list[FixedRow]:
    said = {str(row.get("no")): row for row in _self_assessment(facts).get("rows", ())}
    return [_agreed_row(row, said.get(str(row.no), {})) for row in facts.skp]


def _agreed_row(row: SkpRow, own: Mapping[str, Any]) -> FixedRow:
    start = {name: own[name] for name in ACTUALS if own.get(name) is not None}
    return FixedRow(key=row.no, cells=(*targets(row), stated(row, own)), start=start)


def _extra_task_rows(facts: Facts) -> list[FixedRow]:
    return _claims(
        (claim["description"], claim["date"], claim["letter_no"])
        for claim in _self_assessment(facts).get("extra_tasks", ())
    )


def _creativity_rows(facts: Facts) -> list[FixedRow]:
    return _claims(
        (
            claim["title"],
            BENEFITS[claim["benefit_scope"]],
            f"{CERTIFICATES[claim['certificate_level']]}, {claim['certificate_no']}",
        )
        for claim in _self_assessment(facts).get("creativity", ())
    )


def _claims(cells: Iterable[Sequence[str]]) -> list[FixedRow]:
    return [FixedRow(key=no, cells=tuple(each)) for no, each in enumerate(cells, start=1)]
