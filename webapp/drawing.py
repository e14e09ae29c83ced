"""The drawing board of a draft's diagram: what the editor needs, and where it saves."""

import importlib
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for
from werkzeug.exceptions import NotFound

from engine import commands, queries, uploads
from engine.bpmn.check import Problem
from engine.bpmn.check.people import ROLES
from engine.bpmn.compare import compare_file
from engine.bpmn.likewise import likewise
from engine.bpmn.outline import Outline
from engine.bpmn.xml import XmlError
from engine.errors import DraftMoved
from engine.queries import DraftFilePage
from schemas import Form
from webapp import errors, formats, headers, i18n, parts, rights, wording
from webapp.here import ask, do
from webapp.posted import whole

GENERIC = ("Konfirmasi", "Catatan")

bp = Blueprint("drawing", __name__, url_prefix="/diagram")


@bp.get("/draf/<draft_id>/<name>/gambar")
@rights.sdm
def board(draft_id: str, name: str) -> Response:
    """The editor; whoever has no script is shown the way to the text twin."""
    do(commands.read_along, draft_id=draft_id, name=name)
    page = ask(queries.draft_file, draft_id, name)
    if page.outline is None:
        raise NotFound
    return headers.for_drawings(
        make_response(
            render_template("drawing/board.html", page=page, known=_known(page, page.outline))
        )
    )


@bp.post("/draf/<draft_id>/<name>/gambar")
@rights.sdm
def save(draft_id: str, name: str) -> Any:
    """Keep what was drawn, good or not yet; 409 with both contents if another was faster."""
    drawn = request.form.get("text", "").replace("\r\n", "\n")  # a form sends both signs
    rev = request.form.get("rev", 0, type=whole)
    before = ask(queries.draft_file, draft_id, name).text
    text = _likewise(before, drawn) if name.endswith(".bpmn") else drawn
    try:
        rev = do(commands.save_diagram, draft_id=draft_id, name=name, text=text, rev=rev)
    except DraftMoved as error:
        changes = compare_file(name, error.text.encode(), text.encode("utf-8", "replace"))
        said = [i18n.say(change.said) for change in changes]
        answer = {"message": errors.sentence(error), "rev": error.rev, "text": error.text}
        return jsonify(**answer, changes=said), 409
    return jsonify(rev=rev, **_looked_at(draft_id, name))


def _likewise(before: str, drawn: str) -> str:
    try:
        return likewise(before.encode(), drawn.encode("utf-8", "surrogatepass")).decode()
    except XmlError:
        return drawn  # is refused with a sentence, where it is to be kept


@bp.post("/draf/<draft_id>/<name>/hadir")
@rights.sdm
def present(draft_id: str, name: str) -> Any:
    """Say that this file is open here; hear who else has it, and what the check says now."""
    do(commands.read_along, draft_id=draft_id, name=name)
    return jsonify(_looked_at(draft_id, name))


def _looked_at(draft_id: str, name: str) -> dict[str, Any]:
    """What the check says about a saved file, and what its dates mean."""
    page = ask(queries.draft_file, draft_id, name)
    files = ask(queries.draft_files, draft_id)
    drawn = parts.outlines(files)
    mended = [(each, parts.mended_in(page, each)) for each in uploads.checked(files).problems]
    here = [parts.by_names(each, drawn) for _, each in mended if each]
    there = [parts.by_names(each, drawn) for each, at_home in mended if not at_home]
    return {
        "problems": [
            {
                "element": each.element,
                "part": each.part,
                "code": each.code,
                "message": i18n.say(each.message),
            }
            for each in here
        ],
        "elsewhere": i18n.say("{n} hal pada berkas lain.", n=len(there)) if there else "",
        "there": [_of_another(draft_id, each) for each in there],
        "meanings": _meanings(page),
        "others": _others(page),
    }


def _of_another(draft_id: str, problem: Problem) -> dict[str, str]:
    """A problem of another file of the draft, with the way to it."""
    name = problem.file.rpartition("/")[2]
    there = url_for("diagrams.file", draft_id=draft_id, name=name, _anchor=f"u-{problem.element}")
    return {"name": name, "address": there, "message": i18n.say(problem.message)}


def _known(page: DraftFilePage, drawn: Outline) -> dict[str, Any]:
    """What the editor is told before it starts."""
    others = parts.outlines(ask(queries.draft_files, page.draft_id))
    stem = page.name.removesuffix(".bpmn")
    calls_phases = any(line.kind == "call" for line in drawn.lines) or not drawn.roles
    return {
        "text": page.text,
        "rev": page.rev,
        "save": url_for("drawing.save", draft_id=page.draft_id, name=page.name),
        "twin": url_for("diagrams.file", draft_id=page.draft_id, name=page.name),
        "present": url_for("drawing.present", draft_id=page.draft_id, name=page.name),
        "forms": _forms(stem, drawn),
        "roles": [{"id": role, "name": i18n.say(wording.ROLES[role])} for role in sorted(ROLES)],
        "phases": parts.phases(others, stem) if calls_phases else [],
        "edges": parts.edges(others, stem),
        "edge_names": {edge: i18n.say(words) for edge, words in wording.EDGES.items()},
        "language": i18n.language(),
    }


def _forms(stem: str, drawn: Outline) -> list[dict[str, str]]:
    """The forms a task of this diagram may have: those of its phase, and the generic ones."""
    keys = [f"umum.{name}" for name in GENERIC] + _own_forms(stem)
    keys += sorted({line.form for line in drawn.lines if line.form} - {*keys})
    return [{"key": key, "title": i18n.say(_title(key))} for key in keys]


def _own_forms(stem: str) -> list[str]:
    try:
        module = importlib.import_module(f"schemas.{stem}")
    except ModuleNotFoundError:
        return []
    kept = vars(module).items()
    return [
        f"{stem}.{name}"
        for name, each in kept
        if isinstance(each, type) and issubclass(each, Form) and each.__module__ == module.__name__
    ]


def _title(key: str) -> str:
    stem, _, name = key.partition(".")
    try:
        return str(getattr(importlib.import_module(f"schemas.{stem}"), name).title)
    except (ModuleNotFoundError, AttributeError):
        return key


def _meanings(page: DraftFilePage) -> dict[str, dict[str, str]]:
    """Each date rule of a diagram as a sentence, by element and edge."""
    found: dict[str, dict[str, str]] = {}
    names = page.outline.windows if page.outline else {}
    for line in page.outline.lines if page.outline else ():
        for edge, rule in line.properties.items() if line.kind == "call" else ():
            if edge not in parts.NO_RULES:
                found.setdefault(line.id, {})[edge] = parts.meaning(rule, names)
    return found


def _others(page: DraftFilePage) -> list[str]:
    said = "{who} juga membuka berkas ini; terakhir terlihat pukul {time}."
    return [
        i18n.say(
            said, who=each.name, time=formats.clock_time(each.at, i18n.language(), i18n.zone())
        )
        for each in page.others
    ]
