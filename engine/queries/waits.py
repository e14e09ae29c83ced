"""What an appraisal waits for now: told by what its instance holds open, whatever its diagram.

An instance waits at tasks and for dates; one that has stopped waits for Bagian SDM, and so does one
with nothing open at all. Of the 360 it is told how many forms are missing, never whose (R-054).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from engine import calendars, clock, facts, interventions, policy
from engine.actor import Actor
from engine.models import (
    Appraisal,
    Behind,
    Employee,
    History,
    Incident,
    Instance,
    StagePace,
    Task,
    Timer,
    is_open,
    is_over,
)
from engine.queries.instead import Closer, closers_of, group_of
from engine.timeline import local_day
from engine.tracking import behind
from schemas import form

SDM = "Bagian SDM"

Kind = Literal[
    "yours", "task", "raters", "vacant", "date", "undated", "held", "stopped", "unsent", "adrift"
]


@dataclass(frozen=True)
class Expected:
    """The day on which a stage would end, after its date, if it takes as long as the others.

    These are `passed` of the same cycle, and took `median` working days.
    """

    day: date
    median: int
    passed: int


@dataclass(frozen=True)
class Wait:
    """One thing an appraisal waits for.

    - "yours", "task": a form of the viewer, or of `person`; "vacant": of nobody, or of one who has
      left; "raters": `missing` forms of `asked`, and no `person`;
    - "date": nobody's work, it comes at `due_at`; "undated": the event of its `rule` comes first;
    - "held": `person` holds it, `title` says why;
    - "stopped": it stands still at a step that failed; "unsent": only the form of that name did;
      "adrift": nothing is open that could ever go on.

    `contact` is whom to ask: whoever holds it, or Bagian SDM.
    """

    kind: Kind
    title: str
    phase: str
    since: datetime
    #: Working days since then.
    days: int
    person: str = ""
    role: str = ""
    contact: str = SDM
    due_at: datetime | None = None
    late: bool = False
    #: The task, if the viewer may send it.
    task_id: str | None = None
    missing: int = 0
    asked: int = 0
    #: Which date of the appraisal it is due by, and its rule.
    key: str = ""
    edge: str = ""
    rule: str = ""
    #: Who could do it as well: those of the group it was given to. Nobody else does what one person
    #: is asked for; `closer` may then end the wait for it.
    others: tuple[str, ...] = ()
    closer: Closer | None = None
    #: In whose stead `person` does it, and whether it may be given to another.
    in_stead_of: str = ""
    may_be_lent: bool = False
    #: When its stage would end, where that is known to be too late.
    expected: Expected | None = None

    @property
    def is_task(self) -> bool:
        """Whether somebody has a form to send."""
        return self.kind in ("yours", "task", "raters", "vacant")

    @property
    def is_date(self) -> bool:
        """Whether it comes by itself."""
        return self.kind in ("date", "undated")


@dataclass(frozen=True)
class Waiting:
    """An appraisal that is not over, and all it waits for."""

    id: str
    year: int
    waits: tuple[Wait, ...]


def waits(session: Session, actor: Actor, public_id: str) -> tuple[Wait, ...]:
    """What an appraisal waits for. Raises `AppraisalNotFound` for strangers."""
    case, _ = facts.case_for_viewer(session, actor, public_id)
    return waits_of(session, actor, case)


def my_waits(session: Session, actor: Actor) -> tuple[Waiting, ...]:
    """What the actor's own appraisals wait for, newest year first; those that are over not."""
    rows = session.scalars(
        select(Appraisal)
        .join(Instance, Instance.id == Appraisal.instance_id)
        .where(Appraisal.employee_id == actor.id, ~is_over())
        .order_by(Appraisal.id.desc())
    ).all()
    cases = [(row.public_id, facts.case_of_appraisal(session, row)) for row in rows]
    return tuple(
        Waiting(public_id, case.cycle.year, waits_of(session, actor, case))
        for public_id, case in sorted(cases, key=lambda each: -each[1].cycle.year)
    )


