"""Whom somebody who tracks may remind, and of what."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from engine import clock, policy
from engine.actor import Actor
from engine.models import Appraisal, Employee, Notice, Task, is_open
from engine.tracking.filters import AppraisalFilter, conditions

KIND = "nudged"
#: Nobody is reminded of the same task twice within so long.
REST = timedelta(days=1)


@dataclass(frozen=True)
class Nudge:
    """Who holds a task that somebody waits for."""

    task_id: str
    instance_id: int
    phase: str
    title: str
    subject: str
    holder_id: int
    holder: str
    due_at: datetime | None
    #: Whether he was reminded of it within the last day.
    rested: bool


def to_nudge(session: Session, actor: Actor, wanted: AppraisalFilter) -> list[Nudge]:
    """Everybody who holds a task of the appraisals that `actor` tracks and that meet the filter.

    Not himself, and nobody for his own appraisal; no forms of the 360, of which nobody may know who
    has not answered; no tasks of a group. First due first.
    """
    lately = exists().where(
        Notice.kind == KIND,
        Notice.employee_id == Task.assignee_id,
        Notice.task_id == Task.id,
        Notice.at > clock.now() - REST,
    )
    rows = session.execute(
        select(
            *(Task.id, Task.instance_id, Task.phase, Task.title),
            Appraisal.header["pegawai"]["name"].as_string(),
            *(Task.assignee_id, Employee.name, Task.due_at),
            lately.correlate(Task),
        )
        .select_from(Appraisal)
        .join(Task, Task.instance_id == Appraisal.instance_id)
        .join(Employee, Employee.id == Task.assignee_id)
        .where(
            *conditions(session, actor, wanted),
            is_open(),
            Employee.active,
            Task.assignee_id != actor.id,
            Appraisal.employee_id != actor.id,
            Task.step.not_in(sorted(policy.ANONYMOUS)),
        )
        .order_by(Task.due_at.is_(None), Task.due_at, Task.id)
    )
    return [Nudge(*row) for row in rows]
