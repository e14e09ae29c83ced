"""An informal coaching: recorded by the pejabat penilai at any time, without a task."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from engine import commands, queries
from engine.errors import FormRejected
from schemas.base import Form
from webapp import fields, i18n, rights
from webapp.fields import Messages
from webapp.here import ask, do
from webapp.posted import Posted

bp = Blueprint("coaching", __name__)


@bp.get("/penilaian/<appraisal_id>/coaching")
@rights.signed_in
def show(appraisal_id: str) -> Any:
    """The empty form."""
    form = ask(queries.informal_coaching_form, appraisal_id)
    return _page(appraisal_id, form, fields.neat(form, form.initial()))


@bp.post("/penilaian/<appraisal_id>/coaching")
@rights.signed_in
def record(appraisal_id: str) -> Any:
    """Keep the record, or add or remove a row, by the button pressed."""
    form = ask(queries.informal_coaching_form, appraisal_id)
    posted = Posted(request.form)
    raw = posted.answers(form)
    if posted.verb != "kirim":
        return _page(appraisal_id, form, raw)
    try:
        do(commands.record_informal_coaching, appraisal_id=appraisal_id, answers=raw)
    except FormRejected as error:
        return _page(appraisal_id, form, raw, error.messages), 422
    flash(i18n.say("Catatan coaching tersimpan; pegawai diberi tahu."), "done")
    return redirect(url_for("appraisals.show", appraisal_id=appraisal_id))


def _page(
    appraisal_id: str, form: Form, values: Mapping[str, Any], messages: Messages | None = None
) -> str:
    g.zone = form.facts.zone
    return render_template(
        "appraisals/coaching.html",
        appraisal_id=appraisal_id,
        form=form,
        picture=fields.draw(form, values, messages),
    )
