"""Processes that have stopped, for Bagian SDM."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from engine import definitions
from engine.actor import Actor
from engine.errors import NotYours
from engine.models import Appraisal, Cycle, Incident, Instance, Task, Version
from engine.policy import may_run_cycles

PAGE_SIZE = 50


@dataclass(frozen=True)
class IncidentLine:
    """A step that could not be taken, and since when; `attempts` counts the tries until now.

    `stopped` says that the process stands still; else one form could not be sent, `task` is its
    name and what was typed is a draft. On one's own appraisal `mine` is set and nothing is told.
    """

    id: str
    appraisal_id: str
    subject: str
    position: str
    unit: str
    year: int
    element: str
    task: str
    reason: str
    since: datetime
    attempts: int
    stopped: bool
    mine: bool


@dataclass(frozen=True)
class IncidentList:
    """One page of what has stopped, longest first, and how much there is in all."""

    lines: tuple[IncidentLine, ...]
    total: int
    page: int
    pages: int


def open_incidents(session: Session, actor: Actor, page: int = 1) -> IncidentList:
    """What has stopped and nobody has let go on. Raises `NotYours` for others than SDM."""
    if not may_run_cycles(actor):
        raise NotYours
    total = incident_count(session, actor)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    some = _select().limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return IncidentList(_lines(session, actor, some), total, page, pages)


def incident_count(session: Session, actor: Actor) -> int:
    """How many incidents Bagian SDM has before it; none for others."""
    if not may_run_cycles(actor):
        return 0
    return session.scalar(select(func.count()).select_from(Incident).where(_OPEN)) or 0


def incidents_of(session: Session, actor: Actor, appraisal: Appraisal) -> tuple[IncidentLine, ...]:
    """What has stopped one appraisal, for whoever may let it go on; for others nothing."""
    if not may_run_cycles(actor) or appraisal.employee_id == actor.id:
        return ()
    return _lines(session, actor, _select().where(Incident.instance_id == appraisal.instance_id))


_OPEN: ColumnElement[bool] = Incident.resolved_at.is_(None)


def _select() -> Select[Incident, Appraisal, Instance, int, str, str]:
    return (
        select(
            Incident, Appraisal, Instance, Cycle.year, func.coalesce(Task.title, ""), Version.hash
        )
        .join(Appraisal, Appraisal.instance_id == Incident.instance_id)
        .join(Instance, Instance.id == Incident.instance_id)
        .join(Version, Version.id == Instance.version_id)
        .join(Cycle, Cycle.id == Appraisal.cycle_id)
        .outerjoin(Task, Task.id == Incident.task_id)
        .where(_OPEN)
        .order_by(Incident.at, Incident.id)
    )


def _lines(
    session: Session, actor: Actor, statement: Select[Incident, Appraisal, Instance, int, str, str]
) -> tuple[IncidentLine, ...]:
    return tuple(_line(session, actor, row) for row in session.execute(statement).all())


def _line(
    session: Session, actor: Actor, row: Row[Incident, Appraisal, Instance, int, str, str]
) -> IncidentLine:
    incident, appraisal, instance, year, task, version = row
    pegawai = appraisal.header["pegawai"]
    mine = appraisal.employee_id == actor.id
    names = definitions.specs_of(session, instance.version_id, version).names
    return IncidentLine(
        id=incident.public_id,
        appraisal_id=appraisal.public_id,
        subject=pegawai["name"],
        position=pegawai["position"],
        unit=pegawai["unit"],
        year=year,
        element="" if mine else names.get((incident.container, incident.element), incident.element),
        task="" if mine else task,
        reason="" if mine else incident.reason,
        since=incident.at,
        attempts=incident.attempts,
        stopped=instance.state == "incident",
        mine=mine,
    )
