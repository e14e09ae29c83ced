"""Many appraisals in a list: who holds each, since when, until when, and how it stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from engine import calendars, clock, definitions, policy
from engine.actor import Actor
from engine.bpmn.parse import Specs
from engine.calendars import Calendars
from engine.models import Appraisal, Cycle, Employee, Instance, Task, Timer, Unit, Version, is_open
from engine.timeline import WorkCalendar, last_moment, local_day
from engine.tracking import health
from engine.tracking.filters import AppraisalFilter, conditions

PAGE_SIZE = 50
#: Rows that are read at once for an export.
CHUNK = 1000


@dataclass(frozen=True)
class AppraisalRow:
    """One appraisal in a list, by its open tasks: the first that is due, the longest that waits.

    `since_days` are working days, as `days_left` until what is due first; negative once it is past.
    `health` is of `HEALTHS`, `version` that of its diagrams.
    """

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
    days_left: int | None
    late: bool
    #: The next thing that happens by itself: the phase that opens or closes, and when.
    next_event: str
    next_at: datetime | None
    version: int
    #: Which dates of the appraisal these two are: the key of a phase and its edge.
    due_date: tuple[str, str]
    next_date: tuple[str, str]


@dataclass(frozen=True)
class AppraisalList:
    """One page of appraisals and how many there are in all."""

    rows: tuple[AppraisalRow, ...]
    total: int
    page: int
    pages: int


def my_appraisals(session: Session, actor: Actor) -> tuple[AppraisalRow, ...]:
    """The actor's own appraisals, newest year first."""
    return _all(session, Appraisal.employee_id == actor.id)


def team(session: Session, actor: Actor) -> tuple[AppraisalRow, ...]:
    """The appraisals in which the actor is Pejabat Penilai Kinerja or that one's superior."""
    mine = or_(
        Appraisal.pejabat_penilai_id == actor.id,
        Appraisal.atasan_pejabat_penilai_id == actor.id,
    )
    return _all(session, mine)


def appraisals(session: Session, actor: Actor, wanted: AppraisalFilter) -> AppraisalList:
    """All appraisals that the actor may see and that meet the filter, paged."""
    whose = conditions(session, actor, wanted)
    total = session.scalar(select(func.count()).select_from(Appraisal).where(*whose)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, wanted.page), pages)
    shown = _chosen(session, whose, wanted).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    rows = _rows(session, session.scalars(shown).all())
    return AppraisalList(rows, total, page, pages)


def all_appraisals(
    session: Session, actor: Actor, wanted: AppraisalFilter
) -> Iterator[AppraisalRow]:
    """The same without pages, a thousand rows in memory at a time."""
    whose = conditions(session, actor, wanted)
    ids = session.scalars(_chosen(session, whose, wanted)).all()
    for start in range(0, len(ids), CHUNK):
        yield from _rows(session, ids[start : start + CHUNK])


# ---- which ------------------------------------------------------------------------------------


def _chosen(
    session: Session, conditions: Sequence[ColumnElement[bool]], wanted: AppraisalFilter
) -> Select[int]:
    """The ids of those who meet `conditions`, in the order that is wanted."""
    found = select(Appraisal.id)
    if wanted.sort in _OF_TASKS:
        told = health.told(session, *conditions)
        column = told.c[wanted.sort]
        found = found.join(told, told.c.id == Appraisal.id)
        found = found.order_by(column.is_(None), column)
    by_unit = (Cycle.year.desc(), Unit.name, Employee.name)
    by_name = (Employee.name, Cycle.year.desc())
    return (
        found.join(Cycle, Cycle.id == Appraisal.cycle_id)
        .join(Unit, Unit.id == Appraisal.unit_id)
        .join(Employee, Employee.id == Appraisal.employee_id)
        .where(*conditions)
        .order_by(*(by_name if wanted.sort == "subject" else by_unit), Appraisal.id)
    )


_OF_TASKS = ("due_at", "since")


def _all(session: Session, condition: ColumnElement[bool]) -> tuple[AppraisalRow, ...]:
    ids = session.scalars(_chosen(session, [condition], AppraisalFilter())).all()
    return _rows(session, ids)


# ---- rows -------------------------------------------------------------------------------------


