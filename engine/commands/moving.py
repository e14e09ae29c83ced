"""Moving running appraisals to another version of the diagrams, and taking them back."""

import logging
from collections.abc import Callable, Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from engine import clock, definitions, moving, redating
from engine.actor import Actor
from engine.bpmn.moving import Renames
from engine.commands import chunks
from engine.db import in_trouble, savepoint
from engine.errors import (
    Moved,
    MoveNotFound,
    MoveRuns,
    NobodyMoves,
    NoReason,
    NothingToUndo,
    NotYours,
    UnreadableReason,
)
from engine.ids import random_id
from engine.models import Appraisal, Batch, BatchItem, Cycle, MovedInstance, Moving, table
from engine.plain import PlainCycle, plain
from engine.policy import may_run_cycles
from schemas.signs import unreadable

LONGEST_REASON = 500
#: So many are moved while their officer waits; for more the worker does it.
AT_ONCE = 50

_LOG = logging.getLogger(__name__)


def move_to_version(
    session: Session,
    actor: Actor,
    cycle_id: str,
    number: int,
    reason: str,
    *,
    from_number: int | None = None,
    unit_id: int | None = None,
    employee_ids: Sequence[int] | None = None,
    renames: Renames | None = None,
) -> str:
    """Have running appraisals of a cycle moved to version `number`; returns the batch's public id.

    A few move now, many by the worker, `moving.CHUNK` at a time; who cannot stays, with the reason.
    `employee_ids` None: all that the other selections leave. Raises `NotYours`, `CycleNotFound`,
    `VersionNotFound`, `NoReason`, `UnreadableReason`, `NobodyMoves`, `MoveRuns`.
    """
    if not may_run_cycles(actor):
        raise NotYours
    cycle = redating.cycle_of(session, cycle_id)
    target = definitions.find(session, number)
    origin = None if from_number is None else definitions.find(session, from_number).id
    wanted = None if employee_ids is None else tuple(employee_ids)
    chosen = moving.Selection(cycle.id, origin, unit_id, wanted)
    found = moving.candidates(session, chosen, target.id)
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        raise NoReason
    if unreadable(said):
        raise UnreadableReason
    if not found:
        raise NobodyMoves
    if _running(session, cycle.id):
        raise MoveRuns
    batch = _batch(session, actor, "moving", cycle.id, found)
    named = [[*where, now] for where, now in (renames or {}).items()]
    session.add(Moving(batch_id=batch.id, version_id=target.id, renames=named, reason=said))
    session.flush()
    _at_once(session, actor, batch)
    return batch.public_id


def undo_move(session: Session, actor: Actor, batch_id: str) -> str:
    """Have taken back what a batch moved, where nothing has happened since; returns a batch id.

    Raises `NotYours`, `MoveNotFound`, `MoveRuns`, `NothingToUndo`.
    """
    if not may_run_cycles(actor):
        raise NotYours
    done = session.scalar(select(Batch).where(Batch.public_id == batch_id, Batch.kind == "moving"))
    if done is None:
        raise MoveNotFound
    if done.state == "running" or _running(session, done.cycle_id):
        raise MoveRuns
    found = session.scalars(
        select(Appraisal.id)
        .join(MovedInstance, MovedInstance.instance_id == Appraisal.instance_id)
        .where(MovedInstance.batch_id == done.id, MovedInstance.blob.is_not(None))
        .order_by(Appraisal.id)
    ).all()
    if not found:
        raise NothingToUndo
    plan = session.get_one(Moving, done.id)
    batch = _batch(session, actor, "moving_back", done.cycle_id, list(found))
    session.add(
        Moving(
            batch_id=batch.id,
            version_id=plan.version_id,
            renames=[],
            reason=plan.reason,
            undoes=done.id,
        )
    )
    session.flush()
    _at_once(session, actor, batch)
    return batch.public_id


def move_chunk(
    session: Session, actor: Actor, batch: Batch, employee_ids: Sequence[int]
) -> dict[int, str]:
    """Move the next people of a batch, or take them back; returns why some were left."""
    plan = session.get_one(Moving, batch.id)
    cycle = plain(PlainCycle, session.get_one(Cycle, batch.cycle_id))
    renames = {(container, name): now for container, name, now in plan.renames}
    judge = moving.Judge(session, cycle, plan.version_id, renames)
    found = session.execute(
        select(Appraisal.employee_id, Appraisal.id)
        .where(Appraisal.cycle_id == cycle.id, Appraisal.employee_id.in_(employee_ids))
        .order_by(Appraisal.id)
    ).all()

    def work(ids: Sequence[int]) -> dict[int, str]:
        with savepoint(session):
            if plan.undoes is not None:
                return moving.go_back(session, judge, ids, batch.id, plan.undoes, actor.id)
            return moving.move(session, judge, ids, batch.id, actor.id, plan.reason)

    try:
        return work([number for _, number in found])
    # One of them broke, whatever with: done one by one, only that one stays.
    except Exception as error:
        if in_trouble(error) or isinstance(error, Moved):
            raise
        session.expire_all()
        left: dict[int, str] = {}
        for employee_id, number in found:
            left |= _alone(work, employee_id, number)
        return left


def _alone(
    work: Callable[[Sequence[int]], dict[int, str]], employee_id: int, number: int
) -> dict[int, str]:
    try:
        return work([number])
    except Exception as error:
        if in_trouble(error) or isinstance(error, Moved):
            raise
        _LOG.exception("Moving appraisal %s failed.", number)
        kind = type(error).__name__
        return {employee_id: f"Kesalahan tak terduga ({kind}); rinciannya di log."}


def _at_once(session: Session, actor: Actor, batch: Batch) -> None:
    if batch.total > AT_ONCE:
        return
    people = session.scalars(
        select(BatchItem.subject_id)
        .where(BatchItem.batch_id == batch.id)
        .order_by(BatchItem.number)
    ).all()
    chunks.note(session, batch, people, move_chunk(session, actor, batch, people))


def _running(session: Session, cycle_id: int) -> bool:
    kinds = ("moving", "moving_back")
    query = select(Batch.id).where(
        Batch.cycle_id == cycle_id, Batch.kind.in_(kinds), Batch.state == "running"
    )
    return session.scalar(query.limit(1)) is not None


def _batch(
    session: Session, actor: Actor, kind: str, cycle_id: int, appraisal_ids: Sequence[int]
) -> Batch:
    # Held, so that of two officers at the same moment one sees the other's.
    session.execute(select(Cycle.id).where(Cycle.id == cycle_id).with_for_update())
    batch = Batch(
        public_id=random_id(),
        kind=kind,
        actor_id=actor.id,
        cycle_id=cycle_id,
        total=len(appraisal_ids),
        begun_at=clock.now(),
    )
    session.add(batch)
    session.flush()
    people = dict(
        session.execute(
            select(Appraisal.id, Appraisal.employee_id).where(Appraisal.cycle_id == cycle_id)
        ).all()
    )
    items = [
        {"batch_id": batch.id, "number": number, "subject_id": people[each], "reason": ""}
        for number, each in enumerate(appraisal_ids)
    ]
    session.execute(insert(table(BatchItem)), items)
    return batch
