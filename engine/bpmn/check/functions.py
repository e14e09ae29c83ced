"""Which functions an expression may call, where, and with what."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from engine.bpmn.expressions import Code, Invocation
from engine.bpmn.values import PURE
from schemas.said import Said, cite, say

Fault = tuple[str, Said, int]  # code, sentence, position

CONDITION, SCRIPT = say("syarat"), say("skrip")
TIMER, PERSON = say("batas waktu"), say("orang")

_COUNTS = ("scheduled", "done", "in_progress")


@dataclass(frozen=True)
class Function:
    """A function that the engine binds: where it may be called, how many arguments it takes."""

    places: tuple[Said, ...]
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


def faults(code: Code, place: Said) -> Iterator[Fault]:
    """Yield calls of unknown functions, in the wrong place, or with the wrong arguments."""
    for call in code.invocations:
        if call.name not in PURE:
            fault = _fault(call, place)
            if fault is not None:
                yield (*fault, call.position)


def _fault(call: Invocation, place: Said) -> tuple[str, Said] | None:
    function = FUNCTIONS.get(call.name)
    if function is None:
        known = ", ".join(sorted([*FUNCTIONS, *PURE]))
        return "unknown-function", cite(
            "Fungsi {name} tidak ada. Yang ada: {known}.", name=call.name, known=known
        )
    if place not in function.places:
        places = _either(function.places)
        return "unknown-function", cite(
            "Fungsi {name} hanya dapat dipakai pada {places}.", name=call.name, places=places
        )
    if len(call.arguments) != function.arguments:
        message = cite(
            "Fungsi {name} menerima {count} isian.", name=call.name, count=function.arguments
        )
        return "bad-argument", message
    if not all(function.accepts(each) for each in call.arguments):
        return "bad-argument", cite(
            "Isian fungsi {name} tidak dikenal; tulis {advice}.",
            name=call.name,
            advice=function.advice,
        )
    return None


def _either(places: tuple[Said, ...]) -> Said:
    if len(places) == 1:
        return places[0]
    one, other = places
    return say("{one} atau {other}", one=one, other=other)
