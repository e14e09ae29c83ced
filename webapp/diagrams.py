"""Diagrams of Bagian SDM: drafts with their text twins, files in and out, versions."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from engine import commands, drafts, queries, timeline, uploads
from engine.bpmn.check import Problem
from engine.bpmn.outline import Line, Outline
from engine.bpmn.outline import outline as outline_of
from engine.errors import (
    BadDefinition,
    BadFile,
    DraftMoved,
    DraftOvertaken,
    FormRejected,
    FourEyes,
    NotRehearsed,
)
from schemas import form
from schemas.said import Said
from webapp import errors, i18n, parts, rehearsals, rights
from webapp.here import ask, do
from webapp.posted import whole

#: Forms that any task may have, without a line of code.
GENERIC = ("umum.Konfirmasi", "umum.Catatan")
#: Properties of a task that its text twin offers; the others are drawn.
_OF_A_TASK = ("due",)

bp = Blueprint("diagrams", __name__, url_prefix="/diagram")


@bp.get("")
@rights.sdm
def index() -> Any:
    """The diagrams in force, drafts of them, and all versions."""
    return render_template(
        "diagrams/index.html",
        files=ask(queries.diagrams),
        drafts=ask(queries.drafts),
        versions=ask(queries.versions),
    )


@bp.post("/draf")
@rights.sdm
def begin() -> Any:
    """A new draft of the newest version, or of one that is to come back."""
    number = request.form.get("dari", type=whole)
    try:
        draft_id = do(commands.begin_draft, name=request.form.get("name", ""), number=number)
    except FormRejected as error:
        flash(_first(error), "late")
        return redirect(url_for("diagrams.index"))
    return redirect(url_for("diagrams.draft", draft_id=draft_id))


# ---- one draft --------------------------------------------------------------------------------


@bp.get("/draf/<draft_id>")
@rights.sdm
def draft(draft_id: str) -> Any:
    """A draft: its files, what is wrong with them, and what can be done with it."""
    return _draft_page(draft_id)


@bp.post("/draf/<draft_id>")
@rights.sdm
def describe(draft_id: str) -> Any:
    """Another name or note."""
    sent = {name: request.form.get(name, "") for name in ("name", "note")}
    try:
        do(commands.describe_draft, draft_id=draft_id, **sent)
    except FormRejected as error:
        return _draft_page(draft_id, sent=sent, messages=error.messages), 422
    flash(i18n.say("Nama dan catatan disimpan."), "done")
    return redirect(url_for("diagrams.draft", draft_id=draft_id))


@bp.post("/draf/<draft_id>/buang")
@rights.sdm
def discard(draft_id: str) -> Any:
    """Throw a draft away, after a last look."""
    if request.form.get("_act") != "buang":
        return render_template("diagrams/discard.html", draft=ask(queries.draft_page, draft_id))
    do(commands.discard_draft, draft_id=draft_id)
    flash(i18n.say("Draf dibuang."), "done")
    return redirect(url_for("diagrams.index"))


@bp.post("/draf/<draft_id>/impor")
@rights.sdm
def take_in(draft_id: str) -> Any:
    """A file from a desktop editor comes into the draft, if nothing is wrong with it."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _refused(draft_id, i18n.say("Pilih berkas .bpmn atau .dmn.")), 422
    name = sent.filename.replace("\\", "/").rpartition("/")[2]
    content = sent.read()
    try:
        texts = ask(queries.draft_files, draft_id)
        came = drafts.incoming(texts, name, content)
        checked = uploads.checked({**texts, came.path: came.text.encode()})
        do(commands.import_file, draft_id=draft_id, came=came, checked=checked)
    except BadFile as error:
        return _refused(draft_id, errors.sentence(error)), 422
    except BadDefinition as error:
        said = i18n.say("{name} tidak diterima; tidak ada yang disimpan.", name=name)
        return _refused(draft_id, said, error.problems), 422
    taken = i18n.say("{name} masuk ke dalam draf.", name=came.path.rpartition("/")[2])
    flash(" ".join([taken, *map(i18n.say, came.mends)]), "done")
    return redirect(url_for("diagrams.draft", draft_id=draft_id))


