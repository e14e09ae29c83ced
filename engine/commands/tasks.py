"""Completing a task, saving its draft, and doing the same to many."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from engine import (
    clock,
    facts,
    form_facts,
    incidents,
    instances,
    interventions,
    policy,
    timeline,
    windows,
)
from engine.act import act, received_at
from engine.actor import Actor
from engine.commands import requests
from engine.commands.accepting import accept
from engine.db import Database
from engine.errors import (
    AlreadyDone,
    AlreadyOver,
    DraftTooLong,
    EngineError,
    ProcessFailed,
    Refused,
    RequestReused,
    Stale,
    TaskNotFound,
    TooLate,
    Withdrawn,
)
from engine.ids import random_id
from engine.models import Answer, Appraisal, BehaviourAnswer, Draft, Employee, Task, table
from engine.prepared import Prepared
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
    session: Session,
    actor: Actor,
    task_id: str,
    answers: Mapping[str, Any],
    request: str = "",
    seen: str = "",
) -> Receipt:
    """Send the form of a task; the process goes on.

    `request` names the request (at most 200 letters): sent again with the same answers, it gets
    the same receipt. `seen` is the `etag` of the task as the sender saw it.

    Raises `TaskNotFound` (not the actor's), `AlreadyDone`, `Withdrawn` or `Held`, `Stale` (no
    longer what was seen), `RequestReused` (the same name with other answers), `TooLate` (hard
    deadline, R-079), `FormRejected` (messages by field), `ProcessFailed`. What was typed is kept as
    a draft in each case but the first.
    """
    case = facts.held_case(session, actor, task_id)
    sent = requests.fingerprint(request, {} if _unsaid(case) else answers)
    if sent and case.task.state == "done" and case.task.done_by == actor.id:
        repeated = _repeated(session, case, sent)
        if repeated is not None:
            return repeated
    try:
        _still_open(session, case)
        _as_seen(case, seen)
        _in_time(session, actor, case)
        form = form_facts.form_to_accept(case, actor)
        clean = accept(form, answers)
        return _finish(session, actor, case, form, clean, sent)
    except (Refused, ProcessFailed) as error:
        # A 360 form that is over must not lie beside its writer's name, nor a stale copy on a
        # newer draft.
        if isinstance(error, Stale):
            raise
        if isinstance(error, ProcessFailed):
            error.task_id = task_id
        if not _unsaid(case) or case.task.state == "open":
            _keep_draft(error, actor, task_id, answers)
        raise


def answer_task(
    session: Session,
    actor: Actor,
    task_id: str,
    answer: Callable[[Form], Mapping[str, Any]],
) -> Receipt:
    """The same for who answers the form as he finds it: it is built once, and no draft is kept."""
    case = facts.held_case(session, actor, task_id)
    _still_open(session, case)
    _in_time(session, actor, case)
    form = form_facts.form_to_accept(case, actor)
    return _finish(session, actor, case, form, accept(form, answer(form)), b"")


def save_draft(
    session: Session, actor: Actor, task_id: str, answers: Mapping[str, Any], seen: str = ""
) -> datetime:
    """Keep what was typed without sending it (R-012); returns when.

    Raises `TaskNotFound`, `AlreadyDone`, `Withdrawn`, `Stale` (another draft was kept since
    `seen`), `DraftTooLong`.
    """
    case = facts.held_case(session, actor, task_id)
    try:
        _still_open(session, case)
        _as_seen(case, seen)
    except AlreadyOver as error:
        if not _unsaid(case):
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
    case = facts.held_case(session, actor, task_id)
    if not form_facts.form_to_accept(case, actor).bulk:
        raise TaskNotFound
    return complete_task(session, actor, task_id, answers)


def _still_open(session: Session, case: facts.Case) -> None:
    task = case.task
    if task.state == "held":
        raise interventions.held(session, case.appraisal.id)
    if task.state == "withdrawn":
        raise Withdrawn
    if task.state == "done":
        done_by = session.get(Employee, task.done_by) if task.done_by else None
        raise AlreadyDone(done_by.name if done_by else "", task.done_at)


def _as_seen(case: facts.Case, seen: str) -> None:
    if seen and seen != case.etag:
        raise Stale


def _unsaid(case: facts.Case) -> bool:
    """Whether nobody may know who said what here (R-054)."""
    return case.task.step in policy.ANONYMOUS


def _repeated(session: Session, case: facts.Case, sent: bytes) -> Receipt | None:
    """The receipt of a request that comes again; None if the task was finished by another."""
    task = case.task
    if not requests.same_name(task.request, sent):
        return None
    if task.request != sent:
        raise RequestReused
    waiting = session.scalars(
        select(Task).where(Task.instance_id == task.instance_id, Task.state == "open")
    ).all()
    opened = [each for each in waiting if each.opened_at >= (task.done_at or each.opened_at)]
    return Receipt(
        task.receipt, task.title, task.done_at or clock.now(), facts.next_sentences(case, opened)
    )


def _in_time(session: Session, actor: Actor, case: facts.Case) -> None:
    """A hard deadline counts by receipt, even if the sweep has not run."""
    task = case.task
    if not task.hard or task.due_at is None or received_at(session) < task.due_at:
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
    session: Session,
    actor: Actor,
    case: facts.Case,
    form: Form,
    clean: dict[str, Any],
    request: bytes,
) -> Receipt:
    task, now = case.task, clock.now()
    _store(session, actor, case, form.plain(clean))
    event = case.step.props.get("event")
    if event:
        at = facts.event_instant(case, event, now)
        case.appraisal = windows.happened(
            session, case.cycle, case.profile, case.appraisal, case.rules, event, at
        )
    case.learn()
    anonymous = task.step in policy.ANONYMOUS
    entry = instances.Entry(
        "completed",
        actor.id,
        task,
        note="" if anonymous else form.comment(clean),
        anonymous=anonymous,
        at=_day_alone(now, case.cycle.zone) if anonymous else None,
    )
    values = form.outcome(clean)
    if "people_review_rating" in values:
        rating = {"appraisal": case.appraisal.id, "rating": values["people_review_rating"]}
        _RATED.run(session, rating)
    number = f"{case.cycle.year}-{case.instance.id:05d}-{case.instance.rev + 1:03d}"
    world, sent = facts.World(session, case), instances.Sent(request, number)
    opened = instances.complete(session, case.subject, task, values, world, entry, sent)
    if case.draft_at is not None:
        _DRAFT_SENT.run(session, {"task": task.id, "actor": actor.id})
        # A form that once failed was kept as a draft: now it is through.
        incidents.close_of_task(session, task.id)
    return Receipt(number, task.title, now, facts.next_sentences(case, opened))


def _day_alone(now: datetime, zone: str) -> datetime:
    """The day on which a 360 form came in, without its hour (R-054)."""
    return timeline.instant(timeline.local_day(now, zone), "opens", zone)


_RATED = Prepared(
    update(table(Appraisal))
    .where(Appraisal.id == bindparam("appraisal"))
    .values(people_review_rating=bindparam("rating"))
)
_DRAFT_SENT = Prepared(
    delete(table(Draft)).where(
        Draft.task_id == bindparam("task"), Draft.employee_id == bindparam("actor")
    )
)


def _store(session: Session, actor: Actor, case: facts.Case, data: dict[str, Any]) -> None:
    task = case.task
    if _unsaid(case):
        group = task.item.split(":")[0]
        _UNSIGNED.run(
            session,
            {
                "id": random_id(),
                "instance_id": task.instance_id,
                "rater_group": group,
                "data": data,
            },
        )
        return
    now = clock.now()
    _SIGNED.run(
        session,
        {
            "instance": task.instance_id,
            "in_phase": task.phase,
            "in_step": task.step,
            "of_item": task.item,
            "form": task.form,
            "data": data,
            "employee_id": actor.id,
            "at": now,
            "late": task.due_at is not None and received_at(session) >= task.due_at,
        },
    )


_UNSIGNED = Prepared(insert(table(BehaviourAnswer)), "id", "instance_id", "rater_group", "data")
_LAST_REVISION = (
    select(func.coalesce(func.max(Answer.revision), 0))
    .where(
        Answer.instance_id == bindparam("instance"),
        Answer.phase == bindparam("in_phase"),
        Answer.step == bindparam("in_step"),
        Answer.item == bindparam("of_item"),
    )
    .scalar_subquery()
)
_SIGNED = Prepared(
    insert(table(Answer)).values(
        instance_id=bindparam("instance"),
        seq=instances.NEXT_SEQ,
        phase=bindparam("in_phase"),
        step=bindparam("in_step"),
        item=bindparam("of_item"),
        revision=_LAST_REVISION + 1,
        **{name: bindparam(name) for name in ("form", "data", "employee_id", "at", "late")},
    )
)
