"""Starts the year for many people at once: the diagram runs once, its state is copied.

Where a start depends on the person (it asks for raters or scores), each one runs for itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.orm import Session

from engine import accounts, definitions, facts, instances, windows
from engine.actor import Actor
from engine.bpmn.parse import Specs
from engine.ids import random_id
from engine.models import Appraisal, Cycle, Employee, Unit, table
from engine.plain import PlainAppraisal, PlainCycle, PlainInstance, plain
from engine.prepared import Prepared
from engine.rules.profile import Profile

NewRow = dict[str, Any]
"""The columns of an appraisal that is not stored yet."""

#: What a diagram may ask at its start without looking at the person.
SHARED = frozenset({"due", "runs"})


@dataclass(frozen=True)
class _Year:
    """The cycle with what its starts share."""

    cycle: PlainCycle
    profile: Profile
    specs: Specs


def start_all(
    session: Session, actor: Actor, cycle: Cycle, employee_ids: Sequence[int]
) -> dict[int, str]:
    """One appraisal for each employee who has none in this cycle yet (R-001).

    A dozen statements for five hundred people, eight of them writing. Returns why some were left
    out, by employee id.
    """
    people = _People.load(session, employee_ids)
    started = _started(session, cycle, employee_ids)
    left_out = {each: people.why_not(each) for each in employee_ids if each not in started}
    ready = [each for each, reason in left_out.items() if not reason]
    year = _Year(
        plain(PlainCycle, cycle),
        definitions.profile_of(session, cycle.profile_id),
        definitions.specs_of(session, cycle.version_id),
    )
    _start(session, actor, year, [people.appraisal(each, cycle) for each in ready])
    return {each: reason for each, reason in left_out.items() if reason}


def start_process(
    session: Session, actor: Actor, cycle: PlainCycle, appraisal: Appraisal, process: str
) -> PlainInstance:
    """Start `process` for a new appraisal: the whole year, or one phase of it alone."""
    specs = definitions.specs_of(session, cycle.version_id)
    entry = instances.Entry("started", actor.id)
    world = facts.World.before(session, cycle, plain(PlainAppraisal, appraisal), specs)
    instance, outcome = instances.create(session, specs, cycle.version_id, process, world)
    appraisal.instance_id = instance.id
    session.add(appraisal)
    session.flush()
    case = facts.case_of_appraisal(session, appraisal)
    stepped = instances.Stepped(case.subject, outcome, facts.World(session, case))
    instances.begin(session, [stepped], entry)
    return instance


# ---- one run for many -------------------------------------------------------------------------


def _start(session: Session, actor: Actor, year: _Year, appraisals: Sequence[NewRow]) -> None:
    alike: dict[windows.Scope, list[NewRow]] = defaultdict(list)
    for row in appraisals:
        alike[windows.scope_of(session, year.cycle, row["unit_id"])].append(row)
    steps: list[instances.Stepped] = []
    for group in alike.values():
        world = _world(session, year, _before(group[0]))
        outcome = instances.try_start(session, year.specs, year.cycle.process, world)
        if world.asked <= SHARED:
            steps += _copies(session, year, group, outcome)
        else:
            for row in group:
                start_process(session, actor, year.cycle, Appraisal(**row), year.cycle.process)
    instances.begin(session, steps, instances.Entry("started", actor.id))


_WRITTEN = (*(name for name in PlainAppraisal._fields if name != "id"), "keberatan")
_APPRAISED = Prepared(insert(table(Appraisal)), *_WRITTEN)


def _before(row: NewRow) -> PlainAppraisal:
    """The appraisal of a row that has no number yet."""
    return PlainAppraisal._make(row.get(name) for name in PlainAppraisal._fields)


def _copies(
    session: Session, year: _Year, group: Sequence[NewRow], outcome: Any
) -> Iterable[instances.Stepped]:
    cycle = year.cycle
    made = instances.copies(session, cycle.version_id, cycle.process, outcome, len(group))
    rows = [row | {"instance_id": each.id} for row, each in zip(group, made, strict=True)]
    _APPRAISED.run_many(session, rows)
    for row, instance in zip(rows, made, strict=True):
        subject = instances.Subject(year.specs, instance, _before(row))
        yield instances.Stepped(subject, outcome, _world(session, year, subject.appraisal))


def _world(session: Session, year: _Year, appraisal: PlainAppraisal) -> facts.World:
    case = facts.Case(session, appraisal, year.cycle, year.profile, year.specs)
    return facts.World(session, case)


def _started(session: Session, cycle: Cycle, employee_ids: Sequence[int]) -> set[int]:
    return set(
        session.scalars(
            select(Appraisal.employee_id).where(
                Appraisal.cycle_id == cycle.id, Appraisal.employee_id.in_(employee_ids)
            )
        )
    )


# ---- the people as they stand now -------------------------------------------------------------


_PERSON = tuple(
    table(Employee).c[name]
    for name in (
        *("id", "name", "nip", "rank", "position", "active"),
        *("unit_id", "appraisal_class", "superior_id"),
    )
)


@dataclass(frozen=True)
class _People:
    """Employees with the two officials above them, and how a header names each."""

    known: Mapping[int, Row[Any]]
    headers: Mapping[int, dict[str, Any]]

    @classmethod
    def load(cls, session: Session, employee_ids: Sequence[int]) -> "_People":
        known: dict[int, Row[Any]] = {}
        wanted: set[int] = set(employee_ids)
        for _ in range(3):  # the employees, their superiors, those above
            missing = wanted - known.keys()
            if missing:
                found = session.execute(select(*_PERSON).where(Employee.id.in_(missing)))
                known |= {person.id: person for person in found}
            wanted = {person.superior_id for person in known.values() if person.superior_id}
        places = {person.unit_id for person in known.values()}
        rows = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(places)))
        units = {row.id: row.name for row in rows}
        return cls(
            known, {key: accounts.header(each, units[each.unit_id]) for key, each in known.items()}
        )

    def why_not(self, employee_id: int) -> str:
        """Why somebody who could start a while ago cannot any more; empty if he can."""
        person = self.known.get(employee_id)
        superior = self._above(person)
        officials = (person, superior, self._above(superior))
        if all(official is not None and official.active for official in officials):
            return ""
        return "Data pegawai atau atasannya berubah sejak siklus dibuka."

    def appraisal(self, employee_id: int, cycle: Cycle) -> NewRow:
        """A new appraisal with the relations as they are now, without its instance."""
        person = self.known[employee_id]
        superior = self.known[person.superior_id]
        above = self.known[superior.superior_id]
        return {
            "public_id": random_id(),
            "cycle_id": cycle.id,
            "employee_id": person.id,
            "pejabat_penilai_id": superior.id,
            "atasan_pejabat_penilai_id": above.id,
            "unit_id": person.unit_id,
            "appraisal_class": person.appraisal_class,
            "header": {
                "pegawai": self.headers[person.id],
                "pejabat_penilai": self.headers[superior.id],
                "atasan_pejabat_penilai": self.headers[above.id],
            },
            "dated": False,
            "state": "draft",
            "keberatan": False,
        }

    def _above(self, person: Row[Any] | None) -> Row[Any] | None:
        return None if person is None else self.known.get(person.superior_id)
