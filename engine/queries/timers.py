"""What an appraisal waits for that nobody can hurry: its timers, their rules and dates."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import facts
from engine.models import Timer


@dataclass(frozen=True)
class TimerLine:
    """A timer that waits; `due_at` is None while the event it is anchored on has not happened."""

    phase_key: str
    phase: str
    edge: str
    rule: str
    due_at: datetime | None


def timers_of(session: Session, case: facts.Case) -> tuple[TimerLine, ...]:
    """The timers of an appraisal, first due first."""
    rows = session.execute(
        select(Timer.key, Timer.edge, Timer.due_at)
        .where(Timer.instance_id == case.instance.id)
        .order_by(Timer.due_at.is_(None), Timer.due_at, Timer.key, Timer.edge)
    )
    return tuple(
        TimerLine(key, case.phase_name(key), edge, case.rules.get((key, edge), ""), due_at)
        for key, edge, due_at in rows
    )
