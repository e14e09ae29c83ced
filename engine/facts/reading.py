"""Finds cases: of a task, of an appraisal, held for an act or only looked at."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import Session

from engine import definitions, policy
from engine.actor import Actor
from engine.db import connection_of
from engine.errors import AppraisalNotFound, TaskNotFound
from engine.facts.case import Case
from engine.facts.relations import as_party, relation_of
from engine.models import (
    Appraisal,
    Cycle,
    Draft,
    Instance,
    ProfileVersion,
    Task,
    Version,
    table,
)
from engine.plain import PlainAppraisal, PlainCycle, PlainInstance, PlainTask, columns, plain

#: What a case is made of; `case_of_row` takes it in this order.
COLUMNS = (
    *columns(PlainAppraisal, Appraisal),
    *columns(PlainCycle, Cycle),
    *columns(PlainInstance, Instance),
    table(Version).c.hash,
    table(ProfileVersion).c.hash,
)
_APPRAISAL = slice(len(PlainAppraisal._fields))
_CYCLE = slice(_APPRAISAL.stop, _APPRAISAL.stop + len(PlainCycle._fields))
_INSTANCE = slice(_CYCLE.stop, _CYCLE.stop + len(PlainInstance._fields))
_TASK = slice(len(COLUMNS), len(COLUMNS) + len(PlainTask._fields))


def case_of_row(session: Session, row: Sequence[Any]) -> Case:
    """The case of a row that begins with `COLUMNS`."""
    cycle, instance = PlainCycle(*row[_CYCLE]), PlainInstance(*row[_INSTANCE])
    version, profile = row[_INSTANCE.stop], row[_INSTANCE.stop + 1]
    return Case(
        session=session,
        appraisal=PlainAppraisal(*row[_APPRAISAL]),
        cycle=cycle,
        profile=definitions.profile_of(session, cycle.profile_id, profile),
        specs=definitions.specs_of(session, instance.version_id, version),
        _instance=instance,
    )


# ---- by task ----------------------------------------------------------------------------------


def hold(session: Session, task_id: str) -> None:
    """Keep the process of a task for this act: who comes second waits, then sees what was done."""
    session.execute(
        select(Instance.id)
        .join(Task, Task.instance_id == Instance.id)
        .where(Task.id == task_id)
        .with_for_update(of=Instance)
    )


def case_of_task(session: Session, actor: Actor, task_id: str) -> Case:
    """The case of a task that is (or was) the actor's. Raises `TaskNotFound` for strangers."""
    return _case_of_task(session, actor, task_id, _CASE)


def held_case(session: Session, actor: Actor, task_id: str) -> Case:
    """The same, kept for this act: who comes second waits, then sees what was done."""
    return _case_of_task(session, actor, task_id, _HELD_CASE)


# One look for all that an act needs. PostgreSQL reads a row anew after waiting for its lock, but
# only the rows that are locked: hence the task and the appraisal beside the instance.
_CASE = (
    select(*COLUMNS, *columns(PlainTask, Task), table(Draft).c.saved_at)
    .select_from(table(Task))
    .join(Appraisal, Appraisal.instance_id == Task.instance_id)
    .join(Cycle, Cycle.id == Appraisal.cycle_id)
    .join(Instance, Instance.id == Task.instance_id)
    .join(Version, Version.id == Instance.version_id)
    .join(ProfileVersion, ProfileVersion.id == Cycle.profile_id)
    .outerjoin(Draft, and_(Draft.task_id == Task.id, Draft.employee_id == bindparam("actor")))
    .where(Task.id == bindparam("task"))
)
_HELD_CASE = _CASE.with_for_update(of=(Instance, Task, Appraisal))


def _case_of_task(
    session: Session, actor: Actor, task_id: str, statement: Select[*tuple[Any, ...]]
) -> Case:
    values = {"task": task_id, "actor": actor.id}
    # On the connection: the session's own way of asking costs as much as the question.
    row = connection_of(session).execute(statement, values).first()
    if row is None:
        raise TaskNotFound
    case = case_of_row(session, row)
    task, draft_at = PlainTask(*row[_TASK]), row[-1]
    relation = as_party(actor, case.appraisal)
    if not policy.may_complete(actor, task.role, task.assignee_id, relation):
        raise TaskNotFound
    return replace(case, draft_at=draft_at, _task=task)


# ---- by appraisal -----------------------------------------------------------------------------


def case_of_appraisal(session: Session, appraisal: Appraisal) -> Case:
    """The case of an appraisal, without asking who looks."""
    cycle = session.get_one(Cycle, appraisal.cycle_id)
    instance = session.get_one(Instance, appraisal.instance_id)
    return Case(
        session=session,
        appraisal=plain(PlainAppraisal, appraisal),
        cycle=plain(PlainCycle, cycle),
        profile=definitions.profile_of(session, cycle.profile_id),
        specs=definitions.specs_of(session, instance.version_id),
        _instance=plain(PlainInstance, instance),
    )


_VIEWED = (
    select(*COLUMNS)
    .select_from(table(Appraisal))
    .join(Cycle, Cycle.id == Appraisal.cycle_id)
    .join(Instance, Instance.id == Appraisal.instance_id)
    .join(Version, Version.id == Instance.version_id)
    .join(ProfileVersion, ProfileVersion.id == Cycle.profile_id)
    .where(Appraisal.public_id == bindparam("appraisal"))
)


def case_for_viewer(session: Session, actor: Actor, public_id: str) -> tuple[Case, policy.Viewer]:
    """The case of an appraisal and as whom the actor sees it. Raises `AppraisalNotFound`."""
    row = connection_of(session).execute(_VIEWED, {"appraisal": public_id}).first()
    if row is None:
        raise AppraisalNotFound
    case = case_of_row(session, row)
    as_whom = policy.viewer(actor, relation_of(session, actor, case.appraisal))
    if as_whom is None:
        raise AppraisalNotFound
    return case, as_whom