@bp.route("/draf/<draft_id>/terbitkan", methods=["GET", "POST"])
@rights.sdm
def publish(draft_id: str) -> Any:
    """A last look at what a draft changes; then it becomes the newest version."""
    page = ask(queries.draft_page, draft_id)
    try:
        files = ask(queries.to_publish, draft_id)
        checked = uploads.checked(files)
    except DraftOvertaken as error:
        return _overtaken(page, error), 409
    note, messages = request.form.get("note", page.note), {}
    despite = request.form.get("despite", "")
    running = request.form.get("running", "leave")
    status = 200
    if request.method == "POST":
        try:
            number = do(
                commands.publish_draft,
                draft_id=draft_id,
                checked=checked,
                note=note,
                despite=despite,
                running=running if "running" in request.form else "",
            )
        except FormRejected as error:
            messages, status = dict(error.messages), 422
        except (BadDefinition, FourEyes, NotRehearsed) as error:
            status = errors.status_of(error)
        else:
            flash(i18n.say("Versi {number} berlaku untuk siklus baru.", number=number), "done")
            where = "moves.choose" if running == "now" else "diagrams.version"
            return redirect(url_for(where, number=number))
    ready = not checked.problems and not page.alone
    return render_template(
        "diagrams/publish.html",
        draft=page,
        problems=_named(checked.problems, files),
        affected=ask(queries.affected_by_draft, draft_id) if ready else (),
        wanted=running,
        note=note,
        messages=messages,
        despite=despite,
        rehearsed=ask(queries.rehearsal_wanted, draft_id),
        going=rehearsals.running(),
        newest=ask(queries.versions)[0],
        comparison=ask(queries.comparison, str(page.base), draft_id),
    ), status


@bp.post("/draf/<draft_id>/pilih")
@rights.sdm
def choose(draft_id: str) -> Any:
    """Where a newer version has changed the same file: whose text stays."""
    name = request.form.get("theirs", "")
    if name:
        do(commands.keep_theirs, draft_id=draft_id, name=name)
    else:
        do(commands.keep_mine, draft_id=draft_id)
    return redirect(url_for("diagrams.publish", draft_id=draft_id))


# ---- one file of a draft ----------------------------------------------------------------------


@bp.get("/draf/<draft_id>/<name>")
@rights.sdm
def file(draft_id: str, name: str) -> Any:
    """The text twin of a diagram, to be read and edited; a decision table as its text."""
    do(commands.read_along, draft_id=draft_id, name=name)
    return _file_page(draft_id, name)


@bp.post("/draf/<draft_id>/<name>")
@rights.sdm
def edit(draft_id: str, name: str) -> Any:
    """Names, roles, forms and dates that were changed in the text twin."""
    page = ask(queries.draft_file, draft_id, name)
    sent = {key: value for key, value in request.form.items() if ":" in key}
    before = _values(page.outline, ())
    changes = {key: value for key, value in sent.items() if value.strip() != before.get(key, "")}
    rev = request.form.get("rev", page.rev, type=whole)
    try:
        new = do(commands.edit_diagram, draft_id=draft_id, name=name, rev=rev, changes=changes)
    except FormRejected as error:
        return _file_page(draft_id, name, sent=sent, messages=error.messages, rev=rev), 422
    except DraftMoved as error:
        said = errors.sentence(error)
        return _file_page(draft_id, name, sent=sent, moved=said, rev=error.rev), 409
    if new == page.rev:
        flash(i18n.say("Tidak ada perubahan."), "done")
    else:
        flash(i18n.say("Perubahan disimpan dalam draf."), "done")
    return redirect(url_for("diagrams.file", draft_id=draft_id, name=name))


@bp.get("/draf/<draft_id>/<name>/unduh")
@rights.sdm
def download_draft(draft_id: str, name: str) -> Response:
    """A file of a draft, for a desktop editor."""
    return _download(name, ask(queries.draft_file, draft_id, name).text)


# ---- versions ---------------------------------------------------------------------------------


@bp.get("/versi/<int:number>")
@rights.sdm
def version(number: int) -> Any:
    """One version: who published it and why, its files, and how it comes back."""
    files = ask(queries.version_files, number)
    all_versions = ask(queries.versions)
    [card] = [each for each in all_versions if each.number == number]
    names = sorted(path.rpartition("/")[2] for path in files)
    left = sum(n for _, n in ask(queries.move_choices, number).versions) if card.newest else 0
    return render_template(
        "diagrams/version.html", version=card, names=names, all=all_versions, left=left
    )


@bp.get("/versi/<int:number>/<name>/teks")
@rights.sdm
def read(number: int, name: str) -> Any:
    """A file of a version as text."""
    text = ask(queries.published_file, number, name)
    return render_template(
        "diagrams/read.html",
        number=number,
        name=name,
        text=text,
        outline=outline_of(text.encode()) if name.endswith(".bpmn") else None,
        edges=lambda line: _edges(line, ()),
        spoken=timeline.Spoken,
        awaited=parts.awaited,
    )


@bp.get("/versi/<int:number>/<name>")
@rights.sdm
def download(number: int, name: str) -> Response:
    """A file of a version."""
    return _download(name, ask(queries.published_file, number, name))