def waits_of(session: Session, actor: Actor, case: facts.Case) -> tuple[Wait, ...]:
    """What stopped it first, then tasks by their date, then dates; () only once it is over."""
    if case.instance.over:
        return ()
    look = _Look(session, actor, case)
    if held := look.held():
        return (held,)
    found = (*look.stopped(), *look.tasks(), *look.dates())
    return found or (look.told("adrift", "", "", look.last),)


class _Look:
    """Looks at one instance."""

    def __init__(self, session: Session, actor: Actor, case: facts.Case) -> None:
        self.session, self.actor, self.case = session, actor, case
        self.relation = case.relation(actor)
        self.now, self.calendar = clock.now(), calendars.calendar_for(session)
        self.instance_id = case.instance.id

    def held(self) -> Wait | None:
        """By whose hand it stands still; then nothing else is waited for."""
        if self.case.instance.state != "held":
            return None
        found = interventions.standing(self.session, self.case.appraisal.id)
        who, since, why = (found.who, found.since, found.reason) if found else (SDM, self.last, "")
        return self.told("held", why, "", since, person=who, contact=who)

    def stopped(self) -> Iterator[Wait]:
        """What failed and has not been let go on: the process, or only a form that was sent."""
        rows = self.session.execute(
            select(Incident.at, Task.title, Task.phase, Task.step)
            .outerjoin(Task, Task.id == Incident.task_id)
            .where(Incident.instance_id == self.instance_id, Incident.resolved_at.is_(None))
            .order_by(Incident.at, Incident.id)
        ).all()
        if self.case.instance.state == "incident":
            yield self.told("stopped", "", "", rows[0].at if rows else self.last)
            return
        for at, title, phase, step in rows:
            # When a rater was at work is nobody's to know.
            if title and step not in policy.ANONYMOUS:
                yield self.told("unsent", title, phase, at)

    def tasks(self) -> Iterator[Wait]:
        """Who has a form to send; the forms of the 360 are one line."""
        official = aliased(Employee)
        rows = self.session.execute(
            select(
                *(Task, Employee.name, Employee.active, official.name),
                *(Behind.ends_at, StagePace.median, StagePace.passed),
            )
            .outerjoin(Employee, Employee.id == Task.assignee_id)
            .outerjoin(official, official.id == Task.in_stead_of_id)
            .outerjoin(Behind, behind.of_task())
            .outerjoin(
                StagePace,
                and_(StagePace.cycle_id == self.case.cycle.id, StagePace.phase == Behind.phase),
            )
            .where(Task.instance_id == self.instance_id, is_open())
            .order_by(Task.due_at.is_(None), Task.due_at, Task.opened_at, Task.id)
        ).all()
        secret = [task for task, *_ in rows if task.step in policy.ANONYMOUS]
        for task, name, active, instead, ends_at, median, passed in rows:
            expected = None
            if ends_at is not None and median is not None:
                day = local_day(ends_at, self.case.cycle.zone)
                expected = Expected(day, median, passed)
            if task not in secret:
                found = self._task(task, name, active, expected)
                yield replace(found, in_stead_of=instead or "")
            elif task is secret[0]:
                yield self._raters(secret, expected)

    def _task(
        self, task: Task, name: str | None, active: bool | None, expected: Expected | None
    ) -> Wait:
        mine = policy.may_complete(self.actor, task.role, task.assignee_id, self.relation)
        vacant = active is False if name else task.role != "sdm"
        kind: Kind = "yours" if mine else "vacant" if vacant else "task"
        return self.told(
            kind,
            task.title,
            task.phase,
            task.opened_at,
            task.edge,
            person=name or ("" if vacant else SDM),
            role=task.role,
            contact=SDM if kind != "task" else name or SDM,
            due_at=task.due_at,
            task_id=task.id if mine else None,
            others=self._group if task.role == "sdm" and task.assignee_id is None else (),
            closer=self._closers.get(task.phase),
            may_be_lent=policy.may_be_lent(task.role, task.step, form(task.form).shows),
            expected=expected,
        )

    def _raters(self, tasks: Sequence[Task], expected: Expected | None) -> Wait:
        first, since = tasks[0], min(each.opened_at for each in tasks)
        mine = (
            each.id
            for each in tasks
            if policy.may_complete(self.actor, each.role, each.assignee_id, self.relation)
        )
        asked = self.session.scalar(
            select(func.count()).where(
                Task.instance_id == self.instance_id,
                Task.step.in_({each.step for each in tasks}),
                Task.state.in_(("open", "done")),
                # An earlier call of the same phase asked others.
                Task.opened_at >= since,
            )
        )
        return self.told(
            "raters",
            first.title,
            first.phase,
            since,
            first.edge,
            role="penilai",
            due_at=first.due_at,
            task_id=next(mine, None),
            missing=len(tasks),
            asked=asked,
            closer=self._closers.get(first.phase),
            expected=expected,
        )

    @cached_property
    def _group(self) -> tuple[str, ...]:
        return group_of(self.session, self.case)

    @cached_property
    def _closers(self) -> Mapping[str, Closer]:
        return closers_of(self.session, self.case)

    def dates(self) -> Iterator[Wait]:
        """What comes by itself, the next first."""
        timers = self.session.scalars(
            select(Timer)
            .where(Timer.instance_id == self.instance_id)
            .order_by(Timer.due_at.is_(None), Timer.due_at, Timer.key, Timer.edge)
        ).all()
        for timer in timers:
            yield self.told(
                "date" if timer.due_at else "undated",
                self._name(timer),
                timer.key,
                self._reached(timer),
                timer.edge,
                due_at=timer.due_at,
            )

    def told(
        self, kind: Kind, title: str, phase: str, since: datetime, edge: str = "", **more: Any
    ) -> Wait:
        """A wait, with what the appraisal says of its phase and its date."""
        zone, key = self.case.cycle.zone, self.case.key_of(phase)
        due_at = more.get("due_at")
        return Wait(
            kind=kind,
            title=title,
            phase=self.case.phase_name(phase),
            since=since,
            days=self.calendar.between(local_day(since, zone), local_day(self.now, zone)),
            late=due_at is not None and due_at <= self.now,
            key=key,
            edge=edge,
            rule=self.case.rule_of(key, edge),
            **more,
        )

    # ---- dates ----------------------------------------------------------------------------------

    def _name(self, timer: Timer) -> str:
        """What the diagram calls a timer; its id where it calls it nothing."""
        specs = self.case.specs
        named = (
            name
            for (container, element), name in specs.names.items()
            if element == timer.element and specs.owner[container] in self._processes(timer.key)
        )
        return next(named, timer.element)

    def _reached(self, timer: Timer) -> datetime:
        """When the process came to a timer: rows of the history tell by which flow."""
        specs = self.case.specs
        ways = frozenset[str]().union(
            *(specs.ways_to(each, timer.element) for each in self._processes(timer.key))
        )
        came = (at for at, passed in self._passed if not ways.isdisjoint(passed))
        return next(came, self.last)

    def _processes(self, key: str) -> Iterable[str]:
        """Where a timer of a phase may be drawn: in the phase, or before it in the year."""
        year = self.case.cycle.process
        phases = self.case.specs.phases_of(year)
        return dict.fromkeys([*(each.process for each in phases if each.key == key), year])

    @cached_property
    def _passed(self) -> list[tuple[datetime, list[str]]]:
        """What each act passed, the newest first; acts that passed nothing left it where it was."""
        rows = self.session.execute(
            select(History.at, History.passed)
            .where(History.instance_id == self.instance_id)
            .order_by(History.seq.desc())
        )
        return [(at, passed) for at, passed in rows if passed]

    @property
    def last(self) -> datetime:
        """When it came to where it stands, if nothing tells that more exactly."""
        return next((at for at, _ in self._passed), self.now)
