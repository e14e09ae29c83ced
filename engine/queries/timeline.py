"""The dates of a cycle on one page, with the work that falls due by week."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock, definitions, redating, timeline
from engine.actor import Actor
from engine.errors import NotYours
from engine.models import Appraisal, Cycle, Employee, Task, Window, is_open
from engine.policy import may_run_cycles


@dataclass(frozen=True)
class EdgeLine:
    """One date of a phase: `due_at` is None while it waits for an event.

    `changed`: its rule came with a change; `own` units and people have another date.
    """

    edge: str
    rule: str
    due_at: datetime | None
    changed: bool
    own: int
    past: bool


@dataclass(frozen=True)
class PhaseLine:
    """A phase with its dates; `state` is past, now, next or waiting (for an event)."""

    key: str
    name: str
    state: str
    edges: tuple[EdgeLine, ...]

    def edge(self, name: str) -> EdgeLine | None:
        """One of its dates."""
        return next((each for each in self.edges if each.edge == name), None)


@dataclass(frozen=True)
class Week:
    """Open tasks due in the week that begins on `monday`, and most of one person."""

    monday: date
    tasks: int
    peak: int
    who: str


@dataclass(frozen=True)
class Timeline:
    """A cycle's dates, and the load by week."""

    id: str
    year: int
    profile: str
    version: int
    closed: bool
    phases: tuple[PhaseLine, ...]
    weeks: tuple[Week, ...]


def cycle_timeline(session: Session, actor: Actor, cycle_id: str) -> Timeline:
    """The dates of a cycle. Raises `NotYours` but for SDM, `CycleNotFound`."""
    if not may_run_cycles(actor):
        raise NotYours
    cycle = redating.cycle_of(session, cycle_id)
    return Timeline(
        id=cycle.public_id,
        year=cycle.year,
        profile=definitions.profile_of(session, cycle.profile_id).title,
        version=definitions.number_of(session, cycle.version_id),
        closed=cycle.closed_at is not None,
        phases=_phases(session, cycle),
        weeks=_weeks(session, cycle),
    )


def _phases(session: Session, cycle: Cycle) -> tuple[PhaseLine, ...]:
    rows = session.scalars(
        select(Window).where(Window.cycle_id == cycle.id, Window.scope == "all")
    ).all()
    own = {
        (key, edge): number
        for key, edge, number in session.execute(
            select(Window.key, Window.edge, func.count())
            .where(
                Window.cycle_id == cycle.id, Window.scope != "all", Window.change_id.is_not(None)
            )
            .group_by(Window.key, Window.edge)
        )
    }
    now, names = clock.now(), redating.names_of(session, cycle)
    lines: dict[str, list[EdgeLine]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: _place(row.edge)):
        lines[row.key].append(
            EdgeLine(
                edge=row.edge,
                rule=timeline.Spoken(row.rule, names),
                due_at=row.due_at,
                changed=row.change_id is not None,
                own=own.get((row.key, row.edge), 0),
                past=row.due_at is not None and row.due_at <= now,
            )
        )
    return tuple(
        PhaseLine(key, name, _state(lines[key]), tuple(lines[key])) for key, name in names.items()
    )


def _place(edge: str) -> tuple[int, str]:
    return {"opens": 0, "closes": 1}.get(edge, 2), edge


def _state(edges: list[EdgeLine]) -> str:
    past = {each.edge: each.past for each in edges}
    if any(each.edge == "closes" and each.due_at is None for each in edges):
        return "waiting"
    if past.get("closes"):
        return "past"
    return "now" if past.get("opens") else "next"


def _weeks(session: Session, cycle: Cycle) -> tuple[Week, ...]:
    rows = session.execute(
        select(Task.assignee_id, Task.due_at, func.count())
        .join(Appraisal, Appraisal.instance_id == Task.instance_id)
        .where(Appraisal.cycle_id == cycle.id, is_open(), Task.due_at.is_not(None))
        .group_by(Task.assignee_id, Task.due_at)
    )
    load: dict[date, Counter[int | None]] = defaultdict(Counter)
    for person, due_at, number in rows:
        if due_at is None:
            continue
        last = timeline.local_day(timeline.last_moment(due_at), cycle.zone)
        load[last - timedelta(days=last.weekday())][person] += number
    found = [(monday, people.total(), *_peak(people)) for monday, people in sorted(load.items())]
    busiest = {person for *_, person, _ in found if person is not None}
    people_of = select(Employee.id, Employee.name).where(Employee.id.in_(busiest))
    names: dict[int | None, str] = {row.id: row.name for row in session.execute(people_of)}
    return tuple(
        Week(monday, tasks, peak, names.get(person, "")) for monday, tasks, person, peak in found
    )


def _peak(people: Counter[int | None]) -> tuple[int | None, int]:
    """Who has most to do; Bagian SDM is a group."""
    persons = [(number, person) for person, number in people.items() if person is not None]
    if not persons:
        return None, 0
    number, person = max(persons)
    return person, number