@bp.get("/versi/<int:number>/semua.zip")
@rights.sdm
def archive(number: int) -> Response:
    """All files of a version in their folders."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, text in sorted(ask(queries.version_files, number).items()):
            packed.writestr(zipfile.ZipInfo(path), text, zipfile.ZIP_DEFLATED)
    answer = Response(content.getvalue(), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="diagram-versi-{number}.zip"'
    return answer


# ---- pictures ---------------------------------------------------------------------------------


def _draft_page(draft_id: str, **more: Any) -> str:
    files = ask(queries.draft_files, draft_id)
    given = {"sent": None, "messages": {}, "refusal": ""} | more
    problems = _named(uploads.checked(files).problems, files)
    page = ask(queries.draft_page, draft_id)
    return render_template("diagrams/draft.html", draft=page, problems=problems, **given)


def _refused(draft_id: str, refusal: str, problems: Sequence[Problem] = ()) -> str:
    """Why a file stays outside; the draft is as it was, and is not checked for that again."""
    return render_template(
        "diagrams/draft.html",
        draft=ask(queries.draft_page, draft_id),
        problems=_named(problems, {}),
        refusal=refusal,
        sent=None,
        messages={},
    )


def _file_page(
    draft_id: str,
    name: str,
    *,
    sent: Mapping[str, str] | None = None,
    messages: Mapping[str, Sequence[str]] | None = None,
    moved: str = "",
    rev: int | None = None,
) -> str:
    page = ask(queries.draft_file, draft_id, name)
    files = ask(queries.draft_files, draft_id)
    drawn = parts.outlines(files)
    found = (parts.mended_in(page, each) for each in uploads.checked(files).problems)
    problems = [parts.by_names(each, drawn) for each in found if each]
    return render_template(
        "diagrams/file.html",
        page=page,
        rev=page.rev if rev is None else rev,
        values=_values(page.outline, drawn) | dict(sent or {}),
        edges=lambda line: _edges(line, drawn),
        steps=lambda line: parts.steps(line, drawn),
        meaning=parts.meaning,
        awaited=parts.awaited,
        known_edges=parts.edges(drawn, name.removesuffix(".bpmn")),
        messages=messages or ({} if sent else _at_fields(problems)),
        refused=bool(messages),
        moved=moved,
        forms=_forms(page.outline),
        problems=problems,
        names=parts.names_in(page.outline) if page.outline else {},
    )


def _at_fields(problems: Sequence[Problem]) -> dict[str, list[Said]]:
    """What the check says of dates and properties, by the names of their controls."""
    found: dict[str, list[Said]] = {}
    for each in problems:
        if each.part:
            found.setdefault(f"{each.part}:{each.element}", []).append(each.message)
    return found


def _overtaken(page: queries.DraftPage, error: DraftOvertaken) -> str:
    return render_template(
        "diagrams/overtaken.html",
        draft=page,
        said=errors.sentence(error),
        names=[path.rpartition("/")[2] for path in error.paths],
    )


def _values(outline: Outline | None, drawn: Sequence[Outline]) -> dict[str, str]:
    """What can be edited in a text twin, by the names of its controls."""
    found = {}
    for line in outline.lines if outline else ():
        found[f"name:{line.id}"] = line.name
        if line.kind == "task":
            found |= {f"form:{line.id}": line.form, f"role:{line.id}": line.role}
        found |= {f"{edge}:{line.id}": rule for edge, rule in _edges(line, drawn).items()}
    return found


def _edges(line: Line, drawn: Sequence[Outline]) -> dict[str, str]:
    """The dates that an element can say: a phase's window, or what a task is due by."""
    if line.kind == "task":
        return {edge: line.properties.get(edge, "") for edge in _OF_A_TASK}
    return parts.dates(line, drawn) if line.kind == "call" else {}


def _forms(outline: Outline | None) -> list[tuple[str, str]]:
    """The forms a task may have, by their keys, with their titles."""
    keys = {line.form for line in (outline.lines if outline else ()) if line.form}
    found = []
    for key in (*sorted(keys - {*GENERIC}), *GENERIC):
        try:
            found.append((key, form(key).title))
        except LookupError:
            found.append((key, key))
    return found


def _named(problems: Sequence[Problem], files: Mapping[str, bytes]) -> list[tuple[str, Problem]]:
    """Problems in people's words, each with the name of its file."""
    drawn = parts.outlines(files) if problems else []
    return [(each.file.rpartition("/")[2], parts.by_names(each, drawn)) for each in problems]


def _first(error: FormRejected) -> str:
    return i18n.say(next(iter(error.messages.values()))[0])


def _download(name: str, text: str) -> Response:
    answer = Response(text, content_type="application/xml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
