"""The only commit in the house: one act is one transaction."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from engine import clock
from engine.actor import Actor
from engine.db import Database
from engine.errors import EngineError, Moved, ProcessFailed
from engine.models import Incident

ATTEMPTS = 5

P = ParamSpec("P")
R = TypeVar("R")


def act(
    database: Database,
    actor: Actor,
    command: Callable[Concatenate[Session, Actor, P], R],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Run `command(session, actor, …)` and commit.

    Repeats up to five times when only the version moved. A refusal rolls everything back and then
    does what it carries (`afterwards`: keep the draft, log the late filing); a process that cannot
    go on leaves an incident. The error is raised in every case.
    """
    for attempt in range(ATTEMPTS):
        try:
            with database.begin() as session:
                return command(session, actor, *args, **kwargs)
        except Moved:
            if attempt == ATTEMPTS - 1:
                raise
        except EngineError as error:
            _afterwards(database, error)
            raise
    raise AssertionError("unreachable")


def _afterwards(database: Database, error: EngineError) -> None:
    with database.begin() as session:
        if error.afterwards is not None:
            error.afterwards(session)
        if isinstance(error, ProcessFailed) and error.instance_id is not None:
            session.add(
                Incident(
                    instance_id=error.instance_id,
                    at=clock.now(),
                    element=error.params["element"],
                    reason=error.params["reason"],
                )
            )
