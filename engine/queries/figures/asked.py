"""What figures are asked of: a cycle, a unit in it, and whom the viewer may see there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from engine import calendars, definitions
from engine.actor import Actor
from engine.bpmn.parse import Specs
from engine.calendars import Calendars
from engine.errors import CycleNotFound, UnitNotFound
from engine.models import Appraisal, Cycle, Instance, ProfileVersion, Unit, Version
from engine.queries.appraisals.units import Units
from engine.tracking import scope
from engine.tracking.days import Days
from engine.tracking.health import OVER


@dataclass(frozen=True)
class Row:
    """A line of each figure: a unit with all below it; `direct`: the unit alone."""

    unit_id: int
    name: str
    direct: bool
    opens: bool
    people: int
    done: int


@dataclass(frozen=True)
class Counted:
    """The appraisals of one unit itself: all, those that are over, final ones by predikat."""

    people: int
    done: int
    ratings: Mapping[str, int]


@dataclass(frozen=True)
class Asked:
    """A cycle below a unit (None: from the top), as one viewer may see it.

    `counted` is by unit, over all he may see; `rows` are those of the level asked for.
    """

    session: Session
    actor: Actor
    cycle: Cycle
    units: Units
    counted: Mapping[int, Counted]
    unit_id: int | None
    rows: tuple[Row, ...]
    calendars: Calendars
    specs: Specs
    names: Mapping[str, str]
    """The stages of the year, by key, in their order."""

    @cached_property
    def days(self) -> Days:
        """The days of the cycle's zone."""
        return Days(self.session, self.cycle.zone)

    @property
    def people(self) -> int:
        """How many appraisals are counted."""
        return sum(row.people for row in self.rows)

    @property
    def done(self) -> int:
        """How many of them are over."""
        return sum(row.done for row in self.rows)

    def appraisals(self, *columns: Any) -> Select[Any]:
        """A question to the appraisals that are counted here."""
        return select(*columns).select_from(Appraisal).where(*self._counted_here)

    @cached_property
    def _counted_here(self) -> list[ColumnElement[bool]]:
        # Made once: a statement of two such questions must not have two tables of one name.
        conditions = [Appraisal.cycle_id == self.cycle.id, *scope.visible(self.actor)]
        if self.unit_id is not None:
            conditions.append(scope.inside(self.unit_id))
        return conditions

    def by_row(self, *columns: Any) -> Select[Any]:
        """The same; the first column is the place in `rows` that an appraisal belongs to."""
        tops = [row.unit_id for row in self.rows if not row.direct]
        first = select(Unit.id.label("top"), Unit.id.label("unit")).where(Unit.id.in_(tops))
        ways = first.cte("ways", recursive=True)
        ways = ways.union(
            select(ways.c.top, Unit.id).join_from(ways, Unit, Unit.parent_id == ways.c.unit)
        )
        place: ColumnElement[int] = case(
            *((ways.c.top == row.unit_id, place) for place, row in self._below()), else_=0
        )
        asked = self.appraisals(place.label("place"), *columns)
        return asked.outerjoin(ways, ways.c.unit == Appraisal.unit_id)

    def _below(self) -> list[tuple[int, Row]]:
        # A CASE without any WHEN is none.
        below = [(place, row) for place, row in enumerate(self.rows) if not row.direct]
        return below or [(0, Row(0, "", False, False, 0, 0))]

    def name_of(self, phase: str) -> str:
        """How the year's diagram names the stage of a task."""
        return self.names.get(self.specs.phase_key(self.cycle.process, phase), phase)

    def in_order(self, phases: Iterable[str]) -> list[str]:
        """Stages in the order of the year; others last."""
        places = {key: place for place, key in enumerate(self.names)}
        return sorted(phases, key=lambda phase: (places.get(phase, len(places)), phase))


