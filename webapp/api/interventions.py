"""Stepping in: hold, release, cancel, hand over, reassign, for many at once; with a look first."""

from typing import Any

from engine import commands, queries
from engine.queries import AppraisalFilter, InterventionAsked
from schemas import api
from webapp import rights
from webapp.api.blueprint import Blueprint
from webapp.api.citations import cited
from webapp.here import ask, do

bp = Blueprint(
    "api-interventions",
    __name__,
    url_prefix="/api/v1/interventions",
    description="Stepping in",
)


@bp.route("/preview", methods=["POST"])
@rights.signed_in
@bp.problems(400, 401, 403, 413, 415, 422)
@bp.response(200, api.InterventionPreviewShape)
@bp.arguments(api.InterventionAsk)
def preview(wanted: dict[str, Any]) -> Any:
    """Whom it would concern, who is left alone and why; `seen` is what doing it asks for."""
    asked, chosen = _read(wanted)
    found = ask(queries.intervention_preview, asked, chosen)
    lines = [{**vars(each), "why": cited(each.why) if each.why else None} for each in found.lines]
    return {**vars(found), "lines": lines}


@bp.route("", methods=["POST"])
@rights.signed_in
@bp.problems(400, 401, 403, 409, 413, 415, 422)
@bp.response(200, api.InterventionShape)
@bp.arguments(api.InterventionOrder)
def make(wanted: dict[str, Any]) -> Any:
    """Do it to exactly those the preview named, else a 409; where two must agree, propose it."""
    order = {name: wanted.pop(name) for name in ("reason", "letter", "seen")}
    asked, chosen = _read(wanted)
    made = do(commands.intervene, asked=asked, wanted=chosen, **order)
    return ask(queries.intervention, made)


@bp.route("/<intervention_id>", methods=["GET"])
@rights.signed_in
@bp.problems(401, 404)
@bp.response(200, api.InterventionShape)
def show(intervention_id: str) -> Any:
    """What became of each; for Bagian SDM and for who did it."""
    return ask(queries.intervention, intervention_id)


@bp.route("/<intervention_id>/undo", methods=["POST"])
@rights.signed_in
@bp.problems(401, 404, 409)
@bp.response(200, api.InterventionShape)
def undo(intervention_id: str) -> Any:
    """Undo it for all on whom nothing depends; a 409 where there is nobody of whom that is true."""
    do(commands.undo_intervention, intervention_id=intervention_id)
    return ask(queries.intervention, intervention_id)


@bp.route("/<intervention_id>/decision", methods=["POST"])
@rights.sdm
@bp.problems(400, 401, 403, 404, 409, 413, 415, 422)
@bp.response(200, api.InterventionShape)
@bp.arguments(api.InterventionDecision)
def decide(said: dict[str, str], intervention_id: str) -> Any:
    """Agree to what a colleague proposes, decline it with a reason, or take one's own back."""
    named = {"intervention_id": intervention_id}
    if said["decision"] == "accept":
        do(commands.accept_intervention, **named)
    elif said["decision"] == "decline":
        do(commands.decline_intervention, **named, answer=said["answer"])
    else:
        do(commands.withdraw_intervention, **named)
    return ask(queries.intervention, intervention_id)


def _read(wanted: dict[str, Any]) -> tuple[InterventionAsked, AppraisalFilter]:
    said = {name: wanted.pop(name) for name in ("kind", "nip", "edge", "rule")}
    asked = InterventionAsked(**said, holder=wanted.pop("of"))
    return asked, AppraisalFilter(ids=tuple(wanted.pop("appraisals")), **wanted)
