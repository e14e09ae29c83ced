"""A regulation profile: the numbers and choices by which one cycle's appraisals are scored.

A profile is written as TOML beside the year's diagram and never changes once used (R-194,
R-196). Bands of predikat are decision tables, not part of it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from engine.rules.notices import Notices, read_deadlines, read_notices
from engine.rules.toml_section import Section

__all__ = [
    "APPRAISAL_CLASSES",
    "GROUPS",
    "PARAMETERS",
    "RATIO",
    "BonusStep",
    "Profile",
    "read_profile",
]

#: Rater groups of the 360 in the order of every sheet.
GROUPS: Final = ("atasan", "kolega", "sendiri", "bawahan")
APPRAISAL_CLASSES: Final = ("structural", "functional")
CREATIVITY_SCOPES: Final = ("unit", "organisasi", "negara")

#: Choices; the first of each is what the regulation says literally.
RATIO: Final = "ratio"
TIME_COST_METHODS: Final = (RATIO, "perka_bkn_2013")
MISSING_RATER_POLICIES: Final = ("to_atasan", "renormalise")
CREATIVITY_MODES: Final = ("highest", "sum")
KEBERATAN_RULES: Final = ("fixed_date", "days_after_receipt")
ASPECT_SETS: Final = ("pp46",)

#: What a single computation may override, see `Profile.with_parameters`.
PARAMETERS: Final = (
    "time_cost_method",
    "missing_rater_policy",
    "creativity_mode",
    "aspect_cap",
    "cap_total_skp",
)

_CHOICES: Final = {
    "time_cost_method": TIME_COST_METHODS,
    "missing_rater_policy": MISSING_RATER_POLICIES,
    "creativity_mode": CREATIVITY_MODES,
}
_ONE: Final = Decimal(1)
_HIGHEST_CAP: Final = Decimal(1000)


@dataclass(frozen=True)
class BonusStep:
    """From so many accepted extra tasks on, so many points."""

    at_least: int
    points: Decimal


@dataclass(frozen=True)
class Profile:
    """One regulation as data. Shares and weights are fractions, caps are percent, None = none."""

    id: str
    title: str
    phases: tuple[str, ...]
    skp_share: Decimal
    behaviour_share: Decimal
    time_cost_method: str
    time_cost_warning: str
    aspect_cap: Decimal | None
    cap_total_skp: Decimal | None
    extra_task_bonus: tuple[BonusStep, ...]
    creativity_bonus: Mapping[str, Decimal]
    creativity_mode: str
    aspect_set: str
    weights: Mapping[str, Mapping[str, Decimal]]
    missing_rater_policy: str
    min_group: int
    max_raters: int
    keberatan_rule: str
    keberatan_limit: str
    shift_to_business_day: bool
    grace_days: int
    notices: Notices
    windows: Mapping[str, str]

    @property
    def highest_skp_score(self) -> Decimal | None:
        """The most an SKP score can be; None where neither aspects nor total are capped."""
        if self.cap_total_skp is not None or self.aspect_cap is None:
            return self.cap_total_skp
        extra = max((step.points for step in self.extra_task_bonus), default=Decimal(0))
        points = self.creativity_bonus.values()
        creative = sum(points) if self.creativity_mode == "sum" else max(points, default=Decimal(0))
        return self.aspect_cap + extra + creative

    @property
    def warnings(self) -> tuple[str, ...]:
        """What whoever chooses this profile must have read (R-197)."""
        shown = self.time_cost_method == RATIO and self.time_cost_warning
        return (self.time_cost_warning,) if shown else ()

    def with_parameters(self, parameters: Mapping[str, object]) -> "Profile":
        """Return a copy with some of `PARAMETERS` overridden; caps may be None for "no cap".

        Raises ValueError, beginning with the key, for an unknown key or an impossible value.
        """
        changes = {key: _parameter(key, value) for key, value in parameters.items()}
        return replace(self, **changes)


def read_profile(text: str) -> Profile:
    """Read a profile from TOML; raises ValueError that begins with the offending key."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"profil bukan TOML yang sah: {error}") from error
    top = Section(data)
    profile = _profile(top)
    top.refuse_unread_keys()
    return profile


