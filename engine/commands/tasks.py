"""Completing a task, saving its draft, and doing the same to many."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock, facts, form_facts, instances, policy, windows
from engine.act import act
from engine.actor import Actor
from engine.commands.accepting import accept
from engine.db import Database
from engine.errors import (
    AlreadyDone,
    DraftTooLong,
    EngineError,
    ProcessFailed,
    Refused,
    TaskNotFound,
    TooLate,
    Withdrawn,
)
from engine.models import Answer, BehaviourAnswer, Draft, Employee, Task
from schemas.base import Form

MAX_DRAFT = 200_000


@dataclass(frozen=True)
class Receipt:
    """What the sender gets: a number to cite, and what happens next."""

    number: str
    title: str
    at: datetime
    next: tuple[str, ...]


@dataclass(frozen=True)
class BulkResult:
    """What became of one task of many."""

    task_id: str
    subject: str
    ok: bool
    sentence: str
    params: Mapping[str, Any]


def complete_task(
    session: Session, actor: Actor, task_id: str, answers: Mapping[str, Any]
) -> Receipt:
    """Send the form of a task; the process goes on.

    Raises `TaskNotFound` (not the actor's), `AlreadyDone` or `Withdrawn`, `TooLate` (hard
    deadline, R-079), `FormRejected` (messages by field), `ProcessFailed`. What was typed is kept
    as a draft in each case but the first.
    """
    facts.hold(session, task_id)
    case = facts.case_of_task(session, actor, task_id)
    try:
        _still_open(session, case.task)
        _in_time(session, actor, case)
        form = form_facts.form_for(case, actor)
        clean = accept(form, answers)
        return _finish(session, actor, case, form, clean)
    except (Refused, ProcessFailed) as error:
        # A 360 form that is over must not lie beside its writer's name.
        if case.task.step not in policy.ANONYMOUS or case.task.state == "open":
            _keep_draft(error, actor, task_id, answers)
        raise


def save_draft(
    session: Session, actor: Actor, task_id: str, answers: Mapping[str, Any]
) -> datetime:
    """Keep what was typed without sending it (R-012); returns when.

    Raises `TaskNotFound`, `AlreadyDone`, `Withdrawn`, `DraftTooLong`.
    """
    facts.hold(session, task_id)
    case = facts.case_of_task(session, actor, task_id)
    try:
        _still_open(session, case.task)
    except Refused as error:
        if case.task.step not in policy.ANONYMOUS:
            _keep_draft(error, actor, task_id, answers)
        raise
    if _too_long(answers):
        raise DraftTooLong(limit=MAX_DRAFT)
    return _save_draft(session, actor, task_id, answers)


def complete_many(
    database: Database, actor: Actor, task_ids: Sequence[str], answers: Mapping[str, Any]
) -> list[BulkResult]:
    """Send the same answers to many tasks of a bulk form: one act each, one result each."""
    return [_complete_one(database, actor, task_id, answers) for task_id in task_ids]


def _complete_one(
    database: Database, actor: Actor, task_id: str, answers: Mapping[str, Any]
) -> BulkResult:
    with database.read() as session:
        subject = facts.subject_name(session, task_id)
    try:
        receipt = act(database, actor, _complete_bulk, task_id=task_id, answers=answers)
    except TaskNotFound as error:
        return BulkResult(task_id, "", False, error.template, error.params)
    except EngineError as error:
        return BulkResult(task_id, subject, False, error.template, error.params)
    return BulkResult(task_id, subject, True, "Tanda terima {number}", {"number": receipt.number})


def _complete_bulk(
    session: Session, actor: Actor, task_id: str, answers: Mapping[str, Any]
) -> Receipt:
    facts.hold(session, task_id)
    case = facts.case_of_task(session, actor, task_id)
    if not form_facts.form_for(case, actor).bulk:
        raise TaskNotFound
    return complete_task(session, actor, task_id, answers)


def _still_open(session: Session, task: Task) -> None:
    if task.state == "withdrawn":
        raise Withdrawn
    if task.state == "done":
        done_by = session.get(Employee, task.done_by) if task.done_by else None
        raise AlreadyDone(done_by.name if done_by else "", task.done_at)


def _in_time(session: Session, actor: Actor, case: facts.Case) -> None:
    """A hard deadline counts by receipt, even if the sweep has not run."""
    task = case.task
    if not task.hard or task.due_at is None or clock.now() < task.due_at:
        return
    key = case.key_of(task.phase)
    rule = (
        case.profile.keberatan_limit if key == "keberatan" else case.rules.get((key, task.edge), "")
    )
    error = TooLate(case.phase_name(task.phase), task.due_at, " ".join(rule.split()))
    task_id, note = task.id, error.template.split(":")[0]

    def log(later: Session) -> None:
        facts.hold(later, task_id)
        refused = later.get_one(Task, task_id)
        entry = instances.Entry("refused", actor.id, refused, note=note)
        instances.note(later, refused.instance_id, entry)

    error.afterwards = log
    raise error


def _keep_draft(error: EngineError, actor: Actor, task_id: str, answers: Mapping[str, Any]) -> None:
    before = error.afterwards

    def keep(later: Session) -> None:
        if before is not None:
            before(later)
        if not _too_long(answers):
            _save_draft(later, actor, task_id, answers)

    error.afterwards = keep


def _too_long(answers: Mapping[str, Any]) -> bool:
    return len(json.dumps(answers, default=str)) > MAX_DRAFT


def _save_draft(
    session: Session, actor: Actor, task_id: str, answers: Mapping[str, Any]
) -> datetime:
    now = clock.now()
    session.merge(Draft(task_id=task_id, employee_id=actor.id, data=dict(answers), saved_at=now))
    session.flush()
    return now


def _finish(
    session: Session, actor: Actor, case: facts.Case, form: Form, clean: dict[str, Any]
) -> Receipt:
    task, now = case.task, clock.now()
    _store(session, actor, case, form.plain(clean))
    event = case.step.props.get("event")
    if event:
        at = facts.event_instant(case, event, now)
        windows.happened(session, case.cycle, case.profile, case.appraisal, case.rules, event, at)
    case.learn()
    anonymous = task.step in policy.ANONYMOUS
    entry = instances.Entry(
        "completed",
        actor.id,
        task,
        note="" if anonymous else form.comment(clean),
        anonymous=anonymous,
    )
    values = form.outcome(clean)
    if "people_review_rating" in values:
        case.appraisal.people_review_rating = values["people_review_rating"]
    world = facts.World(session, case)
    opened = instances.complete(session, case.specs, case.instance, task, values, world, entry)
    draft = session.get(Draft, (task.id, actor.id))
    if draft is not None:
        session.delete(draft)
    number = f"{case.cycle.year}-{case.instance.id:05d}-{case.instance.rev:03d}"
    return Receipt(number, task.title, now, facts.next_sentences(session, opened))


def _store(session: Session, actor: Actor, case: facts.Case, data: dict[str, Any]) -> None:
    if case.task.step in policy.ANONYMOUS:
        session.add(_unsigned(case.task, data))
    else:
        session.add(_signed(session, actor, case.task, data))
    session.flush()


def _unsigned(task: Task, data: dict[str, Any]) -> BehaviourAnswer:
    return BehaviourAnswer(
        id=instances.new_id(),
        instance_id=task.instance_id,
        rater_group=task.item.split(":")[0],
        data=data,
    )


def _signed(session: Session, actor: Actor, task: Task, data: dict[str, Any]) -> Answer:
    last = session.scalar(
        select(func.max(Answer.revision)).where(
            Answer.instance_id == task.instance_id,
            Answer.phase == task.phase,
            Answer.step == task.step,
            Answer.item == task.item,
        )
    )
    return Answer(
        instance_id=task.instance_id,
        phase=task.phase,
        step=task.step,
        item=task.item,
        revision=(last or 0) + 1,
        form=task.form,
        data=data,
        employee_id=actor.id,
        at=clock.now(),
        late=task.due_at is not None and clock.now() >= task.due_at,
    )
