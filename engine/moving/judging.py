"""What would happen to each appraisal, in the words and dates of both versions."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from engine import definitions, facts, instances, windows
from engine.bpmn import step
from engine.bpmn.errors import BlobRefused, BpmnError
from engine.bpmn.moving import Mover, Reason, Renames
from engine.bpmn.onward import Onward
from engine.bpmn.parse import Specs
from engine.bpmn.parse import read as read_specs
from engine.errors import BadTimeline
from engine.models import (
    Appraisal,
    Cycle,
    Instance,
    ProfileVersion,
    Task,
    Timer,
    Version,
    is_over,
    table,
    waits,
)
from engine.moving.edges import Edges, Row
from engine.plain import PlainCycle, PlainTask, columns
from engine.uploads import outcomes

#: So many appraisals are looked at, or moved, at once.
CHUNK = 200

#: Why one stays that no drawing speaks of.
SENTENCES: Mapping[str, str] = {
    "unclear": "“{names}” tidak dapat dilanjutkan pada versi itu: {why}",
    "dates": "Linimasa versi itu tidak dapat dipakai: {why}",
    "rows": "Tugas dan batas waktunya tidak cocok dengan prosesnya; jalankan timbang doctor.",
}


@dataclass(frozen=True)
class Selection:
    """Which running appraisals of a cycle: of a version, a unit, of some people; None: all."""

    cycle_id: int
    version_id: int | None = None
    unit_id: int | None = None
    employee_ids: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Wish:
    """Which running appraisals of a cycle are to move to a version, and what is called otherwise.

    `employee_ids` None: all that the other selections leave.
    """

    number: int
    from_number: int | None = None
    unit_id: int | None = None
    employee_ids: Sequence[int] | None = None
    renames: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Why:
    """One reason why an appraisal stays: a sentence, and the element to rename, if that helps."""

    template: str
    params: tuple[tuple[str, str], ...]
    gone: Reason | None = None

    @classmethod
    def of(cls, reason: Reason) -> "Why":
        """The reason of a verdict."""
        params: tuple[tuple[str, str], ...] = (("names", reason.names),)
        if reason.variable:
            params += (("variable", reason.variable), ("writers", reason.writers))
        return cls(reason.template, params, reason if reason.kind == "gone" else None)


@dataclass(frozen=True)
class Judgement:
    """What would happen to one appraisal: it stays, or moves and these things differ."""

    case: facts.Case
    whys: tuple[Why, ...] = ()
    placed: instances.Placed | None = None
    different: tuple[instances.Difference, ...] = ()
    #: Rows of the cycle's dates that it alone needs.
    rows: tuple[Row, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether it moves."""
        return self.placed is not None

    @property
    def redated(self) -> tuple[instances.Difference, ...]:
        """The tasks and timers whose date moves."""
        return tuple(each for each in self.different if each.redated)


def candidates(session: Session, selection: Selection, target_id: int) -> list[int]:
    """The ids of the running appraisals of a selection that are not there yet, in their order."""
    conditions: list[ColumnElement[bool]] = [
        Appraisal.cycle_id == selection.cycle_id,
        ~is_over(),
        Instance.version_id != target_id,
    ]
    if selection.version_id is not None:
        conditions.append(Instance.version_id == selection.version_id)
    if selection.unit_id is not None:
        conditions.append(Appraisal.unit_id == selection.unit_id)
    query = (
        select(Appraisal.id, Appraisal.employee_id)
        .join(Instance, Instance.id == Appraisal.instance_id)
        .where(*conditions)
        .order_by(Appraisal.id)
    )
    wanted = selection.employee_ids
    return [
        number
        for number, employee_id in session.execute(query)
        if wanted is None or employee_id in wanted
    ]


def meant(session: Session, cycle_id: int, wish: Wish) -> list[int]:
    """The ids of the appraisals that a wish is about, in their order. Raises `VersionNotFound`."""
    target = definitions.find(session, wish.number)
    origin = None if wish.from_number is None else definitions.find(session, wish.from_number).id
    wanted = None if wish.employee_ids is None else tuple(wish.employee_ids)
    return candidates(session, Selection(cycle_id, origin, wish.unit_id, wanted), target.id)


def fingerprint(appraisal_ids: Sequence[int]) -> str:
    """Names the appraisals that a preview was about."""
    return sha256(repr(list(appraisal_ids)).encode()).hexdigest()[:32]


