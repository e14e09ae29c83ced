"""Reads instances with all their rows, a batch at a time: the same statements however many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, or_, select, type_coerce
from sqlalchemy.orm import Session

from engine import definitions, facts, windows
from engine.bpmn.parse import Specs
from engine.columns import names_passed
from engine.doctor.store import Broken
from engine.models import (
    Answer,
    Appraisal,
    Cycle,
    History,
    Incident,
    Instance,
    MovedInstance,
    Task,
    Timer,
    Window,
)
from engine.plain import PlainAppraisal, PlainCycle, PlainInstance, columns, plain

Dates = dict[windows.Edge, datetime | None]
#: (cycle, scope, its id) → dates.
Scopes = dict[tuple[int, str, int], Dates]


@dataclass(frozen=True)
class Line:
    """A row of the history; `passed` is None where it cannot be read."""

    seq: int
    at: datetime
    act: str
    phase: str
    step: str
    employee_id: int | None
    passed: tuple[str, ...] | None


@dataclass
class Record:
    """One instance with its rows; `case` is None without an appraisal."""

    instance: Instance
    specs: Specs
    case: facts.Case | None = None
    #: Whether some date is the appraisal's own.
    dated: bool = False
    tasks: list[Task] = field(default_factory=list)
    timers: list[Timer] = field(default_factory=list)
    history: list[Line] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    #: (phase, step, item) → revisions.
    answers: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)
    #: Before which line of its history it stood in another version.
    moved: list[tuple[int, Specs]] = field(default_factory=list)

    def specs_at(self, seq: int) -> Specs:
        """The diagrams it stood in when a line of its history was written."""
        return next((specs for line, specs in self.moved if seq < line), self.specs)


@dataclass(frozen=True)
class Batch:
    """Some instances; `last` is the greatest id among those that were looked at."""

    last: int
    records: Sequence[Record]


def batch(session: Session, after: int, size: int, broken: Broken) -> Batch | None:
    """The `size` instances after id `after`, by id; None after the last.

    Those of a broken version or profile are left out: nothing tells what their rows should be.
    """
    query = select(Instance).where(Instance.id > after).order_by(Instance.id).limit(size)
    instances = session.scalars(query).all()
    if not instances:
        return None
    whole = [each for each in instances if each.version_id not in broken.versions]
    return Batch(instances[-1].id, _records(session, whole, broken))


def single(session: Session, instance_id: int) -> Record:
    """One instance, kept for this act. Raises `NoResultFound` if there is none."""
    instance = session.get_one(Instance, instance_id, with_for_update=True)
    (record,) = _records(session, [instance], Broken({}, {}))
    return record


def _records(session: Session, instances: Sequence[Instance], broken: Broken) -> list[Record]:
    specs = {
        version: definitions.specs_of(session, version)
        for version in {each.version_id for each in instances}
    }
    found = {each.id: Record(each, specs[each.version_id]) for each in instances}
    _give_cases(session, found, broken)
    _give_rows(session, found)
    _give_history(session, found)
    _give_moves(session, found, broken)
    return list(found.values())


def _of(model: type[Any], found: Mapping[int, Record]) -> ColumnElement[bool]:
    within: ColumnElement[bool] = model.instance_id.in_(found)
    return within


def _give_cases(session: Session, found: dict[int, Record], broken: Broken) -> None:
    query = select(*columns(PlainAppraisal, Appraisal)).where(_of(Appraisal, found))
    appraisals = [PlainAppraisal(*row) for row in session.execute(query)]
    cycle_ids = {each.cycle_id for each in appraisals}
    cycles = {
        each.id: plain(PlainCycle, each)
        for each in session.scalars(select(Cycle).where(Cycle.id.in_(cycle_ids)))
    }
    profiles = {
        each: definitions.profile_of(session, each)
        for each in {cycle.profile_id for cycle in cycles.values()} - broken.profiles.keys()
    }
    scopes = _scopes(session, appraisals)
    for appraisal in appraisals:
        cycle = cycles.get(appraisal.cycle_id)
        if cycle is None:
            continue
        if cycle.profile_id in broken.profiles:
            del found[appraisal.instance_id]
            continue
        record = found[appraisal.instance_id]
        record.case = facts.Case(
            session=session,
            appraisal=appraisal,
            cycle=cycle,
            profile=profiles[cycle.profile_id],
            specs=record.specs,
            _instance=plain(PlainInstance, record.instance),
        )
        record.case.dates = _dates(scopes, appraisal)
        record.dated = (cycle.id, "appraisal", appraisal.id) in scopes


def _scopes(session: Session, appraisals: Sequence[PlainAppraisal]) -> Scopes:
    """The windows that any of the appraisals looks at."""
    own = and_(Window.scope == "appraisal", Window.scope_id.in_([each.id for each in appraisals]))
    rows = session.execute(
        select(
            Window.cycle_id, Window.scope, Window.scope_id, Window.key, Window.edge, Window.due_at
        ).where(
            Window.cycle_id.in_({each.cycle_id for each in appraisals}),
            or_(Window.scope != "appraisal", own),
        )
    )
    scopes: Scopes = {}
    for cycle_id, scope, scope_id, key, edge, due_at in rows:
        scopes.setdefault((cycle_id, scope, scope_id), {})[key, edge] = due_at
    return scopes


def _dates(scopes: Scopes, appraisal: PlainAppraisal) -> Dates:
    """Each edge's instant: the narrowest scope wins, as in `windows.windows_for`."""
    wider = (("all", 0), ("unit", appraisal.unit_id), ("appraisal", appraisal.id))
    return {
        edge: due_at
        for scope in wider
        for edge, due_at in scopes.get((appraisal.cycle_id, *scope), {}).items()
    }


