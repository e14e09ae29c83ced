"""How long stages take, who holds them meanwhile, and what comes late: three figures, one question.

Of a stay in a stage each day belongs to one: to whoever had a task open on it (of several the one
that was asked first, until he is done), or to nobody, where only a date was waited for.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from sqlalchemy import (
    Integer,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from engine import clock, policy
from engine.models import Appraisal, Task, is_done, is_open
from engine.queries.figures.asked import Asked
from engine.queries.figures.passages import passages
from engine.tracking.days import calendar_key, day_of, number_of, quantile

#: Of a 360 not even the group of whoever has still to answer is told.
_WHOSE = case((Task.step.in_(sorted(policy.ANONYMOUS)), "penilai"), else_=Task.role).label("whose")

#: A task of a stay: the numbers of its first and its last day, and whose it was.
Span = tuple[int, int, str]


@dataclass(frozen=True)
class StagePart:
    """Working days of a stage in which a role held it; role "": it waited for a date alone."""

    role: str
    days: int


@dataclass(frozen=True)
class StageTime:
    """How long a stage took those who have passed it, in working days; 0: the same day.

    Half of all took at most `median` days, nine of ten at most `p90`, which somebody took. `days`
    is all of them together, and the sum of `parts`, the greatest first.
    """

    key: str
    name: str
    passed: int
    median: int
    p90: int
    days: int
    parts: tuple[StagePart, ...]


@dataclass(frozen=True)
class Lost:
    """Tasks of a role in a stage that came late or still are late, and their days together."""

    key: str
    stage: str
    role: str
    tasks: int
    days: int


@dataclass(frozen=True)
class Times:
    """The stages in the order of the year; where most was lost first."""

    stages: tuple[StageTime, ...]
    lost: tuple[Lost, ...]


def times(asked: Asked) -> Times:
    """Cycle time of each stage, of what it consists, and working days beyond the dates."""
    rows = defaultdict[str, list[Any]](list)
    for row in asked.session.execute(union_all(_stays(asked), _late(asked))):
        rows[row.kind].append(row)
    return Times(tuple(_stages(asked, rows["stay"])), _lost(asked, rows["late"]))


# ---- the question -----------------------------------------------------------------------------


def _stays(asked: Asked) -> Any:
    """Stays that are over by what they consist of: of each task whose it was, from when to when."""
    days, none = asked.days, cast(null(), Integer)
    number = (cast(days.of(moment), String) for moment in (Task.opened_at, Task.done_at))
    task = _WHOSE + literal(" ") + next(number) + literal(" ") + next(number)
    stay = passages(asked, func.aggregate_strings(task, ",").label("what"))
    by = (stay.c.calendar, stay.c.phase, stay.c.what)
    return (
        select(literal("stay").label("kind"), *by, none.label("first"), none.label("last"))
        .add_columns(func.count().label("number"))
        .where(stay.c.open == 0, ~stay.c.goes_on)
        .group_by(*by)
    )


def _late(asked: Asked) -> Any:
    days, done = asked.days, is_done()
    late = or_(and_(done, Task.done_at >= Task.due_at), and_(is_open(), Task.due_at <= clock.now()))
    last = days.last_of(Task.due_at)
    ended = case((done, days.of(Task.done_at)))
    calendar = calendar_key(asked.calendars)
    each = (
        asked.appraisals(calendar, Task.phase, _WHOSE, last.label("first"), ended.label("last"))
        .join(Task, Task.instance_id == Appraisal.instance_id)
        .where(late)
        .subquery("late")
    )
    return select(literal("late"), *each.c, func.count()).group_by(*each.c)


# ---- the figures ------------------------------------------------------------------------------


def _stages(asked: Asked, stays: Iterable[Any]) -> Iterator[StageTime]:
    taken, held = defaultdict[str, Counter[int]](Counter), defaultdict[str, Counter[str]](Counter)
    working = _working(asked)
    for row in stays:
        parts = shares(_tasks(row), partial(working, row.calendar))
        taken[row.phase][parts.total()] += row.number
        for role, days in parts.items():
            held[row.phase][role] += row.number * days
    for phase in asked.in_order(taken):
        stage, found = taken[phase], held[phase]
        ranked = sorted(found.items(), key=lambda part: (-part[1], part[0]))
        yield StageTime(
            key=phase,
            name=asked.name_of(phase),
            passed=stage.total(),
            median=quantile(stage, 50),
            p90=quantile(stage, 90),
            days=found.total(),
            parts=tuple(StagePart(role, days) for role, days in ranked if days),
        )


def _tasks(row: Any) -> list[Span]:
    tasks = (task.rsplit(" ", 2) for task in row.what.split(","))
    return [(int(first), int(last), role) for role, first, last in tasks]


def shares(tasks: Iterable[Span], working: Callable[[int, int], int]) -> Counter[str]:
    """The working days of a stay by whose they are; those of nobody are of "".

    >>> found = shares([(0, 4, "pegawai"), (6, 9, "sdm"), (1, 5, "sdm")], lambda a, b: b - a)
    >>> sorted(found.items())
    [('', 1), ('pegawai', 4), ('sdm', 4)]
    """
    in_turn = sorted(tasks)
    found, reached = Counter[str](), in_turn[0][0]
    for first, last, role in in_turn:
        begun = max(reached, first)
        found[""] += working(reached, begun)
        reached = max(begun, last)
        found[role] += working(begun, reached)
    return found


def _lost(asked: Asked, late: Iterable[Any]) -> tuple[Lost, ...]:
    tasks, beyond = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    today, working = number_of(asked.days.today), _working(asked)
    for row in late:
        where = row.phase, row.what
        until = today if row.last is None else row.last
        tasks[where] += row.number
        beyond[where] += row.number * working(row.calendar, row.first, until)
    lines = (
        Lost(phase, asked.name_of(phase), role, number, beyond[phase, role])
        for (phase, role), number in tasks.items()
    )
    return tuple(sorted(lines, key=lambda each: (-each.days, -each.tasks, each.key, each.role)))


def _working(asked: Asked) -> Callable[[int, int, int], int]:
    """Working days of a calendar from one day to a later one, by their numbers."""

    @cache
    def between(calendar: int, first: int, last: int) -> int:
        return asked.calendars.of(calendar or None).between(day_of(first), day_of(last))

    return between
