"""Two versions of the diagrams compared: a list in words, and both drawings with what changed."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for

from engine import queries
from engine.queries import Comparison, FileChanges, Side
from webapp import headers, rights
from webapp.here import ask

bp = Blueprint("comparing", __name__, url_prefix="/diagram/banding")


@bp.get("")
@rights.sdm
def compared() -> Response:
    """What changes from one side (`dari`) to the other (`ke`): version numbers or draft ids.

    Without them the newest version and the one before it.
    """
    versions = ask(queries.versions)
    newest = versions[0].number
    before = request.args.get("dari", "") or str(max(newest - 1, 1))
    after = request.args.get("ke", "") or str(newest)
    page = render_template(
        "comparing/compared.html",
        comparison=(comparison := ask(queries.comparison, before, after)),
        versions=versions,
        drafts=ask(queries.drafts),
        before=before,
        after=after,
        drawn={file.name: _drawn(comparison, file) for file in comparison.files if file.drawn},
    )
    return headers.for_drawings(make_response(page))


def _drawn(comparison: Comparison, file: FileChanges) -> dict[str, Any]:
    """What the script shows: where the two files are, and which elements it marks how."""
    return {
        "before": _address(comparison.before, file.name),
        "after": _address(comparison.after, file.name),
        "marks": [
            {"kind": change.kind, "elements": list(change.elements)} for change in file.changes
        ],
    }


def _address(side: Side, name: str) -> str:
    if side.number:
        return url_for("diagrams.download", number=side.number, name=name)
    return url_for("diagrams.download_draft", draft_id=side.draft_id, name=name)