def _give_rows(session: Session, found: Mapping[int, Record]) -> None:
    for task in session.scalars(select(Task).where(_of(Task, found)).order_by(Task.id)):
        found[task.instance_id].tasks.append(task)
    for timer in session.scalars(select(Timer).where(_of(Timer, found)).order_by(Timer.engine_id)):
        found[timer.instance_id].timers.append(timer)
    waiting = select(Incident).where(_of(Incident, found), Incident.resolved_at.is_(None))
    for incident in session.scalars(waiting.order_by(Incident.id)):
        found[incident.instance_id].incidents.append(incident)
    answers = select(
        Answer.instance_id, Answer.phase, Answer.step, Answer.item, Answer.revision
    ).where(_of(Answer, found))
    for instance_id, phase, step, item, revision in session.execute(answers):
        found[instance_id].answers.setdefault((phase, step, item), []).append(revision)


def _give_moves(session: Session, found: Mapping[int, Record], broken: Broken) -> None:
    rows = session.execute(
        select(MovedInstance.instance_id, MovedInstance.seq, MovedInstance.old_version_id)
        .where(_of(MovedInstance, found))
        .order_by(MovedInstance.seq)
    )
    for instance_id, seq, version in rows:
        if version not in broken.versions:
            specs = definitions.specs_of(session, version)
            found[instance_id].moved.append((seq, specs))


def _give_history(session: Session, found: Mapping[int, Record]) -> None:
    # As text: a row that is damaged must not stop the others.
    rows = session.execute(
        select(
            History.instance_id,
            History.seq,
            History.at,
            History.act,
            History.phase,
            History.step,
            History.employee_id,
            type_coerce(History.passed, Text),
        )
        .where(_of(History, found))
        .order_by(History.instance_id, History.seq)
    )
    for instance_id, seq, at, act, phase, step, employee_id, passed in rows:
        line = Line(seq, at, act, phase, step, employee_id, _names(passed))
        found[instance_id].history.append(line)


def _names(text: str) -> tuple[str, ...] | None:
    try:
        return tuple(names_passed(text))
    except ValueError:
        return None
