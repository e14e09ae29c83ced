"""The only commit in the house: one act is one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from engine import clock, incidents
from engine.actor import Actor
from engine.db import Database
from engine.errors import EngineError, Moved, ProcessFailed

ATTEMPTS = 5

P = ParamSpec("P")
R = TypeVar("R")


_RECEIVED: ContextVar[datetime | None] = ContextVar("received", default=None)
_KEPT = "received"


@contextmanager
def received() -> Iterator[None]:
    """What is done inside counts as received now, however long it waits or is still read."""
    token = _RECEIVED.set(clock.now())
    try:
        yield
    finally:
        _RECEIVED.reset(token)


def received_at(session: Session) -> datetime:
    """When the act of this session was asked for: by that moment it is in time or late (R-007)."""
    at: datetime | None = session.info.get(_KEPT)
    return at or clock.now()


def act(
    database: Database,
    actor: Actor,
    command: Callable[Concatenate[Session, Actor, P], R],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Run `command(session, actor, …)` and commit.

    Repeats up to five times when somebody else was only quicker. A refusal rolls everything back
    and then does what it carries (`afterwards`: keep the draft, log the late filing); a process
    that cannot go on leaves an incident. The error is raised in every case.
    """
    at = _RECEIVED.get() or clock.now()

    def done(session: Session) -> R:
        session.info[_KEPT] = at
        return command(session, actor, *args, **kwargs)

    try:
        return _committed(database, done)
    except Moved:
        raise
    except EngineError as error:
        refusal = error
        _committed(database, lambda session: _afterwards(session, refusal))
        raise


def _committed(database: Database, work: Callable[[Session], R]) -> R:
    """Do `work` in one transaction; once more, up to five times, if another came first."""
    for _ in range(ATTEMPTS - 1):
        committing = False
        try:
            with database.begin() as session:
                result = work(session)
                committing = True
            return result
        except (Moved, IntegrityError, OperationalError) as error:
            if not (_overtaken(error) or (_cut_off(error) and not committing)):
                raise
    with database.begin() as session:
        return work(session)


def _overtaken(error: Exception) -> bool:
    """Whether somebody was first: by the version, by a unique row, or out of a deadlock."""
    if isinstance(error, OperationalError):
        return getattr(error.orig, "sqlstate", None) in _LOST
    return True


def _cut_off(error: Exception) -> bool:
    """Whether the connection was gone. Before the commit nothing can have been stored."""
    return isinstance(error, DBAPIError) and error.connection_invalidated


_LOST = ("40001", "40P01")  # PostgreSQL: serialization_failure, deadlock_detected


def _afterwards(session: Session, error: EngineError) -> None:
    if error.afterwards is not None:
        error.afterwards(session)
    if isinstance(error, ProcessFailed) and error.instance_id is not None:
        failure = incidents.Failure.of(error)
        incidents.note(session, error.instance_id, failure)