@dataclass
class Judge:
    """Says for each appraisal of one cycle what moving it to a version comes to."""

    session: Session
    cycle: PlainCycle
    version_id: int
    renames: Renames
    #: The diagrams of a version that is not stored yet; they must have been checked.
    drawn: Mapping[str, bytes] | None = None

    @cached_property
    def specs(self) -> Specs:
        """The diagrams that appraisals are to move to."""
        if self.drawn is not None:
            return read_specs(self.drawn)
        return definitions.specs_of(self.session, self.version_id)

    @cached_property
    def onward(self) -> Onward:
        """What those diagrams read and write."""
        if self.drawn is not None:
            return Onward(self.drawn, outcomes)
        return definitions.onward_of(self.session, self.version_id)

    @cached_property
    def edges(self) -> Edges:
        """The dates that the cycle lacks."""
        profile = definitions.profile_of(self.session, self.cycle.profile_id)
        return Edges(self.session, self.cycle, profile, self.specs, self.renames)

    def judge(self, appraisal_ids: Collection[int], *, hold: bool = False) -> list[Judgement]:
        """What would happen to these; with `hold` nobody else touches them until the commit."""
        found = _read(self.session, appraisal_ids, hold=hold)
        return [self._judge(each) for each in found]

    def _judge(self, found: "_Found") -> Judgement:
        case = found.case
        verdict = self._mover(case).move(case.instance.blob, self.session.info["seal"])
        if verdict.blob is None:
            return Judgement(case, tuple(Why.of(reason) for reason in verdict.reasons))
        try:
            lacking = self.edges.of(case.appraisal, case.dates, self._drawn(case))
        except BadTimeline as error:
            why = error.params["problems"]
            return Judgement(case, (Why(SENTENCES["dates"], (("why", why),)),))
        dates = {edge: row.due_at for edge, row in lacking.items()}
        return self.look(found, self.version_id, self.specs, verdict.blob, dates, lacking)

    def known_before(self, case: facts.Case, place: tuple[str, str]) -> bool:
        """Whether an element (its container, its id) is drawn where an appraisal comes from."""
        container = case.specs.workflows.get(place[0])
        return container is not None and place[1] in container.task_specs

    def choices(self, case: facts.Case, place: tuple[str, str], into: str) -> list[str]:
        """What an element may be called now: those of its kind in a container."""
        if into not in self.specs.workflows:
            return []
        before = case.specs.workflows[place[0]].task_specs[place[1]]
        there = self.specs.workflows[into].task_specs.values()
        alike = (each for each in there if type(each) is type(before))
        return [each.bpmn_id for each in alike if each.bpmn_id and each.name == each.bpmn_id]

    def look(
        self,
        found: "_Found",
        version_id: int,
        specs: Specs,
        blob: bytes,
        dates: Mapping[windows.Edge, Any],
        lacking: Mapping[windows.Edge, Row],
    ) -> Judgement:
        """What a state of a version asks for, beside what is stored."""
        case = found.case
        there = replace(case, specs=specs, _instance=case.instance._replace(version_id=version_id))
        there.dates = {**case.dates, **dates}
        world = facts.World(self.session, there)
        try:
            waits = step.look(specs, blob, world, self.session.info["seal"])
        except BlobRefused as error:
            return _unclear(case, "", error.reason)
        except BpmnError as error:
            return _unclear(case, error.element, error.reason)
        if {each.id for each in waits.tasks} != found.tasks.keys() or (
            {each.id for each in waits.timers} != found.timers.keys()
        ):
            return Judgement(case, (Why(SENTENCES["rows"], ()),))
        placed = instances.Placed(
            there.subject, version_id, blob, waits, world, found.tasks, found.timers
        )
        rows = [row for row in lacking.values() if row.scope[0] == "appraisal"]
        return Judgement(case, (), placed, tuple(instances.differences(placed)), tuple(rows))

    def _mover(self, case: facts.Case) -> Mover:
        known = self.__dict__.setdefault("_movers", {})
        version = case.instance.version_id
        if version not in known:
            known[version] = Mover(case.specs, self.specs, self.onward, self.renames)
        mover: Mover = known[version]
        return mover

    def _drawn(self, case: facts.Case) -> Collection[windows.Edge]:
        """The edges that the version knows that an appraisal comes from."""
        known = self.__dict__.setdefault("_edges_of", {})
        version = case.instance.version_id
        if version not in known:
            known[version] = frozenset(case.rules)
        drawn: Collection[windows.Edge] = known[version]
        return drawn


def _unclear(case: facts.Case, element: str, reason: str) -> Judgement:
    return Judgement(case, (Why(SENTENCES["unclear"], (("names", element), ("why", reason))),))


# ---- reading ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Found:
    """A case with its open rows, by engine id."""

    case: facts.Case
    tasks: Mapping[bytes, PlainTask]
    timers: Mapping[bytes, Mapping[str, Any]]


_CASES = (
    select(*facts.COLUMNS)
    .select_from(table(Appraisal))
    .join(Cycle, Cycle.id == Appraisal.cycle_id)
    .join(Instance, Instance.id == Appraisal.instance_id)
    .join(Version, Version.id == Instance.version_id)
    .join(ProfileVersion, ProfileVersion.id == Cycle.profile_id)
    .order_by(Appraisal.id)
)


def _read(session: Session, appraisal_ids: Collection[int], *, hold: bool) -> Iterator[_Found]:
    query = _CASES.where(Appraisal.id.in_(appraisal_ids))
    if hold:
        query = query.with_for_update(of=(Instance, Appraisal))
    cases = [facts.case_of_row(session, row) for row in session.connection().execute(query).all()]
    ids = [each.instance.id for each in cases]
    tasks: dict[int, dict[bytes, PlainTask]] = {each: {} for each in ids}
    timers: dict[int, dict[bytes, Mapping[str, Any]]] = {each: {} for each in ids}
    open_tasks = select(*columns(PlainTask, Task)).where(Task.instance_id.in_(ids), waits())
    for row in session.connection().execute(open_tasks):
        task = PlainTask(*row)
        tasks[task.instance_id][task.engine_id] = task
    waiting = select(table(Timer)).where(Timer.instance_id.in_(ids))
    for timer in session.connection().execute(waiting).mappings():
        timers[timer["instance_id"]][timer["engine_id"]] = dict(timer)
    for case in cases:
        yield _Found(case, tasks[case.instance.id], timers[case.instance.id])


def read(session: Session, appraisal_ids: Sequence[int]) -> list[_Found]:
    """These appraisals with their open rows, held for this act."""
    return list(_read(session, appraisal_ids, hold=True))
