"""Many appraisals in a list: who holds each, since when, until when, and how it stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from engine import calendars, clock, definitions, policy
from engine.actor import Actor
from engine.models import Appraisal, Cycle, Employee, Instance, Task, Timer, Unit, is_open
from engine.queries.appraisals import health, scope
from engine.timeline import WorkCalendar, local_day

PAGE_SIZE = 50
#: Rows that are read at once for an export.
CHUNK = 1000
_LONGEST = 100


@dataclass(frozen=True)
class AppraisalRow:
    """One appraisal in a list; `since_days` are working days, `health` is of `HEALTHS`."""

    id: str
    subject: str
    nip: str
    position: str
    unit: str
    pejabat_penilai: str
    year: int
    state: str
    health: str
    waiting_on: tuple[str, ...]
    task: str
    since: datetime | None
    since_days: int | None
    due_at: datetime | None
    late: bool
    #: The next thing that happens by itself: the phase that opens or closes, and when.
    next_event: str
    next_at: datetime | None


@dataclass(frozen=True)
class AppraisalFilter:
    """Which appraisals; everything given must hold.

    `unit` means all below it, too, unless `direct`; `text` looks in name, position and NIP,
    `superior` in those of the pejabat penilai, `holder` in those of whoever has an open task.
    """

    cycle: str = ""
    unit: int | None = None
    direct: bool = False
    state: str = ""
    health: str = ""
    text: str = ""
    superior: str = ""
    holder: str = ""
    late: bool = False
    page: int = 1


@dataclass(frozen=True)
class AppraisalList:
    """One page of appraisals and how many there are in all."""

    rows: tuple[AppraisalRow, ...]
    total: int
    page: int
    pages: int


def my_appraisals(session: Session, actor: Actor) -> tuple[AppraisalRow, ...]:
    """The actor's own appraisals, newest year first."""
    return _rows(session, _found(session, [Appraisal.employee_id == actor.id]))


def team(session: Session, actor: Actor) -> tuple[AppraisalRow, ...]:
    """The appraisals in which the actor is Pejabat Penilai Kinerja or that one's superior."""
    mine = or_(
        Appraisal.pejabat_penilai_id == actor.id,
        Appraisal.atasan_pejabat_penilai_id == actor.id,
    )
    return _rows(session, _found(session, [mine]))


def appraisals(session: Session, actor: Actor, wanted: AppraisalFilter) -> AppraisalList:
    """All appraisals that the actor may see and that meet the filter, paged."""
    asked = _asked(session, [*scope.visible(actor), *_conditions(wanted)], wanted)
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, wanted.page), pages)
    found = _ordered(asked).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return AppraisalList(_rows(session, session.execute(found).all()), total, page, pages)


def all_appraisals(
    session: Session, actor: Actor, wanted: AppraisalFilter
) -> Iterator[AppraisalRow]:
    """The same without pages, a thousand rows in memory at a time."""
    asked = _asked(session, [*scope.visible(actor), *_conditions(wanted)], wanted)
    found = session.execute(_ordered(asked).execution_options(yield_per=CHUNK))
    for rows in found.partitions():
        yield from _rows(session, rows)


# ---- which ------------------------------------------------------------------------------------


