"""The diagram with the people on it: how many stand at each step, and the way to their list."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, make_response, render_template, url_for

from engine import queries
from engine.queries import Places, Spot
from webapp import headers, i18n, listing, rights
from webapp.here import ask

bp = Blueprint("places", __name__, url_prefix="/pantauan/diagram")


@bp.get("")
@rights.signed_in
def show() -> Any:
    """The people of the filter on the diagram of the year, or of the phase named in the address."""
    wanted = listing.wanted()
    found = ask(queries.places, _anywhere(wanted), wanted.phase)
    page = render_template(
        "appraisals/places.html",
        wanted=wanted,
        found=found,
        most=_most(found),
        listed=_listed,
        kept=listing.kept("tahap", "langkah", "versi", "urut", "kolom"),
        drawn=_drawn(found) if found else {},
    )
    return headers.for_drawings(make_response(page))


@bp.get("/<int:number>/<name>")
@rights.signed_in
def drawing(number: int, name: str) -> Response:
    """A diagram as it was published: how the year goes is no secret of Bagian SDM."""
    return Response(ask(queries.drawing, number, name), mimetype="application/xml")


def _anywhere(wanted: queries.AppraisalFilter) -> queries.AppraisalFilter:
    return replace(wanted, phase="", step="")


def _most(found: Places | None) -> Spot | None:
    """Where most of them wait."""
    spots = [spot for spot in found.spots if spot.place] if found else []
    return max(spots, key=lambda spot: spot.place.people if spot.place else 0, default=None)


def _listed(found: Places, spot: Spot, **more: Any) -> str:
    """The list of those who wait at a spot."""
    said = listing.kept("tahap", "langkah", "urut", "kolom") | more
    said |= {"siklus": found.cycle, "versi": found.version}
    if spot.line.kind == "call" and not found.phase:
        said["tahap"] = spot.line.id
    else:
        said |= {"tahap": found.phase, "langkah": spot.line.id}
    return url_for("appraisals.everybody", **said)


def _drawn(found: Places) -> Mapping[str, Any]:
    """What the script shows: where the drawing is, and the sign at each step."""
    name = found.path.rpartition("/")[2]
    return {
        "address": url_for("places.drawing", number=found.version, name=name),
        "spots": [_sign(found, spot) for spot in found.spots if spot.place or spot.line.calls],
    }


def _sign(found: Places, spot: Spot) -> Mapping[str, Any]:
    place, kept = spot.place, listing.kept("tahap", "langkah")
    sign: dict[str, Any] = {"element": spot.line.id}
    if spot.line.kind == "call" and not found.phase:
        sign["opens"] = url_for("places.show", **kept, tahap=spot.line.id)
    if place:
        sign |= {
            "people": place.people,
            "late": place.late,
            "slow": place.slow,
            "list": _listed(found, spot),
            "name": i18n.say(
                "{where}: {n} orang, {late} terlambat",
                where=i18n.say(spot.line.name),
                n=place.people,
                late=place.late,
            ),
        }
    return sign
