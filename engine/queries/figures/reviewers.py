"""What waits for whoever judges others, week by week: open tasks, and what is still to come."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Integer, func, literal, union_all

from engine import clock, policy, timeline, windows
from engine.models import Appraisal, Employee, Instance, Task, is_open
from engine.plain import PlainCycle, plain
from engine.queries.figures.asked import Asked, is_over
from engine.tracking.days import day_of, monday_of

#: So many weeks are shown, this one first, and so many who have most to do in them.
WEEKS_SHOWN = 8
MOST = 10


@dataclass(frozen=True)
class Reviewer:
    """Tasks about others by week: `open` now and `coming` at most; `overdue` are of the past."""

    name: str
    overdue: int
    open: tuple[int, ...]
    coming: tuple[int, ...]

    @property
    def total(self) -> int:
        """All that is shown."""
        return self.overdue + sum(self.open) + sum(self.coming)

    @property
    def weeks(self) -> tuple[int, ...]:
        """Both together, by week."""
        return tuple(now + then for now, then in zip(self.open, self.coming, strict=True))


@dataclass(frozen=True)
class ReviewLoad:
    """The weeks by their Mondays, those who have most to do, and how many have any."""

    mondays: tuple[date, ...]
    reviewers: tuple[Reviewer, ...]
    all: int


@dataclass
class _Load:
    open: defaultdict[date, int] = field(default_factory=lambda: defaultdict(int))
    coming: defaultdict[date, int] = field(default_factory=lambda: defaultdict(int))


def review_load(asked: Asked) -> ReviewLoad:
    """The load of those who judge somebody counted here, with what they do for these alone.

    Who has still to answer a 360 form is not told, so these are left out. To come are the steps
    of a pejabat penilai in the stages that have not opened, for each appraisal that runs.
    """
    today = asked.days.today
    ahead = _ahead(asked)
    loads, names = defaultdict[int, _Load](_Load), dict[int, str]()
    for person, name, last, number in asked.session.execute(_question(asked)):
        names[person] = name
        if last is not None:
            loads[person].open[day_of(last)] += number
        else:
            for day, steps in ahead:
                loads[person].coming[day] += number * steps
    first = monday_of(today)
    mondays = tuple(first + timedelta(weeks=number) for number in range(WEEKS_SHOWN))
    found = [_reviewer(names[person], load, mondays, today) for person, load in loads.items()]
    busy = sorted((each for each in found if each.total), key=lambda each: (-each.total, each.name))
    return ReviewLoad(mondays, tuple(busy[:MOST]), len(busy))


def _question(asked: Asked) -> Any:
    last = asked.days.last_of(Task.due_at).label("last_day")
    person = (Employee.id, Employee.name)
    open_now = (
        asked.appraisals(*person, last, func.count())
        .join(Task, Task.instance_id == Appraisal.instance_id)
        .join(Employee, Employee.id == Task.assignee_id)
        .where(
            is_open(),
            Task.due_at.is_not(None),
            Task.assignee_id != Appraisal.employee_id,
            Task.step.not_in(sorted(policy.ANONYMOUS)),
        )
        .group_by(*person, "last_day")
    )
    running = (
        asked.appraisals(*person, literal(None, Integer).label("last_day"), func.count())
        .join(Instance, Instance.id == Appraisal.instance_id)
        .join(Employee, Employee.id == Appraisal.pejabat_penilai_id)
        .where(~is_over())
        .group_by(*person)
    )
    return union_all(open_now, running)


def _ahead(asked: Asked) -> list[tuple[date, int]]:
    """The last days of the stages to come, and how many steps of a pejabat penilai each has."""
    now = clock.now()
    dates = windows.of_cycle(asked.session, plain(PlainCycle, asked.cycle))[windows.ALL]
    phases = asked.specs.phases_of(asked.cycle.process)
    steps = asked.specs.steps.values()
    found = []
    for phase in phases:
        opens, closes = dates.get((phase.key, "opens")), dates.get((phase.key, "closes"))
        number = sum(
            step.process == phase.process
            and (step.role, step.edge) == ("pejabat_penilai", "closes")
            for step in steps
        )
        if phase.key in asked.names and opens is not None and opens > now and closes and number:
            found.append((_last_day(closes, asked.cycle.zone), number))
    return found


def _last_day(closes: datetime, zone: str) -> date:
    return timeline.local_day(timeline.last_moment(closes), zone)


def _reviewer(name: str, load: _Load, mondays: tuple[date, ...], today: date) -> Reviewer:
    def by_week(days: dict[date, int]) -> tuple[int, ...]:
        weeks = defaultdict[date, int](int)
        for day, number in days.items():
            if day >= today:
                weeks[monday_of(day)] += number
        return tuple(weeks[monday] for monday in mondays)

    overdue = sum(number for day, number in load.open.items() if day < today)
    return Reviewer(name, overdue, by_week(load.open), by_week(load.coming))
