"""What a form says it decides is what its answers do decide: the deploy check believes it."""

import importlib
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from schemas import Form, form
from schemas.facts import Facts
from schemas.fields import PersonChoice, YesNo
from schemas.fields.choice import Choice


def every_form() -> Iterator[type[Form]]:
    for file in sorted(Path("schemas").glob("*.py")):
        module = importlib.import_module(f"schemas.{file.stem}")
        for name, cls in vars(module).items():
            own = isinstance(cls, type) and cls.__module__ == module.__name__
            if own and name[0].isupper() and issubclass(cls, Form) and cls is not Form:
                yield form(cls.key())


FORMS = sorted(every_form(), key=lambda cls: cls.key())


def answers_of(asked: Form, chance: random.Random) -> dict[str, Any]:
    """Any combination of the choices of a form; outcomes look at nothing else."""
    return {name: _answer(each, chance) for name, each in asked.inputs.items()}


def _answer(question: Any, chance: random.Random) -> Any:
    if isinstance(question, YesNo):
        return chance.random() < 0.5
    if isinstance(question, Choice):
        return chance.choice(list(question.choices) or [""])
    if isinstance(question, PersonChoice) and not question.several:
        return chance.randint(1, 9)
    return question.empty()


def decided(cls: type[Form]) -> frozenset[str]:
    """Every name that any of two hundred sets of answers decides."""
    chance, asked = random.Random(cls.key()), cls(Facts())
    outcomes: list[Mapping[str, Any]] = [
        asked.outcome(answers_of(asked, chance)) for _ in range(200)
    ]
    return frozenset(name for outcome in outcomes for name in outcome)


def test_the_forms_are_found() -> None:
    assert {"coaching_week.ReceiveCoaching", "umum.Konfirmasi"} <= {cls.key() for cls in FORMS}
    assert sum(bool(cls.decides) for cls in FORMS) >= 12


@pytest.mark.parametrize("cls", FORMS, ids=lambda cls: cls.key())
def test_a_form_decides_what_it_says_and_nothing_else(cls: type[Form]) -> None:
    assert decided(cls) == cls.decides, f"{cls.key()}: name in `decides` what its outcome returns"


@pytest.mark.parametrize("cls", FORMS, ids=lambda cls: cls.key())
def test_a_form_decides_names_of_its_own_phase_only(cls: type[Form]) -> None:
    phase = cls.key().partition(".")[0]
    assert all(name.startswith(f"{phase}_") for name in cls.decides)
