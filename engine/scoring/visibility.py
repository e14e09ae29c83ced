"""What one viewer may see of a sheet: no rater group so small that it names a person (R-054).

A kolega or bawahan group with fewer than `min_group` forms is hidden from everybody, and a
second group with it, because the total is always shown and one unknown could be subtracted
from it. Hidden groups appear as one combined contribution.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from engine.rules.behaviour import BehaviourScore
from engine.rules.exact import multiply, rounded, total
from engine.rules.profile import Profile
from engine.rules.skp import ASPECTS
from engine.scoring import behaviour_steps, cautions, sentences, skp_steps
from engine.scoring.sheet import ScoreSheet, shown
from schemas.said import Said

__all__ = ["GroupView", "RowView", "SheetView", "hidden_groups", "visible"]

#: The groups whose raters must not be recognised.
PROTECTED: Final = ("kolega", "bawahan")
#: Whose form a viewer has written himself.
OWN: Final = {"pegawai": "sendiri", "pejabat_penilai": "atasan"}


@dataclass(frozen=True)
class RowView:
    """One SKP row: percents with four decimals, None where the aspect does not apply."""

    activity: str
    aspects: Mapping[str, Decimal | None]
    row: Decimal | None


@dataclass(frozen=True)
class GroupView:
    """One rater group as its viewer sees it; a hidden one has neither numbers nor a count."""

    group: str
    shown: bool
    forms: int | None
    mean: Decimal | None
    weight: Decimal | None
    aspects: Mapping[str, Decimal]


@dataclass(frozen=True)
class SheetView:
    """A sheet as one viewer sees it; all numbers rounded as shown.

    `combined` is what the hidden groups together add to the behaviour score. `derivable` names
    hidden groups that this viewer can nevertheless work out, because no other form masks them:
    whoever closes the forms should be told.
    """

    viewer: str
    rows: tuple[RowView, ...]
    skp_base: Decimal | None
    tugas_tambahan: Decimal
    kreativitas: Decimal
    skp_score: Decimal | None
    groups: tuple[GroupView, ...]
    combined: Decimal | None
    behaviour_score: Decimal | None
    npk: Decimal | None
    predikat: str | None
    steps: tuple[Said, ...]
    warnings: tuple[Said, ...]
    derivable: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the view as decimal strings, in the shapes of `ScoreSheet.to_json`."""
        return {
            "rows": [
                {aspect: shown(row.aspects[aspect], 4) for aspect in ASPECTS}
                | {"row": shown(row.row, 4), "activity": row.activity}
                for row in self.rows
            ],
            "skp_base": shown(self.skp_base, 2),
            "bonus": {
                "tugas_tambahan": shown(self.tugas_tambahan, 2),
                "kreativitas": shown(self.kreativitas, 2),
            },
            "skp_score": shown(self.skp_score, 2),
            "behaviour": {
                "groups": {each.group: shown(each.mean, 4) for each in self.groups},
                "weights": {each.group: shown(each.weight, 4) for each in self.groups},
                "hidden": [each.group for each in self.groups if not each.shown],
                "combined": shown(self.combined, 4),
            },
            "behaviour_score": shown(self.behaviour_score, 2),
            "npk": shown(self.npk, 2),
            "predikat": self.predikat,
            "steps": list(self.steps),
            "warnings": list(self.warnings),
        }


def visible(sheet: ScoreSheet, viewer: str) -> SheetView:
    """Return what a viewer may see of a sheet.

    `viewer` is a role; the pegawai knows his own form of `sendiri`, the pejabat_penilai his of
    `atasan`, every other viewer none.
    """
    behaviour, profile = sheet.behaviour, sheet.profile
    hidden = hidden_groups(profile, behaviour, viewer)
    return SheetView(
        viewer=viewer,
        rows=tuple(
            RowView(
                row.activity,
                {aspect: _rounded(value, 4) for aspect, value in scored.aspects.items()},
                _rounded(scored.row, 4),
            )
            for row, scored in zip(sheet.inputs.rows, sheet.skp.rows, strict=True)
        ),
        skp_base=_rounded(sheet.skp.base, 2),
        tugas_tambahan=sheet.skp.tugas_tambahan,
        kreativitas=sheet.skp.kreativitas,
        skp_score=sheet.skp_score_rounded,
        groups=tuple(_group(behaviour, group, hidden) for group in behaviour.groups),
        combined=_combined(behaviour, hidden),
        behaviour_score=sheet.behaviour_score_rounded,
        npk=sheet.npk_rounded,
        predikat=sheet.predikat,
        steps=(
            sentences.ROUNDING,
            *skp_steps.skp_steps(profile, sheet.inputs, sheet.skp),
            *behaviour_steps.group_steps(behaviour, hidden),
            *behaviour_steps.total_steps(profile, sheet.inputs.position, behaviour, hidden),
            *sentences.result_steps(sheet),
        ),
        warnings=tuple(cautions.of_skp(sheet.inputs, sheet.skp)),
        derivable=() if behaviour.total is None else _derivable(behaviour, hidden),
    )


def hidden_groups(profile: Profile, behaviour: BehaviourScore, viewer: str) -> frozenset[str]:
    """Return the groups whose results the viewer must not see.

    A small group takes the other protected one with it. If that leaves a single unknown, the
    pegawai does not see atasan either, and nobody else sees sendiri.
    """
    forms = {group: behaviour.groups[group].forms for group in behaviour.groups}
    given = [group for group in PROTECTED if forms.get(group)]
    if all(forms[group] >= profile.min_group for group in given):
        return frozenset()
    hidden = frozenset(given)
    if not _derivable(behaviour, hidden):
        return hidden
    return hidden | {"atasan" if viewer == "pegawai" else _mask(forms, viewer)}


def _mask(forms: Mapping[str, int], viewer: str) -> str:
    """Return what hides a small group from anybody but the pegawai."""
    return "sendiri" if forms.get("sendiri") or OWN.get(viewer) == "atasan" else "atasan"


def _derivable(behaviour: BehaviourScore, hidden: frozenset[str]) -> tuple[str, ...]:
    """Return the hidden group that is left alone when all shown ones are subtracted.

    No viewer's own form is among the hidden ones, so he knows no more than what is shown.
    """
    counted = [
        group for group in behaviour.groups if group in hidden and behaviour.weights[group] != 0
    ]
    return tuple(counted) if len(counted) == 1 else ()


def _group(behaviour: BehaviourScore, group: str, hidden: frozenset[str]) -> GroupView:
    score, seen = behaviour.groups[group], group not in hidden
    return GroupView(
        group=group,
        shown=seen,
        forms=score.forms if seen else None,
        mean=_rounded(score.mean, 4) if seen else None,
        weight=_rounded(behaviour.weights[group], 4),
        aspects={key: rounded(value, 4) for key, value in score.aspects.items()} if seen else {},
    )


def _combined(behaviour: BehaviourScore, hidden: frozenset[str]) -> Decimal | None:
    parts = []
    for group in hidden:
        weight, mean = behaviour.weights[group], behaviour.groups[group].mean
        if weight is not None and mean is not None:
            parts.append(multiply(weight, mean))
    return rounded(total(parts), 4) if parts else None


def _rounded(value: Decimal | None, places: int) -> Decimal | None:
    return None if value is None else rounded(value, places)
