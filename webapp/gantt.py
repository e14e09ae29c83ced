"""A timeline as a drawing: where bars, months and weeks stand."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from engine.queries import PhaseLine, Week, WeekLine

LEFT, WIDTH, ROW, TOP = 210, 900, 30, 26
LOAD = 56


@dataclass(frozen=True)
class Bar:
    """A phase: where it stands, and how its dates are said."""

    phase: PhaseLine
    y: int
    x: float | None
    width: float


@dataclass(frozen=True)
class Mark:
    """A month's line."""

    x: float
    day: date


@dataclass(frozen=True)
class Work:
    """A week's columns, as heights: all tasks, those open by now, and the most of one person.

    `fullest` and `busiest`: no week has more tasks, in none has one person more to do.
    """

    x: float
    week: Week
    tasks: float
    waiting: float
    peak: float
    fullest: bool
    busiest: bool


@dataclass(frozen=True)
class Gantt:
    """All that is drawn; `today` is None outside the drawing.

    The feet of the two rows of `work`, each column `wide`, are at `feet`.
    """

    width: int
    height: int
    feet: tuple[int, int]
    wide: float
    bars: tuple[Bar, ...]
    months: tuple[Mark, ...]
    work: tuple[Work, ...]
    today: float | None


def drawn(phases: Sequence[PhaseLine], weeks: Sequence[Week], now: datetime, zone: str) -> Gantt:
    """Place everything between the first and the last date."""
    local = ZoneInfo(zone)
    days = [due.astimezone(local).date() for phase in phases for due in _dues(phase)]
    days += [week.monday for week in weeks]
    first = min(days, default=now.date()).replace(day=1)
    last = max(days, default=now.date()) + timedelta(days=14)
    scale = WIDTH / max((last - first).days, 1)

    def x(day: date) -> float:
        return round(LEFT + (day - first).days * scale, 1)

    def bar(place: int, phase: PhaseLine) -> Bar:
        dues = [due.astimezone(local).date() for due in _window(phase)]
        if len(dues) < 2:
            return Bar(phase, TOP + place * ROW, None, 0)
        return Bar(phase, TOP + place * ROW, x(dues[0]), max(x(dues[1]) - x(dues[0]), 4))

    base = TOP + len(phases) * ROW
    feet = base + LOAD, base + 2 * LOAD
    today = now.astimezone(local).date()
    return Gantt(
        width=LEFT + WIDTH + 20,
        height=(feet[1] if weeks else base) + 20,
        feet=feet,
        wide=round(max(7 * scale - 2, 2), 1),
        bars=tuple(bar(place, phase) for place, phase in enumerate(phases)),
        months=tuple(Mark(x(month), month) for month in _months(first, last)),
        work=tuple(_work(weeks, x)),
        today=x(today) if first <= today <= last else None,
    )


def _work(weeks: Sequence[Week], x: Callable[[date], float]) -> Iterator[Work]:
    most = max((week.tasks for week in weeks), default=0)
    most_of_one = max((week.peak for week in weeks), default=0)
    tall, tall_of_one = ((LOAD - 16) / max(each, 1) for each in (most, most_of_one))
    for week in weeks:
        yield Work(
            x(week.monday),
            week,
            round(week.tasks * tall, 1),
            round(week.waiting * tall, 1),
            round(week.peak * tall_of_one, 1),
            fullest=week.tasks == most,
            busiest=week.peak == most_of_one > 0,
        )


@dataclass(frozen=True)
class Pair:
    """A phase before and after; `x` is None where a window waits for an event."""

    phase: PhaseLine
    y: int
    before: tuple[float, float] | None
    after: tuple[float, float] | None

    @property
    def moved(self) -> bool:
        """Whether the window lies elsewhere after."""
        return self.before != self.after


@dataclass(frozen=True)
class Column:
    """A week of work before and after, as heights."""

    x: float
    before: float
    after: float
    week: WeekLine


@dataclass(frozen=True)
class Compared:
    """Two timelines over each other."""

    width: int
    height: int
    base: int
    pairs: tuple[Pair, ...]
    months: tuple[Mark, ...]
    columns: tuple[Column, ...]
    today: float | None


def compared(
    before: Sequence[PhaseLine],
    after: Sequence[PhaseLine],
    weeks: Sequence[WeekLine],
    now: datetime,
    zone: str,
) -> Compared:
    """Place two timelines of the same phases over each other."""
    local = ZoneInfo(zone)
    today = now.astimezone(local).date()
    days = [due.astimezone(local).date() for phase in (*before, *after) for due in _dues(phase)]
    days += [week.monday for week in weeks] + [today]
    first, last = min(days).replace(day=1), max(days) + timedelta(days=14)
    scale = WIDTH / max((last - first).days, 1)

    def x(day: date) -> float:
        return round(LEFT + (day - first).days * scale, 1)

    def span(phase: PhaseLine) -> tuple[float, float] | None:
        dues = [due.astimezone(local).date() for due in _window(phase)]
        return None if len(dues) < 2 else (x(dues[0]), max(x(dues[1]) - x(dues[0]), 4))

    base = TOP + len(before) * ROW
    most = max((max(week.before, week.after) for week in weeks), default=1) or 1
    tall = (LOAD - 16) / most
    return Compared(
        width=LEFT + WIDTH + 20,
        height=base + LOAD + 8,
        base=base,
        pairs=tuple(
            Pair(each, TOP + place * ROW, span(each), span(other))
            for place, (each, other) in enumerate(zip(before, after, strict=True))
        ),
        months=tuple(Mark(x(month), month) for month in _months(first, last)),
        columns=tuple(
            Column(x(each.monday), round(each.before * tall, 1), round(each.after * tall, 1), each)
            for each in weeks
        ),
        today=x(today),
    )


def _dues(phase: PhaseLine) -> Iterable[datetime]:
    return (each.due_at for each in phase.edges if each.due_at is not None)


def _window(phase: PhaseLine) -> list[datetime]:
    edges = (phase.edge("opens"), phase.edge("closes"))
    return [each.due_at for each in edges if each is not None and each.due_at is not None]


def _months(first: date, last: date) -> Iterable[date]:
    month = first
    while month < last:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)
