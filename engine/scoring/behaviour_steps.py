"""From behaviour forms to the behaviour score, as sentences."""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from engine.rules.behaviour import BehaviourScore
from engine.rules.exact import mean, multiply, subtract, total
from engine.rules.profile import Profile
from engine.scoring.inputs import Inputs
from engine.scoring.words import (
    GROUP_NAMES,
    formula,
    joined,
    mean_of_computed,
    mean_of_given,
    number,
    places,
)
from schemas.said import Said, listed, say

__all__ = ["form_steps", "group_steps", "total_steps"]


def form_steps(inputs: Inputs, behaviour: BehaviourScore) -> Iterator[Said]:
    """Yield how each group's mean comes from its forms; names single scores, not for viewers."""
    for group, score in behaviour.groups.items():
        forms = inputs.behaviour.get(group, ())
        name = GROUP_NAMES[group]
        if score.mean is None:
            yield _no_forms(group)
        elif len(forms) == 1:
            yield say(
                "Perilaku menurut {group} = {mean}.", group=name, mean=mean_of_given(forms[0])
            )
        else:
            each = [
                say("formulir {place} {mean}", place=place, mean=mean_of_given(form))
                for place, form in enumerate(forms, 1)
            ]
            yield say(
                "Perilaku menurut {group}: {forms}; rata-rata {mean}.",
                group=name,
                forms=listed("; ", each),
                mean=mean_of_computed([mean(form) for form in forms]),
            )


def group_steps(behaviour: BehaviourScore, hidden: Collection[str]) -> Iterator[Said]:
    """Yield how each shown group's mean comes from the means of its aspects."""
    for group, score in behaviour.groups.items():
        if group in hidden:
            continue
        if score.mean is None:
            yield _no_forms(group)
        else:
            yield say(
                "Perilaku menurut {group} ({n} formulir), rata-rata nilai aspek = {mean}.",
                group=GROUP_NAMES[group],
                n=score.forms,
                mean=mean_of_computed(list(score.aspects.values())),
            )


def total_steps(
    profile: Profile, position: str, behaviour: BehaviourScore, hidden: Collection[str]
) -> Iterator[Said]:
    """Yield the weights used and the weighted sum; hidden groups are one summand."""
    if behaviour.total is None:
        yield say("Nilai perilaku belum lengkap: formulir atasan langsung belum ada.")
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
            summands.append(listed(" × ", [places(weight, 4), places(score.mean, 4)]))
    if combined:
        summands.append(
            say(
                "{sum} ({groups} digabung)",
                sum=places(total(combined), 4),
                groups=joined(
                    [GROUP_NAMES[group] for group in behaviour.groups if group in hidden]
                ),
            )
        )
    yield say(
        "Nilai perilaku = {sum} = {total}, ditampilkan {shown}.",
        sum=listed(" + ", summands),
        total=places(behaviour.total, 4),
        shown=places(behaviour.total, 2),
    )


def _weights(profile: Profile, position: str, behaviour: BehaviourScore) -> Iterator[Said]:
    missing = [group for group, score in behaviour.groups.items() if score.mean is None]
    if missing:
        yield _missing(profile, position, missing)
    used = [
        formula("{group} {weight}", group=GROUP_NAMES[group], weight=places(weight, 4))
        for group, weight in behaviour.weights.items()
        if weight is not None
    ]
    yield say("Bobot yang dipakai: {weights}.", weights=joined(used))


def _missing(profile: Profile, position: str, missing: Sequence[str]) -> Said:
    lost = total(profile.weights[position][group] for group in missing)
    names = joined([GROUP_NAMES[group] for group in missing])
    if profile.missing_rater_policy == "renormalise":
        return say(
            "Bobot {groups} ({weight}) dibagikan kepada kelompok lain: setiap bobot dibagi {left}.",
            groups=names,
            weight=number(lost),
            left=number(subtract(Decimal(1), lost)),
        )
    return say(
        "Bobot {groups} ({weight}) dialihkan kepada atasan langsung.",
        groups=names,
        weight=number(lost),
    )


def _no_forms(group: str) -> Said:
    return say("Perilaku menurut {group}: tidak ada formulir.", group=GROUP_NAMES[group])
