"""The dates of a cycle on one page."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock, definitions, redating, timeline
from engine.actor import Actor
from engine.errors import NotYours
from engine.models import Cycle, Window
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
class Timeline:
    """A cycle's dates."""

    id: str
    year: int
    profile: str
    version: int
    closed: bool
    phases: tuple[PhaseLine, ...]


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
