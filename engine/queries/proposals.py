"""Changes of dates that wait for another officer, and what they would do now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import redating, timeline
from engine.actor import Actor
from engine.errors import BadDate, NotYours, ProposalNotFound
from engine.models import Cycle, DateProposal, Employee
from engine.policy import may_run_cycles
from engine.queries.dates import DatePreview, date_preview
from schemas.said import Said


@dataclass(frozen=True)
class ProposalLine:
    """A proposed change; `mine`: the viewer may not decide it, but take it back."""

    id: str
    cycle_id: str
    phase: str
    edge: str
    rule: str
    reason: str
    letter: str
    at: datetime
    by: str
    mine: bool
    state: str
    answer: str


@dataclass(frozen=True)
class ProposalPage:
    """A proposal with its preview now; None where it can no longer be made, for `trouble`."""

    line: ProposalLine
    preview: DatePreview | None
    trouble: Said | str | None


def open_proposals(session: Session, actor: Actor, cycle_id: str) -> tuple[ProposalLine, ...]:
    """Those of a cycle that wait, oldest first. Raises `NotYours` but for SDM, `CycleNotFound`."""
    _may(actor)
    cycle = redating.cycle_of(session, cycle_id)
    rows = session.execute(
        select(DateProposal, Employee.name)
        .join(Employee, Employee.id == DateProposal.by)
        .where(DateProposal.cycle_id == cycle.id, DateProposal.state == "open")
        .order_by(DateProposal.id)
    ).all()
    return tuple(_line(session, actor, cycle, found, by) for found, by in rows)


def proposal(session: Session, actor: Actor, proposal_id: str, page: int = 1) -> ProposalPage:
    """One of them. Raises `NotYours` but for SDM, `ProposalNotFound`."""
    _may(actor)
    row = session.execute(
        select(DateProposal, Employee.name)
        .join(Employee, Employee.id == DateProposal.by)
        .where(DateProposal.public_id == proposal_id)
    ).first()
    if row is None:
        raise ProposalNotFound
    found, by = row
    cycle = session.get_one(Cycle, found.cycle_id)
    line = _line(session, actor, cycle, found, by)
    if found.state != "open":
        return ProposalPage(line, None, None)
    try:
        asked = redating.asked_of(found)
        return ProposalPage(line, date_preview(session, actor, cycle.public_id, asked, page), None)
    except BadDate as error:
        return ProposalPage(line, None, error.problem)


def _may(actor: Actor) -> None:
    if not may_run_cycles(actor):
        raise NotYours


def _line(
    session: Session, actor: Actor, cycle: Cycle, found: DateProposal, by: str
) -> ProposalLine:
    key, _, edge = found.edge.partition(".")
    names = redating.names_of(session, cycle)
    return ProposalLine(
        id=found.public_id,
        cycle_id=cycle.public_id,
        phase=names.get(key, key),
        edge=edge,
        rule=timeline.Spoken(found.rule, names),
        reason=found.reason,
        letter=found.letter,
        at=found.at,
        by=by,
        mine=found.by == actor.id,
        state=found.state,
        answer=found.answer,
    )
