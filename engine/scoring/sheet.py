"""The score sheet: every number of an appraisal, unrounded inside, rounded when shown."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from engine.bpmn.tables import Table
from engine.rules import npk as npk_rule
from engine.rules.behaviour import BehaviourScore, score_behaviour
from engine.rules.exact import rounded
from engine.rules.profile import Profile
from engine.rules.skp import ASPECTS, SkpScore, score_skp
from engine.scoring import behaviour_steps, cautions, sentences, skp_steps
from engine.scoring.inputs import Decided, Inputs
from engine.scoring.shipped import predikat_table
from schemas.said import Said

__all__ = ["ScoreSheet", "score", "shown"]


@dataclass(frozen=True)
class ScoreSheet:
    """A computed appraisal. Numbers are unrounded unless named so; None = no value yet.

    It holds the forms of single raters: pages get `visible(sheet, viewer)`, never a sheet.
    """

    profile: Profile
    inputs: Inputs
    skp: SkpScore
    behaviour: BehaviourScore
    decided: Decided
    npk: Decimal | None
    predikat: str | None

    @property
    def skp_score(self) -> Decimal | None:
        """The SKP score that counts: decided on keberatan, else computed."""
        return _first(self.decided.skp_score, self.skp.total)

    @property
    def behaviour_score(self) -> Decimal | None:
        """The behaviour score that counts: decided on keberatan, else computed."""
        return _first(self.decided.behaviour_score, self.behaviour.total)

    @property
    def skp_score_rounded(self) -> Decimal | None:
        """The SKP score with two decimals."""
        return _rounded(self.skp_score, 2)

    @property
    def behaviour_score_rounded(self) -> Decimal | None:
        """The behaviour score with two decimals."""
        return _rounded(self.behaviour_score, 2)

    @property
    def npk_rounded(self) -> Decimal | None:
        """NPK with two decimals, from unrounded components (R-069)."""
        return _rounded(self.npk, 2)

    @cached_property
    def steps(self) -> tuple[Said, ...]:
        """Every step as a sentence, enough to recompute it by hand (R-072)."""
        return (
            sentences.ROUNDING,
            *skp_steps.skp_steps(self.profile, self.inputs, self.skp),
            *behaviour_steps.form_steps(self.inputs, self.behaviour),
            *behaviour_steps.total_steps(self.profile, self.inputs.position, self.behaviour, ()),
            *sentences.result_steps(self),
        )

    @cached_property
    def warnings(self) -> tuple[Said, ...]:
        """What was ignored, is missing or looks like a slip."""
        return (
            *cautions.of_skp(self.inputs, self.skp),
            *cautions.of_behaviour(self.profile, self.inputs, self.behaviour),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the output of `timbang score`: decimal strings, None where there is no value.

        Aspects, rows, group means and weights have four decimals, scores and bonuses two.
        """
        return {
            "rows": [
                {aspect: shown(row.aspects[aspect], 4) for aspect in ASPECTS}
                | {"row": shown(row.row, 4)}
                for row in self.skp.rows
            ],
            "skp_base": shown(self.skp.base, 2),
            "bonus": {
                "tugas_tambahan": shown(self.skp.tugas_tambahan, 2),
                "kreativitas": shown(self.skp.kreativitas, 2),
            },
            "skp_score": shown(self.skp_score, 2),
            "behaviour": {
                "groups": {
                    group: shown(each.mean, 4) for group, each in self.behaviour.groups.items()
                },
                "weights": {
                    group: shown(weight, 4) for group, weight in self.behaviour.weights.items()
                },
            },
            "behaviour_score": shown(self.behaviour_score, 2),
            "npk": shown(self.npk, 2),
            "predikat": self.predikat,
            "steps": list(self.steps),
            "warnings": list(self.warnings),
        }


def score(
    profile: Profile, inputs: Inputs, decided: Decided | None = None, bands: Table | None = None
) -> ScoreSheet:
    """Compute an appraisal, or recompute it with the numbers of a keberatan decision.

    `bands` is the table of predikat, by default the shipped one. Raises ValueError for inputs
    that no accepted form can give: a missing or negative actual, a form of a wrong length.
    """
    decided = decided or Decided()
    skp = score_skp(profile, inputs.rows, inputs.extra_tasks, inputs.creativity)
    behaviour = score_behaviour(profile, inputs.position, inputs.behaviour)
    npk = npk_rule.combined(
        profile,
        _first(decided.skp_score, skp.total),
        _first(decided.behaviour_score, behaviour.total),
    )
    return ScoreSheet(
        profile=profile,
        inputs=inputs,
        skp=skp,
        behaviour=behaviour,
        decided=decided,
        npk=npk,
        predikat=_predikat(bands or predikat_table(), npk),
    )


def shown(value: Decimal | None, places: int) -> str | None:
    """Return a number as a decimal string with so many places, None for None."""
    return None if value is None else f"{rounded(value, places):f}"


def _predikat(bands: Table, npk: Decimal | None) -> str | None:
    return None if npk is None else str(bands.decide({"npk": rounded(npk, 2)})["predikat"])


def _rounded(value: Decimal | None, places: int) -> Decimal | None:
    return None if value is None else rounded(value, places)


def _first(*values: Decimal | None) -> Decimal | None:
    return next((value for value in values if value is not None), None)
