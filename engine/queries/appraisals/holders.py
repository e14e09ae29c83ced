"""Who holds the open tasks of an appraisal, since when, and who could do something instead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import accounts, clock, facts, policy
from engine.actor import Actor
from engine.bpmn.parse import Step
from engine.bpmn.shape import read_by
from engine.models import Employee, Task, Timer


@dataclass(frozen=True)
class Closer:
    """A step that ends the wait for others: who may take it, and from when on."""

    title: str
    role: str
    at: datetime | None


@dataclass(frozen=True)
class Holder:
    """An open task and who holds it, since when.

    `others` could do it as well as he: those of the group that it was given to. Nobody else does
    what one person is asked for; `closer` may then end the wait for it.
    """

    title: str
    phase: str
    person: str
    role: str
    since: datetime
    due_at: datetime | None
    late: bool
    task_id: str | None
    others: tuple[str, ...] = ()
    closer: Closer | None = None
    #: Which date of the appraisal it is due by.
    key: str = ""
    edge: str = ""


def holders_of(session: Session, actor: Actor, case: facts.Case) -> tuple[Holder, ...]:
    """Each open task, first due first."""
    rows = session.execute(
        select(Task, Employee.name)
        .outerjoin(Employee, Employee.id == Task.assignee_id)
        .where(Task.instance_id == case.instance.id, Task.state == "open")
        .order_by(Task.due_at.is_(None), Task.due_at, Task.opened_at, Task.id)
    ).all()
    now, closers = clock.now(), _closers(session, case)
    shared = any(task.role == "sdm" and task.assignee_id is None for task, _ in rows)
    group = _group(session, case) if shared else ()
    return tuple(
        Holder(
            title=task.title,
            phase=case.phase_name(task.phase),
            # Who has not answered a 360 form is nobody's to see here.
            person="" if task.step in policy.ANONYMOUS else (name or "Bagian SDM"),
            role="penilai" if task.step in policy.ANONYMOUS else task.role,
            since=task.opened_at,
            due_at=task.due_at,
            late=task.due_at is not None and task.due_at <= now,
            task_id=task.id
            if policy.may_complete(actor, task.role, task.assignee_id, case.relation(actor))
            else None,
            others=group if task.role == "sdm" and task.assignee_id is None else (),
            closer=closers.get(task.phase),
            key=case.key_of(task.phase),
            edge=task.edge,
        )
        for task, name in _once((task, name) for task, name in rows)
    )


def _once(rows: Iterable[tuple[Task, str]]) -> list[tuple[Task, str]]:
    """360 tasks shown as one line, whoever they wait for."""
    seen_anonymous = False
    kept = []
    for task, name in rows:
        if task.step in policy.ANONYMOUS:
            if seen_anonymous:
                continue
            seen_anonymous = True
        kept.append((task, name))
    return kept


def _group(session: Session, case: facts.Case) -> tuple[str, ...]:
    """Bagian SDM, without the one whom it is about."""
    ids = [each for each in accounts.bagian_sdm(session) if each != case.appraisal.employee_id]
    names = select(Employee.name).where(Employee.id.in_(ids)).order_by(Employee.name)
    return tuple(session.scalars(names))


def _closers(session: Session, case: facts.Case) -> Mapping[str, Closer]:
    """What ends the wait in each phase, as long as its date is waited for."""
    closing = read_by(case.specs).closing
    rows = session.execute(
        select(Timer.key, Timer.element, Timer.due_at).where(Timer.instance_id == case.instance.id)
    )
    processes = {each.key: each.process for each in case.specs.phases_of(case.instance.process)}
    return {
        key: Closer(step.name, step.role, due)
        for key, element, due in rows
        for step in _opened_by(case, processes.get(key, key), element)
        if (step.process, step.id) in closing
    }


def _opened_by(case: facts.Case, process: str, element: str) -> Iterable[Step]:
    """The steps of a process that open when a timer of it fires."""
    for container, source, target in case.specs.flows:
        step = case.specs.steps.get((container, target))
        if source == element and step is not None and step.process == process:
            yield step
