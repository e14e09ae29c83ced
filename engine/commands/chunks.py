"""How far a batch is: noted with each chunk, in its transaction."""

from collections.abc import Mapping, Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from engine import clock
from engine.models import Batch, BatchItem


def note(
    session: Session, batch: Batch, employee_ids: Sequence[int], left_out: Mapping[int, str]
) -> None:
    """These people of a batch are done; some of them were left out, and why."""
    for employee_id, reason in left_out.items():
        session.execute(
            update(BatchItem)
            .where(BatchItem.batch_id == batch.id, BatchItem.subject_id == employee_id)
            .values(reason=reason)
        )
    batch.done += len(employee_ids)
    batch.left_out += len(left_out)
    batch.attempts, batch.error = 0, ""
    if batch.done >= batch.total:
        batch.state, batch.ended_at = "done", clock.now()
    session.flush()
