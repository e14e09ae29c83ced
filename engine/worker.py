"""What happens without anybody: due timers fire, missed deadlines are marked and told."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import batches, clock, heartbeat, notices, policy, timers
from engine.db import Database
from engine.models import Appraisal, Employee, Task

BATCH = 50
PAUSE_SECONDS = 5.0

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Swept:
    """What one sweep did."""

    fired: int
    overdue: int


def sweep(database: Database) -> Swept:
    """Go on with long works, fire every timer that is due, tell about every missed deadline."""
    batches.go_on(database)
    return Swept(fired=timers.fire_due(database), overdue=remind(database))


def remind(database: Database) -> int:
    """Tell about every deadline that was missed; returns how many."""
    now, overdue = clock.now(), 0
    while True:
        with database.begin() as session:
            missed = _missed(session, now)
            _tell_missed(session, missed)
            overdue += len(missed)
            if len(missed) < BATCH:
                _tell_sdm(session, overdue)
                return overdue


def sweep_until(database: Database, stop: threading.Event, pause: float = PAUSE_SECONDS) -> None:
    """Sweep again and again, until `stop` is set; a sweep that has begun is finished."""
    while not stop.wait(pause):
        try:
            heartbeat.beat(database)
            sweep(database)
        # Nothing may end the worker: what is due stays due, and the store may be back soon.
        except Exception:
            _LOG.exception("The sweep failed; the next one tries again.")


class Embedded(threading.Thread):
    """The worker of a single-process installation: a thread beside the server."""

    def __init__(self, database: Database, pause: float = PAUSE_SECONDS) -> None:
        super().__init__(name="timbang-worker", daemon=True)
        self._database, self._pause = database, pause
        self._stop_asked = threading.Event()

    def run(self) -> None:
        """Sweep until asked to stop."""
        sweep_until(self._database, self._stop_asked, self._pause)

    def stop(self) -> None:
        """Ask the thread to end, and wait for the sweep it may be in."""
        self._stop_asked.set()
        self.join()


def _missed(session: Session, now: datetime) -> Sequence[Task]:
    return session.scalars(
        select(Task)
        .where(Task.state == "open", Task.due_at <= now, Task.overdue_told.is_(False))
        .order_by(Task.due_at, Task.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()


def _tell_missed(session: Session, tasks: Sequence[Task]) -> None:
    """Tell the assignee and the pejabat penilai (R-016)."""
    if not tasks:
        return
    session.execute(
        update(Task).where(Task.id.in_([task.id for task in tasks])).values(overdue_told=True)
    )
    for task in tasks:
        appraisal = session.scalars(
            select(Appraisal).where(Appraisal.instance_id == task.instance_id)
        ).one()
        told = {task.assignee_id}
        # Who is late with a 360 form is between him and his inbox.
        if task.step not in policy.ANONYMOUS:
            told.add(appraisal.pejabat_penilai_id)
        for employee_id in sorted(told - {None}, key=int):  # type: ignore[arg-type]
            mine = employee_id == task.assignee_id
            note = notices.Note(
                int(employee_id or 0),
                "overdue",
                {"title": task.title, "subject": appraisal.header["pegawai"]["name"]},
                task_id=task.id if mine else None,
                appraisal_id=None if mine else appraisal.public_id,
            )
            notices.tell(session, [note])


def _tell_sdm(session: Session, overdue: int) -> None:
    """One message for all that a sweep found, not one for each."""
    sdm = _sdm(session) if overdue else ()
    notices.tell(session, [notices.Note(each, "overdue_many", {"count": overdue}) for each in sdm])


def _sdm(session: Session) -> list[int]:
    people = session.scalars(select(Employee).where(Employee.active)).all()
    return [person.id for person in people if "sdm" in person.roles]
