"""Moments as days in SQL, so that the database counts by day whatever it stores moments as."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    case,
    cast,
    extract,
    func,
    literal,
    type_coerce,
)
from sqlalchemy.orm import Session

from engine import clock
from engine.calendars import Calendars
from engine.models import Appraisal

_FIRST = date(1970, 1, 1)
_DAY = 24 * 60 * 60


class Days:
    """The local days of a zone; Indonesia's zones have one distance to UTC all year."""

    def __init__(self, session: Session, zone: str) -> None:
        self._in_microseconds = session.get_bind().dialect.name == "sqlite"
        now = clock.now().astimezone(ZoneInfo(zone))
        self.today = now.date()
        self._offset = int((now.utcoffset() or timedelta()).total_seconds())

    def of(self, moment: Any, less: int = 0) -> ColumnElement[int]:
        """The number of a moment's day, some seconds before it; NULL stays NULL."""
        more = self._offset - less
        if self._in_microseconds:
            # Whole numbers all the way: SQLite has no floor of its own that NULL could pass.
            return (type_coerce(moment, BigInteger) // 1_000_000 + more) // _DAY
        return cast(func.floor((extract("epoch", moment) + more) / _DAY), Integer)

    def last_of(self, due_at: Any) -> ColumnElement[int]:
        """The number of the last day in time, of an exclusive instant (R-007)."""
        return self.of(due_at, less=1)

    def starts(self, day: date) -> datetime:
        """The instant at which a day begins."""
        midnight = datetime.combine(day, datetime.min.time(), clock.now().tzinfo)
        return midnight - timedelta(seconds=self._offset)


def calendar_key(known: Calendars) -> ColumnElement[int]:
    """The unit of an `Appraisal` where it has working days of its own, else 0."""
    own = sorted(known.own_units())
    if not own:
        return literal(0, Integer).label("calendar")
    return case((Appraisal.unit_id.in_(own), Appraisal.unit_id), else_=0).label("calendar")


def day_of(number: int) -> date:
    """The day of a number."""
    return _FIRST + timedelta(days=number)


def number_of(day: date) -> int:
    """The number of a day."""
    return (day - _FIRST).days


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def quantile(counts: dict[int, int], percent: int) -> int:
    """The least value that so many of a hundred do not exceed.

    >>> quantile({1: 5, 2: 4, 30: 1}, 50), quantile({1: 5, 2: 4, 30: 1}, 90)
    (1, 2)
    """
    needed, seen = sum(counts.values()) * percent, 0
    for value in sorted(counts):
        seen += counts[value] * 100
        if seen >= needed:
            return value
    raise ValueError("a quantile of nothing")
