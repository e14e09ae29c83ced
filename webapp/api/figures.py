"""Figures: how long, how late, how much, how good, and who will be late at the present pace."""

from typing import Any

from engine import queries
from engine.queries import MIN_GROUP, Figures, Projected
from schemas import api
from webapp import i18n, rights
from webapp.api.blueprint import Blueprint
from webapp.here import ask

bp = Blueprint(
    "api-figures",
    __name__,
    url_prefix="/api/v1",
    description="Figures of the appraisals that I may see",
)


@bp.route("/figures", methods=["GET"])
@rights.signed_in
@bp.problems(401, 404, 422)
@bp.response(200, api.FiguresAnswer)
@bp.arguments(api.BoardQuery, location="query")
def figures(wanted: dict[str, Any]) -> Any:
    """The figures of a cycle below a unit, as on the page Angka; names in my language."""
    found = ask(queries.figures, wanted["cycle"], wanted["unit"])
    return {**_ahead(found), "figures": None if found is None else _figures(found)}


@bp.route("/projection", methods=["GET"])
@rights.signed_in
@bp.problems(401, 404, 422)
@bp.response(200, api.ProjectionAnswer)
@bp.arguments(api.BoardQuery, location="query")
def projection(wanted: dict[str, Any]) -> Any:
    """Who will be late at the present pace, and when units will be done; nothing else."""
    return _ahead(ask(queries.projection, wanted["cycle"], wanted["unit"]))


def _ahead(found: Figures | Projected | None) -> dict[str, Any]:
    if found is None:
        return {"counted": None, "projection": None}
    ahead = found.projection
    return {
        "counted": found.scope,
        "projection": {
            **{name: getattr(ahead, name) for name in ("waiting", "overdue", "late", "untold")},
            "stages": _said(ahead.stages, "name"),
            "units": ahead.units,
            "people": _said(ahead.people, "stage"),
        },
    }


def _figures(found: Figures) -> dict[str, Any]:
    return {
        "stages": _said(found.stages, "name"),
        "lost": _said(found.lost, "stage"),
        "punctuality": found.punctuality,
        "coachings": _said(found.coachings, "name"),
        "reviewers": found.reviewers,
        "ratings": {
            "min_group": MIN_GROUP,
            "categories": [i18n.say(each) for each in found.ratings.categories],
            "lines": found.ratings.lines,
            "total": found.ratings.total,
        },
        "growth": found.growth,
    }


def _said(lines: tuple[Any, ...], name: str) -> list[dict[str, Any]]:
    """Lines with one of their names in the reader's language."""
    return [{**vars(each), name: i18n.say(getattr(each, name))} for each in lines]
