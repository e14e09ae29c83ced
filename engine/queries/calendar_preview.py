"""What a change of a calendar would do: to the calendar, and to whose dates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from engine import calendar_edits, calendar_moves, calendars, definitions, drafts
from engine.actor import Actor
from engine.calendar_edits import CalendarChange, Difference, difference
from engine.calendar_moves import MovedEdge
from engine.errors import NotYours
from engine.models import Appraisal, Cycle, Task, Unit, Window, is_open
from engine.policy import may_run_cycles


@dataclass(frozen=True)
class MovedLine:
    """A date that would move, for so many people with so many open tasks.

    `unit` names the unit whose date it is; `by_event` says that it hangs on what happened in each
    appraisal, `kept` that the unit keeps its date while everybody's moves.
    """

    year: int
    phase: str
    edge: str
    unit: str
    by_event: bool
    old: datetime
    new: datetime
    people: int
    tasks: int

    @property
    def kept(self) -> bool:
        """Whether nothing moves for the unit."""
        return self.old == self.new


@dataclass(frozen=True)
class CalendarPreview:
    """What a change would do: to the calendar, and to the dates of open cycles."""

    unit: str
    changes: Difference
    moves: tuple[MovedLine, ...]
    #: Names the dates that would move, for who agrees to a proposed change.
    seen: str = ""
    #: Whether another officer must agree to moving them.
    another: bool = False


def preview_calendar(session: Session, actor: Actor, change: CalendarChange) -> CalendarPreview:
    """What a change would do; nothing is stored.

    Raises `NotYours`, `CalendarNotFound`, `CalendarMoved`.
    """
    if not may_run_cycles(actor):
        raise NotYours
    known = calendars.known(session)
    new = calendar_edits.changed(session, known, change)
    moved = calendar_moves.moved_by(session, new) if new is not known else ()
    return CalendarPreview(
        calendar_edits.find(session, change.key),
        difference(known.days(change.key), new.days(change.key)),
        _lines(session, moved),
        calendar_moves.fingerprint(moved),
        bool(moved) and drafts.four_eyes(session),
    )


def _lines(session: Session, moved: Sequence[MovedEdge]) -> tuple[MovedLine, ...]:
    units = {row.id: row.name for row in session.execute(select(Unit.id, Unit.name))}
    found: list[MovedLine] = []
    for cycle_id, of_cycle in groupby(moved, key=lambda each: each.cycle_id):
        cycle = session.get_one(Cycle, cycle_id)
        specs = definitions.specs_of(session, cycle.version_id)
        names = {each.key: each.name for each in specs.phases_of(cycle.process)}
        counting = _Counting(session, cycle_id, tuple(of_cycle))
        for each, people, tasks in counting.counted():
            found.append(
                MovedLine(
                    cycle.year,
                    names.get(each.key, each.key),
                    each.edge,
                    units.get(each.scope[1], "") if each.scope[0] == "unit" else "",
                    each.scope[0] == "appraisal",
                    each.old,
                    each.new,
                    people,
                    tasks,
                )
            )
    return tuple(sorted(found, key=lambda each: (each.year, each.old, each.edge, each.unit)))


class _Counting:
    """How many people and open tasks of a cycle each moved date concerns."""

    def __init__(self, session: Session, cycle_id: int, moved: Sequence[MovedEdge]) -> None:
        self._session, self._cycle_id, self._moved = session, cycle_id, moved

    def counted(self) -> Iterable[tuple[MovedEdge, int, int]]:
        """Each date with its numbers; the appraisals that move alike are one."""
        alone: dict[tuple[object, ...], list[MovedEdge]] = {}
        for each in self._moved:
            if each.scope[0] == "appraisal":
                alike = (each.key, each.edge, each.old, each.new)
                alone.setdefault(alike, []).append(each)
            else:
                yield each, *self._numbers(each, self._concerned(each))
        for group in alone.values():
            ids = [each.scope[1] for each in group]
            yield group[0], *self._numbers(group[0], Appraisal.id.in_(ids))

    def _concerned(self, edge: MovedEdge) -> ColumnElement[bool]:
        """Appraisals that have their date from this scope: from no narrower one."""
        own = aliased(Window)
        same = and_(own.cycle_id == edge.cycle_id, own.key == edge.key, own.edge == edge.edge)
        narrower = select(own.scope_id).where(same)
        theirs = Appraisal.id.not_in(narrower.where(own.scope == "appraisal"))
        if edge.scope[0] == "unit":
            return and_(theirs, Appraisal.unit_id == edge.scope[1])
        moved_apart = [
            each.scope[1]
            for each in self._moved
            if each.scope[0] == "unit" and (each.key, each.edge) == (edge.key, edge.edge)
        ]
        units = Appraisal.unit_id.not_in(narrower.where(own.scope == "unit"))
        return and_(theirs, units, Appraisal.unit_id.not_in(moved_apart))

    def _numbers(self, edge: MovedEdge, concerned: ColumnElement[bool]) -> tuple[int, int]:
        here = and_(Appraisal.cycle_id == self._cycle_id, concerned)
        people = select(func.count()).select_from(Appraisal).where(here)
        tasks = (
            select(func.count())
            .select_from(Task)
            .join(Appraisal, Appraisal.instance_id == Task.instance_id)
            .where(here, is_open(), Task.phase == edge.key, Task.edge == edge.edge)
        )
        return self._session.scalar(people) or 0, self._session.scalar(tasks) or 0
