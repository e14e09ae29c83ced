"""Drafts of diagrams, for Bagian SDM: which there are, and files that come into one."""

from typing import Any

from engine import commands, drafts, queries, uploads
from schemas import api
from webapp import i18n, rights
from webapp.api.blueprint import Blueprint
from webapp.here import ask, do

bp = Blueprint(
    "api-drafts",
    __name__,
    url_prefix="/api/v1/drafts",
    description="Diagrams being changed",
)


@bp.route("", methods=["GET"])
@rights.sdm
@bp.problems(401, 403)
@bp.response(200, api.DraftRows)
def all_drafts() -> Any:
    """All drafts, the last changed first; for Bagian SDM."""
    return {"drafts": [vars(each) for each in ask(queries.drafts)]}


@bp.route("/<draft_id>/files/<name>", methods=["PUT"])
@rights.sdm
@bp.problems(400, 401, 403, 404, 413, 415, 422)
@bp.arguments(api.DiagramFile)
@bp.response(200, api.DiagramTaken)
def take_in(sent: dict[str, str], draft_id: str, name: str) -> Any:
    """Take a diagram (.bpmn) or a decision table (.dmn) into a draft, if nothing is wrong with it.

    Else a 422 whose `errors` name each element with what to do; then nothing is stored.
    """
    texts = ask(queries.draft_files, draft_id)
    came = drafts.incoming(texts, name, sent["text"].encode())
    checked = uploads.checked({**texts, came.path: came.text.encode()})
    do(commands.import_file, draft_id=draft_id, came=came, checked=checked)
    return {"path": came.path, "mended": [i18n.say(each) for each in came.mends]}
