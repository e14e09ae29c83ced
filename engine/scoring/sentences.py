"""The first and the last steps of a sheet: how it is written, and NPK and predikat (R-072)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.scoring.words import number, places
from schemas.said import Said, say

if TYPE_CHECKING:
    from engine.scoring.sheet import ScoreSheet

__all__ = ["ROUNDING", "result_steps"]

ROUNDING = say(
    "Semua langkah dihitung tanpa pembulatan dan di sini ditulis dengan empat desimal; nilai SKP, "
    "nilai perilaku dan NPK ditampilkan dengan dua desimal, setengah dibulatkan ke atas."
)


def result_steps(sheet: "ScoreSheet") -> Iterator[Said]:
    """Yield a keberatan decision, NPK and predikat."""
    decided, profile = sheet.decided, sheet.profile
    if decided.skp_score is not None:
        yield _decision(say("nilai SKP"), decided.skp_score, sheet.skp.total)
    if decided.behaviour_score is not None:
        yield _decision(say("nilai perilaku"), decided.behaviour_score, sheet.behaviour.total)
    if sheet.npk is None or sheet.skp_score is None or sheet.behaviour_score is None:
        yield say("NPK dan predikat belum ada karena nilai SKP atau nilai perilaku belum lengkap.")
        return
    yield say(
        "NPK = {skp_share} × {skp} + {behaviour_share} × {behaviour} = {npk}, ditampilkan {shown}.",
        skp_share=number(profile.skp_share),
        skp=places(sheet.skp_score, 4),
        behaviour_share=number(profile.behaviour_share),
        behaviour=places(sheet.behaviour_score, 4),
        npk=places(sheet.npk, 4),
        shown=places(sheet.npk, 2),
    )
    yield say(
        "Predikat untuk NPK {npk}: {predikat}.",
        npk=places(sheet.npk, 2),
        predikat=sheet.predikat,
    )


def _decision(name: Said, value: Decimal, computed: Decimal | None) -> Said:
    return say(
        "Keputusan atas keberatan menetapkan {name} {value} (semula {before}).",
        name=name,
        value=places(value, 2),
        before=say("belum ada") if computed is None else places(computed, 2),
    )
