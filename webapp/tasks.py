"""One task: its form, its draft, sending it; and many tasks of a bulk form at once."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from marshmallow import ValidationError

import schemas
from engine import commands, queries
from engine.errors import AlreadyDone, FormRejected, TaskNotFound, Withdrawn
from engine.queries import TaskPage
from schemas.base import Form
from webapp import answers, errors, fields, formats, i18n, rights
from webapp.fields import Messages
from webapp.here import actor, ask, database, do
from webapp.posted import Posted

bp = Blueprint("tasks", __name__, url_prefix="/tugas")


@bp.get("/<task_id>")
@rights.signed_in
def show(task_id: str) -> Any:
    """The form with what was typed last time."""
    try:
        page = ask(queries.task_page, task_id)
    except (AlreadyDone, Withdrawn) as error:
        return _over(error)
    values = page.values if page.draft_at else fields.neat(page.form, page.values)
    return _page(page, values)


@bp.post("/<task_id>")
@rights.signed_in
def answer(task_id: str) -> Any:
    """Send the form, keep it as a draft, or add or remove a row, by the button pressed."""
    posted = Posted(request.form)
    try:
        page = ask(queries.task_page, task_id)
        raw = posted.answers(page.form)
        if posted.verb == "kirim":
            return _send(page, raw, reviewed=posted.reviewed)
        if posted.verb == "simpan":
            do(commands.save_draft, task_id=task_id, answers=raw)
            flash(i18n.say("Draf tersimpan. Tugas ini belum dikirim."), "done")
            return redirect(url_for("inbox.tasks"))
    except (AlreadyDone, Withdrawn) as error:
        return _over(error, posted.texts())
    return _page(page, raw)


@bp.post("/<task_id>/draf")
@rights.signed_in
def draft(task_id: str) -> Any:
    """Keep what is typed, while it is being typed."""
    page = ask(queries.task_page, task_id)
    raw = Posted(request.form).answers(page.form)
    at = do(commands.save_draft, task_id=task_id, answers=raw)
    time = formats.clock_time(at, i18n.language(), i18n.zone())
    return jsonify(message=i18n.say("Draf tersimpan pukul {time}", time=time))


@bp.get("/bersama/<form_key>")
@rights.signed_in
def many(form_key: str) -> Any:
    """All my tasks of one bulk form, with the form once."""
    items, page = _bulk(form_key)
    chosen = [item.id for item in items]
    return _many_page(items, page, fields.neat(page.form, page.values), chosen)


@bp.post("/bersama/<form_key>")
@rights.signed_in
def answer_many(form_key: str) -> Any:
    """First a preview of what will be sent for whom; then one act, and one result, for each."""
    posted = Posted(request.form)
    items, page = _bulk(form_key)
    raw, chosen = posted.answers(page.form), request.form.getlist("_tasks")
    if posted.verb == "kirim" and chosen:
        results = commands.complete_many(database(), actor(), chosen, raw)
        return render_template("tasks/results.html", page=page, results=results)
    if posted.verb not in ("periksa", "kirim"):
        return _many_page(items, page, raw, chosen)
    clean, messages = _load(page.form, raw)
    if messages or not chosen:
        return _many_page(items, page, raw, chosen, messages, nobody=not chosen), 422
    return render_template(
        "tasks/preview.html",
        page=page,
        chosen=[item for item in items if item.id in chosen],
        parts=answers.read_back(page.form, page.form.plain(clean)),
        warnings=page.form.warnings(clean),
        pairs=posted.pairs,
    )


def _send(page: TaskPage, raw: dict[str, Any], *, reviewed: bool) -> Any:
    clean, messages = _load(page.form, raw)
    warnings = [] if messages else page.form.warnings(clean)
    if not messages and not reviewed and (warnings or page.form.confirm):
        return render_template(
            "tasks/review.html",
            page=page,
            parts=answers.read_back(page.form, page.form.plain(clean)),
            warnings=warnings,
            pairs=Posted(request.form).pairs,
        )
    try:
        receipt = do(commands.complete_task, task_id=page.item.id, answers=raw)
    except FormRejected as error:
        return _page(page, raw, error.messages), 422
    flash(_receipt(receipt), "done")
    return redirect(url_for("inbox.tasks"))


def _receipt(receipt: commands.Receipt) -> str:
    said = [
        i18n.say("Terkirim: {title}.", title=receipt.title),
        i18n.say("Tanda Terima No. {number}.", number=receipt.number),
    ]
    for line in receipt.next:
        who, _, what = line.partition(": ")
        said.append(i18n.say("Selanjutnya {who}: {what}.", who=who, what=what))
    return " ".join(said)


def _load(form: Form, raw: Mapping[str, Any]) -> tuple[dict[str, Any], Messages]:
    try:
        return dict(form.load(raw)), {}
    except ValidationError as error:
        return {}, error.messages_dict


def _bulk(form_key: str) -> tuple[tuple[queries.InboxItem, ...], TaskPage]:
    items = ask(queries.bulk_tasks, form_key)
    if not items or not items[0].bulk:
        raise TaskNotFound
    return items, ask(queries.task_page, items[0].id)


def _page(page: TaskPage, values: Mapping[str, Any], messages: Messages | None = None) -> str:
    g.zone = page.facts.zone
    return render_template(
        "tasks/show.html",
        page=page,
        picture=fields.draw(page.form, values, messages),
        earlier=_earlier(page),
        anonymous=page.item.role == "penilai",
    )


def _earlier(page: TaskPage) -> list[tuple[str, tuple[answers.Answered, ...]]]:
    """What the steps that this form reads have answered: title and answers."""
    stem = page.form.key().partition(".")[0]
    steps = [(stem, step, page.facts.own.get(step)) for step in page.form.reads]
    if "dossier" in page.form.shows and stem != "keberatan":
        steps.insert(0, ("keberatan", "file_keberatan", _filed(page)))
    forms = (
        (schemas.form(f"{phase}.{step.title().replace('_', '')}")(page.facts), said)
        for phase, step, said in steps
        if said
    )
    return [(form.title, answers.read_back(form, said)) for form, said in forms]


def _filed(page: TaskPage) -> Mapping[str, Any] | None:
    """The keberatan itself, for whoever hears or decides it."""
    return page.facts.earlier.get("keberatan.file_keberatan")


def _many_page(
    items: tuple[queries.InboxItem, ...],
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


def _over(error: AlreadyDone | Withdrawn, typed: list[str] | None = None) -> Any:
    said = errors.sentence(error)
    return render_template("tasks/over.html", said=said, typed=typed or []), errors.status_of(error)
