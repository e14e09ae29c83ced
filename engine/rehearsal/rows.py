"""What stands in the rows of a form's tables: activities, realisations, ticks, STAR stories."""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from schemas.behaviour import AspectRow
from schemas.coaching_week import Progress
from schemas.facts import Facts, SkpRow
from schemas.fields import Record
from schemas.realisation import RealisationRow
from schemas.semester import Tick
from schemas.skp_agreement import SkpActivity

Said = dict[str, Any]

DEEDS = ("Menyusun", "Menetapkan", "Memeriksa", "Melaporkan", "Mengoordinasikan", "Menelaah")
MATTERS = ("rencana kerja", "laporan keuangan", "data layanan", "aset daerah", "surat tugas")
STAR = {
    "star_s": "Pekerjaan menumpuk menjelang batas waktu.",
    "star_t": "Semua berkas harus diperiksa pada minggu itu.",
    "star_a": "Berkas diperiksa menurut urutan masuk, sampai sore.",
    "star_r": "Tidak ada berkas yang terlambat.",
}
#: A score inside the band of each count of satisfactory STAR elements.
SCORES = {0: 45, 1: 55, 2: 70, 3: 84, 4: 94}


def activities(dice: Random | None) -> list[Said]:
    """The activities of an SKP: three, or with dice three to six."""
    count = dice.randint(3, 6) if dice else 3
    pairs = [(deed, matter) for deed in DEEDS for matter in MATTERS]
    chosen = dice.sample(pairs, count) if dice else pairs[:count]
    return [{"activity": f"{deed} {matter}"} for deed, matter in chosen]


def usual(record: Record, key: Any, dice: Random | None) -> Said:
    """What a row of this kind usually says; {} for kinds without anything particular."""
    for kind, make in _KINDS.items():
        if isinstance(record, kind):
            return make(record.facts, key, dice)
    return {}


def number(text: object) -> Decimal:
    """A number of a score sheet."""
    return Decimal(str(text))


def _activity(_facts: Facts, _key: Any, dice: Random | None) -> Said:
    return {
        "target_quantity": str(dice.randint(1, 24) if dice else 12),
        "unit": "dokumen",
        "target_time": "12",
        "target_cost": str(dice.randint(10, 90) * 1_000_000)
        if dice and dice.random() < 0.3
        else "-",
    }


def _realised(facts: Facts, key: Any, dice: Random | None) -> Said:
    target = next(row for row in facts.skp if str(row.no) == str(key))
    return {
        "actual_quantity": _part(target.quantity, dice),
        "actual_quality": str(dice.randint(78, 98) if dice else 90),
        "actual_time": str(target.time),
        "actual_cost": _cost(target, dice),
    }


def _cost(target: SkpRow, dice: Random | None) -> str:
    return _part(target.cost, dice) if target.cost else ""


def _part(target: Decimal | None, dice: Random | None) -> str:
    share = Decimal(dice.randint(70, 105) if dice else 100) / 100
    return str(((target or Decimal(0)) * share).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _story(_facts: Facts, _key: Any, dice: Random | None) -> Said:
    count = dice.choice((2, 3, 3, 4, 4)) if dice else 4
    return STAR | {"star_count": str(count), "score": str(SCORES[count])}


def _tick(_facts: Facts, _key: Any, dice: Random | None) -> Said:
    return {"status": dice.choice(("selesai",) * 4 + ("dalam_proses",)) if dice else "selesai"}


_KINDS: Mapping[type[Record], Callable[[Facts, Any, Random | None], Said]] = {
    SkpActivity: _activity,
    RealisationRow: _realised,
    AspectRow: _story,
    Tick: _tick,
    Progress: _tick,
}
