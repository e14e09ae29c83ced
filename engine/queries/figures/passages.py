"""How appraisals pass through the stages: one passage is one appraisal's stay in one stage."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, exists, func, or_, select

from engine.models import Appraisal, Task, Timer
from engine.queries.figures.asked import Asked
from engine.queries.figures.pace import WEEKS, Due
from engine.tracking.days import calendar_key, day_of


@dataclass(frozen=True)
class Standing:
    """A row's people in one stage: who waits, by last day, and what the row has done so far.

    `recent` have passed it in the four weeks before today; `since` is the first day of these on
    which somebody was there. `done` tasks had a date, and so many were done `in_time`.
    """

    place: int
    phase: str
    waiting: tuple[Due, ...]
    recent: int
    since: date
    done: int
    in_time: int


def standing(asked: Asked) -> tuple[Standing, ...]:
    """Each row in each stage in which it has been."""
    stay, days = passages(asked), asked.days
    start = days.today - timedelta(weeks=WEEKS)
    waits = stay.c.open > 0
    recent = and_(
        ~waits,
        ~stay.c.goes_on,
        stay.c.ended >= days.starts(start),
        stay.c.ended < days.starts(days.today),
    )
    rows = asked.session.execute(
        select(
            *(stay.c.place, stay.c.phase),
            case((waits, days.last_of(stay.c.due))).label("last_day"),
            func.sum(case((waits, 1), else_=0)),
            func.sum(case((recent, 1), else_=0)),
            func.min(days.of(stay.c.opened)),
            func.sum(stay.c.done),
            func.sum(stay.c.in_time),
        )
        .group_by(stay.c.place, stay.c.phase, "last_day")
        .order_by(stay.c.place, stay.c.phase)
    ).all()
    found = []
    for (place, phase), group in groupby(rows, key=lambda row: (row[0], row[1])):
        parts = list(group)
        queue = (Due(None if row[2] is None else day_of(row[2]), int(row[3])) for row in parts)
        found.append(
            Standing(
                place=place,
                phase=phase,
                waiting=tuple(each for each in queue if each.number),
                recent=sum(int(row[4]) for row in parts),
                since=max(start, min(day_of(row[5]) for row in parts)),
                done=sum(int(row[6]) for row in parts),
                in_time=sum(int(row[7]) for row in parts),
            )
        )
    return tuple(found)


def passages(asked: Asked, *more: ColumnElement[Any]) -> CTE:
    """One row for each, with `more` of its tasks together.

    `goes_on`: nobody has anything to do, yet the stage was not passed. It waits for a date, its
    appraisal is held, or it was cancelled before the end.
    """
    done, open_now = Task.state == "done", Task.state == "open"
    dated = and_(done, Task.due_at.is_not(None))
    timer = exists().where(Timer.instance_id == Task.instance_id, Timer.key == Task.phase)
    stands = or_(Task.state == "held", Appraisal.state == "cancelled")
    calendar = calendar_key(asked.calendars)
    return (
        asked.by_row(
            calendar,
            Task.instance_id,
            Task.phase,
            func.min(Task.opened_at).label("opened"),
            func.max(Task.done_at).label("ended"),
            func.min(case((open_now, Task.due_at))).label("due"),
            func.sum(case((open_now, 1), else_=0)).label("open"),
            func.sum(case((dated, 1), else_=0)).label("done"),
            func.sum(case((and_(dated, Task.done_at < Task.due_at), 1), else_=0)).label("in_time"),
            or_(timer, func.max(case((stands, 1), else_=0)) == 1).label("goes_on"),
            *more,
        )
        .join(Task, Task.instance_id == Appraisal.instance_id)
        .group_by("place", "calendar", Task.instance_id, Task.phase)
        .cte("stay")
    )
