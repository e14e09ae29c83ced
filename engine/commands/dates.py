"""Dates of a running cycle: moved for all, for a unit or for one person, and moved back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import redating
from engine.actor import Actor
from engine.commands.proposals import needs_another
from engine.errors import ChangeNotFound, DatesMoved, NeedsAnother, NotYours
from engine.models import Cycle, DateChange
from engine.policy import may_run_cycles
from engine.redating import Asked


def change_dates(
    session: Session,
    actor: Actor,
    cycle_id: str,
    asked: Asked,
    reason: str,
    letter: str = "",
    seen: str = "",
) -> str:
    """Move a date as `asked`, for exactly those whom the preview `seen` named; returns its id.

    Raises `NotYours` but for SDM, `CycleNotFound`, `BadDate` naming the field, `DatesMoved` where
    the preview no longer holds, `NeedsAnother` where it must be proposed (`propose_dates`).
    """
    if not may_run_cycles(actor) or actor.id is None:
        raise NotYours
    cycle = redating.held(session, redating.cycle_of(session, cycle_id))
    year = redating.year_of(session, cycle)
    wish = redating.wish_of(session, actor, year, asked)
    change = redating.change_of(actor.id, asked.scope, reason, letter)
    names = redating.names_of(session, cycle)
    plan = redating.plan(session, year, wish, names)
    if plan.fingerprint != seen:
        raise DatesMoved
    if needs_another(session, plan):
        raise NeedsAnother
    made = redating.apply(session, year.cycle, plan, change, names)
    return made.public_id


def check_reason(asked: Asked, reason: str, letter: str) -> None:
    """Raise `BadDate` where reason or letter would be refused."""
    redating.change_of(0, asked.scope, reason, letter)


def undo_change(session: Session, actor: Actor, change_id: str) -> str:
    """Put the dates of a change back; returns the public id of its cycle.

    Raises `NotYours` but for SDM, `ChangeNotFound`, `NotUndoable` with what depends on it.
    """
    if not may_run_cycles(actor) or actor.id is None:
        raise NotYours
    change = session.scalar(select(DateChange).where(DateChange.public_id == change_id))
    if change is None:
        raise ChangeNotFound
    cycle = redating.held(session, session.get_one(Cycle, change.cycle_id))
    session.refresh(change)
    year, names = redating.year_of(session, cycle), redating.names_of(session, cycle)
    redating.undo(session, year.cycle, change, year.drawn, actor.id, names)
    return cycle.public_id
