"""What happens without anybody: due timers fire, deadlines are reminded of and told when missed."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from engine import clock, facts, instances, reminders
from engine.db import Database
from engine.errors import EngineError, ProcessFailed
from engine.models import Appraisal, Incident, Instance, Timer

BATCH = 50
PAUSE_SECONDS = 5.0

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Swept:
    """What one sweep did."""

    fired: int
    overdue: int


def sweep(database: Database) -> Swept:
    """Fire every timer that is due, then tell about every deadline that is near or missed.

    Each batch of at most 50 instances is one transaction, each instance a savepoint in it: an
    instance that fails becomes an incident and stops only itself.
    """
    now, fired = clock.now(), 0
    while True:
        with database.begin() as session:
            due = _due(session, now)
            for instance_id in due:
                _fire(session, instance_id, now)
        fired += len(due)
        if len(due) < BATCH:
            break
    return Swept(fired, reminders.sweep(database, now).overdue)


class Embedded(threading.Thread):
    """The worker of a single-process installation: a thread beside the server."""

    def __init__(self, database: Database, pause: float = PAUSE_SECONDS) -> None:
        super().__init__(name="timbang-worker", daemon=True)
        self._database, self._pause = database, pause
        self._stop_asked = threading.Event()

    def run(self) -> None:
        """Sweep until asked to stop."""
        while not self._stop_asked.wait(self._pause):
            try:
                sweep(self._database)
            except (EngineError, SQLAlchemyError):
                # A store that restarts must not end the worker: what is due stays due.
                _LOG.exception("The sweep failed; the next one tries again.")

    def stop(self) -> None:
        """Ask the thread to end, and wait for the sweep it may be in."""
        self._stop_asked.set()
        self.join()


def _due(session: Session, now: datetime) -> Sequence[int]:
    return session.scalars(
        select(Timer.instance_id)
        .join(Instance, Instance.id == Timer.instance_id)
        .where(Timer.due_at <= now, Instance.state == "running")
        .group_by(Timer.instance_id)
        .order_by(Timer.instance_id)
        .limit(BATCH)
    ).all()


def _fire(session: Session, instance_id: int, now: datetime) -> None:
    instance = session.get_one(Instance, instance_id, with_for_update=True)
    if instance.state != "running" or not _still_due(session, instance_id, now):
        return  # somebody was first
    appraisal = session.scalars(select(Appraisal).where(Appraisal.instance_id == instance_id)).one()
    try:
        with session.begin_nested():
            case = facts.case_of_appraisal(session, appraisal)
            instances.fire(session, case.subject, facts.World(session, case))
    except ProcessFailed as error:
        session.refresh(instance)
        instance.state = "incident"
        session.add(
            Incident(
                instance_id=instance_id,
                at=clock.now(),
                element=error.params["element"],
                reason=error.params["reason"],
            )
        )


def _still_due(session: Session, instance_id: int, now: datetime) -> bool:
    query = select(exists().where(Timer.instance_id == instance_id, Timer.due_at <= now))
    return bool(session.scalar(query))
