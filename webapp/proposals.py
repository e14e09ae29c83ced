"""A change of dates that one officer proposes: another looks at it, makes it or declines it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from engine import commands, queries
from engine.errors import BadDate, DatesMoved
from webapp import errors, i18n, rights
from webapp.here import ask, do
from webapp.posted import whole

bp = Blueprint("proposals", __name__, url_prefix="/linimasa/usulan/<proposal_id>")


@bp.get("")
@rights.sdm
def show(proposal_id: str) -> Any:
    """What is proposed, why, by whom, and whom it would concern now."""
    return _page(proposal_id)


@bp.post("")
@rights.sdm
def decide(proposal_id: str) -> Any:
    """Make it, decline it with a reason, or take one's own back."""
    act = request.form.get("_act", "")
    try:
        if act == "setujui":
            seen = request.form.get("_seen", "")
            cycle_id = do(commands.accept_proposal, proposal_id=proposal_id, seen=seen)
            flash(i18n.say("Tanggal diubah. Yang tugasnya pindah sudah diberi tahu."), "done")
        elif act == "tarik":
            cycle_id = do(commands.withdraw_proposal, proposal_id=proposal_id)
            flash(i18n.say("Usulan ditarik; tidak ada tanggal yang berubah."), "done")
        elif act == "tolak":
            answer = request.form.get("alasan", "")
            cycle_id = do(commands.decline_proposal, proposal_id=proposal_id, answer=answer)
            flash(i18n.say("Usulan ditolak; tidak ada tanggal yang berubah."), "done")
        else:
            return _page(proposal_id)
    except DatesMoved as error:
        flash(errors.sentence(error), "late")
        return _page(proposal_id), errors.status_of(error)
    except BadDate as error:
        # What hinders the change itself stands on the page.
        said = i18n.say(error.problem) if act == "tolak" else ""
        return _page(proposal_id, said), 422
    return redirect(url_for("timeline.show", cycle_id=cycle_id))


def _page(proposal_id: str, problem: str = "") -> str:
    page = request.values.get("halaman", 1, type=whole)
    return render_template(
        "timeline/proposal.html",
        found=ask(queries.proposal, proposal_id, page),
        problem=problem,
        typed=request.form.get("alasan", "")[:600],
    )
