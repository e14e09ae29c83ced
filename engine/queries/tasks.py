"""One task as a page shows it: the form, what was typed, why me, what happens next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import clock, facts, form_facts, interventions
from engine.actor import Actor
from engine.errors import AlreadyDone, Withdrawn
from engine.models import Draft, Employee, Task
from engine.queries.inbox import InboxItem, item_of, items_where
from engine.queries.next_steps import NextStep, next_steps_of
from schemas.base import Form
from schemas.facts import Facts


@dataclass(frozen=True)
class TaskPage:
    """Everything the page of an open task needs."""

    item: InboxItem
    form: Form
    values: dict[str, Any]
    facts: Facts
    appraisal_id: str
    draft_at: datetime | None
    #: Whether its date has passed for good: it is no longer accepted.
    too_late: bool
    rule: str
    etag: str
    next_steps: tuple[NextStep, ...]


def task_page(session: Session, actor: Actor, task_id: str, *, past: bool = False) -> TaskPage:
    """The page of an open task; with `past`, also of one that is over, to read what was typed.

    Raises `TaskNotFound` for strangers, `AlreadyDone`, `Withdrawn` or `Held` for what is not open.
    """
    case = facts.case_of_task(session, actor, task_id)
    task = case.task
    if task.state == "held" and not past:
        raise interventions.held(session, case.appraisal.id)
    if task.state == "withdrawn" and not past:
        raise Withdrawn
    if task.state == "done" and not past:
        done_by = session.get(Employee, task.done_by) if task.done_by else None
        raise AlreadyDone(done_by.name if done_by else "", task.done_at)
    form = form_facts.form_for(case, actor)
    draft = session.get(Draft, (task.id, actor.id))
    return TaskPage(
        item=item_of(session, actor, task_id),
        form=form,
        values=dict(draft.data) if draft else form.initial(),
        facts=form.facts,
        appraisal_id=case.appraisal.public_id,
        draft_at=draft.saved_at if draft else None,
        too_late=task.hard and task.due_at is not None and task.due_at <= clock.now(),
        rule=case.rule_of(case.key_of(task.phase), task.edge),
        etag=case.etag,
        next_steps=next_steps_of(session, actor, case, {}) if task.state == "open" else (),
    )


def bulk_tasks(session: Session, actor: Actor, form_key: str) -> tuple[InboxItem, ...]:
    """The actor's open tasks of one bulk form, sorted by due date."""
    return items_where(session, actor, Task.form == form_key)
