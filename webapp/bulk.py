"""Many tasks of one bulk form at once: preview, one act each, a result per item."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request

from engine import commands, queries
from engine.errors import TaskNotFound
from engine.queries import InboxItem, TaskPage
from webapp import answers, fields, metrics, rights
from webapp.fields import Messages
from webapp.here import actor, ask, database
from webapp.posted import Posted, judged

bp = Blueprint("bulk", __name__, url_prefix="/tugas/bersama")


@bp.get("/<form_key>")
@rights.signed_in
def show(form_key: str) -> Any:
    """All my tasks of one bulk form, with the form once."""
    items, page = _tasks(form_key)
    chosen = [item.id for item in items]
    return _page(items, page, fields.neat(page.form, page.values), chosen)


@bp.post("/<form_key>")
@rights.signed_in
def answer(form_key: str) -> Any:
    """First a preview of what will be sent for whom; then one act, and one result, for each."""
    posted, chosen = Posted(request.form), request.form.getlist("_tasks")
    if posted.verb == "kirim" and chosen:
        return _send(form_key, posted, chosen)
    items, page = _tasks(form_key)
    raw = posted.answers(page.form)
    if posted.verb not in ("periksa", "kirim"):
        return _page(items, page, raw, chosen)
    clean, messages = judged(page.form, raw)
    if messages or not chosen:
        return _page(items, page, raw, chosen, messages, nobody=not chosen), 422
    return render_template(
        "tasks/preview.html",
        page=page,
        chosen=[item for item in items if item.id in chosen],
        parts=answers.read_back(page.form, page.form.plain(clean)),
        warnings=page.form.warnings(clean),
        pairs=posted.pairs,
    )


def _send(form_key: str, posted: Posted, chosen: list[str]) -> str:
    # Also when somebody else was first with all of them: each answers for itself.
    page = ask(queries.task_page, chosen[0], past=True)
    if page.item.form != form_key:
        raise TaskNotFound
    with metrics.measured("complete_many"):
        results = commands.complete_many(database(), actor(), chosen, posted.answers(page.form))
    return render_template("tasks/results.html", page=page, results=results)


def _tasks(form_key: str) -> tuple[tuple[InboxItem, ...], TaskPage]:
    items = ask(queries.bulk_tasks, form_key)
    if not items or not items[0].bulk:
        raise TaskNotFound
    return items, ask(queries.task_page, items[0].id)


def _page(
    items: tuple[InboxItem, ...],
    page: TaskPage,
    values: Mapping[str, Any],
    chosen: list[str],
    messages: Messages | None = None,
    *,
    nobody: bool = False,
) -> str:
    return render_template(
        "tasks/many.html",
        items=items,
        page=page,
        chosen=chosen,
        nobody=nobody,
        picture=fields.draw(page.form, values, messages),
    )
