"""The health of an appraisal, told by its open tasks: how it stands against its dates.

- "stuck": it stopped with an incident, a task waits for nobody or for one who has left, or is
  overdue by more than the grace days of its profile;
- "overdue": a task is past its date;
- "at_risk": a task is due within three working days and nobody has begun it, or it will be late
  at the pace of its cycle (`behind.py`);
- "on_time": none of these;
- "held": Bagian SDM holds it;
- "done": nothing is left to do.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Subquery, and_, case, false, func, literal, or_, select
from sqlalchemy.orm import Session

from engine import calendars, clock, definitions
from engine.models import Appraisal, Behind, Cycle, Draft, Employee, Instance, Task, is_open
from engine.timeline import local_day
from engine.tracking import behind

HEALTHS = ("stuck", "overdue", "at_risk", "held", "on_time", "done")
SOON_DAYS = 3  # working days
OVER = ("closed", "cancelled")


def told(session: Session, *conditions: ColumnElement[bool]) -> Subquery:
    """One row for each appraisal that meets `conditions`, as the clock stands.

    `id`, `unit_id`, `state`, `health`, and of its open tasks the first `due_at` and `since`.
    """
    missing = or_(
        and_(Task.assignee_id.is_(None), Task.role != "sdm"),
        and_(Task.assignee_id.is_not(None), Employee.active.is_(False)),
    )
    due = func.min(Task.due_at)
    return (
        select(
            Appraisal.id,
            Appraisal.unit_id,
            Appraisal.state,
            _health(
                list(_limits(session)),
                due,
                missing=func.max(case((missing, 1), else_=0)),
                begun=func.max(case((Draft.task_id.is_not(None), 1), else_=0)),
                slow=func.max(case((Behind.instance_id.is_not(None), 1), else_=0)),
            ).label("health"),
            due.label("due_at"),
            func.min(Task.opened_at).label("since"),
        )
        .join(Instance, Instance.id == Appraisal.instance_id)
        .outerjoin(Task, and_(Task.instance_id == Appraisal.instance_id, is_open()))
        .outerjoin(Employee, Employee.id == Task.assignee_id)
        .outerjoin(Draft, Draft.task_id == Task.id)
        .outerjoin(Behind, behind.of_task())
        .where(*conditions)
        .group_by(Appraisal.id, Instance.id)
        .subquery("told")
    )


def _health(
    limits: Sequence["_Limit"],
    due: ColumnElement[Any],
    *,
    missing: ColumnElement[int],
    begun: ColumnElement[int],
    slow: ColumnElement[int],
) -> ColumnElement[str]:
    over = or_(Instance.state == "done", Appraisal.state.in_(OVER))
    stuck = or_(Instance.state == "incident", missing == 1, _any(limits, 0, due))
    soon = and_(_any(limits, 1, due), begun == 0)
    return case(
        (over, "done"),
        (Instance.state == "held", "held"),
        (stuck, "stuck"),
        (due <= clock.now(), "overdue"),
        (or_(soon, slow == 1), "at_risk"),
        else_="on_time",
    )


_Limit = tuple[int, datetime, datetime]


def _any(limits: Sequence[_Limit], which: int, due: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a date lies before the limit of its cycle."""
    kind = Task.due_at.type
    return or_(
        false(),
        *(
            and_(Appraisal.cycle_id == cycle, due < literal(limit[which], kind))
            for cycle, *limit in limits
        ),
    )


def _limits(session: Session) -> list[_Limit]:
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
