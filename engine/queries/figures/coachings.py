"""How many coachings are held, missing, returned: unit by unit, for each coaching week (R-035)."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import and_, func, select

from engine.models import Appraisal, Instance, Task
from engine.queries.figures.asked import Asked
from engine.tracking.coachings import MISSING, PROCESS, stands, weeks


@dataclass(frozen=True)
class CoachingLine:
    """The coachings of a row that were due: each is `done`, `missing` or `not_held`.

    Of those that are missing, so many were `returned` for correction and have not come in again.
    """

    unit_id: int
    name: str
    direct: bool
    done: int
    missing: int
    returned: int
    not_held: int

    @property
    def due(self) -> int:
        """All of them."""
        return self.done + self.missing + self.not_held


@dataclass(frozen=True)
class CoachingWeek:
    """One coaching week: a line for each row of the page, and all of them together."""

    key: str
    name: str
    lines: tuple[CoachingLine, ...]
    total: CoachingLine


def coachings(asked: Asked) -> tuple[CoachingWeek, ...]:
    """The coaching weeks that are due for somebody, in the order of the year."""
    keys = weeks(asked.specs, asked.cycle.process, asked.names)
    counts = _counts(asked, keys) if keys else {}
    found = (_week(asked, key, counts) for key in keys)
    return tuple(each for each in found if each.total.due)


def _counts(asked: Asked, keys: tuple[str, ...]) -> dict[tuple[str, int], Counter[str]]:
    """By week and place, how many stand how."""
    # Columns are known by number: how a diagram calls a week is no name for one.
    told = (stands(key).label(f"week_{number}") for number, key in enumerate(keys))
    each = (
        asked.by_row(*told)
        .join(Instance, Instance.id == Appraisal.instance_id)
        .outerjoin(Task, and_(Task.instance_id == Appraisal.instance_id, Task.process == PROCESS))
        .group_by("place", Appraisal.id, Instance.id)
        .subquery("coached")
    )
    counts = defaultdict[tuple[str, int], Counter[str]](Counter)
    for place, *standings, number in asked.session.execute(
        select(*each.c, func.count()).group_by(*each.c)
    ):
        for key, standing in zip(keys, standings, strict=True):
            counts[key, place][standing] += number
    return counts


def _week(asked: Asked, key: str, counts: dict[tuple[str, int], Counter[str]]) -> CoachingWeek:
    rows = [counts.get((key, place), Counter()) for place in range(len(asked.rows))]
    lines = (
        _line(row.unit_id, row.name, row.direct, count)
        for row, count in zip(asked.rows, rows, strict=True)
    )
    total = _line(asked.unit_id or 0, "", False, sum(rows, Counter()))
    return CoachingWeek(key, asked.names[key], tuple(lines), total)


def _line(unit_id: int, name: str, direct: bool, count: Counter[str]) -> CoachingLine:
    missing = sum(count[each] for each in MISSING)
    return CoachingLine(
        *(unit_id, name, direct, count["done"], missing),
        returned=count["returned"],
        not_held=count["not_held"],
    )
