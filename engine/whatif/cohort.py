"""The appraisals that a what-if is about, as they stand, and which of them are alike."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import definitions, redating, timeline
from engine.bpmn.errors import BlobRefused
from engine.bpmn.parse import Specs
from engine.bpmn.shape import Read, Shape, Shapes, read_by, same_people
from engine.models import Answer, Appraisal, Instance, is_over
from engine.redating import Events, Layers, Year
from engine.whatif.run import Start
from engine.windows import Edge, Scope

Dates = tuple[tuple[Edge, datetime | None], ...]
Rules = tuple[tuple[Edge, str], ...]


class Member(NamedTuple):
    """An appraisal that runs: its state, and the raters of its 360 ("kolega:7") if they are set."""

    appraisal_id: int
    instance_id: int
    unit_id: int
    appraisal_class: str
    version_id: int
    process: str
    blob: bytes
    shape: Shape
    raters: tuple[str, ...]
    events: Events


class Alike(NamedTuple):
    """What appraisals have in common that have the same days to come."""

    version_id: int
    appraisal_class: str
    shape: tuple[str, tuple[int, ...]]
    raters: tuple[str, ...]
    dates: Dates
    rules: Rules
    events: Events
    calendar: str


Kind = tuple[Alike, Start, list[Member]]
"""What those who are alike share, where they stand, and who they are."""


@dataclass(frozen=True)
class Cohort:
    """Those who run; `stopped` others wait for somebody to see to what keeps them from it."""

    members: tuple[Member, ...]
    stopped: int
    specs: Mapping[int, tuple[Specs, Read]]

    def alike(self, year: Year, layers: Layers) -> list[Kind]:
        """Those who have the same days to come by these dates, each kind with where it stands."""
        days, found = _Days(year, layers), defaultdict[Alike, list[Member]](list)
        for member in self.members:
            found[days.key_of(member)].append(member)
        return [(key, self._start(year, key, group[0]), group) for key, group in found.items()]

    def _start(self, year: Year, key: Alike, one: Member) -> Start:
        specs, read = self.specs[one.version_id]
        return Start(
            specs=specs,
            closing=read.closing,
            cycle=year.cycle,
            profile=year.profile,
            blob=one.blob,
            people=one.shape.people,
            raters=one.raters,
            appraisal_class=one.appraisal_class,
            dates=dict(key.dates),
            rules=dict(key.rules),
            events=dict(one.events),
            calendar=year.calendars.of(one.unit_id),
        )


class _Days:
    """The dates and rules of each member, worked out once for all who share them."""

    def __init__(self, year: Year, layers: Layers) -> None:
        self._year, self._layers = year, layers
        self._units = frozenset(layers.units())
        self._shared: dict[int, tuple[Dates, Rules]] = {}

    def key_of(self, member: Member) -> Alike:
        dates, rules = self._of(member)
        return Alike(
            member.version_id,
            member.appraisal_class,
            member.shape.key,
            tuple(each.partition(":")[0] for each in member.raters),
            dates,
            rules,
            member.events,
            self._year.calendars.of(member.unit_id).version,
        )

    def _of(self, member: Member) -> tuple[Dates, Rules]:
        own = self._layers.of(("appraisal", member.appraisal_id))
        unit = member.unit_id if member.unit_id in self._units else 0
        if own:
            return self._reckoned(unit, member.appraisal_id)
        if unit not in self._shared:
            self._shared[unit] = self._reckoned(unit, 0)
        return self._shared[unit]

    def _reckoned(self, unit: int, appraisal: int) -> tuple[Dates, Rules]:
        own = self._layers.of(("appraisal", appraisal))
        changed = redating.changed(self._layers.changed_for(unit, appraisal))
        dates = self._layers.dues(unit, own)
        return _sorted(dates), _sorted({**self._year.drawn, **changed})


def _sorted(values: Mapping[Edge, Any]) -> tuple[tuple[Edge, Any], ...]:
    return tuple(sorted(values.items(), key=lambda each: each[0]))


_OFFICIALS = ("employee_id", "pejabat_penilai_id", "atasan_pejabat_penilai_id")


def cohort_of(session: Session, year: Year, scope: Scope) -> Cohort:
    """All of a scope whose year is not over, in a number of statements that is constant."""
    cycle = year.cycle
    raters = _raters(session, cycle.id, scope)
    events = redating.events_of(session, cycle, scope, timeline.events_in(year.drawn))
    rows = session.execute(
        select(
            Appraisal.id, Appraisal.instance_id, Appraisal.unit_id, Appraisal.appraisal_class,
            Instance.version_id, Instance.process, Instance.blob,
            Instance.state, *(getattr(Appraisal, name) for name in _OFFICIALS),
        )
        .join(Instance, Instance.id == Appraisal.instance_id)
        .where(*redating.within(cycle.id, scope), ~is_over())
        .order_by(Appraisal.id)
    ).all()  # fmt: skip
    versions = {row.version_id for row in rows}
    specs = {each: definitions.specs_of(session, each) for each in sorted(versions)}
    read = {each: (known, read_by(known)) for each, known in specs.items()}
    shapes = {each: Shapes(known[1], session.info["seal"]) for each, known in read.items()}
    members = []
    for row in rows:
        if row.state != "running":
            continue
        standing, officials = row[:7], tuple(row[8:])
        named = raters.get(row.instance_id, ())
        try:
            shape = shapes[row.version_id].of(row.blob, officials)
        except BlobRefused:
            continue
        members.append(
            Member._make((*standing, _with(shape, named), named, events.get(row.instance_id, ())))
        )
    return Cohort(tuple(members), len(rows) - len(members), read)


def _with(shape: Shape, raters: Iterable[str]) -> Shape:
    """The shape with those who will be asked later among its people."""
    people = (*shape.people, *(int(each.partition(":")[2]) for each in raters))
    return Shape((shape.key[0], same_people(people)), people)


def _raters(session: Session, cycle_id: int, scope: Scope) -> dict[int, tuple[str, ...]]:
    """The kolega and bawahan who were nominated, as `dossier.raters` has them."""
    rows = session.execute(
        select(Answer.instance_id, Answer.data)
        .join(Appraisal, Appraisal.instance_id == Answer.instance_id)
        .where(*redating.within(cycle_id, scope), Answer.step == "nominate_raters")
        .order_by(Answer.instance_id, Answer.seq)
    )
    return {
        instance: tuple(
            f"{group}:{person}"
            for group in ("kolega", "bawahan")
            for person in data.get(group) or ()
        )
        for instance, data in rows
    }
