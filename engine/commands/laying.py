"""What all proposals have in common: laid before Bagian SDM, decided by another officer."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import accounts, clock, notices, redating
from engine.actor import Actor
from engine.errors import NotYours, ProposalDecided, ProposalNotFound
from engine.models import Cycle, Employee, Proposal
from engine.notices import Note
from engine.policy import may_run_cycles

#: What those who are concerned are told, by kind and by what became of it.
_NOTES: Mapping[tuple[str, str], str] = {
    ("dates", "open"): "proposed",
    ("dates", "accepted"): "proposal_accepted",
    ("dates", "declined"): "proposal_declined",
    ("move", "open"): "move_proposed",
    ("move", "accepted"): "move_accepted",
    ("move", "declined"): "move_declined",
    ("calendar", "open"): "calendar_proposed",
    ("calendar", "accepted"): "calendar_accepted",
    ("calendar", "declined"): "calendar_declined",
}


def officer(actor: Actor) -> int:
    """The actor's number. Raises `NotYours` for who is no officer of Bagian SDM."""
    if not may_run_cycles(actor) or actor.id is None:
        raise NotYours
    return actor.id


def lay(session: Session, made: Proposal, title: str) -> str:
    """Store a proposal and tell the other officers; returns its public id."""
    session.add(made)
    session.flush()
    others = [each for each in accounts.bagian_sdm(session) if each != made.by]
    notices.tell(session, [_note(made, each, title) for each in others])
    return made.public_id


def waiting(session: Session, kind: str, cycle_id: int | None) -> list[Proposal]:
    """The proposals of a kind that wait, about a cycle or about all."""
    same = Proposal.cycle_id.is_not_distinct_from(cycle_id)
    found = select(Proposal).where(Proposal.kind == kind, Proposal.state == "open", same)
    return list(session.scalars(found.order_by(Proposal.id)))


def held(session: Session, proposal_id: str) -> Proposal:
    """A proposal that waits, kept for this act with its cycle.

    Raises `ProposalNotFound`, `ProposalDecided`.
    """
    asked = select(Proposal).where(Proposal.public_id == proposal_id)
    found = session.scalar(asked)
    if found is None:
        raise ProposalNotFound
    if found.cycle_id is not None:
        redating.held(session, session.get_one(Cycle, found.cycle_id))
    session.refresh(found, with_for_update=True)
    if found.state != "open":
        raise ProposalDecided
    return found


def decide(session: Session, found: Proposal, number: int, state: str, title: str) -> None:
    """Note what became of a proposal, and tell who made it."""
    found.state, found.decided_at, found.decided_by = state, clock.now(), number
    if found.by != number:
        notices.tell(session, [_note(found, found.by, title)])


def by_both(session: Session, found: Proposal, room: int | None = None) -> str:
    """The reason of what another does, with who proposed it; cut where it has not the `room`."""
    proposed = f"; diusulkan {session.get_one(Employee, found.by).name}"
    reason = found.reason
    if room is not None and len(reason) + len(proposed) > room:
        reason = reason[: room - len(proposed) - 2] + " …"
    return reason + proposed


def _note(found: Proposal, person: int, title: str) -> Note:
    params: dict[str, Any] = {"title": title, "proposal": found.public_id}
    return Note(person, _NOTES[found.kind, found.state], params)
