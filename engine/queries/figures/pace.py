"""When what waits will be done at the present pace: a queue, the first due first, and its speed.

Nothing here knows a store. Days are working days; the first of them is today, if people work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from engine.timeline import WorkCalendar

#: A pace is told by the last four weeks, and by nothing less than so many that were done.
WEEKS = 4
LEAST = 5
#: Working days beyond which a date would only seem to be known: a year.
FAR = 250


@dataclass(frozen=True)
class Pace:
    """So many were done in so many working days; both are above zero."""

    done: int
    days: int

    def days_for(self, place: int) -> int:
        """The working days after which the queue is done up to a place, counted from 1."""
        return -(-place * self.days // self.done)

    def done_within(self, days: int) -> int:
        """How many of the queue are done in so many working days."""
        return days * self.done // self.days

    def share(self, part: int, whole: int) -> "Pace":
        """The pace of so many among so many who wait, where each waits the same."""
        return Pace(self.done * part, self.days * whole)

    @property
    def weekly(self) -> float:
        """How many are done in five working days."""
        return self.done * 5 / self.days


@dataclass(frozen=True)
class Due:
    """So many in a queue who have the same last day; None: they have none."""

    day: date | None
    number: int


@dataclass(frozen=True)
class Outlook:
    """What becomes of a queue; without a pace (None) only what is overdue already is known.

    `days` are the working days until all are done, `finish` the day; that is None beyond `FAR`.
    `late` are those who are not overdue and will be; `places` theirs, each (first, last).
    """

    waiting: int
    overdue: int
    late: int
    places: tuple[tuple[int, int], ...]
    days: int | None
    finish: date | None


def pace_of(done: int, days: int) -> Pace | None:
    """The pace that so many in so many working days tell; None where they are too few to tell."""
    return Pace(done, days) if done >= LEAST and days > 0 else None


def outlook(
    queue: Sequence[Due], pace: Pace | None, today: date, calendar: WorkCalendar
) -> Outlook:
    """Look ahead: whoever is due first is done first, whoever has no date last.

    Nobody who is not in the queue is late.
    """
    yesterday = today - timedelta(days=1)
    waiting, overdue, places = 0, 0, list[tuple[int, int]]()
    for due in sorted(queue, key=lambda each: (each.day is None, each.day or today)):
        first, waiting = waiting + 1, waiting + due.number
        if due.day is None or due.number == 0:
            continue
        if due.day < today:
            overdue += due.number
        elif pace is not None:
            left = calendar.between(yesterday, due.day)
            first = max(first, pace.done_within(left) + 1)
            if first <= waiting:
                places.append((first, waiting))
    days = pace.days_for(waiting) if pace is not None and waiting else None
    return Outlook(
        waiting=waiting,
        overdue=overdue,
        late=sum(last - first + 1 for first, last in places),
        places=tuple(places),
        days=days,
        finish=day_after(days, today, calendar) if days is not None else None,
    )


def day_after(days: int, today: date, calendar: WorkCalendar) -> date | None:
    """The `days`-th working day from today on; None where it is too far to be told."""
    return None if days > FAR else calendar.add(today - timedelta(days=1), days)
