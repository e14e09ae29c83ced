"""The semester seen from the SKP: which activities it holds, their ticks, their new targets."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from schemas.facts import Facts, SkpRow
from schemas.fields import Choice, Number, Record, Rupiah, Text, at
from schemas.fields.record import Path
from schemas.said import Said, in_words, say
from schemas.skp_agreement import MOST_TIME, semester_portion

TICKS = {
    "selesai": "Telah Selesai Dilaksanakan",
    "dalam_proses": "Dalam Proses",
    "belum": "Belum Dilaksanakan",
}


class Tick(Record):
    """One tick (R-036)."""

    status = Choice("Status", TICKS, required=True)
    note = Text("Catatan", max=500)


class Revision(Record):
    """A target agreed anew for one activity (R-042); empty targets stay as they are."""

    skp_no = Choice(
        "Kegiatan",
        lambda facts: {str(row.no): f"{row.no}. {row.activity}" for row in facts.skp},
        radio=0,
        required=True,
    )
    new_target_quantity = Number("Target kuantitas baru", above=0, width="third")
    new_target_time = Number("Target waktu baru", above=0, width="third")
    new_target_cost = Rupiah("Target biaya baru (Rp)", width="third")
    reason = Text("Alasan", max=500, required=True)

    def check(self, answers: dict[str, Any]) -> Iterable[tuple[Path, Said]]:
        """A revision changes something, and the time still fits a year."""
        targets = ("new_target_quantity", "new_target_time", "new_target_cost")
        if all(answers[name] is None for name in targets):
            yield at("new_target_quantity"), say("Isi paling sedikit satu target baru.")
        unit = next(row.time_unit for row in self.facts.skp if str(row.no) == answers["skp_no"])
        most, time = MOST_TIME.get(unit), answers["new_target_time"]
        if time is not None and most is not None and time > most:
            yield at("new_target_time"), say("Paling banyak {n} {unit}.", n=most, unit=unit)


def scheduled(facts: Facts) -> tuple[SkpRow, ...]:
    """The rows of the SKP that begin by 30 June, and so have a part in semester 1 (R-036)."""
    return tuple(row for row in facts.skp if row.schedule_start <= date(facts.year, 6, 30))


def portion_of(row: SkpRow) -> str:
    """The semester 1 target of a row in words; "" if it has no quantity."""
    portion = row.sem1_portion
    if portion is None and row.quantity is not None:
        portion = semester_portion(row.quantity, row.schedule_start, row.schedule_end)
    return "" if portion is None else f"{in_words(portion)} {row.unit}"


def revised(row: SkpRow, change: Mapping[str, Any]) -> SkpRow:
    """The row with the targets that a clean `Revision` names; the others stay."""

    def new(name: str, old: Decimal | None) -> Decimal | None:
        given: Decimal | None = change[name]
        return old if given is None else given

    return replace(
        row,
        quantity=new("new_target_quantity", row.quantity),
        time=new("new_target_time", row.time),
        cost=new("new_target_cost", row.cost),
    )
