"""How much there is to do, in numbers for whoever watches over the installation."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine import clock, heartbeat
from engine.models import Incident, Instance, Task, Timer, is_open


@dataclass(frozen=True)
class Workload:
    """Open tasks, those past their deadline, timers that should have fired, open incidents.

    `workers` are those heard of in the last minute.
    """

    open_tasks: int
    overdue_tasks: int
    due_timers: int
    incidents: int
    workers: int


def workload(session: Session) -> Workload:
    """The numbers of this moment; they name nobody."""
    now = clock.now()
    return Workload(
        open_tasks=_count(session, Task.id, is_open()),
        overdue_tasks=_count(session, Task.id, is_open(), Task.due_at <= now),
        due_timers=session.scalar(
            select(func.count())
            .select_from(Timer)
            .join(Instance, Instance.id == Timer.instance_id)
            .where(Timer.due_at <= now, Instance.state == "running")
        )
        or 0,
        incidents=_count(session, Incident.id, Incident.resolved_at.is_(None)),
        workers=heartbeat.workers_alive(session),
    )


def _count(
    session: Session, of: InstrumentedAttribute[object], *conditions: ColumnElement[bool]
) -> int:
    return session.scalar(select(func.count(of)).where(*conditions)) or 0
