"""Where on the diagrams the appraisals of a filter stand: how many at each step, and how long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, distinct, func, or_, select
from sqlalchemy.orm import Session

from engine import calendars, clock, definitions, timeline
from engine.actor import Actor
from engine.bpmn.outline import Line
from engine.models import Appraisal, Cycle, Instance, Task, Timer, Version, waits
from engine.queries.appraisals.drawn import drawings_of, drawn_at, name_of, path_of
from engine.tracking import health, scope
from engine.tracking.filters import (
    AppraisalFilter,
    conditions,
    waits_for_a_date,
)

#: Working days after which one has waited long, and very long.
LONG_DAYS = (3, 10)


@dataclass(frozen=True)
class Place:
    """Those who wait at one step, or anywhere in a phase: at a task, or for a date.

    `waits` counts them by how long: up to three working days, up to ten, longer. A date is waited
    for as long as it takes: that is never long, and `since` is the oldest task's.
    """

    people: int
    late: int
    waits: tuple[int, int, int]
    since: datetime | None

    @property
    def slow(self) -> int:
        """How long at least half of them wait: 0, 1 or 2, of `waits`."""
        _, long, longest = self.waits
        if 2 * longest >= self.people:
            return 2
        return 1 if 2 * (long + longest) >= self.people else 0

    def beside(self, other: "Place") -> "Place":
        """With others who wait for a date."""
        waits = (self.waits[0] + other.people, *self.waits[1:])
        return replace(self, people=self.people + other.people, waits=waits)


@dataclass(frozen=True)
class Spot:
    """One step of a diagram with those who wait at it, if somebody does."""

    line: Line
    place: Place | None


@dataclass(frozen=True)
class Places:
    """The appraisals of a filter on a diagram of one version; `versions` says how many have which.

    `phase` is the call by which one came to the diagram, "" for that of the year, where the place
    of a call is all who are inside.
    """

    cycle: str
    version: int
    versions: tuple[tuple[int, int], ...]
    total: int
    done: int
    phase: str
    name: str
    #: The path of the diagram among the files of its version.
    path: str
    spots: tuple[Spot, ...]


def places(
    session: Session, actor: Actor, wanted: AppraisalFilter, phase: str = ""
) -> Places | None:
    """Where those stand who meet the filter: in its cycle (or the newest), on one version's
    diagram (by default the one most of them have) of the year or of a phase.

    None where there is no cycle at all. Raises `CycleNotFound`, `VersionNotFound`,
    `PhaseNotFound`.
    """
    cycle = scope.cycle_or_newest(session, wanted.cycle)
    if cycle is None:
        return None
    wanted = replace(wanted, cycle=cycle.public_id)
    versions = _versions(session, conditions(session, actor, replace(wanted, version=None)))
    most = max(versions, key=lambda each: versions[each][0], default=None)
    number = wanted.version or most or definitions.number_of(session, cycle.version_id)
    drawings = drawings_of(session, number)
    drawn = drawn_at(drawings, cycle.process, phase)
    if len(versions) > 1:
        wanted = replace(wanted, version=number)
    whose = conditions(session, actor, wanted)
    own = [line.id for line in drawn.lines if line.kind in ("wait", "deadline")]
    found = _sum(_waiting(session, whose, cycle, phase), _dated(session, whose, phase, own))
    total, done = versions.get(number, (0, 0))
    return Places(
        cycle=cycle.public_id,
        version=number,
        versions=tuple((each, people) for each, (people, _) in sorted(versions.items())),
        total=total,
        done=done,
        phase=phase,
        name=name_of(drawings, cycle.process, phase) or drawn.name,
        path=path_of(drawings, drawn),
        spots=tuple(Spot(line, found.get(line.id)) for line in drawn.lines),
    )


def stages(session: Session, _actor: Actor, cycle: str = "") -> tuple[tuple[str, str], ...]:
    """The stages of a cycle (by default the newest) by key and name, in the order of the year."""
    newest = select(Cycle).order_by(Cycle.year.desc(), Cycle.id.desc()).limit(1)
    found = session.scalar(newest.where(Cycle.public_id == cycle) if cycle else newest)
    if found is None:
        return ()
    runs = definitions.profile_of(session, found.profile_id).phases
    phases = definitions.specs_of(session, found.version_id).phases_of(found.process)
    return tuple((phase.key, phase.name) for phase in phases if phase.key in runs)


def place_name(session: Session, _actor: Actor, wanted: AppraisalFilter) -> tuple[str, ...]:
    """What the diagrams call the phase and the step of a filter; a stranger's id is itself.

    Raises `CycleNotFound`, `VersionNotFound`.
    """
    cycle = scope.cycle_or_newest(session, wanted.cycle)
    if cycle is None:
        return ()
    number = wanted.version or definitions.number_of(session, cycle.version_id)
    drawings = {each.process: each for each in drawings_of(session, number).values()}
    lines = drawings[cycle.process].lines
    phase = next((line for line in lines if line.id == wanted.phase), None)
    if phase is not None and phase.calls in drawings:
        lines = (*drawings[phase.calls].lines, *lines)
    names = {line.id: line.name for line in reversed(lines)}
    return tuple(names.get(each) or each for each in (wanted.phase, wanted.step) if each)


def _versions(session: Session, whose: Sequence[ColumnElement[bool]]) -> dict[int, tuple[int, int]]:
    """Of how many there are and how many have done, by the number of their version."""
    over = or_(Instance.state == "done", Appraisal.state.in_(health.OVER))
    rows = session.execute(
        select(Version.number, func.count(), func.sum(case((over, 1), else_=0)))
        .select_from(Appraisal)
        .join(Instance, Instance.id == Appraisal.instance_id)
        .join(Version, Version.id == Instance.version_id)
        .where(*whose)
        .group_by(Version.number)
    )
    return {number: (people, done) for number, people, done in rows}


def _sum(one: Mapping[str, Place], other: Mapping[str, Place]) -> dict[str, Place]:
    """Both: nobody is in the one and in the other."""
    both = {at: one[at].beside(other[at]) for at in one.keys() & other.keys()}
    return {**one, **other, **both}


# ---- who waits where --------------------------------------------------------------------------


def _waiting(
    session: Session, whose: Sequence[ColumnElement[bool]], cycle: Cycle, phase: str
) -> dict[str, Place]:
    """Who has an open task, by the step; on the year's diagram by the call it lies in."""
    where: Any = Task.step
    if not phase:
        where = case((Task.process == cycle.process, Task.step), else_=Task.phase)
    inside = [Task.phase == phase] if phase else []
    long, longest = _limits(session, cycle.zone)

    def people(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        # A step may have several open tasks of one appraisal: the forms of the 360.
        return func.count(distinct(case((and_(*conditions), Task.instance_id))))

    rows = session.execute(
        select(
            where,
            func.count(distinct(Task.instance_id)),
            people(Task.due_at <= clock.now()),
            people(Task.opened_at < long),
            people(Task.opened_at < longest),
            func.min(Task.opened_at),
        )
        .where(waits(), Task.instance_id.in_(_instances(whose)), *inside)
        .group_by(where)
    )
    return {
        at: Place(total, late, (total - longer, longer - most, most), since)
        for at, total, late, longer, most, since in rows
    }


def _dated(
    session: Session,
    whose: Sequence[ColumnElement[bool]],
    phase: str,
    own: Sequence[str],
) -> dict[str, Place]:
    """Who waits for nothing but a date, by the timer; on the year's diagram, unless the timer is
    its `own`, by the call it lies in.
    """
    inside = [Timer.key == phase] if phase else []
    where: Any = Timer.element
    if not phase:
        where = case((Timer.element.in_(own), Timer.element), else_=Timer.key)
    rows = session.execute(
        select(where, func.count(distinct(Timer.instance_id)))
        .where(waits_for_a_date(), Timer.instance_id.in_(_instances(whose)), *inside)
        .group_by(where)
    )
    return {at: Place(total, 0, (total, 0, 0), None) for at, total in rows}


def _instances(whose: Sequence[ColumnElement[bool]]) -> Select[int]:
    return select(Appraisal.instance_id).where(*whose)


def _limits(session: Session, zone: str) -> list[datetime]:
    """Before when somebody has begun to wait who has waited long, and very long."""
    calendar, today = calendars.calendar_for(session), timeline.local_day(clock.now(), zone)
    return [timeline.instant(calendar.add(today, -days), "opens", zone) for days in LONG_DAYS]
