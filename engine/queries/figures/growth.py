"""The year so far, week by week: tasks done, and how many appraisals are over."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, literal, select, union_all

from engine.models import Appraisal, History, Instance, Task, is_done
from engine.queries.figures.asked import Asked, is_over
from engine.tracking.days import day_of, monday_of


@dataclass(frozen=True)
class GrownWeek:
    """Tasks done in the week that begins on `monday`; appraisals over in it, and by its end."""

    monday: date
    tasks: int
    over: int
    over_so_far: int


def growth(asked: Asked) -> tuple[GrownWeek, ...]:
    """Every week from the first in which something was done until this one."""
    # The last line of a history says when the appraisal was over.
    last = (
        select(History.at)
        .where(History.instance_id == Appraisal.instance_id)
        .order_by(History.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    over = (
        asked.appraisals(asked.days.of(last).label("day"))
        .join(Instance, Instance.id == Appraisal.instance_id)
        .where(is_over())
        .subquery()
    )
    day = asked.days.of(Task.done_at).label("done_day")
    rows = asked.session.execute(
        union_all(
            asked.appraisals(literal("task"), day, func.count())
            .join(Task, Task.instance_id == Appraisal.instance_id)
            .where(is_done())
            .group_by("done_day"),
            select(literal("over"), over.c.day, func.count()).group_by(over.c.day),
        )
    )
    weeks = defaultdict[date, dict[str, int]](lambda: {"task": 0, "over": 0})
    for kind, number, count in rows:
        weeks[monday_of(day_of(number))][kind] += count
    return tuple(_filled(weeks, monday_of(asked.days.today)))


def _filled(weeks: dict[date, dict[str, int]], last: date) -> list[GrownWeek]:
    found, so_far = list[GrownWeek](), 0
    monday = min(weeks, default=last + timedelta(weeks=1))
    while monday <= last:
        here = weeks.get(monday, {"task": 0, "over": 0})
        so_far += here["over"]
        found.append(GrownWeek(monday, here["task"], here["over"], so_far))
        monday += timedelta(weeks=1)
    return found
