"""What is known about one appraisal when somebody acts on it: its case and its world."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from marshmallow.exceptions import MarshmallowError
from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import Session, defer

from engine import clock, definitions, dossier, policy, windows
from engine.actor import Actor
from engine.bpmn.expressions import ExpressionError
from engine.bpmn.parse import Specs, Step
from engine.errors import AppraisalNotFound, TaskNotFound
from engine.instances import NewTask, Subject
from engine.models import (
    Appraisal,
    Cycle,
    Draft,
    Employee,
    Instance,
    ProfileVersion,
    Sheet,
    Task,
    Version,
)
from engine.rules.profile import Profile
from engine.scoring import ScoreSheet, score, visible


@dataclass
class Case:
    """One appraisal with all that its acts need; loaded once for each act."""

    session: Session
    appraisal: Appraisal
    cycle: Cycle
    profile: Profile
    specs: Specs
    #: When the actor last kept a draft of the task; None without one.
    draft_at: datetime | None = None
    _instance: Instance | None = None
    _task: Task | None = None

    @property
    def instance(self) -> Instance:
        """The running process."""
        if self._instance is None:
            raise LookupError("this case has no instance yet")
        return self._instance

    @property
    def subject(self) -> Subject:
        """What is stepped."""
        return Subject(self.specs, self.instance, self.appraisal)

    @property
    def task(self) -> Task:
        """The task the case was opened for."""
        if self._task is None:
            raise LookupError("this case was not opened for a task")
        return self._task

    @property
    def etag(self) -> str:
        """Names the task as the actor saw it: another draft or another state has another."""
        task = self.task
        seen = f"{task.id} {task.state} {task.due_at} {task.comment} {self.draft_at}"
        return sha256(seen.encode()).hexdigest()[:32]

    @property
    def step(self) -> Step:
        """The task as it is drawn."""
        return self.specs.step_of(self.task.process, self.task.step)

    @cached_property
    def rules(self) -> dict[windows.Edge, str]:
        """The date rules of the cycle's year."""
        return windows.rules_of(self.specs, self.cycle.process, self.profile)

    @cached_property
    def dossier(self) -> dossier.Dossier:
        """What has been answered so far."""
        instance_id = self._instance.id if self._instance else 0
        return dossier.load(self.session, instance_id, self.cycle.year)

    def learn(self) -> None:
        """Read anew what an answer changes: it has just been stored."""
        for name in ("dossier", "sheet", "dates"):
            self.__dict__.pop(name, None)

    @cached_property
    def dates(self) -> dict[windows.Edge, datetime | None]:
        """Each edge's instant for this appraisal, as the rows stand now."""
        return windows.windows_for(self.session, self.cycle, self.appraisal)

    def key_of(self, phase: str) -> str:
        """The window key of a phase; a phase started alone borrows the year's first call of it."""
        return self.specs.phase_key(self.cycle.process, phase)

    def phase_name(self, phase: str) -> str:
        """How the year's diagram names a phase."""
        key = self.key_of(phase)
        phases = self.specs.phases_of(self.cycle.process)
        return next((each.name for each in phases if each.key == key), phase)

    def relation(self, actor: Actor) -> policy.Relation:
        """What `actor` is to this appraisal."""
        return relation_of(self.session, actor, self.appraisal)

    @cached_property
    def sheet(self) -> ScoreSheet | None:
        """The score as the dossier stands now; None before the self assessment is in."""
        inputs = self.dossier.score_inputs(self.profile, self.appraisal.appraisal_class)
        return None if inputs is None else score(self.profile, inputs, self.dossier.decided())


