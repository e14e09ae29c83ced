"""Processes that have stopped, for Bagian SDM: which, why, and letting them go on."""

from typing import Any

from flask import Response

from engine import commands, queries
from schemas import api
from webapp import i18n, rights
from webapp.api.blueprint import Blueprint
from webapp.here import ask, do

bp = Blueprint(
    "api-incidents",
    __name__,
    url_prefix="/api/v1/incidents",
    description="Processes that have stopped",
)


@bp.route("", methods=["GET"])
@rights.sdm
@bp.problems(401, 403, 422)
@bp.response(200, api.IncidentRows)
@bp.arguments(api.PageQuery, location="query")
def stopped(wanted: dict[str, int]) -> Any:
    """What has stopped and nobody has let go on, fifty to a page; for Bagian SDM."""
    found = ask(queries.open_incidents, wanted["page"])
    return {
        "page": found.page,
        "pages": found.pages,
        "count": found.total,
        "incidents": [_row(line) for line in found.lines],
    }


@bp.route("/<incident_id>/resume", methods=["POST"])
@rights.sdm
@bp.problems(401, 403, 404, 409)
@bp.response(204)
def resume(incident_id: str) -> Any:
    """Let a process go on, with all its incidents; asked again, nothing is done.

    A state that is damaged is a 409: nothing can go on, and all stays as it is.
    """
    do(commands.resume, stopped=incident_id)
    return Response(status=204)


def _row(line: queries.IncidentLine) -> dict[str, Any]:
    return {
        **{name: getattr(line, name) for name in _PLAIN},
        "appraisal": line.appraisal_id,
        "element": i18n.say(line.element),
        "task": i18n.say(line.task),
    }


_PLAIN = (
    "id",
    "subject",
    "position",
    "unit",
    "year",
    "reason",
    "since",
    "attempts",
    "stopped",
    "mine",
)
