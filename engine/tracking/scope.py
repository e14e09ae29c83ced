"""Whose appraisals somebody may track, and which lie in a part of the organisation."""

from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from engine import redating
from engine.actor import Actor
from engine.models import Appraisal, Cycle, Employee, Unit


def visible(actor: Actor) -> list[ColumnElement[bool]]:
    """Bagian SDM sees all; others their own, those they judge, and all below them (R-015)."""
    if actor.is_sdm:
        return []
    return [
        or_(
            Appraisal.employee_id == actor.id,
            Appraisal.pejabat_penilai_id == actor.id,
            Appraisal.atasan_pejabat_penilai_id == actor.id,
            Appraisal.pejabat_penilai_id.in_(below(actor.id or 0)),
        )
    ]


def cycle_or_newest(session: Session, public_id: str) -> Cycle | None:
    """A cycle, the newest if none is named; None on a new store. Raises `CycleNotFound`."""
    if public_id:
        return redating.cycle_of(session, public_id)
    return session.scalar(select(Cycle).order_by(Cycle.year.desc(), Cycle.id.desc()).limit(1))


def inside(unit_id: int) -> ColumnElement[bool]:
    """Whether an appraisal belongs to a unit or to one below it."""
    top = select(Unit.id).where(Unit.id == unit_id).cte("inside", recursive=True)
    units = top.union(select(Unit.id).join(top, Unit.parent_id == top.c.id))
    return Appraisal.unit_id.in_(select(units.c.id))


def below(employee_id: int) -> Select[Any]:
    """The ids of everybody below an employee in the organisation."""
    first = select(Employee.id).where(Employee.superior_id == employee_id)
    top = first.cte("below", recursive=True)
    people = top.union(select(Employee.id).join(top, Employee.superior_id == top.c.id))
    return select(people.c.id)
