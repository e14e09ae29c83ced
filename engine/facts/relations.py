"""What somebody is to an appraisal: a party of it, or in the line above."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import policy
from engine.actor import Actor
from engine.models import Employee
from engine.plain import PlainAppraisal


def relation_of(session: Session, actor: Actor, appraisal: PlainAppraisal) -> policy.Relation:
    """What `actor` is to `appraisal`, computed now."""
    relation = as_party(actor, appraisal)
    # The line above is asked for only where it could make a difference.
    if relation.is_party or actor.is_sdm:
        return relation
    is_line = actor.id in line_above(session, appraisal.pejabat_penilai_id)
    return replace(relation, is_line=is_line)


def as_party(actor: Actor, appraisal: PlainAppraisal) -> policy.Relation:
    """What `actor` is to `appraisal` as one of its three parties."""
    return policy.Relation(
        is_subject=appraisal.employee_id == actor.id,
        is_pejabat_penilai=appraisal.pejabat_penilai_id == actor.id,
        is_atasan_pejabat_penilai=appraisal.atasan_pejabat_penilai_id == actor.id,
    )


def line_above(session: Session, employee_id: int) -> frozenset[int]:
    """Everybody above an employee in the organisation, without him."""
    found: set[int] = set()
    current = session.scalar(select(Employee.superior_id).where(Employee.id == employee_id))
    while current is not None and current not in found:
        found.add(current)
        current = session.scalar(select(Employee.superior_id).where(Employee.id == current))
    return frozenset(found)
