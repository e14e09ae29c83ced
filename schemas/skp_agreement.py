"""SKP agreement: the pegawai drafts the Sasaran Kerja Pegawai, the pejabat penilai approves it."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from schemas.base import Form, Guide
from schemas.facts import Facts, SkpRow
from schemas.fields import (
    Choice,
    Day,
    LongText,
    Number,
    Record,
    Rows,
    Rupiah,
    Text,
    When,
    at,
)
from schemas.fields.record import Path
from schemas.said import Said, say

TIME_UNITS = {"bulan": "bulan", "hari": "hari"}
HUNDREDTH = Decimal("0.01")
MOST_TIME = {"bulan": 12, "hari": 366}

SMART_C = Guide(
    "Periksa tiap kegiatan: SMART-C",
    (
        "Specific: ditulis dengan rinci dan jelas.",
        "Measurable: ditetapkan dengan metrik yang bisa diukur.",
        "Achievable: dapat dicapai oleh Anda.",
        "Relevant: berhubungan dengan tugas utama Anda.",
        "Time-bound: diberi tenggat atau jangka waktu.",
        "Controllable: dapat Anda kendalikan.",
    ),
)
CASCADE = Guide(
    "Dari mana kegiatan berasal",
    (
        "Turunkan kegiatan dari SKP atasan Anda, dan dari tugas, fungsi, wewenang, tanggung "
        "jawab, dan uraian tugas jabatan Anda.",
        "Satu baris, satu kegiatan. Jumlah targetnya harus dapat dihitung.",
    ),
)


class SkpActivity(Record):
    """One row of F-11 (R-099): an activity of the post with its targets."""

    activity = Text("Kegiatan tugas jabatan", max=500, required=True)
    credit_points = Number("Angka kredit", min=0, width="third", help="Hanya jabatan fungsional.")
    target_quantity = Number(
        "Target kuantitas",
        above=0,
        required=True,
        width="third",
        lacking=say("Kegiatan tanpa target kuantitas tidak dapat diajukan; isi jumlah outputnya."),
    )
    unit = Text(
        "Satuan output", max=50, required=True, width="third", placeholder="dokumen, laporan, …"
    )
    target_quality = Number(
        "Target mutu (%)", above=0, max=100, required=True, initial="100", width="third"
    )
    target_time = Number("Target waktu", above=0, required=True, width="third")
    time_unit = Choice(
        "Satuan waktu", TIME_UNITS, required=True, initial="bulan", radio=0, width="third"
    )
    target_cost = Rupiah("Target biaya (Rp)", width="third", help="Kosong atau - bila tanpa biaya.")
    schedule_start = Day(
        "Mulai",
        required=True,
        initial=lambda facts: _first_day(facts),
        first=lambda facts: _first_day(facts),
        last=lambda facts: _last_day(facts),
        width="third",
    )
    schedule_end = Day(
        "Selesai",
        required=True,
        initial=lambda facts: _last_day(facts),
        first=lambda facts: _first_day(facts),
        last=lambda facts: _last_day(facts),
        width="third",
    )
    sem1_portion = Number(
        "Target semester 1",
        min=0,
        width="third",
        help="Kosong: dihitung dari bulan pelaksanaan pada Januari sampai Juni.",
    )

    def check(self, answers: dict[str, Any]) -> Iterable[tuple[Path, Said]]:
        """Time fits the year, the schedule runs forward, the semester is part of the whole."""
        most = MOST_TIME[answers["time_unit"]]
        if answers["target_time"] > most:
            yield (
                at("target_time"),
                say("Paling banyak {n} {unit}.", n=most, unit=answers["time_unit"]),
            )
        if answers["schedule_end"] < answers["schedule_start"]:
            yield at("schedule_end"), say("Tanggal selesai mendahului tanggal mulai.")
        portion = answers["sem1_portion"]
        if portion is not None and portion > answers["target_quantity"]:
            yield at("sem1_portion"), say("Target semester 1 melebihi target setahun.")


class DraftSkp(Form):
    """The pegawai writes F-11; sending it is his signature."""

    title = "Susun SKP"
    lead = "Tuliskan kegiatan tugas jabatan Anda tahun ini beserta target yang dapat diukur."
    guide = (SMART_C, CASCADE)
    minutes = 45
    submit = "Ajukan SKP"

    rows = Rows(SkpActivity, "Kegiatan tugas jabatan", min=1, max=60, add="Tambah kegiatan")

    def warnings(self, answers: Mapping[str, Any]) -> list[Said]:
        """Activities with the same text (R-101)."""
        first: dict[str, int] = {}
        doubled = []
        for number, row in enumerate(answers["rows"], start=1):
            earlier = first.setdefault(row["activity"].casefold(), number)
            if earlier != number:
                doubled.append(
                    say(
                        "Kegiatan {number} sama dengan kegiatan {earlier}: {activity}.",
                        number=number,
                        earlier=earlier,
                        activity=row["activity"],
                    )
                )
        return doubled

    def returned(self) -> str:
        """The note with which the pejabat penilai sent the SKP back."""
        return str(self.facts.said("approve_skp", "note") or "")

    def skp(self, answers: Mapping[str, Any]) -> tuple[SkpRow, ...]:
        """The clean answers as rows of an SKP, numbered from 1, semester portion computed."""
        return tuple(_skp_row(no, row) for no, row in enumerate(answers["rows"], start=1))


class ApproveSkp(Form):
    """The pejabat penilai approves the SKP, or sends it back with a note."""

    title = "Setujui SKP"
    lead = "Periksa kegiatan dan target; setelah disetujui keduanya berlaku untuk tahun ini."
    guide = (SMART_C,)
    afresh = ("decision", "note")
    minutes = 15
    submit = "Kirim keputusan"
    shows = ("skp",)
    reads = ("draft_skp",)
    decides = frozenset({"skp_agreement_decision"})

    decision = Choice(
        "Keputusan",
        {"setujui": "Setujui", "kembalikan": "Kembalikan untuk perbaikan"},
        required=True,
    )
    note = LongText(
        "Catatan",
        max=2000,
        required_when=When("decision", "kembalikan"),
        lacking=say("Tuliskan apa yang perlu diperbaiki."),
        help="Wajib bila SKP dikembalikan.",
    )

    def outcome(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Approved, or round again."""
        return {"skp_agreement_decision": answers["decision"]}

    def comment(self, answers: Mapping[str, Any]) -> str:
        """Why it came back."""
        return str(answers["note"])


