"""What is told of a case: whom it is about, when an event counts, what follows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import policy
from engine.facts.case import Case
from engine.models import Appraisal, Employee, Task


class Opened(Protocol):
    """A task that has just opened, however it was read."""

    @property
    def step(self) -> str:
        """The drawn step."""

    @property
    def title(self) -> str:
        """Its name."""

    @property
    def assignee_id(self) -> int | None:
        """Whose it is."""


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


def next_sentences(case: Case, opened: Sequence[Opened]) -> tuple[str, ...]:
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