def asked(
    session: Session, actor: Actor, cycle: str = "", unit_id: int | None = None
) -> Asked | None:
    """What is asked of: by default the newest cycle, from the top; None where there is no cycle.

    Raises `CycleNotFound`, `UnitNotFound` (also where the actor sees nobody in the unit).
    """
    found = _cycle(session, cycle)
    if found is None:
        return None
    row, token, version, profile = found
    units, counted = _counted(session, actor, row)
    if unit_id is not None and not units.seen(unit_id):
        raise UnitNotFound
    here = unit_id if unit_id is not None else units.level(None)
    specs = definitions.specs_of(session, row.version_id, version)
    runs = definitions.profile_of(session, row.profile_id, profile).phases
    phases = specs.phases_of(row.process)
    return Asked(
        session=session,
        actor=actor,
        cycle=row,
        units=units,
        counted=counted,
        unit_id=here,
        rows=_rows(units, counted, here),
        calendars=calendars.known(session, token),
        specs=specs,
        names={phase.key: phase.name for phase in phases if phase.key in runs},
    )


def is_over() -> ColumnElement[bool]:
    """Whether nothing is left to do on an appraisal that its `Instance` is joined to."""
    return or_(Instance.state == "done", Appraisal.state.in_(OVER))


def _cycle(session: Session, public_id: str) -> tuple[Cycle, str, str, str] | None:
    """The cycle; what names the calendars' state, its version and its profile."""
    question = (
        select(Cycle, calendars.TOKEN.scalar_subquery(), Version.hash, ProfileVersion.hash)
        .join(Version, Version.id == Cycle.version_id)
        .join(ProfileVersion, ProfileVersion.id == Cycle.profile_id)
        .order_by(Cycle.year.desc(), Cycle.id.desc())
        .limit(1)
    )
    if public_id:
        question = question.where(Cycle.public_id == public_id)
    found = session.execute(question).first()
    if found is None and public_id:
        raise CycleNotFound
    return None if found is None else (found[0], found[1] or "", found[2], found[3])


def _counted(session: Session, actor: Actor, cycle: Cycle) -> tuple[Units, dict[int, Counted]]:
    final = case((Appraisal.finalised_at.is_not(None), Appraisal.predikat)).label("final")
    mine = and_(Appraisal.unit_id == Unit.id, Appraisal.cycle_id == cycle.id, *scope.visible(actor))
    rows = session.execute(
        select(
            *(Unit.id, Unit.name, Unit.parent_id, final),
            func.count(Appraisal.id),
            func.coalesce(func.sum(case((is_over(), 1), else_=0)), 0),
        )
        .select_from(Unit)
        .outerjoin(Appraisal, mine)
        .outerjoin(Instance, Instance.id == Appraisal.instance_id)
        .group_by(Unit.id, Unit.name, Unit.parent_id, final)
    ).all()
    counted: dict[int, Counted] = {}
    for unit, _, _, predikat, people, done in rows:
        if people:
            known = counted.get(unit, Counted(0, 0, {}))
            ratings = {**known.ratings, **({predikat: people} if predikat else {})}
            counted[unit] = Counted(known.people + people, known.done + int(done), ratings)
    names = {row[0]: row[1] for row in rows}
    return Units(names, {row[0]: row[2] for row in rows}, counted), counted


def _rows(units: Units, counted: Mapping[int, Counted], here: int | None) -> tuple[Row, ...]:
    """The unit's own people first, then the units below it by name."""
    all_of: dict[int, list[Counted]] = {}
    for unit, each in counted.items():
        for above in units.up(unit):
            all_of.setdefault(above, []).append(each)
    rows = [
        _row(units, each, all_of[each], direct=False, opens=bool(units.below(each)))
        for each in units.below(here)
    ]
    if here is not None and here in counted:
        rows.insert(0, _row(units, here, [counted[here]], direct=True, opens=False))
    return tuple(rows)


def _row(units: Units, unit: int, parts: list[Counted], direct: bool, opens: bool) -> Row:
    people, done = sum(each.people for each in parts), sum(each.done for each in parts)
    return Row(unit, units.names[unit], direct, opens, people, done)
