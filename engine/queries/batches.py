"""How far the long works are."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actor import Actor
from engine.errors import NotYours
from engine.models import Batch, BatchItem, Cycle, Employee
from engine.policy import may_run_cycles


@dataclass(frozen=True)
class BatchProgress:
    """One long work: `done` of `total`, and who was left out and why.

    `state` is running, done or failed; `percent` is whole, rounded down; `error` says what went
    wrong last, empty if nothing did.
    """

    id: str
    kind: str
    total: int
    done: int
    percent: int
    state: str
    error: str
    begun_at: datetime
    ended_at: datetime | None
    left_out: tuple[tuple[str, str], ...]


def batch_progress(session: Session, actor: Actor, cycle_id: str) -> BatchProgress | None:
    """The newest start of many people of a cycle, None without one.

    Raises `NotYours` for others than SDM.
    """
    if not may_run_cycles(actor):
        raise NotYours
    batch = session.scalar(
        select(Batch)
        .join(Cycle, Cycle.id == Batch.cycle_id)
        .where(Cycle.public_id == cycle_id, Batch.kind == "open_cycle")
        .order_by(Batch.id.desc())
        .limit(1)
    )
    if batch is None:
        return None
    return BatchProgress(
        id=batch.public_id,
        kind=batch.kind,
        total=batch.total,
        done=batch.done,
        percent=batch.done * 100 // batch.total,
        state=batch.state,
        error=batch.error,
        begun_at=batch.begun_at,
        ended_at=batch.ended_at,
        left_out=_left_out(session, batch) if batch.left_out else (),
    )


def _left_out(session: Session, batch: Batch) -> tuple[tuple[str, str], ...]:
    rows = session.execute(
        select(Employee.name, BatchItem.reason)
        .join(Employee, Employee.id == BatchItem.subject_id)
        .where(BatchItem.batch_id == batch.id, BatchItem.reason != "")
        .order_by(BatchItem.number)
        .limit(100)
    )
    return tuple((row.name, row.reason) for row in rows)