def semester_portion(quantity: Decimal, start: date, end: date) -> Decimal:
    """The part of a yearly target that falls in January to June, by months, at most two decimals.

    >>> semester_portion(Decimal(152), date(2026, 1, 1), date(2026, 12, 31))
    Decimal('76')
    """
    months = end.month - start.month + 1
    in_first_half = max(0, min(6, end.month) - start.month + 1)
    portion = (quantity * in_first_half / months).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
    return portion.to_integral_value() if portion == portion.to_integral_value() else portion


def _skp_row(no: int, row: Mapping[str, Any]) -> SkpRow:
    portion = row["sem1_portion"]
    if portion is None:
        portion = semester_portion(
            row["target_quantity"], row["schedule_start"], row["schedule_end"]
        )
    return SkpRow(
        no=no,
        activity=row["activity"],
        credit_points=row["credit_points"],
        quantity=row["target_quantity"],
        unit=row["unit"],
        quality=row["target_quality"],
        time=row["target_time"],
        time_unit=row["time_unit"],
        cost=row["target_cost"],
        schedule_start=row["schedule_start"],
        schedule_end=row["schedule_end"],
        sem1_portion=portion,
    )


def _first_day(facts: Facts) -> date:
    return date(facts.year, 1, 1)


def _last_day(facts: Facts) -> date:
    return date(facts.year, 12, 31)
