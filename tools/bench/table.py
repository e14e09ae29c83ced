"""The table: which rows it has, what they must not exceed, what they aim at."""

from collections.abc import Mapping
from dataclasses import dataclass

Figures = dict[str, float]
"""What a measure found, by the name of the row."""


@dataclass(frozen=True)
class Bound:
    """What a row must not exceed, and what it aims at."""

    limit: float
    aim: float


BOUNDS: Mapping[str, Bound] = {
    "complete ÷ reference": Bound(2.5, 1.5),
    "task 22 ÷ task 2, ÷ the reference's": Bound(1.2, 1.05),
    "statements per completion, most": Bound(8, 5),
    "commits per completion": Bound(1, 1),
    "bytes per instance ÷ its forms": Bound(2.2, 1.3),
    "complete beside others ÷ alone": Bound(1.2, 1.05),
    "spec parses per process and version": Bound(1, 1),
    "start in bulk ÷ reference start": Bound(0.5, 0.15),
    "inbox page p95 ÷ two plain SELECTs": Bound(2.0, 1.2),
    "timer fired ÷ reference completion": Bound(2.0, 1.0),
    "due notice ÷ reference completion": Bound(0.2, 0.05),
    "empty sweep, many waiting ÷ few": Bound(1.2, 1.05),
    # 20,000 in two seconds, where a reference completion takes 0.8 ms.
    "person in a re-date preview ÷ reference completion": Bound(0.12, 0.04),
    # 20,000 in sixty seconds, on two cores; the look has to, the move keeps to it too.
    "appraisal in a move preview ÷ reference completion": Bound(3.7, 1.0),
    "appraisal moved ÷ reference completion": Bound(3.7, 1.5),
    # 20,000 in thirty seconds, before and after.
    "person in a what-if ÷ reference completion": Bound(1.8, 0.2),
    "board p95 ÷ plain SQL": Bound(3.0, 1.2),
    "list p95 ÷ plain SQL": Bound(3.0, 1.2),
    "diagram p95 ÷ plain SQL": Bound(3.0, 1.2),
    "export of all, MB more in memory": Bound(64, 16),
    "person re-dated ÷ reference completion": Bound(0.3, 0.1),
}


def shown(found: Figures) -> dict[str, dict[str, float | str]]:
    """The figures with their bounds beside them; `reached` says which of the two holds."""
    return {name: _row(round(value, 3), BOUNDS.get(name)) for name, value in found.items()}


def _row(value: float, bound: Bound | None) -> dict[str, float | str]:
    if bound is None:
        return {"value": value}
    return {
        "value": value,
        "limit": bound.limit,
        "aim": bound.aim,
        "reached": _reached(value, bound),
    }


def _reached(value: float, bound: Bound) -> str:
    if value <= bound.aim:
        return "aim"
    return "limit" if value <= bound.limit else "neither"
