"""From targets and realisation to the SKP score, as sentences."""

from collections.abc import Iterator
from decimal import Decimal

from engine.rules.exact import subtract, total
from engine.rules.profile import Profile
from engine.rules.skp import (
    ASPECTS,
    Row,
    RowScore,
    SkpScore,
    is_ratio,
    perka_percent,
    ratio_percent,
    saves_too_much,
)
from engine.scoring.inputs import Inputs
from engine.scoring.words import (
    ROW_ASPECT_NAMES,
    formula,
    joined,
    mean_of_computed,
    number,
    places,
)
from schemas.said import Said, listed, say

__all__ = ["skp_steps"]


def skp_steps(profile: Profile, inputs: Inputs, skp: SkpScore) -> Iterator[Said]:
    """Yield one sentence for each row, then base, bonuses and SKP score."""
    for place, (row, scored) in enumerate(zip(inputs.rows, skp.rows, strict=True), start=1):
        yield _activity(place, row, _row(profile, row, scored))
    if skp.base is not None:
        rows = [scored.row for scored in skp.rows if scored.row is not None]
        yield say(
            "Nilai dasar SKP = {mean}, ditampilkan {shown}.",
            mean=mean_of_computed(rows),
            shown=places(skp.base, 2),
        )
    yield say(
        "Tugas tambahan yang diterima: {count}, tambahan nilai {bonus}.",
        count=inputs.extra_tasks,
        bonus=number(skp.tugas_tambahan),
    )
    yield _creativity(profile, inputs, skp)
    yield _skp_score(skp)


def _activity(place: int, row: Row, how: Said) -> Said:
    if row.activity:
        return say(
            "Kegiatan {place} ({activity}): {how}", place=place, activity=row.activity, how=how
        )
    return say("Kegiatan {place}: {how}", place=place, how=how)


def _row(profile: Profile, row: Row, scored: RowScore) -> Said:
    if scored.row is None:
        return say("tidak ikut dihitung karena tanpa target.")
    parts = [_aspect(profile, row, aspect, scored.aspects[aspect]) for aspect in ASPECTS]
    values = [value for value in scored.aspects.values() if value is not None]
    return say(
        "{aspects}. Nilai kegiatan = {mean}.",
        aspects=listed("; ", parts),
        mean=mean_of_computed(values),
    )


def _aspect(profile: Profile, row: Row, aspect: str, value: Decimal | None) -> Said:
    actual, target = row.actual.of(aspect), row.target.of(aspect)
    name = ROW_ASPECT_NAMES[aspect]
    if value is None or actual is None or target is None:
        return say("{aspect} tidak dihitung (tanpa target)", aspect=name)
    used = ratio_percent(actual, target)
    way = formula(
        "{aspect} {actual} / {target} × 100 = {used}",
        aspect=name,
        actual=number(actual),
        target=number(target),
        used=places(used, 4),
    )
    raw = used
    if not is_ratio(profile, aspect):
        raw = perka_percent(actual, target)
        saving = _perka(actual, target, used)
        way = formula("{way}, {saving} = {raw}", way=way, saving=saving, raw=places(raw, 4))
    return way if raw == value else _capped(way, value)


def _perka(actual: Decimal, target: Decimal, used: Decimal) -> Said:
    saved = places(subtract(Decimal(100), used), 4)
    if saves_too_much(actual, target):
        return say(
            "hemat {saved} % (lebih dari 24 %), 76 - (176 - {used} - 100)",
            saved=saved,
            used=places(used, 4),
        )
    return say(
        "hemat {saved} % (tidak lebih dari 24 %), 176 - {used}", saved=saved, used=places(used, 4)
    )


def _creativity(profile: Profile, inputs: Inputs, skp: SkpScore) -> Said:
    proven = [claim.scope for claim in inputs.creativity if claim.certificate]
    if not proven:
        return say("Kreativitas bersertifikat: tidak ada, tambahan nilai 0.")
    bonuses = profile.creativity_bonus
    each = [
        formula("{scope} {bonus}", scope=scope, bonus=number(bonuses[scope])) for scope in proven
    ]
    summed = profile.creativity_mode == "sum"
    return say(
        "Kreativitas bersertifikat menurut lingkup manfaat: {claims}; {how}, tambahan nilai "
        "{bonus}.",
        claims=joined(each),
        how=say("dijumlahkan") if summed else say("dihitung yang tertinggi"),
        bonus=number(skp.kreativitas),
    )


def _skp_score(skp: SkpScore) -> Said:
    if skp.base is None or skp.total is None:
        return say("Nilai SKP belum dapat dihitung karena tidak ada kegiatan yang dinilai.")
    uncapped = total([skp.base, skp.tugas_tambahan, skp.kreativitas])
    way = formula(
        "{base} + {tugas_tambahan} + {kreativitas} = {sum}",
        base=places(skp.base, 4),
        tugas_tambahan=number(skp.tugas_tambahan),
        kreativitas=number(skp.kreativitas),
        sum=places(uncapped, 4),
    )
    return say(
        "Nilai SKP = {way}, ditampilkan {shown}.",
        way=way if uncapped == skp.total else _capped(way, skp.total),
        shown=places(skp.total, 2),
    )


def _capped(way: Said, value: Decimal) -> Said:
    return say("{way}, dibatasi menjadi {value}", way=way, value=places(value, 4))
