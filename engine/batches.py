"""Goes on with works too long for one transaction, chunk by chunk, wherever they stopped."""

import logging
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import moving
from engine.actor import Actor
from engine.commands import chunks
from engine.commands.cycles import CHUNK
from engine.commands.moving import move_chunk
from engine.commands.starting import start_all
from engine.db import Database, in_trouble, savepoint
from engine.models import Batch, BatchItem, Cycle, Employee
from engine.policy import may_run_cycles

#: So often a chunk is tried before its batch waits for a person.
ATTEMPTS = 3

_LOG = logging.getLogger(__name__)


def go_on(database: Database) -> int:
    """Do all that is left of every batch; returns how many chunks were done.

    A chunk is one transaction with its progress, so a kill repeats nothing. Any number of workers
    may do this: each takes a batch that no other holds. A chunk that fails is tried again at the
    next call, three times in all; a store that fails is not counted, its error is raised.
    """
    with database.read() as session:
        if session.execute(_OPEN).first() is None:
            return 0
    done = 0
    tried: set[int] = set()
    while True:
        with database.begin() as session:
            batch = session.scalars(
                _OPEN.where(Batch.id.not_in(tried)).with_for_update(skip_locked=True)
            ).first()
            if batch is None:
                return done
            if _chunk(session, batch):
                done += 1
            else:
                tried.add(batch.id)
        database.give_way()


_OPEN = select(Batch).where(Batch.state == "running").order_by(Batch.id).limit(1)


def _chunk(session: Session, batch: Batch) -> bool:
    try:
        with savepoint(session):
            _next(session, batch)
    # Whatever breaks in one batch must not stop the others, nor the worker.
    except Exception as error:
        if in_trouble(error):
            raise
        _LOG.exception("Batch %s failed.", batch.id)
        session.refresh(batch)
        batch.attempts += 1
        batch.error = f"Kesalahan tak terduga ({type(error).__name__}); rinciannya di log."
        if batch.attempts >= ATTEMPTS:
            batch.state = "failed"
        return False
    return True


def _next(session: Session, batch: Batch) -> None:
    """Do the next people of a batch, under the right of who asked for it, as it is now."""
    actor = _actor(session, batch.actor_id)
    if not may_run_cycles(actor):
        batch.state, batch.error = "failed", f"{actor.name} tidak lagi berwenang membuka siklus."
        return
    size = CHUNK if batch.kind == "open_cycle" else moving.CHUNK
    chunk = list(
        session.scalars(
            select(BatchItem.subject_id)
            .where(BatchItem.batch_id == batch.id, BatchItem.number >= batch.done)
            .order_by(BatchItem.number)
            .limit(size)
        )
    )
    chunks.note(session, batch, chunk, _WORKS[batch.kind](session, actor, batch, chunk))


def _open_cycle(
    session: Session, actor: Actor, batch: Batch, employee_ids: Sequence[int]
) -> dict[int, str]:
    return start_all(session, actor, session.get_one(Cycle, batch.cycle_id), employee_ids)


Work = Callable[[Session, Actor, Batch, Sequence[int]], dict[int, str]]
#: Does some people of a batch; returns who was left out and why.
_WORKS: Mapping[str, Work] = {
    "open_cycle": _open_cycle,
    "moving": move_chunk,
    "moving_back": move_chunk,
}


def _actor(session: Session, employee_id: int) -> Actor:
    person = session.get_one(Employee, employee_id)
    roles = frozenset(person.roles) if person.active else frozenset()
    return Actor(person.id, person.name, person.position, roles=roles)
