"""Who could do an open task in the stead of whoever holds it, or end the wait for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import accounts, facts
from engine.bpmn.parse import Step
from engine.bpmn.shape import read_by
from engine.models import Employee, Timer


@dataclass(frozen=True)
class Closer:
    """A step that ends the wait for others: who may take it, and from when on."""

    title: str
    role: str
    at: datetime | None


def group_of(session: Session, case: facts.Case) -> tuple[str, ...]:
    """Bagian SDM, without the one whom it is about."""
    ids = [each for each in accounts.bagian_sdm(session) if each != case.appraisal.employee_id]
    names = select(Employee.name).where(Employee.id.in_(ids)).order_by(Employee.name)
    return tuple(session.scalars(names))


def closers_of(session: Session, case: facts.Case) -> Mapping[str, Closer]:
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
