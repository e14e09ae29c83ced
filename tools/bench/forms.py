"""The form of the workload: nine texts and a number, about 500 bytes; one class per phase."""

import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from schemas.base import Form
from schemas.fields import Text, WholeNumber
from tools.bench.diagrams import PHASES

_LOREM = "the employee met the agreed goal with evidence "


def install() -> None:
    """Let the form keys `bench.Note0` … be found like those of `schemas`."""
    module = ModuleType("schemas.bench", "The workload's forms.")
    for number in range(len(PHASES)):
        setattr(module, f"Note{number}", _form(number))
    sys.modules[module.__name__] = module


def said(step: int, person: int) -> dict[str, Any]:
    """Raw answers of one step: they differ from person to person."""
    texts = {f"text_{n}": f"{person:06d}{step:02d}{_LOREM[: 34 - n % 3]}" for n in range(9)}
    return texts | {"score": 4}


def _form(number: int) -> type[Form]:
    def outcome(self: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
        return {f"bench_{number}_score": answers["score"]}

    questions = {f"text_{n}": Text(f"Isian {n}", max=200, required=True) for n in range(9)}
    body = {
        **questions,
        "score": WholeNumber("Nilai", min=1, max=5, required=True),
        "title": "Isi catatan",
        "decides": frozenset({f"bench_{number}_score"}),
        "outcome": outcome,
        "__module__": "schemas.bench",
        "__doc__": "Nine texts and a number.",
    }
    return type(f"Note{number}", (Form,), body)