class World:
    """What a step of the process may ask: the time, the people, the dates, the named functions."""

    def __init__(self, session: Session, case: Case) -> None:
        self._session, self._case = session, case
        self.now = clock.now()
        self._dates: dict[windows.Edge, datetime | None] | None = None
        self._sheets: dict[str, ScoreSheet | None] = {}
        #: The functions that expressions have called so far.
        self.asked: set[str] = set()

    @classmethod
    def before(cls, session: Session, cycle: Cycle, appraisal: Appraisal, specs: Specs) -> "World":
        """The world of an appraisal that is just being started."""
        profile = definitions.profile_of(session, cycle.profile_id)
        return cls(session, Case(session, appraisal, cycle, profile, specs))

    def holder(self, role: str) -> int | None:
        """The employee who holds `role` here; None for a group or a role given by the diagram."""
        appraisal = self._case.appraisal
        holders = {
            "pegawai": appraisal.employee_id,
            "pejabat_penilai": appraisal.pejabat_penilai_id,
            "atasan_pejabat_penilai": appraisal.atasan_pejabat_penilai_id,
        }
        return holders.get(role)

    def due(self, phase: str, edge: str) -> datetime | None:
        """The instant of an edge: "closes" of `phase`, or "key.edge" of another."""
        if self._dates is None:
            with self._session.no_autoflush:
                self._dates = self._case.dates
        key, _, name = edge.rpartition(".")
        return self._dates.get((self._case.key_of(key or phase), name))

    def functions(self, phase: str) -> Mapping[str, Callable[..., Any]]:
        """The functions that expressions inside `phase` may call."""
        named: dict[str, Callable[..., Any]] = {
            "due": lambda edge: _iso(self.due(phase, edge)),
            "runs": lambda key: key in self._case.profile.phases,
            "raters": self._raters,
            "rater": lambda text: int(text.split(":")[1]),
            "npk": lambda: self._score(phase).npk_rounded,
            "predikat": lambda: self._score(phase).predikat,
            "mid_year_count": lambda kind: self._case.dossier.mid_year_count(kind),
        }
        return {name: self._noting(name, function) for name, function in named.items()}

    def _noting(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        plain = _plainly(name, function)

        def call(*arguments: Any) -> Any:
            self.asked.add(name)
            return plain(*arguments)

        return call

    def _raters(self) -> list[str]:
        return [f"atasan:{self._case.appraisal.pejabat_penilai_id}", *self._case.dossier.raters()]

    def _score(self, phase: str) -> ScoreSheet:
        sheet = self._sheets.get(phase)
        if sheet is None:
            sheet = self._case.sheet
            if sheet is None:
                raise LookupError("the score was asked for before the self assessment")
            self._sheets[phase] = sheet
            self._keep(phase, sheet)
        return sheet

    def _keep(self, phase: str, sheet: ScoreSheet) -> None:
        appraisal = self._case.appraisal
        self._session.merge(
            Sheet(
                instance_id=self._case.instance.id,
                phase=phase,
                # Without what single raters gave: the dossier alone can be recomputed.
                data=visible(sheet, "sdm").to_json(),
                at=self.now,
            )
        )
        appraisal.skp_score, appraisal.behaviour_score = (
            sheet.skp_score_rounded,
            sheet.behaviour_score_rounded,
        )
        appraisal.npk, appraisal.predikat = sheet.npk_rounded, sheet.predikat


# ---- cases ------------------------------------------------------------------------------------


def hold(session: Session, task_id: str) -> None:
    """Keep the process of a task for this act: who comes second waits, then sees what was done."""
    session.execute(
        select(Instance.id)
        .join(Task, Task.instance_id == Instance.id)
        .where(Task.id == task_id)
        .with_for_update(of=Instance)
    )


def case_of_task(session: Session, actor: Actor, task_id: str) -> Case:
    """The case of a task that is (or was) the actor's. Raises `TaskNotFound` for strangers."""
    return _case_of_task(session, actor, task_id, _CASE)


def held_case(session: Session, actor: Actor, task_id: str) -> Case:
    """The same, kept for this act: who comes second waits, then sees what was done."""
    return _case_of_task(session, actor, task_id, _HELD_CASE)


_UNSEEN = (
    Task.opened_at,
    Task.done_at,
    Task.receipt,
    Appraisal.skp_score,
    Appraisal.behaviour_score,
    Appraisal.npk,
    Appraisal.predikat,
    Appraisal.people_review_rating,
    Appraisal.keberatan,
    Appraisal.finalised_at,
    Appraisal.finalised_by,
    Appraisal.entered_at,
    Appraisal.entered_by,
    Cycle.public_id,
    Cycle.calendar,
    Cycle.opened_at,
    Cycle.opened_by,
    Cycle.closed_at,
    Instance.public_id,
)

# One look for all that an act needs. PostgreSQL reads a row anew after waiting for its lock, but
# only the rows that are locked: hence the task and the appraisal beside the instance.
_CASE = (
    select(Task, Appraisal, Cycle, Instance, Version.hash, ProfileVersion.hash, Draft.saved_at)
    .join(Appraisal, Appraisal.instance_id == Task.instance_id)
    .join(Cycle, Cycle.id == Appraisal.cycle_id)
    .join(Instance, Instance.id == Task.instance_id)
    .join(Version, Version.id == Instance.version_id)
    .join(ProfileVersion, ProfileVersion.id == Cycle.profile_id)
    .outerjoin(Draft, and_(Draft.task_id == Task.id, Draft.employee_id == bindparam("actor")))
    .where(Task.id == bindparam("task"))
    # What an act does not look at, it does not carry; whoever does look, reads it then.
    .options(*(defer(column) for column in _UNSEEN))
    .execution_options(populate_existing=True)
)
_HELD_CASE = _CASE.with_for_update(of=(Instance, Task, Appraisal))


def _case_of_task(
    session: Session,
    actor: Actor,
    task_id: str,
    statement: Select[Task, Appraisal, Cycle, Instance, str, str, datetime],
) -> Case:
    found = session.execute(statement, {"task": task_id, "actor": actor.id}).first()
    if found is None:
        raise TaskNotFound
    task, appraisal, cycle, instance, version, profile, draft_at = found
    relation = _as_party(actor, appraisal)
    if not policy.may_complete(actor, task.role, task.assignee_id, relation):
        raise TaskNotFound
    case = case_of_rows(session, appraisal, cycle, instance, (version, profile))
    return replace(case, draft_at=draft_at, _task=task)


def case_of_rows(
    session: Session,
    appraisal: Appraisal,
    cycle: Cycle,
    instance: Instance,
    hashes: tuple[str, str],
) -> Case:
    """The case of rows that were read together with the hashes of their version and profile."""
    version, profile = hashes
    return Case(
        session=session,
        appraisal=appraisal,
        cycle=cycle,
        profile=definitions.profile_of(session, cycle.profile_id, profile),
        specs=definitions.specs_of(session, instance.version_id, version),
        _instance=instance,
    )


def case_of_appraisal(session: Session, appraisal: Appraisal) -> Case:
    """The case of an appraisal, without asking who looks."""
    cycle = session.get_one(Cycle, appraisal.cycle_id)
    instance = session.get_one(Instance, appraisal.instance_id)
    return Case(
        session=session,
        appraisal=appraisal,
        cycle=cycle,
        profile=definitions.profile_of(session, cycle.profile_id),
        specs=definitions.specs_of(session, instance.version_id),
        _instance=instance,
    )


def case_for_viewer(session: Session, actor: Actor, public_id: str) -> tuple[Case, policy.Viewer]:
    """The case of an appraisal and as whom the actor sees it. Raises `AppraisalNotFound`."""
    appraisal = session.scalar(select(Appraisal).where(Appraisal.public_id == public_id))
    if appraisal is None:
        raise AppraisalNotFound
    as_whom = policy.viewer(actor, relation_of(session, actor, appraisal))
    if as_whom is None:
        raise AppraisalNotFound
    return case_of_appraisal(session, appraisal), as_whom


def relation_of(session: Session, actor: Actor, appraisal: Appraisal) -> policy.Relation:
    """What `actor` is to `appraisal`, computed now."""
    relation = _as_party(actor, appraisal)
    # The line above is asked for only where it could make a difference.
    if relation.is_party or actor.is_sdm:
        return relation
    is_line = actor.id in _line_above(session, appraisal.pejabat_penilai_id)
    return replace(relation, is_line=is_line)


def _as_party(actor: Actor, appraisal: Appraisal) -> policy.Relation:
    return policy.Relation(
        is_subject=appraisal.employee_id == actor.id,
        is_pejabat_penilai=appraisal.pejabat_penilai_id == actor.id,
        is_atasan_pejabat_penilai=appraisal.atasan_pejabat_penilai_id == actor.id,
    )


def subject_name(session: Session, task_id: str) -> str:
    """Whom a task is about."""
    header = session.scalar(
        select(Appraisal.header)
        .join(Task, Task.instance_id == Appraisal.instance_id)
        .where(Task.id == task_id)
    )
    return str(header["pegawai"]["name"]) if header else ""


def event_instant(case: Case, event: str, now: datetime) -> datetime:
    """When an event counts as happened.

    A result whose receipt the pegawai withholds counts as received when it was made available
    (R-076): when its receipt was first asked for.
    """
    if case.task.step != "close_receipt":
        return now
    offered = case.session.scalar(
        select(Task.opened_at).where(
            Task.instance_id == case.instance.id, Task.step == "receive_result"
        )
    )
    return offered or now


def next_sentences(case: Case, opened: Sequence[Task | NewTask]) -> tuple[str, ...]:
    """What happens next, one line for each task that opened: who gets what."""
    return tuple(
        f"{_holder_name(case, task.assignee_id)}: {task.title}"
        for task in opened
        if task.step not in policy.ANONYMOUS
    )


def _holder_name(case: Case, employee_id: int | None) -> str:
    """The header names the parties as they were; only for others the people are asked."""
    if employee_id is None:
        return "Bagian SDM"
    for official in case.appraisal.header.values():
        if official["id"] == employee_id:
            return str(official["name"])
    return case.session.get_one(Employee, employee_id).name


def _plainly(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """What goes wrong in a function of ours stops one process, not the worker."""

    def call(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except _SLIPS as error:
            raise ExpressionError(f"{name}(): {error}", 0) from error

    return call


_SLIPS = (LookupError, ValueError, ArithmeticError, TypeError, AttributeError, MarshmallowError)


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _line_above(session: Session, employee_id: int) -> frozenset[int]:
    """Everybody above an employee in the organisation, without him."""
    found: set[int] = set()
    current = session.scalar(select(Employee.superior_id).where(Employee.id == employee_id))
    while current is not None and current not in found:
        found.add(current)
        current = session.scalar(select(Employee.superior_id).where(Employee.id == current))
    return frozenset(found)
