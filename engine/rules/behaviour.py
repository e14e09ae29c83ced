"""The behaviour score: aspects, rater groups, their weights and what happens without a group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from engine.rules.exact import divide, mean, multiply, subtract, total
from engine.rules.profile import Profile

__all__ = [
    "Aspect",
    "BehaviourScore",
    "GroupScore",
    "aspects_of",
    "group_score",
    "score_behaviour",
    "used_weights",
]

#: One submitted form: a score per aspect, in the order of `aspects_of`.
RaterForm = Sequence[Decimal]

ATASAN: Final = "atasan"


@dataclass(frozen=True)
class Aspect:
    """One aspect of work behaviour with the indicators shown as help to its raters."""

    key: str
    label: str
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class GroupScore:
    """One rater group: how many forms, their mean and the mean of each aspect, unrounded."""

    forms: int
    mean: Decimal | None
    aspects: Mapping[str, Decimal]


@dataclass(frozen=True)
class BehaviourScore:
    """All groups of the class; without the atasan's form weights and total are None (R-068)."""

    groups: Mapping[str, GroupScore]
    weights: Mapping[str, Decimal | None]
    total: Decimal | None


#: PP 46/2011: leadership is for structural posts only and therefore stands last.
_PP46: Final = (
    Aspect(
        "orientasi_pelayanan",
        "Orientasi Pelayanan",
        (
            "Sikap dan perilaku terhadap atasan",
            "Sikap dan perilaku terhadap kolega",
            "Sikap dan perilaku terhadap stakeholder",
            "Sikap dan perilaku kerja dalam memberikan pelayanan kepada yang dilayani",
        ),
    ),
    Aspect(
        "integritas",
        "Integritas",
        (
            "Kemampuan bertindak sesuai nilai, norma dan etika di dalam organisasi",
            "Kemampuan bertindak sesuai nilai, norma dan etika di luar organisasi",
        ),
    ),
    Aspect(
        "komitmen",
        "Komitmen",
        (
            "Kemauan dan kemampuan menyelaraskan sikap dan tindakan",
            "Mengutamakan kepentingan dinas daripada kepentingan diri sendiri, seseorang "
            "dan/atau golongan",
        ),
    ),
    Aspect(
        "disiplin",
        "Disiplin",
        (
            "Kesanggupan menaati kewajiban dan menghindari larangan yang ditentukan dalam "
            "peraturan perundang-undangan",
        ),
    ),
    Aspect(
        "kerja_sama",
        "Kerja sama",
        (
            "Kemauan dan kemampuan bekerja sama dengan atasan",
            "Kemauan dan kemampuan bekerja sama dengan rekan kerja",
            "Kemauan dan kemampuan bekerja sama dengan bawahan",
            "Kemauan dan kemampuan bekerja sama dengan stakeholder",
        ),
    ),
    Aspect(
        "kepemimpinan",
        "Kepemimpinan",
        ("Kemampuan dan kemauan memotivasi dan mempengaruhi bawahan atau orang lain",),
    ),
)

_ASPECTS: Final = {("pp46", "structural"): _PP46, ("pp46", "functional"): _PP46[:-1]}


def aspects_of(profile: Profile, appraisal_class: str) -> tuple[Aspect, ...]:
    """Return the aspects in their order: six for structural posts, five for functional (R-049)."""
    return _ASPECTS[profile.aspect_set, appraisal_class]


def score_behaviour(
    profile: Profile, appraisal_class: str, forms: Mapping[str, Sequence[RaterForm]]
) -> BehaviourScore:
    """Return the weighted mean of the groups' means (R-066 to R-068).

    `forms` holds the submitted forms by group; a group without forms may be absent. Raises
    ValueError for a group the class does not have and for a form with a wrong number of scores.
    """
    table = profile.weights[appraisal_class]
    for group in forms:
        if forms[group] and group not in table:
            raise ValueError(f"kelompok {group} tidak menilai jabatan ini")
    aspects = aspects_of(profile, appraisal_class)
    groups = {group: group_score(aspects, forms.get(group, ())) for group in table}
    present = {group: score.mean for group, score in groups.items() if score.mean is not None}
    weights = used_weights(profile, appraisal_class, tuple(present))
    return BehaviourScore(
        groups=MappingProxyType(groups),
        weights=MappingProxyType(weights or dict.fromkeys(table)),
        total=total(multiply(weights[group], present[group]) for group in present)
        if weights
        else None,
    )


def group_score(aspects: Sequence[Aspect], forms: Sequence[RaterForm]) -> GroupScore:
    """Return the mean over the raters of each rater's mean, and the mean of each aspect.

    Raises ValueError for a form with a wrong number of scores or one outside 0 to 100 (W-42).
    """
    for form in forms:
        if len(form) != len(aspects):
            raise ValueError(f"formulir perilaku harus berisi {len(aspects)} nilai")
        if not all(0 <= value <= 100 for value in form):
            raise ValueError("nilai perilaku harus 0 sampai 100")
    return GroupScore(
        forms=len(forms),
        mean=mean(mean(form) for form in forms) if forms else None,
        aspects={
            aspect.key: mean(form[place] for form in forms)
            for place, aspect in enumerate(aspects)
            if forms
        },
    )


def used_weights(
    profile: Profile, appraisal_class: str, present: Sequence[str]
) -> dict[str, Decimal]:
    """Return the weight of every group of the class after the missing-rater policy.

    A group without forms gets 0: its weight goes to atasan, or (`renormalise`) all present
    groups grow in proportion. Empty if atasan itself is missing: nobody replaces him (R-068).
    """
    if ATASAN not in present:
        return {}
    table = profile.weights[appraisal_class]
    kept = {group: weight if group in present else Decimal(0) for group, weight in table.items()}
    share = total(kept.values())
    if profile.missing_rater_policy == "renormalise":
        return {group: divide(weight, share) for group, weight in kept.items()}
    freed = subtract(Decimal(1), share)
    return kept | {ATASAN: total([kept[ATASAN], freed])}
