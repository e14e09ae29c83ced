"""The steps of a sheet as sentences, so that a person can recompute it by hand (R-072)."""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.rules.behaviour import BehaviourScore, RaterForm
from engine.rules.exact import divide, mean, multiply, subtract, total
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
from engine.scoring.words import GROUP_NAMES, ROW_ASPECT_NAMES, joined, number, places

if TYPE_CHECKING:
    from engine.scoring.sheet import ScoreSheet

__all__ = ["ROUNDING", "form_steps", "group_steps", "result_steps", "skp_steps", "total_steps"]

ROUNDING = (
    "Semua langkah dihitung tanpa pembulatan dan di sini ditulis dengan empat desimal; nilai SKP, "
    "nilai perilaku dan NPK ditampilkan dengan dua desimal, setengah dibulatkan ke atas."
)


def skp_steps(profile: Profile, inputs: Inputs, skp: SkpScore) -> Iterator[str]:
    """Yield one sentence for each row, then base, bonuses and SKP score."""
    for place, (row, scored) in enumerate(zip(inputs.rows, skp.rows, strict=True), start=1):
        yield f"Kegiatan {place}{_named(row)}: {_row(profile, row, scored)}"
    if skp.base is not None:
        rows = [scored.row for scored in skp.rows if scored.row is not None]
        yield f"Nilai dasar SKP = {_mean(rows)}, ditampilkan {places(skp.base, 2)}."
    yield (
        f"Tugas tambahan yang diterima: {inputs.extra_tasks}, "
        f"tambahan nilai {number(skp.tugas_tambahan)}."
    )
    yield _creativity(profile, inputs, skp)
    yield _skp_score(skp)


def form_steps(inputs: Inputs, behaviour: BehaviourScore) -> Iterator[str]:
    """Yield how each group's mean comes from its forms; names single scores, not for viewers."""
    for group, score in behaviour.groups.items():
        forms = inputs.behaviour.get(group, ())
        if score.mean is None:
            yield _no_forms(group)
        elif len(forms) == 1:
            yield f"Perilaku menurut {GROUP_NAMES[group]} = {_form(forms[0])}."
        else:
            each = "; ".join(f"formulir {n} {_form(form)}" for n, form in enumerate(forms, 1))
            means = [mean(form) for form in forms]
            yield f"Perilaku menurut {GROUP_NAMES[group]}: {each}; rata-rata {_mean(means)}."


def group_steps(behaviour: BehaviourScore, hidden: Collection[str]) -> Iterator[str]:
    """Yield how each shown group's mean comes from the means of its aspects."""
    for group, score in behaviour.groups.items():
        if group in hidden:
            continue
        if score.mean is None:
            yield _no_forms(group)
        else:
            yield (
                f"Perilaku menurut {GROUP_NAMES[group]} ({score.forms} formulir), "
                f"rata-rata nilai aspek = {_mean(list(score.aspects.values()))}."
            )


def total_steps(
    profile: Profile, position: str, behaviour: BehaviourScore, hidden: Collection[str]
) -> Iterator[str]:
    """Yield the weights used and the weighted sum; hidden groups are one summand."""
    if behaviour.total is None:
        yield "Nilai perilaku belum lengkap: formulir atasan langsung belum ada."
        return
    yield from _weights(profile, position, behaviour)
    summands, combined = [], []
    for group, score in behaviour.groups.items():
        weight = behaviour.weights[group]
        if weight is None or score.mean is None:
            continue
        if group in hidden:
            combined.append(multiply(weight, score.mean))
        else:
            summands.append(f"{places(weight, 4)} × {places(score.mean, 4)}")
    if combined:
        names = joined([GROUP_NAMES[group] for group in behaviour.groups if group in hidden])
        summands.append(f"{places(total(combined), 4)} ({names} digabung)")
    yield f"Nilai perilaku = {' + '.join(summands)} = {_twice(behaviour.total)}."


def result_steps(sheet: "ScoreSheet") -> Iterator[str]:
    """Yield a keberatan decision, NPK and predikat."""
    decided, profile = sheet.decided, sheet.profile
    if decided.skp_score is not None:
        yield _decision("nilai SKP", decided.skp_score, sheet.skp.total)
    if decided.behaviour_score is not None:
        yield _decision("nilai perilaku", decided.behaviour_score, sheet.behaviour.total)
    if sheet.npk is None or sheet.skp_score is None or sheet.behaviour_score is None:
        yield "NPK dan predikat belum ada karena nilai SKP atau nilai perilaku belum lengkap."
        return
    yield (
        f"NPK = {number(profile.skp_share)} × {places(sheet.skp_score, 4)} + "
        f"{number(profile.behaviour_share)} × {places(sheet.behaviour_score, 4)} = "
        f"{_twice(sheet.npk)}."
    )
    yield f"Predikat untuk NPK {places(sheet.npk, 2)}: {sheet.predikat}."


