"""Moving running appraisals to another version of the diagrams, and taking them back."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from engine import clock, definitions, drafts, moving, redating
from engine.actor import Actor
from engine.bpmn.moving import Renames
from engine.commands import chunks, laying
from engine.db import in_trouble, savepoint
from engine.errors import (
    DatesMoved,
    Moved,
    MoveNotFound,
    MoveRuns,
    MoveWaits,
    NeedsAnother,
    NobodyMoves,
    NoReason,
    NothingToUndo,
    NotYours,
    UnreadableReason,
)
from engine.ids import random_id
from engine.models import Appraisal, Batch, BatchItem, Cycle, MovedInstance, Moving, Proposal, table
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
    `VersionNotFound`, `NoReason`, `UnreadableReason`, `NobodyMoves`, `MoveRuns`, `NeedsAnother`
    where it must be proposed (`propose_move`).
    """
    if not may_run_cycles(actor):
        raise NotYours
    wish = moving.Wish(number, from_number, unit_id, employee_ids, _listed(renames))
    cycle = redating.cycle_of(session, cycle_id)
    said = _reason(reason)
    if drafts.four_eyes(session):
        raise NeedsAnother
    return _begin(session, actor, cycle, wish, said)


def propose_move(
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
    """Lay a move before another officer; nobody moves. Returns its public id.

    Raises what `move_to_version` raises, and `MoveWaits` where one of that cycle to that version
    waits already.
    """
    by = laying.officer(actor)
    chosen = None if employee_ids is None else list(employee_ids)
    wish = moving.Wish(number, from_number, unit_id, chosen, _listed(renames))
    cycle = redating.held(session, redating.cycle_of(session, cycle_id))
    said = _reason(reason)
    if not moving.meant(session, cycle.id, wish):
        raise NobodyMoves
    if any(each.wish["number"] == number for each in laying.waiting(session, "move", cycle.id)):
        raise MoveWaits
    made = Proposal(
        kind="move",
        wish=asdict(wish),
        cycle_id=cycle.id,
        reason=said,
        at=clock.now(),
        by=by,
        state="open",
    )
    return laying.lay(session, made, str(number))


def accept_move(session: Session, actor: Actor, found: Proposal, seen: str) -> str:
    """Begin a move that another proposed, of just those whom `seen` names; returns its batch.

    Raises `DatesMoved` where they are others now, and what `move_to_version` raises.
    """
    cycle = session.get_one(Cycle, found.cycle_id)
    wish = moving.Wish(**found.wish)
    if moving.fingerprint(moving.meant(session, cycle.id, wish)) != seen:
        raise DatesMoved
    return _begin(session, actor, cycle, wish, laying.by_both(session, found))


def _begin(session: Session, actor: Actor, cycle: Cycle, wish: moving.Wish, reason: str) -> str:
    redating.held(session, cycle)
    found = moving.meant(session, cycle.id, wish)
    if not found:
        raise NobodyMoves
    if _running(session, cycle.id):
        raise MoveRuns
    batch = _batch(session, actor, "moving", cycle.id, found)
    target = definitions.find(session, wish.number)
    named = [list(each) for each in wish.renames]
    session.add(Moving(batch_id=batch.id, version_id=target.id, renames=named, reason=reason))
    session.flush()
    _at_once(session, actor, batch)
    return batch.public_id


def _reason(text: str) -> str:
    said = " ".join(text.split())
    if not said or len(said) > LONGEST_REASON:
        raise NoReason
    if unreadable(said):
        raise UnreadableReason
    return said


def _listed(renames: Renames | None) -> list[list[str]]:
    return [[*where, now] for where, now in (renames or {}).items()]


def undo_move(session: Session, actor: Actor, batch_id: str) -> str:
    """Have taken back what a batch moved, where nothing has happened since; returns a batch id.

    Raises `NotYours`, `MoveNotFound`, `MoveRuns`, `NothingToUndo`.
    """
    if not may_run_cycles(actor):
        raise NotYours
    done = session.scalar(select(Batch).where(Batch.public_id == batch_id, Batch.kind == "moving"))
    if done is None:
        raise MoveNotFound
    redating.held(session, session.get_one(Cycle, done.cycle_id))
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
