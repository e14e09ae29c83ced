"""Which functions an expression may call, where, and with what."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from engine.bpmn.expressions import Code, Invocation
from engine.bpmn.values import PURE

Fault = tuple[str, str, int]  # code, sentence, position

CONDITION, SCRIPT, TIMER, PERSON = "syarat", "skrip", "batas waktu", "orang"

_COUNTS = ("scheduled", "done", "in_progress")


@dataclass(frozen=True)
class Function:
    """A function that the engine binds: where it may be called, how many arguments it takes."""

    places: tuple[str, ...]
    arguments: int
    accepts: Callable[[Any], bool] = lambda value: True
    advice: str = ""


FUNCTIONS = {
    "due": Function((TIMER,), 1, lambda value: isinstance(value, str), "due('closes')"),
    "runs": Function((CONDITION, SCRIPT), 1, lambda value: isinstance(value, str), "runs('fase')"),
    "raters": Function((SCRIPT,), 0),
    "rater": Function((PERSON,), 1),
    "npk": Function((SCRIPT,), 0),
    "predikat": Function((SCRIPT,), 0),
    "mid_year_count": Function(
        (SCRIPT,), 1, lambda value: value in _COUNTS, "mid_year_count('done')"
    ),
}


def faults(code: Code, place: str) -> Iterator[Fault]:
    """Yield calls of unknown functions, in the wrong place, or with the wrong arguments."""
    for call in code.invocations:
        if call.name not in PURE:
            fault = _fault(call, place)
            if fault is not None:
                yield (*fault, call.position)


def _fault(call: Invocation, place: str) -> tuple[str, str] | None:
    function = FUNCTIONS.get(call.name)
    if function is None:
        known = ", ".join(sorted([*FUNCTIONS, *PURE]))
        return "unknown-function", f"Fungsi {call.name} tidak ada. Yang ada: {known}."
    if place not in function.places:
        places = " atau ".join(function.places)
        return "unknown-function", f"Fungsi {call.name} hanya dapat dipakai pada {places}."
    if len(call.arguments) != function.arguments:
        message = f"Fungsi {call.name} menerima {function.arguments} isian."
        return "bad-argument", message
    if not all(function.accepts(each) for each in call.arguments):
        return "bad-argument", f"Isian fungsi {call.name} tidak dikenal; tulis {function.advice}."
    return None
