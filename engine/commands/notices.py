"""Reading notices."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from engine import clock
from engine.actor import Actor
from engine.models import Notice


def mark_notices_read(session: Session, actor: Actor) -> None:
    """All of the actor's notices are read now."""
    session.execute(
        update(Notice)
        .where(Notice.employee_id == actor.id, Notice.read_at.is_(None))
        .values(read_at=clock.now())
    )