def _conditions(wanted: AppraisalFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.cycle:
        conditions.append(Cycle.public_id == wanted.cycle)
    if wanted.unit is not None:
        direct = Appraisal.unit_id == wanted.unit
        conditions.append(direct if wanted.direct else scope.inside(wanted.unit))
    if wanted.state:
        conditions.append(Appraisal.state == wanted.state)
    if text := _term(wanted.text):
        conditions.append(_named(Employee, text))
    if superior := _term(wanted.superior):
        conditions.append(_somebody(Appraisal.pejabat_penilai_id, superior))
    if holder := _term(wanted.holder):
        # Who has still to answer a 360 form is nobody's to find here.
        unsaid = Task.step.in_(sorted(policy.ANONYMOUS))
        conditions.append(_open(~unsaid, _somebody(Task.assignee_id, holder)))
    if wanted.late:
        conditions.append(_open(Task.due_at <= clock.now()))
    return conditions


def _term(text: str) -> str:
    return text.strip()[:_LONGEST]


def _somebody(column: Any, text: str) -> ColumnElement[bool]:
    person = aliased(Employee)
    return column.in_(select(person.id).where(_named(person, text)))  # type: ignore[no-any-return]


def _named(person: Any, text: str) -> ColumnElement[bool]:
    columns = (person.name, person.position, person.nip)
    return or_(*(column.icontains(text, autoescape=True) for column in columns))


def _open(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Task.instance_id == Appraisal.instance_id, is_open(), *conditions)


def _asked(
    session: Session, conditions: Sequence[ColumnElement[bool]], wanted: AppraisalFilter
) -> Any:
    waiting = health.waiting()
    told = health.health(session, waiting)
    asked = (
        select(Appraisal, Cycle, Instance.version_id, Unit.name, Employee, told.label("health"))
        .join(Cycle, Cycle.id == Appraisal.cycle_id)
        .join(Instance, Instance.id == Appraisal.instance_id)
        .join(Unit, Unit.id == Appraisal.unit_id)
        .join(Employee, Employee.id == Appraisal.employee_id)
        .outerjoin(waiting, waiting.c.instance_id == Appraisal.instance_id)
        .where(*conditions)
    )
    return asked.where(told == wanted.health) if wanted.health else asked


def _ordered(asked: Any) -> Any:
    return asked.order_by(Cycle.year.desc(), Unit.name, Employee.name, Appraisal.id)


def _found(session: Session, conditions: Sequence[ColumnElement[bool]]) -> Sequence[Any]:
    return session.execute(_ordered(_asked(session, conditions, AppraisalFilter()))).all()


# ---- rows -------------------------------------------------------------------------------------


def _rows(session: Session, found: Sequence[Any]) -> tuple[AppraisalRow, ...]:
    ids = [row[0].instance_id for row in found]
    tasks, events = _open_tasks(session, ids), _next_events(session, ids)
    now, calendar = clock.now(), calendars.calendar_for(session)
    return tuple(
        _row(
            row,
            tasks.get(row[0].instance_id, []),
            _event(session, row, events.get(row[0].instance_id)),
            now,
            calendar,
        )
        for row in found
    )


def _open_tasks(
    session: Session, instance_ids: Sequence[int]
) -> Mapping[int, list[tuple[Task, str | None]]]:
    grouped: dict[int, list[tuple[Task, str | None]]] = {}
    rows = session.execute(
        select(Task, Employee.name)
        .outerjoin(Employee, Employee.id == Task.assignee_id)
        .where(Task.instance_id.in_(instance_ids), is_open())
        .order_by(Task.due_at.is_(None), Task.due_at, Task.opened_at, Task.id)
    )
    for task, name in rows:
        grouped.setdefault(task.instance_id, []).append((task, name))
    return grouped


def _next_events(
    session: Session, instance_ids: Sequence[int]
) -> Mapping[int, tuple[str, datetime | None]]:
    """The first timer of each: its window key, and when."""
    rows = session.execute(
        select(Timer.instance_id, Timer.key, Timer.due_at)
        .where(Timer.instance_id.in_(instance_ids), Timer.due_at.is_not(None))
        .order_by(Timer.due_at.desc(), Timer.engine_id)
    )
    return {instance: (key, due_at) for instance, key, due_at in rows}


def _event(
    session: Session, row: Any, event: tuple[str, datetime | None] | None
) -> tuple[str, datetime | None]:
    if event is None:
        return "", None
    specs = definitions.specs_of(session, row.version_id)
    phases = specs.phases_of(row[1].process)
    return next((phase.name for phase in phases if phase.key == event[0]), event[0]), event[1]


def _row(
    row: Any,
    tasks: Sequence[tuple[Task, str | None]],
    event: tuple[str, datetime | None],
    now: datetime,
    calendar: WorkCalendar,
) -> AppraisalRow:
    appraisal, cycle, _, unit, person, healthy = row
    first = tasks[0][0] if tasks else None
    waiting = [
        "Penilai 360" if task.step in policy.ANONYMOUS else (name or "Bagian SDM")
        for task, name in tasks
    ]
    return AppraisalRow(
        id=appraisal.public_id,
        subject=appraisal.header["pegawai"]["name"],
        nip=person.nip,
        position=appraisal.header["pegawai"]["position"],
        unit=unit,
        pejabat_penilai=appraisal.header["pejabat_penilai"]["name"],
        year=cycle.year,
        state=appraisal.state,
        health=healthy,
        waiting_on=tuple(dict.fromkeys(waiting)),
        task=first.title if first else "",
        since=first.opened_at if first else None,
        since_days=_days(calendar, first.opened_at, now, cycle.zone) if first else None,
        due_at=first.due_at if first else None,
        late=any(task.due_at is not None and task.due_at <= now for task, _ in tasks),
        next_event=event[0],
        next_at=event[1],
    )


def _days(calendar: WorkCalendar, since: datetime, now: datetime, zone: str) -> int:
    return calendar.between(local_day(since, zone), local_day(now, zone))