def _named(row: Row) -> str:
    return f" ({row.activity})" if row.activity else ""


def _row(profile: Profile, row: Row, scored: RowScore) -> str:
    if scored.row is None:
        return "tidak ikut dihitung karena tanpa target."
    parts = [_aspect(profile, row, aspect, scored.aspects[aspect]) for aspect in ASPECTS]
    values = [value for value in scored.aspects.values() if value is not None]
    return f"{'; '.join(parts)}. Nilai kegiatan = {_mean(values)}."


def _aspect(profile: Profile, row: Row, aspect: str, value: Decimal | None) -> str:
    actual, target = row.actual.of(aspect), row.target.of(aspect)
    if value is None or actual is None or target is None:
        return f"{ROW_ASPECT_NAMES[aspect]} tidak dihitung (tanpa target)"
    used = ratio_percent(actual, target)
    ratio = f"{ROW_ASPECT_NAMES[aspect]} {number(actual)} / {number(target)} × 100"
    if is_ratio(profile, aspect):
        raw, text = used, f"{ratio} = {places(used, 4)}"
    else:
        raw = perka_percent(actual, target)
        text = f"{ratio} = {places(used, 4)}, {_perka(actual, target, used)} = {places(raw, 4)}"
    return text if raw == value else f"{text}, dibatasi menjadi {places(value, 4)}"


def _perka(actual: Decimal, target: Decimal, used: Decimal) -> str:
    saved = places(subtract(Decimal(100), used), 4)
    if saves_too_much(actual, target):
        return f"hemat {saved} % (lebih dari 24 %), 76 - (176 - {places(used, 4)} - 100)"
    return f"hemat {saved} % (tidak lebih dari 24 %), 176 - {places(used, 4)}"


def _creativity(profile: Profile, inputs: Inputs, skp: SkpScore) -> str:
    proven = [claim.scope for claim in inputs.creativity if claim.certificate]
    if not proven:
        return "Kreativitas bersertifikat: tidak ada, tambahan nilai 0."
    each = joined([f"{scope} {number(profile.creativity_bonus[scope])}" for scope in proven])
    how = "dijumlahkan" if profile.creativity_mode == "sum" else "dihitung yang tertinggi"
    return (
        f"Kreativitas bersertifikat menurut lingkup manfaat: {each}; {how}, "
        f"tambahan nilai {number(skp.kreativitas)}."
    )


def _skp_score(skp: SkpScore) -> str:
    if skp.base is None or skp.total is None:
        return "Nilai SKP belum dapat dihitung karena tidak ada kegiatan yang dinilai."
    uncapped = total([skp.base, skp.tugas_tambahan, skp.kreativitas])
    text = (
        f"Nilai SKP = {places(skp.base, 4)} + {number(skp.tugas_tambahan)} + "
        f"{number(skp.kreativitas)} = {places(uncapped, 4)}"
    )
    capped = "" if uncapped == skp.total else f", dibatasi menjadi {places(skp.total, 4)}"
    return f"{text}{capped}, ditampilkan {places(skp.total, 2)}."


def _weights(profile: Profile, position: str, behaviour: BehaviourScore) -> Iterator[str]:
    missing = [group for group, score in behaviour.groups.items() if score.mean is None]
    if missing:
        yield _missing(profile, position, missing)
    used = [
        f"{GROUP_NAMES[group]} {places(weight, 4)}"
        for group, weight in behaviour.weights.items()
        if weight is not None
    ]
    yield f"Bobot yang dipakai: {joined(used)}."


def _missing(profile: Profile, position: str, missing: Sequence[str]) -> str:
    lost = total(profile.weights[position][group] for group in missing)
    names = joined([GROUP_NAMES[group] for group in missing])
    if profile.missing_rater_policy == "renormalise":
        left = subtract(Decimal(1), lost)
        return (
            f"Bobot {names} ({number(lost)}) dibagikan kepada kelompok lain: "
            f"setiap bobot dibagi {number(left)}."
        )
    return f"Bobot {names} ({number(lost)}) dialihkan kepada atasan langsung."


def _no_forms(group: str) -> str:
    return f"Perilaku menurut {GROUP_NAMES[group]}: tidak ada formulir."


def _form(form: RaterForm) -> str:
    summands = " + ".join(number(value) for value in form)
    return f"({summands}) / {len(form)} = {places(mean(form), 4)}"


def _mean(values: Sequence[Decimal]) -> str:
    summands = " + ".join(places(value, 4) for value in values)
    average = divide(total(values), Decimal(len(values)))
    return f"({summands}) / {len(values)} = {places(average, 4)}"


def _decision(name: str, value: Decimal, computed: Decimal | None) -> str:
    before = "belum ada" if computed is None else places(computed, 2)
    return f"Keputusan atas keberatan menetapkan {name} {places(value, 2)} (semula {before})."


def _twice(value: Decimal) -> str:
    return f"{places(value, 4)}, ditampilkan {places(value, 2)}"
