"""One task: its form, its draft, sending it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for

import schemas
from engine import commands, queries
from engine.errors import AlreadyOver, FormRejected, RequestReused, Stale
from engine.queries import NextStep, TaskPage
from webapp import answers, errors, fields, formats, i18n, once, rights
from webapp.fields import Messages
from webapp.here import ask, do
from webapp.posted import Posted, judged

CHANGED = (
    "Tugas ini berubah sejak Anda membukanya. Periksa isian di bawah ini, lalu kirim lagi; "
    "belum ada yang dikirim."
)

bp = Blueprint("tasks", __name__, url_prefix="/tugas")

UNNAMED = frozenset({"kolega", "bawahan"})
"""Raters whose name the rated never learns; the superior is known by his office."""


@bp.get("/<task_id>")
@rights.signed_in
def show(task_id: str) -> Any:
    """The form with what was typed last time."""
    try:
        page = ask(queries.task_page, task_id)
    except AlreadyOver as error:
        past = ask(queries.task_page, task_id, past=True)
        return _over(error, past, past.values if past.draft_at else {})
    values = page.values if page.draft_at else fields.neat(page.form, page.values)
    return _page(page, values)


@bp.post("/<task_id>")
@rights.signed_in
def answer(task_id: str) -> Any:
    """Send the form, keep it as a draft, or add or remove a row, by the button pressed."""
    posted = Posted(request.form)
    # A task that is over still has its form: what was typed on it is kept and shown.
    page = ask(queries.task_page, task_id, past=True)
    raw = posted.answers(page.form)
    try:
        if posted.verb == "kirim":
            return _send(page, raw, reviewed=posted.reviewed)
        do(commands.save_draft, task_id=task_id, answers=raw)
    except AlreadyOver as error:
        return _over(error, page, raw)
    except Stale as error:
        flash(i18n.say(CHANGED), "late")
        return _page(ask(queries.task_page, task_id), raw), errors.status_of(error)
    if posted.verb != "simpan":
        return _page(ask(queries.task_page, task_id), raw)
    flash(i18n.say("Draf tersimpan. Tugas ini belum dikirim."), "done")
    return redirect(url_for("inbox.tasks"))


@bp.post("/<task_id>/draf")
@rights.signed_in
def draft(task_id: str) -> Any:
    """Keep what is typed, while it is being typed."""
    page = ask(queries.task_page, task_id, past=True)
    raw = Posted(request.form).answers(page.form)
    at = do(commands.save_draft, task_id=task_id, answers=raw)
    time = formats.clock_time(at, i18n.language(), i18n.zone())
    return jsonify(
        message=i18n.say("Draf tersimpan pukul {time}", time=time),
        seen=ask(queries.task_page, task_id).etag,
    )


def _send(page: TaskPage, raw: dict[str, Any], *, reviewed: bool) -> Any:
    clean, messages = judged(page.form, raw)
    warnings = [] if messages else page.form.warnings(clean)
    if not messages and not reviewed and (warnings or page.form.confirm):
        # Whoever leaves the last look without sending finds his draft; a task that is over says so.
        seen = once.by_fields(request.form)["seen"]
        do(commands.save_draft, task_id=page.item.id, answers=raw, seen=seen)
        page = ask(queries.task_page, page.item.id)
        return render_template(
            "tasks/review.html",
            page=page,
            parts=answers.read_back(page.form, page.form.plain(clean)),
            warnings=warnings,
            next_steps=ask(queries.next_steps, page.item.id, page.form.outcome(clean)),
            pairs=Posted(request.form).pairs,
        )
    after = () if messages else ask(queries.next_steps, page.item.id, page.form.outcome(clean))
    try:
        receipt = _complete(page.item.id, raw)
    except FormRejected as error:
        return _page(ask(queries.task_page, page.item.id), raw, error.messages), 422
    flash(_receipt(receipt, after), "done")
    return redirect(url_for("inbox.tasks"))


def _complete(task_id: str, raw: Mapping[str, Any]) -> commands.Receipt:
    """Send once, however often the button is pressed."""
    sent = once.by_fields(request.form)
    try:
        receipt: commands.Receipt = do(commands.complete_task, task_id=task_id, answers=raw, **sent)
    except RequestReused:
        # Sent, gone back, changed: a person hears that it is done, and what he typed is kept.
        receipt = do(commands.complete_task, task_id=task_id, answers=raw)
    return receipt


def _receipt(receipt: commands.Receipt, after: Sequence[NextStep]) -> str:
    said = [
        i18n.say("Terkirim: {title}.", title=receipt.title),
        i18n.say("Tanda Terima No. {number}.", number=receipt.number),
    ]
    for line in receipt.next:
        who, _, what = line.partition(": ")
        said.append(i18n.say("Selanjutnya {who}: {what}.", who=who, what=what))
    if not receipt.next and after:
        said.append(_later(after[0]))
    return " ".join(said)


def _later(step: NextStep) -> str:
    """What the process waits for where nothing opened at once."""
    if step.kind == "end":
        return i18n.say("Penilaian tahun ini selesai.")
    if step.hand is None or step.together or step.opens_at is None:
        return i18n.say("Penilaian menunggu yang lain.")
    when = formats.day(step.opens_at, i18n.language(), i18n.zone())
    return i18n.say("Selanjutnya mulai {when}: {what}.", when=when, what=step.hand.title)


def _page(page: TaskPage, values: Mapping[str, Any], messages: Messages | None = None) -> str:
    g.zone = page.facts.zone
    return render_template(
        "tasks/show.html",
        page=page,
        picture=fields.draw(page.form, values, messages),
        earlier=_earlier(page),
        anonymous=page.item.role in UNNAMED,
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


def _over(error: AlreadyOver, page: TaskPage, typed: Mapping[str, Any]) -> Any:
    """Who was first, and when; and what was typed, to be copied if it is still needed."""
    g.zone = page.facts.zone
    return render_template(
        "tasks/over.html",
        page=page,
        said=errors.sentence(error),
        parts=answers.read_back(page.form, typed),
    ), errors.status_of(error)
