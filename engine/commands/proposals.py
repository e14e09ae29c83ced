"""What is done by two: one officer proposes it, another looks at it and does it.

The end of a stage in which somebody has work open decides whether that person is in time; moving
appraisals to other diagrams, or their dates to another calendar, changes what many are asked for.
Where four eyes are asked for, nobody does either alone.
"""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from engine import clock, drafts, redating
from engine.actor import Actor
from engine.commands import laying
from engine.commands.calendars import accept_calendar
from engine.commands.moving import accept_move
from engine.errors import BadDate, DatesMoved, NeedsAnother, NotYours
from engine.models import Cycle, Proposal
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
    number = laying.officer(actor)
    cycle = redating.held(session, redating.cycle_of(session, cycle_id))
    change = redating.change_of(number, asked.scope, reason, letter)
    plan = _plan(session, actor, cycle, asked)
    _fresh(plan, seen)
    wish = {
        "edge": asked.edge,
        "rule": plan.wish.rule,
        "scope": asked.scope,
        "unit": asked.unit if asked.scope == "unit" else None,
        "nip": "".join(asked.nip.split()) if asked.scope == "person" else "",
    }
    for each in laying.waiting(session, "dates", cycle.id):
        if {**each.wish, "rule": ""} == {**wish, "rule": ""}:
            raise BadDate("edge", say("Usulan untuk tanggal ini masih menunggu keputusan."))
    made = Proposal(
        kind="dates",
        wish=wish,
        cycle_id=cycle.id,
        reason=change.reason,
        letter=change.letter,
        at=clock.now(),
        by=number,
        state="open",
    )
    return laying.lay(session, made, _title(session, made))


def accept_proposal(session: Session, actor: Actor, proposal_id: str, seen: str) -> str:
    """Do what was proposed, for exactly those whom the preview `seen` named.

    Returns the public id of its cycle, of the move that begins, or the calendar's new version.
    Raises `NotYours` but for SDM, `NeedsAnother` for who proposed it, `ProposalNotFound`,
    `ProposalDecided`, `DatesMoved`, and what doing it raises where it can no longer be done.
    """
    number = laying.officer(actor)
    found = laying.held(session, proposal_id)
    if found.by == number:
        raise NeedsAnother
    made = _DO[found.kind](session, actor, found, seen)
    laying.decide(session, found, number, "accepted", _title(session, found))
    return made


def decline_proposal(session: Session, actor: Actor, proposal_id: str, answer: str) -> None:
    """Leave all as it is, and say why.

    Raises `NotYours` but for SDM, `ProposalNotFound`, `ProposalDecided`, `BadDate`.
    """
    number = laying.officer(actor)
    found = laying.held(session, proposal_id)
    answer = " ".join(answer.split())
    if not answer:
        raise BadDate("reason", say("Tulis alasan penolakan ini."))
    said = unreadable(answer)
    if said:
        raise BadDate("reason", said)
    if len(answer) > LONGEST_ANSWER:
        raise BadDate("reason", say("Paling banyak {n} huruf.", n=LONGEST_ANSWER))
    found.answer = answer
    laying.decide(session, found, number, "declined", _title(session, found))


def withdraw_proposal(session: Session, actor: Actor, proposal_id: str) -> None:
    """Take one's own proposal back. Raises as `decline_proposal`."""
    number = laying.officer(actor)
    found = laying.held(session, proposal_id)
    if found.by != number:
        raise NotYours
    laying.decide(session, found, number, "withdrawn", "")


def needs_another(session: Session, plan: Plan) -> bool:
    """Whether a change must be made by somebody else than who asks for it."""
    return plan.ends_open_stage and drafts.four_eyes(session)


def _accept_dates(session: Session, actor: Actor, found: Proposal, seen: str) -> str:
    cycle = session.get_one(Cycle, found.cycle_id)
    plan = _plan(session, actor, cycle, redating.asked_of(found))
    _fresh(plan, seen)
    year = redating.year_of(session, cycle)
    told = "; ".join(each for each in (found.reason, f"disetujui {actor.name}") if each)
    change = redating.Change(found.by, told, found.letter)
    made = redating.apply(session, year.cycle, plan, change, redating.names_of(session, cycle))
    made.reason = found.reason
    found.change_id = made.id
    return cycle.public_id


_DO: Mapping[str, Callable[[Session, Actor, Proposal, str], str]] = {
    "dates": _accept_dates,
    "move": accept_move,
    "calendar": accept_calendar,
}


def _plan(session: Session, actor: Actor, cycle: Cycle, asked: Asked) -> Plan:
    year = redating.year_of(session, cycle)
    wish = redating.wish_of(session, actor, year, asked)
    return redating.plan(session, year, wish, redating.names_of(session, cycle))


def _fresh(plan: Plan, seen: str) -> None:
    if plan.fingerprint != seen:
        raise DatesMoved


def _title(session: Session, found: Proposal) -> str:
    if found.kind == "move":
        return str(found.wish["number"])
    if found.kind == "calendar":
        return ""
    key = str(found.wish["edge"]).partition(".")[0]
    cycle = session.get_one(Cycle, found.cycle_id)
    return redating.names_of(session, cycle).get(key, key)
