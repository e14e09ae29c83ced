"""Who will be late at the present pace: the queues of the open stages, unit by unit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, func, or_, select

from engine.models import Appraisal, Employee, Unit
from engine.queries.figures.asked import Asked
from engine.queries.figures.pace import Outlook, Pace, day_after, outlook, pace_of
from engine.queries.figures.passages import Standing, passages
from engine.timeline import WorkCalendar
from engine.tracking.days import day_of

#: So many of those who will be late are named, who is due first before others.
NAMED = 50


@dataclass(frozen=True)
class StageOutlook:
    """A stage with people in it: who waits, how quickly they pass, when all will have.

    `weekly` is the pace, passed in five working days; None: too few to tell.
    """

    key: str
    name: str
    waiting: int
    overdue: int
    late: int
    weekly: float | None
    finish: date | None


@dataclass(frozen=True)
class UnitOutlook:
    """A row of the page: `finish` is the day by which all will have passed the stage they are in.

    `unpaced` of those who wait are in stages whose pace is not known, and not part of it;
    `untold` of these are not overdue, so that nothing can be said of them. `far`: it is more than
    a year away. `own`: no pace is taken from the other rows.
    """

    unit_id: int
    name: str
    direct: bool
    waiting: int
    overdue: int
    late: int
    unpaced: int
    untold: int
    own: bool
    far: bool
    finish: date | None


@dataclass(frozen=True)
class LatePerson:
    """Somebody who will be late: by when he should, and will, have passed a stage."""

    appraisal_id: str
    subject: str
    unit: str
    stage: str
    due: date
    expected: date | None


@dataclass(frozen=True)
class Projection:
    """What becomes of the open stages at the present pace; `people` are the first to be late."""

    stages: tuple[StageOutlook, ...]
    units: tuple[UnitOutlook, ...]
    people: tuple[LatePerson, ...]

    @property
    def waiting(self) -> int:
        """How many stays in open stages there are: one for each appraisal and stage."""
        return sum(unit.waiting for unit in self.units)

    @property
    def overdue(self) -> int:
        """How many of them are overdue already."""
        return sum(unit.overdue for unit in self.units)

    @property
    def late(self) -> int:
        """How many more will be."""
        return sum(unit.late for unit in self.units)

    @property
    def untold(self) -> int:
        """Of how many it cannot be said."""
        return sum(unit.untold for unit in self.units)


@dataclass(frozen=True)
class _Queue:
    """A row's people in a stage, their pace and what becomes of them."""

    standing: Standing
    pace: Pace | None
    own: bool
    outlook: Outlook


def projection(asked: Asked, stood: Sequence[Standing]) -> Projection:
    """Look ahead from how all rows stand in the stages."""
    queues = _queues(asked, stood)
    phases = asked.in_order({each.standing.phase for each in queues})
    return Projection(
        stages=tuple(_stage(asked, phase, stood, queues) for phase in phases),
        units=tuple(_unit(asked, place, queues) for place in range(len(asked.rows))),
        people=_people(asked, queues),
    )


def _queues(asked: Asked, stood: Sequence[Standing]) -> list[_Queue]:
    today, whole = asked.days.today, _whole(asked, stood)
    waiting = {phase: sum(map(_waiting, _in(stood, phase))) for phase in whole}
    queues = []
    for each in stood:
        if not each.waiting:
            continue
        calendar = asked.calendars.of(asked.rows[each.place].unit_id)
        own, shared = _pace([each], today, calendar), whole[each.phase]
        pace = own
        if own is None and shared is not None:
            pace = shared.share(_waiting(each), waiting[each.phase])
        found = outlook(each.waiting, pace, today, calendar)
        queues.append(_Queue(each, pace, own is not None, found))
    return queues


def _whole(asked: Asked, stood: Sequence[Standing]) -> Mapping[str, Pace | None]:
    """The pace of each stage over all rows."""
    calendar = asked.calendars.of(asked.unit_id)
    phases = {each.phase for each in stood}
    return {phase: _pace(_in(stood, phase), asked.days.today, calendar) for phase in phases}


def _in(stood: Iterable[Standing], phase: str) -> list[Standing]:
    return [each for each in stood if each.phase == phase]


def _waiting(each: Standing) -> int:
    return sum(due.number for due in each.waiting)


