"""Letting a process go on that has stopped."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from engine import facts, incidents, instances
from engine.act import act
from engine.actor import Actor
from engine.bpmn import step
from engine.bpmn.errors import BlobRefused, BpmnError
from engine.db import Database
from engine.errors import IncidentNotFound, NotYours, StateDamaged
from engine.models import Appraisal, Incident, Instance, Timer
from engine.plain import PlainAppraisal, plain
from engine.policy import may_resume, may_run_cycles


@dataclass(frozen=True)
class Resumed:
    """How many processes go on, and how many could not: their state is damaged."""

    count: int
    damaged: int


def resume(session: Session, actor: Actor, stopped: str) -> None:
    """Let a process go on; `stopped` is the public id of an appraisal or of one of its incidents.

    Its incidents are closed and its timers tried anew by the worker; a form that could not be sent
    is a draft still, for its writer to send. For what is not stopped nothing is done. Raises
    `NotYours` for others than SDM and on one's own appraisal, `IncidentNotFound`, `StateDamaged`
    where nothing can go on; then all stays as it is.
    """
    if not may_run_cycles(actor):
        raise NotYours
    appraisal = session.scalar(select(Appraisal).where(_named(stopped)))
    if appraisal is None:
        raise IncidentNotFound
    relation = facts.relation_of(session, actor, plain(PlainAppraisal, appraisal))
    if not may_resume(actor, relation):
        raise NotYours
    instance = session.scalars(
        select(Instance).where(Instance.id == appraisal.instance_id).with_for_update()
    ).one()
    closed = incidents.close(session, instance.id, actor.id)
    if not closed and instance.state != "incident":
        return
    _readable(session, facts.case_of_appraisal(session, appraisal))
    session.execute(
        update(Timer).where(Timer.instance_id == instance.id).values(attempts=0, retry_at=None)
    )
    if instance.state == "incident":
        instance.state = "running"
    instances.note(session, instance.id, instances.Entry("resumed", actor.id))


def resume_all(database: Database, actor: Actor) -> Resumed:
    """The same for all that have stopped, one act each; one's own is left to a colleague.

    Raises `NotYours` for others than SDM.
    """
    if not may_run_cycles(actor):
        raise NotYours
    with database.read() as session:
        stopped = session.scalars(
            select(Appraisal.public_id)
            .where(
                Appraisal.instance_id.in_(
                    select(Incident.instance_id).where(Incident.resolved_at.is_(None))
                ),
                Appraisal.employee_id != actor.id,
            )
            .order_by(Appraisal.id)
        ).all()
    count = damaged = 0
    for each in stopped:
        try:
            act(database, actor, resume, stopped=each)
        except StateDamaged:
            damaged += 1
        else:
            count += 1
    return Resumed(count, damaged)


def _named(stopped: str) -> ColumnElement[bool]:
    of_incident = select(Incident.instance_id).where(Incident.public_id == stopped)
    return or_(Appraisal.public_id == stopped, Appraisal.instance_id.in_(of_incident))


def _readable(session: Session, case: facts.Case) -> None:
    """Raise `StateDamaged` rather than promise what cannot be."""
    world, seal = facts.World(session, case), session.info["seal"]
    try:
        step.look(case.specs, case.instance.blob, world, seal)
    except BlobRefused as error:
        raise StateDamaged(reason=error.reason) from error
    except BpmnError:
        return  # it can be read; whether it goes on, the next step shows
