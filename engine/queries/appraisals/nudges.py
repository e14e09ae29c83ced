"""Whom one would remind."""

from sqlalchemy.orm import Session

from engine.actor import Actor
from engine.tracking import AppraisalFilter, Nudge, to_nudge


def nudges(session: Session, actor: Actor, wanted: AppraisalFilter) -> tuple[Nudge, ...]:
    """What `commands.nudge` would do, with those who are left out because it was done today."""
    return tuple(to_nudge(session, actor, wanted))
