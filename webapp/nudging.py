"""Reminding from the list: whom it would reach first, then exactly they are told."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from engine import commands, queries
from webapp import i18n, listing, rights
from webapp.here import ask, do

SHOWN = 100
"""Lines of a preview; the rest is counted."""

bp = Blueprint("nudging", __name__, url_prefix="/penilaian/ingatkan")


@bp.get("")
@rights.signed_in
def preview() -> Any:
    """Who would be reminded of what: those chosen, or all whom the filter of the address finds."""
    found = ask(queries.nudges, listing.wanted())
    ready = [each for each in found if not each.rested]
    return render_template(
        "appraisals/nudge.html",
        ready=ready,
        people=len({each.holder_id for each in ready}),
        rested=len(found) - len(ready),
        shown=SHOWN,
        kept=listing.kept(),
        chosen=request.args.getlist("pilih"),
    )


@bp.post("")
@rights.signed_in
def send() -> Any:
    """Remind them."""
    many = do(commands.nudge, wanted=listing.wanted())
    if many:
        flash(i18n.say("{n} tugas diingatkan.", n=many), "done")
    else:
        flash(i18n.say("Tidak ada yang diingatkan."), "soon")
    return redirect(url_for("appraisals.everybody", **listing.kept()))
