"""The agency's time and the machine's time; no other module reads the wall clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from time import thread_time


def real() -> datetime:
    """The machine's time, aware UTC: for sessions, leases, limits and log stamps."""
    return datetime.now(UTC)


def spent() -> float:
    """Seconds of processor this thread has used: what an action costs, however busy the machine."""
    return thread_time()


def now() -> datetime:
    """The agency's time, aware UTC: for everything an appraisal can see.

    It is the machine's time plus the offset of the demo clock, unless a test or a rehearsal
    drives it. Take it once per action: two readings of a running clock differ.
    """
    setting = _setting
    return setting.source() + setting.offset


def offset() -> timedelta:
    """How far the agency's time is ahead of its source."""
    return _setting.offset


def set_offset(offset: timedelta) -> None:
    """Put the agency's time this far ahead (or behind), for every thread of the process.

    Raises OverflowError, and changes nothing, if the calendar has no such time.
    """
    global _setting
    with _lock:
        _ = _setting.source() + offset
        _setting = _Setting(_setting.source, offset)


@contextmanager
def use(source: Callable[[], datetime]) -> Iterator[None]:
    """Let the agency's time come from `source`, in every thread, until the block ends.

    An offset set before does not count inside, one set inside ends with the block.
    A naive datetime from the source raises ValueError in `now`.
    """
    global _setting
    with _lock:
        before = _setting
        _setting = _Setting(lambda: _utc(source()), timedelta(0))
    try:
        yield
    finally:
        with _lock:
            _setting = before


@contextmanager
def frozen(instant: datetime) -> Iterator[Hand]:
    """Stop the agency's time at an aware instant; the hand yielded moves it.

    Raises ValueError for a naive datetime.
    """
    hand = Hand(instant)
    with use(hand.read):
        yield hand


class Hand:
    """The hand of a stopped clock: it stands until somebody moves it."""

    def __init__(self, instant: datetime) -> None:
        """Put the hand at an aware instant; raises ValueError for a naive one."""
        self._instant = _utc(instant)

    def read(self) -> datetime:
        """Where the hand stands, aware UTC."""
        return self._instant

    def move_to(self, instant: datetime) -> None:
        """Set the hand to an aware instant; raises ValueError for a naive one."""
        self._instant = _utc(instant)

    def move_by(self, step: timedelta) -> None:
        """Move the hand by a step; a negative one turns it back."""
        self._instant = self._instant + step


@dataclass(frozen=True)
class _Setting:
    """Source and offset in one object, so that a reader never sees half of a change."""

    source: Callable[[], datetime]
    offset: timedelta


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise ValueError(f"The clock needs an aware datetime, not {instant!r}; give it a tzinfo.")
    return instant.astimezone(UTC)


_lock = Lock()
_setting = _Setting(real, timedelta(0))
