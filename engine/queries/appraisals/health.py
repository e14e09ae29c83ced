"""The health of an appraisal, told by its open tasks: how it stands against its dates.

- "stuck": it stopped with an incident, a task waits for nobody or for one who has left, or is
  overdue by more than the grace days of its profile;
- "overdue": a task is past its date;
- "at_risk": a task is due within three working days and nobody has begun it;
- "on_time": none of these;
- "done": nothing is left to do.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Subquery, and_, case, false, func, literal, or_, select
from sqlalchemy.orm import Session

from engine import calendars, clock, definitions
from engine.models import Appraisal, Cycle, Draft, Employee, Instance, Task, is_open
from engine.timeline import local_day

HEALTHS = ("stuck", "overdue", "at_risk", "on_time", "done")
SOON_DAYS = 3  # working days
OVER = ("closed", "cancelled")


def waiting() -> Subquery:
    """One row for each instance with open tasks: the next date, since when, who is missing."""
    missing = or_(
        and_(Task.assignee_id.is_(None), Task.role != "sdm"),
        and_(Task.assignee_id.is_not(None), Employee.active.is_(False)),
    )
    return (
        select(
            Task.instance_id,
            func.min(Task.due_at).label("due_at"),
            func.max(case((missing, 1), else_=0)).label("missing"),
            func.max(case((Draft.task_id.is_not(None), 1), else_=0)).label("begun"),
        )
        .outerjoin(Employee, Employee.id == Task.assignee_id)
        .outerjoin(Draft, Draft.task_id == Task.id)
        .where(is_open())
        .group_by(Task.instance_id)
        .subquery("waiting")
    )


def health(session: Session, waiting: Subquery) -> ColumnElement[str]:
    """The health of the `Appraisal` of a row that `Instance`, `Cycle` and `waiting` are joined to.

    As the clock stands; one question for the cycles there are.
    """
    limits = list(_limits(session))
    due = waiting.c.due_at
    return case(
        (or_(Instance.state == "done", Appraisal.state.in_(OVER)), "done"),
        (
            or_(Instance.state == "incident", waiting.c.missing == 1, _any(limits, 0, due)),
            "stuck",
        ),
        (due <= clock.now(), "overdue"),
        (and_(_any(limits, 1, due), waiting.c.begun == 0), "at_risk"),
        else_="on_time",
    )


def _any(
    limits: Sequence[tuple[int, datetime, datetime]], which: int, due: ColumnElement[Any]
) -> ColumnElement[bool]:
    """Whether a date lies before the limit of its cycle."""
    kind = Task.due_at.type
    return or_(
        false(),
        *(and_(Cycle.id == cycle, due < literal(limit[which], kind)) for cycle, *limit in limits),
    )


def _limits(session: Session) -> list[tuple[int, datetime, datetime]]:
    """For each cycle: before what date a task is stuck, and before what date it is soon due."""
    calendar, now = calendars.calendar_for(session), clock.now()
    found = []
    for cycle, zone, profile_id in session.execute(select(Cycle.id, Cycle.zone, Cycle.profile_id)):
        today = local_day(now, zone)
        grace = definitions.profile_of(session, profile_id).grace_days
        soon = calendar.add(today, SOON_DAYS) + timedelta(days=1)
        # A date that falls due at midnight belongs to the day before it.
        stuck = _midnight(calendar.add(today, -grace), zone) + timedelta(seconds=1)
        found.append((cycle, stuck, _midnight(soon, zone) + timedelta(seconds=1)))
    return found


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))
