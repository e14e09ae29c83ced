"""Mengapa tanggal ini? The rules, changes, events and versions behind a date."""

from typing import Any

from flask import Blueprint, render_template, url_for

from engine import queries
from engine.queries import WhyDate
from webapp import rights
from webapp.here import ask

bp = Blueprint("why", __name__)


@bp.get("/tugas/<task_id>/tanggal")
@rights.signed_in
def task(task_id: str) -> Any:
    """Why a task is due when it is."""
    return _page(ask(queries.why_task, task_id), url_for("tasks.show", task_id=task_id))


@bp.get("/penilaian/<appraisal_id>/tanggal/<key>/<edge>")
@rights.signed_in
def appraisal(appraisal_id: str, key: str, edge: str) -> Any:
    """Why a date of an appraisal is what it is."""
    found = ask(queries.why_date, appraisal_id, key, edge)
    return _page(found, url_for("appraisals.show", appraisal_id=appraisal_id))


@bp.get("/linimasa/<cycle_id>/tanggal/<key>/<edge>")
@rights.sdm
def window(cycle_id: str, key: str, edge: str) -> Any:
    """Why a date of a cycle is what it is."""
    found = ask(queries.why_window, cycle_id, key, edge)
    return _page(found, url_for("timeline.show", cycle_id=cycle_id))


def _page(found: WhyDate, back: str) -> str:
    again = queries.recomputed(found)
    return render_template("timeline/why.html", why=found, again=again, back=back)
