"""Fires what is due: in batches, each instance for itself, later again where it failed."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from engine import clock, facts, incidents, instances
from engine.db import Database, connection_of, in_trouble, savepoint
from engine.errors import ProcessFailed
from engine.models import (
    Appraisal,
    Cycle,
    Instance,
    ProfileVersion,
    Timer,
    Version,
    table,
)
from engine.prepared import Prepared

#: So many instances are one transaction: a kill in the middle loses little, a commit costs little.
BATCH = 50
#: How long to wait after each failure; one more is an incident.
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))

_LOG = logging.getLogger(__name__)


@dataclass
class _Due:
    """A case with timers that are due, by engine id, and how often they failed."""

    case: facts.Case
    timers: dict[bytes, int] = field(default_factory=dict)

    @property
    def instance_id(self) -> int:
        """Whose timers these are."""
        return self.case.instance.id


def _nobody() -> None:
    """Who works alone calls nobody."""


def fire_due(database: Database, call_another: Callable[[], None] = _nobody) -> int:
    """Fire every timer that is due; returns for how many instances one fired.

    Any number of workers may do this at once: each takes instances that no other holds. An
    instance that fails stops only itself: it is tried again after a minute, five and thirty, then
    becomes an incident. A damaged state is an incident at once. A store that fails is nobody's
    failure: what is due stays due, and the error is raised. Where there is more than one batch,
    `call_another` is called once, so that a further worker may help.
    """
    now, fired = clock.now(), 0
    with database.read() as session:
        if session.execute(_ANY, {"now": now}).first() is None:
            return 0
    while True:
        with database.begin() as session:
            rows, due = _take(session, now)
            fired += _fire(session, due, now)
        if rows < BATCH:
            return fired
        call_another()
        call_another = _nobody
        database.give_way()


# ---- what is due ------------------------------------------------------------------------------

_IS_DUE = (
    Timer.due_at <= bindparam("now"),
    or_(Timer.retry_at.is_(None), Timer.retry_at <= bindparam("now")),
    Instance.state == "running",
)
_ANY = (
    select(Timer.instance_id)
    .join(Instance, Instance.id == Timer.instance_id)
    .where(*_IS_DUE)
    .order_by(Timer.due_at)
    .limit(1)
)
# PostgreSQL reads a row anew only if it locks it: hence all three that a firing changes.
_TAKE = (
    select(*facts.COLUMNS, Timer.engine_id, Timer.attempts)
    .select_from(table(Timer))
    .join(Instance, Instance.id == Timer.instance_id)
    .join(Appraisal, Appraisal.instance_id == Timer.instance_id)
    .join(Cycle, Cycle.id == Appraisal.cycle_id)
    .join(Version, Version.id == Instance.version_id)
    .join(ProfileVersion, ProfileVersion.id == Cycle.profile_id)
    .where(*_IS_DUE)
    .order_by(Timer.due_at)
    .limit(bindparam("most"))
    .with_for_update(of=(Instance, Appraisal, Timer), skip_locked=True)
)


def _take(session: Session, now: datetime) -> tuple[int, Sequence[_Due]]:
    """How many rows were found, and their instances; nobody else gets these until the commit."""
    found: dict[int, _Due] = {}
    rows = connection_of(session).execute(_TAKE, {"now": now, "most": BATCH}).all()
    for *parts, engine_id, attempts in rows:
        case = facts.case_of_row(session, parts)
        found.setdefault(case.instance.id, _Due(case)).timers[engine_id] = attempts
    return len(rows), list(found.values())


# ---- a batch, or one instance -----------------------------------------------------------------


def _fire(session: Session, due: Sequence[_Due], now: datetime) -> int:
    """Fire them all with a few statements; where that fails, each for itself."""
    try:
        with savepoint(session):
            return _fire_these(session, due)
    # One of them broke, whatever with: done one by one, only that one stays behind.
    except Exception as error:
        if in_trouble(error):
            raise
        _LOG.info("A batch of %s instances is fired one by one.", len(due))
    # What was changed and taken back is read again.
    session.expire_all()
    return sum(_fire_one(session, each, now) for each in due)


def _fire_one(session: Session, due: _Due, now: datetime) -> int:
    try:
        with savepoint(session):
            return _fire_these(session, [due])
    # The outermost handler of the worker: whatever breaks in one instance must not stop the rest.
    except Exception as error:
        if in_trouble(error):
            raise
        _LOG.exception("Firing a timer of instance %s failed.", due.instance_id)
        session.expire_all()
        _failed(session, due, error, now)
        return 0


def _fire_these(session: Session, due: Sequence[_Due]) -> int:
    fired = instances.fire(
        session,
        [(each.case.subject, facts.World(session, each.case), each.timers) for each in due],
    )
    for each in due:
        # Given up once, and set going by whoever sent a form meanwhile.
        if max(each.timers.values()) > len(BACK_OFF):
            incidents.close(session, each.instance_id)
    return fired


_AGAIN = Prepared(
    update(table(Timer))
    .where(Timer.instance_id == bindparam("instance"), Timer.engine_id == bindparam("timer"))
    .values(attempts=bindparam("so_often"), retry_at=bindparam("later"))
)
_STOP = Prepared(
    update(table(Instance)).where(Instance.id == bindparam("instance")).values(state="incident")
)


def _failed(session: Session, due: _Due, error: Exception, now: datetime) -> None:
    attempts = max(due.timers.values()) + 1
    lasting = isinstance(error, ProcessFailed) and error.lasting
    given_up = lasting or attempts > len(BACK_OFF)
    later = None if given_up else now + BACK_OFF[attempts - 1]
    for engine_id in due.timers:
        _AGAIN.run(
            session,
            {"instance": due.instance_id, "timer": engine_id, "so_often": attempts, "later": later},
        )
    if given_up:
        _STOP.run(session, {"instance": due.instance_id})
        incidents.note(session, due.instance_id, _failure(error, attempts))


def _failure(error: Exception, attempts: int) -> incidents.Failure:
    """What SDM reads; what is not ours may quote anything, so it stays in the log."""
    if isinstance(error, ProcessFailed):
        return incidents.Failure.of(error, attempts)
    reason = f"kesalahan tak terduga ({type(error).__name__}); rinciannya di log."
    return incidents.Failure("batas waktu", reason, attempts=attempts)
