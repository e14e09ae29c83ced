"""Saved views of the list of appraisals: mine and those that others share, kept and forgotten."""

from typing import Any

from flask import Response

from engine import commands, queries
from engine.errors import FormRejected
from engine.queries import AppraisalFilter, ViewLine
from schemas import api
from schemas.said import say
from webapp import listing, rights
from webapp.api.blueprint import Blueprint
from webapp.here import ask, do

bp = Blueprint(
    "api-views", __name__, url_prefix="/api/v1/views", description="Filters under a name"
)


@bp.route("", methods=["GET"])
@rights.signed_in
@bp.problems(401)
@bp.response(200, api.ViewRows)
def all_views() -> Any:
    """My views and the shared ones; a view holds no right: it shows what I may see."""
    return {"views": [_view(each) for each in ask(queries.saved_views)]}


@bp.route("", methods=["POST"])
@rights.signed_in
@bp.problems(400, 401, 413, 415, 422)
@bp.response(200, api.ViewShape)
@bp.arguments(api.ViewOrder)
def save(order: dict[str, Any]) -> Any:
    """Keep a filter under a name; one of mine with the same name is overwritten."""
    if not set(order["columns"]) <= listing.COLUMNS.keys():
        raise FormRejected({"columns": [say("Kolom yang tidak dikenal.")]})
    query = listing.address_of(AppraisalFilter(**order["filter"]), order["columns"])
    saved = do(commands.save_view, name=order["name"], query=query, shared=order["shared"])
    return next(_view(each) for each in ask(queries.saved_views) if each.id == saved)


@bp.route("/<view_id>", methods=["DELETE"])
@rights.signed_in
@bp.problems(401, 404)
@bp.response(204)
def forget(view_id: str) -> Any:
    """Forget a view of mine; that of another is not found."""
    do(commands.delete_view, view_id=view_id)
    return Response(status=204)


def _view(line: ViewLine) -> dict[str, Any]:
    wanted, columns = listing.read_address(line.query)
    plain = {name: getattr(line, name) for name in ("id", "name", "shared", "owner")}
    return {**plain, "filter": wanted, "columns": columns}
