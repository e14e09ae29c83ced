"""The demo clock: it moves the agency's date forward, and stands where it was after a restart."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actor import Actor
from engine.db import once_stored
from engine.errors import NotYours, Refused
from engine.models import Setting, Task, Timer, is_open

OFFSET, DEMO = "demo_offset", "demo"


class Backwards(Refused):
    """Jam demo hanya bergerak maju. Pilih waktu sesudah {now}."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now=now)


def move_clock(session: Session, _actor: Actor, to: datetime) -> None:
    """Move the agency's time to the aware instant `to`; what is due then fires in `worker.sweep`.

    Raises `NotYours` outside the demo, `Backwards` for an instant that lies behind.
    """
    require_demo(session)
    now = clock.now()
    if to <= now:
        raise Backwards(now)
    offset = clock.offset() + (to - now)
    keep_offset(session, offset)
    # Only once it is stored: a clock that moved without its row would fall back at a restart.
    once_stored(session, lambda: clock.set_offset(offset))


def next_deadline(session: Session) -> datetime | None:
    """The next instant at which something opens, closes or falls due by itself."""
    now = clock.now()
    edges = (
        session.scalar(select(func.min(Timer.due_at)).where(Timer.due_at > now)),
        session.scalar(select(func.min(Task.due_at)).where(is_open(), Task.due_at > now)),
    )
    return min((edge for edge in edges if edge is not None), default=None)


def require_demo(session: Session) -> None:
    """Raise `NotYours` unless this store is a demo's."""
    if not is_demo(session):
        raise NotYours


def is_demo(session: Session) -> bool:
    """Whether this store is a demo's."""
    setting = session.get(Setting, DEMO)
    return setting is not None and setting.value == "1"


def keep_offset(session: Session, offset: timedelta) -> None:
    """Store how far the agency's time is from the machine's."""
    session.merge(Setting(name=OFFSET, value=str(offset.total_seconds())))


def restore_clock(session: Session) -> None:
    """Put the agency's time where the store left it."""
    kept = session.get(Setting, OFFSET)
    if kept is not None:
        clock.set_offset(timedelta(seconds=float(kept.value)))