def _pace(stood: Sequence[Standing], today: date, calendar: WorkCalendar) -> Pace | None:
    since = min(each.since for each in stood)
    one = timedelta(days=1)
    days = calendar.between(since - one, today - one)
    return pace_of(sum(each.recent for each in stood), days)


def _stage(
    asked: Asked, phase: str, stood: Sequence[Standing], queues: Sequence[_Queue]
) -> StageOutlook:
    here = [each.outlook for each in queues if each.standing.phase == phase]
    pace = _whole(asked, _in(stood, phase))[phase]
    queue = [due for each in _in(stood, phase) for due in each.waiting]
    calendar = asked.calendars.of(asked.unit_id)
    return StageOutlook(
        key=phase,
        name=asked.name_of(phase),
        waiting=sum(each.waiting for each in here),
        overdue=sum(each.overdue for each in here),
        late=sum(each.late for each in here),
        weekly=pace.weekly if pace is not None else None,
        finish=outlook(queue, pace, asked.days.today, calendar).finish,
    )


def _unit(asked: Asked, place: int, queues: Sequence[_Queue]) -> UnitOutlook:
    row = asked.rows[place]
    here = [each for each in queues if each.standing.place == place]
    outlooks = [each.outlook for each in here]
    paced = [each for each in outlooks if each.days is not None]
    unpaced = [each for each in outlooks if each.days is None]
    finishes = [each.finish for each in paced if each.finish is not None]
    far = len(finishes) < len(paced)
    return UnitOutlook(
        unit_id=row.unit_id,
        name=row.name,
        direct=row.direct,
        waiting=sum(each.waiting for each in outlooks),
        overdue=sum(each.overdue for each in outlooks),
        late=sum(each.late for each in outlooks),
        unpaced=sum(each.waiting for each in unpaced),
        untold=sum(each.waiting - each.overdue for each in unpaced),
        own=all(each.own for each in here if each.pace is not None),
        far=far,
        finish=None if far else max(finishes, default=None),
    )


# ---- who --------------------------------------------------------------------------------------


def _people(asked: Asked, queues: Sequence[_Queue]) -> tuple[LatePerson, ...]:
    """The first of those who will be late, each with the day of his place in his queue."""
    wanted = _first(queues)
    if not wanted:
        return ()
    paces = {(each.standing.place, each.standing.phase): each for each in queues}
    stay = passages(asked)
    line = (
        select(
            *(stay.c.place, stay.c.phase, stay.c.instance_id, stay.c.due),
            func.row_number()
            .over(
                partition_by=(stay.c.place, stay.c.phase),
                order_by=(stay.c.due.is_(None), stay.c.due, stay.c.opened, stay.c.instance_id),
            )
            .label("turn"),
        )
        .where(stay.c.open > 0)
        .cte("line")
    )
    rows = asked.session.execute(
        select(
            *(line.c.place, line.c.phase, line.c.turn),
            asked.days.last_of(line.c.due),
            *(Appraisal.public_id, Employee.name, Unit.name),
        )
        .join(Appraisal, Appraisal.instance_id == line.c.instance_id)
        .join(Employee, Employee.id == Appraisal.employee_id)
        .join(Unit, Unit.id == Appraisal.unit_id)
        .where(
            or_(
                *(
                    and_(line.c.place == place, line.c.phase == phase, line.c.turn.between(*turns))
                    for place, phase, turns in wanted
                )
            )
        )
        .order_by(line.c.due, Unit.name, line.c.turn, Employee.name)
        .limit(NAMED)
    )
    found = []
    for place, phase, turn, last, public_id, name, unit in rows:
        pace = paces[place, phase].pace
        calendar = asked.calendars.of(asked.rows[place].unit_id)
        days = pace.days_for(turn) if pace is not None else 0
        expected = day_after(days, asked.days.today, calendar)
        stage = asked.name_of(phase)
        found.append(LatePerson(public_id, name, unit, stage, day_of(last), expected))
    return tuple(found)


def _first(queues: Sequence[_Queue]) -> list[tuple[int, str, tuple[int, int]]]:
    """Places in queues that are as many as are named, or a few more: by row, stage and turns."""
    found, number = [], 0
    for each in sorted(queues, key=_next_due):
        for first, last in each.outlook.places:
            if number < NAMED:
                found.append((each.standing.place, each.standing.phase, (first, last)))
                number += last - first + 1
    return found


def _next_due(queue: _Queue) -> date:
    return min((due.day for due in queue.standing.waiting if due.day), default=date.max)