def _profile(top: Section) -> Profile:
    skp, bonus, behaviour = top.section("skp"), top.section("bonus"), top.section("behaviour")
    keberatan, deadlines = top.section("keberatan"), top.section("deadlines")
    skp_share = skp.decimal("share", low=Decimal(0), high=_ONE)
    behaviour_share = behaviour.decimal("share", low=Decimal(0), high=_ONE)
    if skp_share + behaviour_share != _ONE:
        raise ValueError("behaviour.share: bersama skp.share harus berjumlah tepat 1")
    return Profile(
        id=top.word("id"),
        title=top.text("title"),
        phases=_phases(top),
        skp_share=skp_share,
        behaviour_share=behaviour_share,
        time_cost_method=skp.choice("time_cost_method", TIME_COST_METHODS),
        time_cost_warning=skp.text("warning", default=""),
        aspect_cap=_cap(skp, "aspect_cap"),
        cap_total_skp=_cap(skp, "cap_total_skp"),
        extra_task_bonus=_extra_task_bonus(bonus),
        creativity_bonus=_creativity_bonus(bonus.section("creativity")),
        creativity_mode=bonus.choice("creativity_mode", CREATIVITY_MODES),
        aspect_set=behaviour.choice("aspects", ASPECT_SETS),
        weights=_weights(behaviour.section("weights")),
        missing_rater_policy=behaviour.choice("missing_rater_policy", MISSING_RATER_POLICIES),
        min_group=behaviour.whole("min_group", low=1, high=100),
        max_raters=behaviour.whole("max_raters", low=1, high=100),
        keberatan_rule=keberatan.choice("rule", KEBERATAN_RULES),
        keberatan_limit=keberatan.text("limit"),
        shift_to_business_day=deadlines.flag("shift_to_business_day"),
        grace_days=deadlines.whole("grace_days", low=0, high=365),
        notices=_notices(top, deadlines),
        windows=_windows(top.section("windows")),
    )


def _notices(top: Section, deadlines: Section) -> Notices:
    if "notices" in top.data:
        return read_notices(top.section("notices"))
    return read_deadlines(deadlines)


def _phases(top: Section) -> tuple[str, ...]:
    phases = top.words("phases")
    if not phases:
        raise ValueError("phases: paling sedikit satu tahap")
    for place, phase in enumerate(phases):
        if phase in phases[:place]:
            raise ValueError(f"phases: {phase!r} tertulis dua kali")
    return tuple(phases)


def _cap(skp: Section, key: str) -> Decimal | None:
    return skp.decimal(key, low=_ONE, high=_HIGHEST_CAP) if key in skp.data else None


def _extra_task_bonus(bonus: Section) -> tuple[BonusStep, ...]:
    steps: list[BonusStep] = []
    for entry in bonus.sections("extra_tasks"):
        step = BonusStep(
            at_least=entry.whole("from", low=1, high=1000),
            points=entry.decimal("points", low=Decimal(0), high=Decimal(100)),
        )
        if steps and (step.at_least <= steps[-1].at_least or step.points < steps[-1].points):
            raise ValueError(f"{entry.path}: jumlah dan nilainya harus naik dari baris ke baris")
        steps.append(step)
    return tuple(steps)


def _creativity_bonus(creativity: Section) -> Mapping[str, Decimal]:
    points = {
        scope: creativity.decimal(scope, low=Decimal(0), high=Decimal(100))
        for scope in CREATIVITY_SCOPES
    }
    return MappingProxyType(points)


def _weights(weights: Section) -> Mapping[str, Mapping[str, Decimal]]:
    tables = {key: _class_weights(weights.section(key)) for key in APPRAISAL_CLASSES}
    return MappingProxyType(tables)


def _class_weights(table: Section) -> Mapping[str, Decimal]:
    given = {
        group: table.decimal(group, low=Decimal(0), high=_ONE)
        for group in GROUPS
        if group in table.data
    }
    if not given.get("atasan"):
        raise ValueError(f"{table.path}.atasan: harus ada dan lebih dari 0")
    if sum(given.values()) != _ONE:
        raise ValueError(f"{table.path}: bobot harus berjumlah tepat 1")
    return MappingProxyType(given)


def _windows(windows: Section) -> Mapping[str, str]:
    rules = {key: windows.text(key) for key in windows.data}
    for key in rules:
        if len(key.split(".")) != 2 or not key.replace(".", "_").isidentifier():
            raise ValueError(f"windows.{key}: kuncinya harus berbentuk tahap.tepi")
    return MappingProxyType(rules)


def _parameter(key: str, value: object) -> Any:
    if key not in PARAMETERS:
        raise ValueError(f"{key}: parameter tidak dikenal; yang ada: {', '.join(PARAMETERS)}")
    if key in _CHOICES:
        return Section({key: value}).choice(key, _CHOICES[key])
    return None if value is None else _cap(Section({key: value}), key)
