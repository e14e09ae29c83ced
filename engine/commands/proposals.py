"""Changes of dates by four eyes: one officer proposes, another looks at them and makes them.

The end of a stage in which somebody has work open decides whether that person is in time; where
four eyes are asked for, nobody moves it alone.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import accounts, clock, drafts, notices, redating
from engine.actor import Actor
from engine.errors import (
    BadDate,
    DatesMoved,
    NeedsAnother,
    NotYours,
    ProposalDecided,
    ProposalNotFound,
)
from engine.models import Cycle, DateProposal
from engine.notices import Note
from engine.policy import may_run_cycles
from engine.redating import Asked, Plan
from schemas.said import say
from schemas.signs import unreadable

LONGEST_ANSWER = 500


def propose_dates(
    session: Session,
    actor: Actor,
    cycle_id: str,
    asked: Asked,
    reason: str,
    letter: str = "",
    seen: str = "",
) -> str:
    """Lay a change of dates before another officer; nothing moves. Returns its public id.

    Raises `NotYours` but for SDM, `CycleNotFound`, `BadDate` naming the field (also where one like
    it waits already), `DatesMoved` where the preview no longer holds.
    """
    number = _officer(actor)
    cycle = redating.held(session, redating.cycle_of(session, cycle_id))
    change = redating.change_of(number, asked.scope, reason, letter)
    plan = _plan(session, actor, cycle, asked)
    _fresh(plan, seen)
    nip = "".join(asked.nip.split()) if asked.scope == "person" else ""
    unit = asked.unit if asked.scope == "unit" else None
    waits = select(DateProposal.id).where(
        DateProposal.cycle_id == cycle.id,
        DateProposal.state == "open",
        DateProposal.edge == asked.edge,
        DateProposal.scope == asked.scope,
        DateProposal.unit_id.is_not_distinct_from(unit),
        DateProposal.nip == nip,
    )
    if session.scalar(waits) is not None:
        raise BadDate("edge", say("Usulan untuk tanggal ini masih menunggu keputusan."))
    made = DateProposal(
        cycle_id=cycle.id,
        edge=asked.edge,
        rule=plan.wish.rule,
        scope=asked.scope,
        unit_id=unit,
        nip=nip,
        reason=change.reason,
        letter=change.letter,
        at=clock.now(),
        by=number,
    )
    session.add(made)
    session.flush()
    others = [each for each in accounts.bagian_sdm(session) if each != number]
    notices.tell(session, [_note(session, cycle, made, each, "proposed") for each in others])
    return made.public_id


def accept_proposal(session: Session, actor: Actor, proposal_id: str, seen: str) -> str:
    """Make the change for exactly those whom the preview `seen` named; returns its cycle.

    Raises `NotYours` but for SDM, `NeedsAnother` for who proposed it, `ProposalNotFound`,
    `ProposalDecided`, `BadDate` where it can no longer be made, `DatesMoved`.
    """
    number = _officer(actor)
    cycle, found = _open(session, proposal_id)
    if found.by == number:
        raise NeedsAnother
    asked = redating.asked_of(found)
    plan = _plan(session, actor, cycle, asked)
    _fresh(plan, seen)
    year = redating.year_of(session, cycle)
    told = "; ".join(each for each in (found.reason, f"disetujui {actor.name}") if each)
    change = redating.Change(found.by, told, found.letter)
    made = redating.apply(session, year.cycle, plan, change, redating.names_of(session, cycle))
    made.reason = found.reason
    found.change_id = made.id
    _decide(session, cycle, found, number, "accepted")
    return cycle.public_id


def decline_proposal(session: Session, actor: Actor, proposal_id: str, answer: str) -> str:
    """Leave the dates as they are, and say why; returns its cycle.

    Raises `NotYours` but for SDM, `ProposalNotFound`, `ProposalDecided`, `BadDate`.
    """
    number = _officer(actor)
    cycle, found = _open(session, proposal_id)
    answer = " ".join(answer.split())
    if not answer:
        raise BadDate("reason", say("Tulis alasan penolakan ini."))
    said = unreadable(answer)
    if said:
        raise BadDate("reason", said)
    if len(answer) > LONGEST_ANSWER:
        raise BadDate("reason", say("Paling banyak {n} huruf.", n=LONGEST_ANSWER))
    found.answer = answer
    _decide(session, cycle, found, number, "declined")
    return cycle.public_id


def withdraw_proposal(session: Session, actor: Actor, proposal_id: str) -> str:
    """Take one's own proposal back; returns its cycle. Raises as `decline_proposal`."""
    number = _officer(actor)
    cycle, found = _open(session, proposal_id)
    if found.by != number:
        raise NotYours
    _decide(session, cycle, found, number, "withdrawn")
    return cycle.public_id


def needs_another(session: Session, plan: Plan) -> bool:
    """Whether a change must be made by somebody else than who asks for it."""
    return plan.ends_open_stage and drafts.four_eyes(session)


def _officer(actor: Actor) -> int:
    if not may_run_cycles(actor) or actor.id is None:
        raise NotYours
    return actor.id


def _open(session: Session, proposal_id: str) -> tuple[Cycle, DateProposal]:
    """A proposal that waits, kept for this act with its cycle."""
    found = session.scalar(select(DateProposal).where(DateProposal.public_id == proposal_id))
    if found is None:
        raise ProposalNotFound
    cycle = redating.held(session, session.get_one(Cycle, found.cycle_id))
    session.refresh(found)
    if found.state != "open":
        raise ProposalDecided
    return cycle, found


def _plan(session: Session, actor: Actor, cycle: Cycle, asked: Asked) -> Plan:
    year = redating.year_of(session, cycle)
    wish = redating.wish_of(session, actor, year, asked)
    return redating.plan(session, year, wish, redating.names_of(session, cycle))


def _fresh(plan: Plan, seen: str) -> None:
    if plan.fingerprint != seen:
        raise DatesMoved


def _decide(session: Session, cycle: Cycle, found: DateProposal, number: int, state: str) -> None:
    found.state, found.decided_at, found.decided_by = state, clock.now(), number
    if found.by != number:
        notices.tell(session, [_note(session, cycle, found, found.by, f"proposal_{state}")])


def _note(session: Session, cycle: Cycle, found: DateProposal, person: int, kind: str) -> Note:
    key = found.edge.partition(".")[0]
    title = redating.names_of(session, cycle).get(key, key)
    return Note(person, kind, {"title": title, "proposal": found.public_id})
