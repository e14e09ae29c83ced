"""Whatever a diagram may hold survives being put away and taken out at every step.

Each animal of the zoo is walked through at random three times over: with the library's own
workflow in memory, saved and loaded at each step, and the same with diagrams read anew.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from engine.bpmn.check import check
from engine.bpmn.parse import Specs, Step, read
from tests.engine.bpmn.conftest import Pen
from tests.engine.bpmn.walking import InMemory, Restarting, World, walk
from tests.engine.bpmn.zoo import FORMS, animals, outcomes

ZOO = animals(Pen())
SEEDS = range(16)

animal = pytest.mark.parametrize("animal", ZOO)


@cache
def specs_of(name: str) -> Specs:
    return read(ZOO[name])


def answers(asked: Step) -> tuple[dict[str, Any], ...]:
    return FORMS[asked.form]


def in_memory(name: str, seed: int) -> list[Any]:
    return walk(InMemory(read(ZOO[name]), "p", World(seed)), seed, answers, hurry=0.3)


def saved(specs: Callable[[], Specs], seed: int) -> list[Any]:
    return walk(Restarting(specs, "p", World(seed)), seed, answers, hurry=0.3)


@animal
def test_it_passes_the_check(animal: str) -> None:
    assert check(ZOO[animal], lambda key: None, outcomes=outcomes) == []


@animal
def test_a_walk_saved_at_every_step_is_the_walk_in_memory(animal: str) -> None:
    for seed in SEEDS:
        assert saved(lambda: specs_of(animal), seed) == in_memory(animal, seed), f"seed {seed}"


@animal
def test_a_restart_with_freshly_read_diagrams_changes_nothing(animal: str) -> None:
    for seed in SEEDS[:4]:
        assert saved(lambda: read(ZOO[animal]), seed) == in_memory(animal, seed), f"seed {seed}"


@animal
def test_the_walks_take_every_flow(animal: str) -> None:
    """Else some of what the animal was drawn for would never have been tried."""
    specs = specs_of(animal)
    walks = str([saved(lambda: specs, seed) for seed in SEEDS])
    untaken = {flow for flow in specs.flows.values() if f"'{flow}'" not in walks}
    assert not untaken
