"""Notices: what the application told one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.actor import Actor
from engine.models import Notice


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
    """The newest notices of `actor`, newest first."""
    rows = session.scalars(
        select(Notice)
        .where(Notice.employee_id == actor.id)
        .order_by(Notice.at.desc(), Notice.id.desc())
        .limit(limit)
    )
    return tuple(
        NoticeLine(
            at=row.at,
            kind=row.kind,
            params=row.params,
            task_id=row.task_id,
            appraisal_id=row.appraisal_id,
            read=row.read_at is not None,
        )
        for row in rows
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
