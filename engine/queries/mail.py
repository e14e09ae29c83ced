"""Mails that reached nobody, for Bagian SDM."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from engine.actor import Actor
from engine.errors import NotYours
from engine.models import Employee, Notice
from engine.policy import may_run_cycles

_FAILED = Notice.mail == literal_column("'failed'")  # written out: see engine.models


@dataclass(frozen=True)
class MailFailure:
    """One notice whose mail has failed: to whom, and what the server said."""

    name: str
    address: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class MailFailures:
    """How many failed, and the newest of them."""

    count: int
    lines: tuple[MailFailure, ...]


def mail_failures(session: Session, actor: Actor, limit: int = 20) -> MailFailures:
    """What could not be mailed. Raises `NotYours` for others than SDM."""
    if not may_run_cycles(actor):
        raise NotYours
    rows = session.execute(
        select(Employee.name, Employee.email, Notice.failure, Notice.at)
        .join(Employee, Employee.id == Notice.employee_id)
        .where(_FAILED)
        .order_by(Notice.id.desc())
        .limit(limit)
    )
    lines = tuple(MailFailure(*row) for row in rows)
    if len(lines) < limit:
        return MailFailures(len(lines), lines)
    count = session.scalar(select(func.count()).select_from(Notice).where(_FAILED))
    return MailFailures(count or 0, lines)