def _rows(session: Session, ids: Sequence[int]) -> tuple[AppraisalRow, ...]:
    """The rows of these appraisals, in this order."""
    told = health.told(session, Appraisal.id.in_(ids))
    found = session.execute(
        select(
            *(Appraisal, Cycle, Employee, Unit.name, told.c.health),
            *(Instance.version_id, Version.hash, Version.number),
        )
        .join(Cycle, Cycle.id == Appraisal.cycle_id)
        .join(Instance, Instance.id == Appraisal.instance_id)
        .join(Version, Version.id == Instance.version_id)
        .join(Unit, Unit.id == Appraisal.unit_id)
        .join(Employee, Employee.id == Appraisal.employee_id)
        .join(told, told.c.id == Appraisal.id)
    )
    known = {row[0].id: row for row in found}
    instances = [row[0].instance_id for row in known.values()]
    tasks, events = _open_tasks(session, instances), _next_events(session, instances)
    now, known_days = clock.now(), calendars.known(session)
    return tuple(
        _row(
            row,
            tasks.get(row[0].instance_id, []),
            events.get(row[0].instance_id, _NO_EVENT),
            definitions.specs_of(session, row.version_id, row.hash),
            now,
            known_days,
        )
        for row in (known[each] for each in ids)
    )


class _Held(NamedTuple):
    """An open task, who holds it, and in which unit; nobody holds what is a group's."""

    task: Task
    name: str | None
    unit_id: int | None


def _open_tasks(session: Session, instance_ids: Sequence[int]) -> Mapping[int, list[_Held]]:
    grouped: dict[int, list[_Held]] = {}
    rows = session.execute(
        select(Task, Employee.name, Employee.unit_id)
        .outerjoin(Employee, Employee.id == Task.assignee_id)
        .where(Task.instance_id.in_(instance_ids), is_open())
        .order_by(Task.due_at.is_(None), Task.due_at, Task.opened_at, Task.id)
    )
    for row in rows:
        grouped.setdefault(row[0].instance_id, []).append(_Held(*row))
    return grouped


def _next_events(session: Session, instance_ids: Sequence[int]) -> Mapping[int, "_Event"]:
    """The first timer of each."""
    rows = session.execute(
        select(Timer.instance_id, Timer.key, Timer.edge, Timer.due_at)
        .where(Timer.instance_id.in_(instance_ids), Timer.due_at.is_not(None))
        .order_by(Timer.due_at.desc(), Timer.engine_id)
    )
    return {instance: _Event((key, edge), due_at) for instance, key, edge, due_at in rows}


@dataclass(frozen=True)
class _Event:
    """A date that comes by itself: which of the appraisal's, and when."""

    date: tuple[str, str]
    at: datetime | None


_NO_EVENT = _Event(("", ""), None)


def _row(
    row: Any,
    held: Sequence[_Held],
    event: _Event,
    specs: Specs,
    now: datetime,
    known: Calendars,
) -> AppraisalRow:
    appraisal, cycle, person, unit, healthy, *_ = row
    first = held[0].task if held else None
    names = {phase.key: phase.name for phase in specs.phases_of(cycle.process)}
    since = min((each.task.opened_at for each in held), default=None)
    waiting = [
        "Penilai 360" if each.task.step in policy.ANONYMOUS else (each.name or "Bagian SDM")
        for each in held
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
        since=since,
        since_days=_days(known.of(), since, now, cycle.zone) if since else None,
        due_at=first.due_at if first else None,
        days_left=_days_left(known, held[0], now, cycle.zone) if held else None,
        late=any(each.task.due_at is not None and each.task.due_at <= now for each in held),
        next_event=names.get(event.date[0], event.date[0]),
        next_at=event.at,
        version=row.number,
        due_date=(specs.phase_key(cycle.process, first.phase), first.edge) if first else ("", ""),
        next_date=event.date,
    )


def _days_left(known: Calendars, held: _Held, now: datetime, zone: str) -> int | None:
    if held.task.due_at is None:
        return None
    # The days off of a rater's unit would say where he is.
    unit = None if held.task.step in policy.ANONYMOUS else held.unit_id
    return known.of(unit).days_left(
        local_day(now, zone), local_day(last_moment(held.task.due_at), zone)
    )


def _days(calendar: WorkCalendar, since: datetime, now: datetime, zone: str) -> int:
    return calendar.between(local_day(since, zone), local_day(now, zone))
