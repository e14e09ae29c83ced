"""Notices: what the application told one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.actor import Actor
from engine.models import Appraisal, Notice, Task


@dataclass(frozen=True)
class NoticeLine:
    """One notice; `kind` says which sentence, `params` fill it."""

    at: datetime
    kind: str
    params: Mapping[str, Any]
    task_id: str | None
    appraisal_id: str | None
    read: bool


def notices(session: Session, actor: Actor, limit: int = 100) -> tuple[NoticeLine, ...]:
    """The newest notices of `actor`, newest first.

    A notice leads to its task while that is open, afterwards to the appraisal.
    """
    rows = session.execute(
        select(Notice, Task.state, Appraisal.public_id)
        .outerjoin(Task, Task.id == Notice.task_id)
        .outerjoin(Appraisal, Appraisal.instance_id == Task.instance_id)
        .where(Notice.employee_id == actor.id)
        .order_by(Notice.at.desc(), Notice.id.desc())
        .limit(limit)
    )
    return tuple(
        NoticeLine(
            at=notice.at,
            kind=notice.kind,
            params=notice.params,
            task_id=notice.task_id if state == "open" else None,
            appraisal_id=notice.appraisal_id or appraisal,
            read=notice.read_at is not None,
        )
        for notice, state, appraisal in rows
    )


def unread_count(session: Session, actor: Actor) -> int:
    """How many notices the actor has not read."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Notice)
            .where(Notice.employee_id == actor.id, Notice.read_at.is_(None))
        )
        or 0
    )
