"""What happens once a task is sent: the ways of its diagram with this appraisal's people and dates.

Roles are named as the appraisal has them. A rater of the 360 is never named, and a rater sees
roles only: somebody else's appraisal is not his to read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, facts, policy, windows
from engine.actor import Actor
from engine.bpmn.ahead import Ahead, Choice, ahead
from engine.bpmn.parse import Step
from engine.models import Task

_NAMED = {
    "pegawai": "employee_id",
    "pejabat_penilai": "pejabat_penilai_id",
    "atasan_pejabat_penilai": "atasan_pejabat_penilai_id",
}
"""Roles that one person holds by the appraisal, and the column that says who."""


@dataclass(frozen=True)
class Hand:
    """Something to be done, and by whom; `person` is empty for a group, or if it is not told."""

    title: str
    role: str
    person: str
    yours: bool


@dataclass(frozen=True)
class NextStep:
    """One thing that may come next: a task (`hand`), the end, or nothing but the work of others.

    `choices` are the answers it hangs on, `together` who must have finished as well, `reached`
    what has been completed by then. `opens_at` is when its window opens, if that is still to come;
    `overdue_at` the date after which it comes only if the work is not done.
    """

    kind: str
    choices: tuple[Choice, ...]
    together: tuple[Hand, ...]
    reached: tuple[str, ...]
    hand: Hand | None
    phase: str
    opens_at: datetime | None
    overdue_at: datetime | None
    due_at: datetime | None


def next_steps(
    session: Session, actor: Actor, task_id: str, outcome: Mapping[str, Any]
) -> tuple[NextStep, ...]:
    """What follows a task once it is sent with these routing values.

    Raises `TaskNotFound` for strangers.
    """
    case = facts.case_of_task(session, actor, task_id)
    return next_steps_of(session, actor, case, outcome)


def next_steps_of(
    session: Session, actor: Actor, case: facts.Case, outcome: Mapping[str, Any]
) -> tuple[NextStep, ...]:
    """What follows the task of `case`; where `outcome` leaves an answer open, each way is told."""
    task = case.task
    found = ahead(
        case.specs,
        case.instance.process,
        task.phase,
        case.step,
        frozenset(case.profile.phases),
        outcome,
    )
    telling = _Telling(session, actor, case)
    # What becomes of work that nobody finishes comes last, and only in this phase.
    near = [each for each in found if not _is_late(each) or each.phase == task.phase]
    return tuple(telling.step(each) for each in sorted(near, key=_is_late))


def _is_late(each: Ahead) -> bool:
    """Whether it comes only if other work is not done in time."""
    return each.wait is not None and each.wait.deadline


class _Telling:
    """Puts people and dates on what the diagram says."""

    def __init__(self, session: Session, actor: Actor, case: facts.Case) -> None:
        self.actor, self.case = actor, case
        self.dates = {**case.dates, **_foreseen(session, case)}
        self.over = _over(session, case)
        self.named = case.task.step not in policy.ANONYMOUS

    def step(self, each: Ahead) -> NextStep:
        wait = each.wait
        at = self._date(wait.phase, wait.edge) if wait else None
        coming = at if at is not None and at > clock.now() else None
        late = _is_late(each)
        return NextStep(
            kind=each.kind,
            choices=each.choices,
            together=self._hands(each.together),
            reached=each.reached,
            hand=self._hand(each.step) if each.step else None,
            phase=self.case.phase_name(each.phase) if each.phase != self.case.task.phase else "",
            opens_at=None if late else coming,
            overdue_at=at if late else None,
            due_at=self._date(each.phase, each.step.edge) if each.step else None,
        )

    def _date(self, phase: str, edge: str) -> datetime | None:
        return self.dates.get((self.case.key_of(phase), edge))

    def _hands(self, steps: Iterable[Step]) -> tuple[Hand, ...]:
        return tuple(self._hand(step) for step in steps if step.id not in self.over)

    def _hand(self, step: Step) -> Hand:
        # Whom an expression names is known only once it is asked; a rater never is.
        if step.assignee or step.role not in _NAMED or step.id in policy.ANONYMOUS:
            return Hand(step.name, step.role, "", False)
        yours = getattr(self.case.appraisal, _NAMED[step.role]) == self.actor.id
        person = str(self.case.appraisal.header[step.role]["name"]) if self.named else ""
        return Hand(step.name, step.role, person, yours)


def _foreseen(session: Session, case: facts.Case) -> dict[windows.Edge, datetime]:
    """The dates that hang on the event which this task's completion is."""
    event = case.step.props.get("event")
    if not event:
        return {}
    at = facts.event_instant(case, event, clock.now())
    return windows.foreseen(
        session, case.cycle, case.profile, case.appraisal, case.rules, event, at
    )


def _over(session: Session, case: facts.Case) -> frozenset[str]:
    """Steps of this phase that have been done, and wait for nobody else now."""
    task = case.task
    states = session.execute(
        select(Task.step, Task.state).where(
            Task.instance_id == task.instance_id, Task.phase == task.phase, Task.id != task.id
        )
    ).all()
    open_ones = {step for step, state in states if state == "open"}
    return frozenset(step for step, _ in states) - open_ones
