"""Where time is lost: working days beyond a date, by stage and by whose task it was."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import and_, case, func, or_

from engine import clock, policy
from engine.models import Appraisal, Task, is_done, is_open
from engine.queries.figures.asked import Asked
from engine.tracking.days import calendar_key, day_of


@dataclass(frozen=True)
class Lost:
    """Tasks of a role in a stage that came late or still are late, and their days together."""

    key: str
    stage: str
    role: str
    tasks: int
    days: int


def lost(asked: Asked) -> tuple[Lost, ...]:
    """Where most was lost first."""
    days, done = asked.days, is_done()
    late = or_(and_(done, Task.done_at >= Task.due_at), and_(is_open(), Task.due_at <= clock.now()))
    # Of a 360 not even the group of whoever has still to answer is told.
    role = case((Task.step.in_(sorted(policy.ANONYMOUS)), "penilai"), else_=Task.role)
    by = (
        calendar_key(asked.calendars),
        *(Task.phase, role.label("whose")),
        days.last_of(Task.due_at).label("last_day"),
        case((done, days.of(Task.done_at))).label("done_day"),
    )
    rows = asked.session.execute(
        asked.appraisals(*by, func.count())
        .join(Task, Task.instance_id == Appraisal.instance_id)
        .where(late)
        .group_by("calendar", Task.phase, "whose", "last_day", "done_day")
    )
    found = defaultdict[tuple[str, str], list[int]](lambda: [0, 0])
    for unit, phase, role, last, ended, number in rows:
        until = days.today if ended is None else day_of(ended)
        beyond = asked.calendars.of(unit or None).between(day_of(last), until)
        found[phase, role][0] += number
        found[phase, role][1] += number * beyond
    lines = (
        Lost(phase, asked.name_of(phase), role, tasks, beyond)
        for (phase, role), (tasks, beyond) in found.items()
    )
    return tuple(sorted(lines, key=lambda each: (-each.days, -each.tasks, each.key, each.role)))
