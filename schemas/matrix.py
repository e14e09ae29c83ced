"""The nine cells of the People Review and the ratings that may be given in it (R-092, R-094)."""

from collections.abc import Mapping
from itertools import product

from schemas.facts import Facts

LEVELS: Mapping[str, str] = {"rendah": "Rendah", "sedang": "Sedang", "tinggi": "Tinggi"}
CELLS: Mapping[str, str] = {
    f"{target}_{behaviour}": f"Target {target}, perilaku {behaviour}"
    for target, behaviour in product(LEVELS, LEVELS)
}
"""Targets reached × behaviour of leadership."""


def cell(facts: Facts) -> str | None:
    """The computed cell; None without scores."""
    return "_".join(facts.matrix_cell) if facts.matrix_cell else None


def target_level(facts: Facts) -> str | None:
    """The computed level of targets reached."""
    return facts.matrix_cell[0] if facts.matrix_cell else None


def behaviour_level(facts: Facts) -> str | None:
    """The computed level of behaviour."""
    return facts.matrix_cell[1] if facts.matrix_cell else None


def target_levels(facts: Facts) -> Mapping[str, str]:
    """What may be chosen on the axis of targets: the computed level, where there is one."""
    return _only(target_level(facts))


def behaviour_levels(facts: Facts) -> Mapping[str, str]:
    """What may be chosen on the axis of behaviour: the computed level, where there is one."""
    return _only(behaviour_level(facts))


def ratings(facts: Facts) -> Mapping[str, str]:
    """The categories that a rating may be."""
    return {each: each for each in facts.categories}


def differs(facts: Facts, rating: str) -> bool:
    """Whether a rating is another than the predikat of the NPK."""
    return rating != facts.sheet.get("predikat")


def _only(level: str | None) -> Mapping[str, str]:
    return LEVELS if level is None else {level: LEVELS[level]}
