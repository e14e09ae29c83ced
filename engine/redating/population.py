"""The people a change of dates may concern, and what waits for each of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from engine.models import Appraisal, Happening, Instance, Task, Timer, is_over
from engine.plain import PlainCycle
from engine.windows import Edge, Scope

Events = tuple[tuple[str, date], ...]
NO_EVENTS: Events = ()


class Concerned(NamedTuple):
    """An appraisal of the scope that is not over."""

    appraisal_id: int
    instance_id: int
    unit_id: int


def concerned(session: Session, cycle_id: int, scope: Scope) -> list[Concerned]:
    """All whose dates the scope could move, in the order of their numbers."""
    rows = session.execute(
        select(Appraisal.id, Appraisal.instance_id, Appraisal.unit_id)
        .join(Instance, Instance.id == Appraisal.instance_id)
        .where(*within(cycle_id, scope), ~is_over())
        .order_by(Appraisal.id)
    )
    return [Concerned(*row) for row in rows]


def within(cycle_id: int, scope: Scope) -> list[ColumnElement[bool]]:
    """Which appraisals a scope is about."""
    kind, number = scope
    conditions = [Appraisal.cycle_id == cycle_id]
    if kind == "unit":
        conditions.append(Appraisal.unit_id == number)
    elif kind == "appraisal":
        conditions.append(Appraisal.id == number)
    return conditions


def events_of(
    session: Session, cycle: PlainCycle, scope: Scope, names: Collection[str]
) -> Mapping[int, Events]:
    """The local days of what has happened to each instance, of the events `names` alone."""
    if not names:
        return {}
    zone, found = ZoneInfo(cycle.zone), dict[int, dict[str, date]]()
    rows = session.execute(
        select(Happening.instance_id, Happening.name, Happening.at)
        .join(Appraisal, Appraisal.instance_id == Happening.instance_id)
        .where(*within(cycle.id, scope), Happening.name.in_(names))
    )
    for instance, name, at in rows:
        found.setdefault(instance, {})[name] = at.astimezone(zone).date()
    return {instance: tuple(sorted(events.items())) for instance, events in found.items()}


@dataclass(frozen=True)
class Waiting:
    """What waits for each instance in some windows, and what is over there."""

    tasks: dict[tuple[int, Edge], int] = field(default_factory=dict)
    timers: dict[tuple[int, Edge], int] = field(default_factory=dict)
    done: set[tuple[int, Edge]] = field(default_factory=set)
    begun: set[tuple[int, str]] = field(default_factory=set)
    busy: set[tuple[int, str]] = field(default_factory=set)

    @classmethod
    def read(
        cls, session: Session, cycle_id: int, scope: Scope, keys: Collection[str]
    ) -> "Waiting":
        """What waits and what is over in the windows `keys`."""
        found = cls()
        for instance, key, edge, state, number in session.execute(_tasks(cycle_id, scope, keys)):
            found.begun.add((instance, key))
            if state in ("open", "held"):
                here = instance, (key, edge)
                found.tasks[here] = found.tasks.get(here, 0) + number
                found.busy.add((instance, key))
            else:
                found.done.add((instance, (key, edge)))
        for instance, key, edge, number in session.execute(_timers(cycle_id, scope, keys)):
            found.timers[instance, (key, edge)] = number
            if edge != "opens":
                found.busy.add((instance, key))
        return found

    def over(self, instance_id: int, edge: Edge) -> bool:
        """Whether nothing waits for this date any more, and nothing will.

        What was done by it is done; a phase in which nothing waits has gone by; one that has
        begun has opened.
        """
        here, phase = (instance_id, edge), (instance_id, edge[0])
        if here in self.tasks or here in self.timers:
            return False
        if here in self.done:
            return True
        return phase in self.begun and (edge[1] == "opens" or phase not in self.busy)


def _tasks(cycle_id: int, scope: Scope, keys: Collection[str]) -> Select[*tuple[Any, ...]]:
    columns = Task.instance_id, Task.phase, Task.edge, Task.state
    return (
        select(*columns, func.count())
        .join(Appraisal, Appraisal.instance_id == Task.instance_id)
        .where(*within(cycle_id, scope), Task.phase.in_(keys))
        .group_by(*columns)
    )


def _timers(cycle_id: int, scope: Scope, keys: Collection[str]) -> Select[*tuple[Any, ...]]:
    columns = Timer.instance_id, Timer.key, Timer.edge
    return (
        select(*columns, func.count())
        .join(Appraisal, Appraisal.instance_id == Timer.instance_id)
        .where(*within(cycle_id, scope), Timer.key.in_(keys))
        .group_by(*columns)
    )
