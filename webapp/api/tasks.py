"""My tasks: the list, one with its form, keeping a draft, sending it."""

from typing import Any

from flask import url_for

from engine import commands, queries
from engine.queries import InboxItem, TaskFilter, TaskPage
from schemas import api
from webapp import i18n, once, rights
from webapp.api import forms
from webapp.api.blueprint import Blueprint
from webapp.here import ask, do

bp = Blueprint("api-tasks", __name__, url_prefix="/api/v1/tasks", description="My tasks")

ETAG = {"ETag": {"schema": {"type": "string"}, "description": "Names the task as it is now"}}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string"},
    "description": "The ETag the answers were written for; 412 if the task has changed since",
}
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "maxLength": once.MAX_NAME},
    "description": "Names this sending: sent again with the same answers, it gets the same receipt",
}


@bp.route("", methods=["GET"])
@rights.signed_in
@bp.problems(401, 422)
@bp.response(200, api.TaskRows)
@bp.arguments(api.TaskQuery, location="query")
def my_tasks(wanted: dict[str, Any]) -> Any:
    """My open tasks of all roles, first due first, filtered and paged."""
    found = ask(queries.my_tasks, TaskFilter(**wanted))
    return {
        "page": found.page,
        "pages": found.pages,
        "count": found.total,
        "tasks": [_row(item) for item in found.items],
    }


@bp.route("/<task_id>", methods=["GET"])
@rights.signed_in
@bp.problems(401, 404, 409)
@bp.response(200, api.Task, headers=ETAG)
def show(task_id: str) -> Any:
    """One of my tasks with its form, and the answers to go on with."""
    page = ask(queries.task_page, task_id)
    return {
        "task": _row(page.item),
        "form": forms.described(page.form),
        "answers": page.values,
        "rule": page.rule,
    }, {"ETag": _etag(page)}


@bp.route("/<task_id>/draft", methods=["PUT"])
@rights.signed_in
@bp.doc(parameters=[IF_MATCH])
@bp.problems(400, 401, 404, 409, 412, 413, 415, 422)
@bp.response(200, api.Saved, headers=ETAG)
@bp.arguments(api.Answers)
def draft(answers: dict[str, Any], task_id: str) -> Any:
    """Keep answers without sending them; whatever stood in the draft before is replaced."""
    seen = once.seen_by_header()
    saved_at = do(commands.save_draft, task_id=task_id, answers=answers, **seen)
    return {"saved_at": saved_at}, {"ETag": _etag(ask(queries.task_page, task_id))}


@bp.route("/<task_id>/complete", methods=["POST"])
@rights.signed_in
@bp.doc(parameters=[IF_MATCH, IDEMPOTENCY_KEY])
@bp.problems(400, 401, 404, 409, 412, 413, 415, 422, 500)
@bp.response(200, api.ReceiptShape)
@bp.arguments(api.Answers)
def complete(answers: dict[str, Any], task_id: str) -> Any:
    """Send the form of a task; the process goes on. What is refused is kept as a draft."""
    sent = once.by_headers()
    receipt = do(commands.complete_task, task_id=task_id, answers=answers, **sent)
    return {
        "number": receipt.number,
        "title": i18n.say(receipt.title),
        "at": receipt.at,
        "next": receipt.next,
    }


def _etag(page: TaskPage) -> str:
    return f'"{page.etag}"'


def _row(item: InboxItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": i18n.say(item.title),
        "form": item.form,
        "subject": item.subject,
        "position": item.position,
        "unit": item.unit,
        "cycle": item.cycle,
        "phase": item.phase_key,
        "phase_name": i18n.say(item.phase),
        "role": item.role,
        "in_stead_of": item.in_stead_of,
        "state": item.state,
        "opened_at": item.opened_at,
        "due_at": item.due_at,
        "why": _why(item),
        "late": item.late,
        "days_left": item.days_left,
        "draft_at": item.draft_at,
        "minutes": item.minutes,
        "comment": item.comment,
        "appraisal": item.appraisal_id,
    }


def _why(item: InboxItem) -> str | None:
    """Where a program asks what the date of a task comes from."""
    if item.due_date is None:
        return None
    key, edge = item.due_date
    return url_for("api-appraisals.why", appraisal_id=item.appraisal_id, key=key, edge=edge)
