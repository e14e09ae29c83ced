"""What one officer proposes: another looks at it, does it or declines it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from engine import commands, queries
from engine.errors import BadDate, DatesMoved, EngineError
from webapp import errors, i18n, rights
from webapp.calendar_words import layer_of, title_of
from webapp.here import ask, do
from webapp.posted import whole

#: What is said of each kind once it was agreed to, and the page that shows it.
DONE = {
    "dates": "Tanggal diubah. Yang tugasnya pindah sudah diberi tahu.",
    "move": "Usulan disetujui; pemindahan dimulai.",
    "calendar": "Kalender diubah dan tanggal bergeser. Yang tugasnya pindah sudah diberi tahu.",
}
_TEMPLATES = {
    "dates": "timeline/proposal.html",
    "move": "moves/proposal.html",
    "calendar": "calendars/proposal.html",
}

bp = Blueprint("proposals", __name__, url_prefix="/usulan/<proposal_id>")


@bp.get("")
@rights.sdm
def show(proposal_id: str) -> Any:
    """What is proposed, why, by whom, and whom it would concern now."""
    return _page(_found(proposal_id))


@bp.post("")
@rights.sdm
def decide(proposal_id: str) -> Any:
    """Do it, decline it with a reason, or take one's own back."""
    act = request.form.get("_act", "")
    line = ask(queries.proposal_line, proposal_id)
    made = ""
    try:
        if act == "setujui":
            seen = request.form.get("_seen", "")
            made = do(commands.accept_proposal, proposal_id=proposal_id, seen=seen)
            flash(i18n.say(DONE[line.kind]), "done")
        elif act == "tarik":
            do(commands.withdraw_proposal, proposal_id=proposal_id)
            flash(i18n.say("Usulan ditarik; tidak ada yang berubah."), "done")
        elif act == "tolak":
            answer = request.form.get("alasan", "")
            do(commands.decline_proposal, proposal_id=proposal_id, answer=answer)
            flash(i18n.say("Usulan ditolak; tidak ada yang berubah."), "done")
        else:
            return _page(_found(proposal_id))
    except DatesMoved as error:
        flash(errors.sentence(error), "late")
        return _page(_found(proposal_id)), errors.status_of(error)
    except BadDate as error:
        # What hinders the change itself stands on the page.
        said = i18n.say(error.problem) if act == "tolak" else ""
        return _page(_found(proposal_id), said), 422
    return redirect(_where(line, made))


def _where(line: queries.ProposalLine, made: str) -> str:
    """The page that shows what came of it."""
    if line.kind == "dates":
        return url_for("timeline.show", cycle_id=line.cycle_id)
    if line.kind == "calendar":
        return url_for("calendars.show", layer=layer_of(line.key))
    if made:
        return url_for("moves.show", number=line.number, batch_id=made)
    return url_for("moves.choose", number=line.number)


def _found(proposal_id: str) -> queries.ProposalPage:
    return ask(queries.proposal, proposal_id, request.values.get("halaman", 1, type=whole))


def _page(found: queries.ProposalPage, problem: str = "") -> str:
    trouble = found.trouble
    if isinstance(trouble, EngineError):
        trouble = errors.sentence(trouble)
    return render_template(
        _TEMPLATES[found.line.kind],
        found=found,
        trouble=trouble,
        problem=problem,
        typed=request.form.get("alasan", "")[:600],
        title_of=title_of,
        layer_of=layer_of,
    )
