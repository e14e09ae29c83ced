"""Realisasi SKP: what was reached of each target, and what was done beyond the SKP (F-05)."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from schemas.facts import Facts, SkpRow
from schemas.fields import Choice, Day, FixedRow, Number, Record, Rupiah, Text, WholeNumber, at
from schemas.fields.record import Path
from schemas.said import Said, listed, say

ACTUALS = (
    "actual_quantity",
    "actual_quality",
    "minor_errors",
    "major_errors",
    "actual_time",
    "actual_cost",
)
TARGETS = ("Kegiatan", "Target", "Mutu", "Waktu", "Biaya")
"""Headings of the read-only columns made by `targets`."""

BENEFITS: Mapping[str, str] = {
    "unit": "Unit kerja",
    "organisasi": "Organisasi",
    "negara": "Negara",
}
CERTIFICATES: Mapping[str, str] = {
    "eselon_ii": "Surat keterangan pejabat eselon II",
    "ppk": "Surat keterangan Pejabat Pembina Kepegawaian",
    "presiden": "Penghargaan Presiden",
}
CERTIFIED_BY: Mapping[str, str] = {"unit": "eselon_ii", "organisasi": "ppk", "negara": "presiden"}
"""Who certifies which benefit (PP 46/2011, W-08)."""


class RealisationRow(Record):
    """What was reached of one activity; quality follows the error rubric (R-055, R-071)."""

    actual_quantity = Number("Realisasi", min=0, required=True, width="third")
    actual_quality = Number(
        "Mutu", min=0, max=100, required=True, width="third", help="Persen, paling tinggi 100."
    )
    minor_errors = WholeNumber("Kesalahan kecil", min=0, max=9999, width="third")
    major_errors = WholeNumber("Kesalahan besar", min=0, max=9999, width="third")
    actual_time = Number(
        "Waktu", min=0, required=True, width="third", help="Dalam satuan yang sama dengan target."
    )
    actual_cost = Rupiah("Biaya (Rp)", width="third", help="Kosongkan bila target tanpa biaya.")

    def check(self, answers: dict[str, Any]) -> Iterable[tuple[Path, Said]]:
        """Quality lies in the band of its errors, as soon as errors are counted."""
        minor, major = answers["minor_errors"], answers["major_errors"]
        if (minor is None and major is None) or self.facts.quality_band is None:
            return
        band = self.facts.quality_band(minor or 0, major or 0)
        if not band.low <= answers["actual_quality"] <= band.high:
            yield (
                at("actual_quality"),
                say(
                    "Dengan {minor} kesalahan kecil dan {major} kesalahan besar mutu harus "
                    "{low} sampai {high}.",
                    minor=minor or 0,
                    major=major or 0,
                    low=band.low,
                    high=band.high,
                ),
            )


class ExtraTaskRow(Record):
    """One extra task done in the year (R-056)."""

    description = Text("Tugas tambahan", max=400, min=5, required=True)
    date = Day("Tanggal", first=lambda f: first_day(f), last=lambda f: last_day(f), required=True)
    letter_no = Text("Nomor surat tugas", max=100, help="Boleh kosong.")


class CreativityRow(Record):
    """One claim of creativity with its certificate; without one it counts nothing (R-057)."""

    title = Text("Kreativitas", max=400, min=5, required=True)
    benefit_scope = Choice("Bermanfaat bagi", BENEFITS, required=True, width="half")
    certificate_level = Choice("Dibuktikan dengan", CERTIFICATES, required=True, width="half")
    certificate_no = Text("Nomor surat atau piagam", max=100, required=True, width="half")
    date = Day(
        "Tanggal",
        first=lambda f: first_day(f),
        last=lambda f: last_day(f),
        required=True,
        width="half",
    )

    def check(self, answers: dict[str, Any]) -> Iterable[tuple[Path, Said]]:
        """Each benefit has its own certificate."""
        needed = CERTIFIED_BY[answers["benefit_scope"]]
        if answers["certificate_level"] != needed:
            yield (
                at("certificate_level"),
                say(
                    "Manfaat bagi {benefit} dibuktikan dengan {certificate}.",
                    benefit=BENEFITS[answers["benefit_scope"]].lower(),
                    certificate=CERTIFICATES[needed],
                ),
            )


def realisation_rows(facts: Facts) -> list[FixedRow]:
    """One given row per activity of the SKP in force, with its targets."""
    return [FixedRow(key=row.no, cells=targets(row)) for row in facts.skp]


def targets(row: SkpRow) -> tuple[str, ...]:
    """What the read-only columns of an activity show."""
    return (
        row.activity,
        amount(row.quantity, row.unit),
        amount(row.quality, ""),
        amount(row.time, row.time_unit),
        amount(row.cost, ""),
    )


def stated(row: SkpRow, own: Mapping[str, Any]) -> Said | str:
    """What the pegawai stated for an activity, in one line; `own` is a plain row."""
    if not own:
        return "–"
    parts = (
        amount(_number(own, "actual_quantity"), row.unit),
        say("mutu {quality}", quality=amount(_number(own, "actual_quality"), "")),
        amount(_number(own, "actual_time"), row.time_unit),
        _cost(_number(own, "actual_cost")),
    )
    return listed(" · ", [part for part in parts if part])


def missing_costs(facts: Facts, rows: list[dict[str, Any]]) -> Iterable[tuple[Path, Said]]:
    """A target with a cost needs its actual cost (R-061)."""
    for index, (target, row) in enumerate(zip(facts.skp, rows, strict=True)):
        if _has_cost(target) and row["actual_cost"] is None:
            yield (
                at("rows", index, "actual_cost"),
                say("Wajib diisi: target kegiatan ini punya biaya."),
            )


def needless_costs(facts: Facts, rows: list[dict[str, Any]]) -> list[Said]:
    """A cost without a target is kept, but counts nothing (W-05)."""
    return [
        say("Kegiatan {no}: target tanpa biaya, jadi biayanya tidak dihitung.", no=target.no)
        for target, row in zip(facts.skp, rows, strict=True)
        if not _has_cost(target) and row["actual_cost"] is not None
    ]


def quality_help(facts: Facts) -> Said | str:
    """Which quality goes with which errors, as one sentence; "" where the facts name no bands."""
    if not facts.quality_bands:
        return ""
    bands = [listed(" ", [f"{band.low}–{band.high}", band.label]) for band in facts.quality_bands]
    return say("Mutu: {bands}.", bands=listed("; ", bands))


def amount(number: Decimal | None, unit: str) -> Said | str:
    """A quantity as a table shows it: "152 dokumen", "2.410.000.000", "–" for none."""
    if number is None:
        return "–"
    short = number.quantize(Decimal(1)) if number == number.to_integral_value() else number
    return listed(" ", [short, unit] if unit else [short])


def first_day(facts: Facts) -> date:
    """The first day of the appraised year."""
    return date(facts.year, 1, 1)


def last_day(facts: Facts) -> date:
    """The last day of the appraised year, or today while it still runs."""
    return min(date(facts.year, 12, 31), max(facts.today, first_day(facts)))


def _has_cost(target: SkpRow) -> bool:
    return target.cost is not None and target.cost > 0


def _number(row: Mapping[str, Any], name: str) -> Decimal | None:
    return None if row.get(name) is None else Decimal(str(row[name]))


def _cost(number: Decimal | None) -> Said | str:
    return "" if number is None else listed(" ", ["Rp", amount(number, "")])
