"""Reading notices, and mailing again what reached nobody."""

from sqlalchemy import literal_column, update
from sqlalchemy.orm import Session

from engine import clock
from engine.actor import Actor
from engine.errors import NotYours
from engine.models import Notice
from engine.policy import may_run_cycles


def mark_notices_read(session: Session, actor: Actor) -> None:
    """All of the actor's notices are read now."""
    session.execute(
        update(Notice)
        .where(Notice.employee_id == actor.id, Notice.read_at.is_(None))
        .values(read_at=clock.now())
    )


def retry_mail(session: Session, actor: Actor) -> int:
    """Let every mail that failed be tried anew; returns how many notices wait again.

    Raises `NotYours` for others than SDM.
    """
    if not may_run_cycles(actor):
        raise NotYours
    failed = session.execute(
        update(Notice)
        .where(Notice.mail == literal_column("'failed'"))
        .values(mail="waiting", mail_at=clock.real(), attempts=0, failure="")
    )
    return int(failed.rowcount)  # type: ignore[attr-defined]
