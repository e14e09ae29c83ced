"""Processes that have stopped, for Bagian SDM: which, why, and letting them go on."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from engine import commands, queries
from engine.errors import StateDamaged
from webapp import errors, i18n, metrics, rights
from webapp.auth import local_path
from webapp.here import actor, ask, database, do
from webapp.posted import whole

bp = Blueprint("incidents", __name__, url_prefix="/terhenti")


@bp.get("")
@rights.sdm
def stopped() -> Any:
    """All that has stopped, longest first."""
    page = request.args.get("halaman", 1, type=whole)
    return render_template("incidents/incidents.html", found=ask(queries.open_incidents, page))


@bp.post("")
@rights.sdm
def resume_all() -> Any:
    """Let everything go on that can."""
    with metrics.measured("resume_all"):
        resumed = commands.resume_all(database(), actor())
    if resumed.count:
        flash(i18n.say("{n} proses dijalankan lagi.", n=resumed.count), "done")
    if resumed.damaged:
        flash(
            i18n.say(
                "{n} proses tidak dapat dijalankan lagi; pulihkan keadaannya dari cadangan.",
                n=resumed.damaged,
            ),
            "late",
        )
    return redirect(url_for("incidents.stopped"))


@bp.post("/<incident_id>")
@rights.sdm
def resume(incident_id: str) -> Any:
    """Let one process go on, named by an incident or by its appraisal."""
    try:
        do(commands.resume, stopped=incident_id)
    except StateDamaged as error:
        flash(errors.sentence(error), "late")
    else:
        flash(i18n.say("Proses dijalankan lagi."), "done")
    return redirect(local_path(request.form.get("next") or url_for("incidents.stopped")))
