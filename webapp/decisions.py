"""Decision tables of a draft as tables that can be typed in, row by row."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from engine import commands, queries, uploads
from engine.bpmn.sheet import Row, Sheet, sheet
from engine.errors import DraftMoved, FormRejected
from webapp import errors, i18n, rights
from webapp.here import ask, do
from webapp.posted import whole

MOST_ROWS = 100

bp = Blueprint("decisions", __name__, url_prefix="/diagram")


@bp.get("/draf/<draft_id>/<name>/tabel")
@rights.sdm
def table(draft_id: str, name: str) -> Any:
    """A decision table, to be changed."""
    do(commands.read_along, draft_id=draft_id, name=name)
    return _page(draft_id, name)


@bp.post("/draf/<draft_id>/<name>/tabel")
@rights.sdm
def change(draft_id: str, name: str) -> Any:
    """Rows come, go and change places on the page; the draft gets them when they are saved."""
    _, drawn = _read(draft_id, name)
    rows = _posted(len(drawn.columns))
    rev = request.form.get("rev", 0, type=whole)
    act, _, place = request.form.get("_act", "").partition("-")
    if act != "simpan":
        return _page(draft_id, name, rows=_moved(rows, act, place, drawn), rev=rev)
    try:
        do(commands.edit_table, draft_id=draft_id, name=name, rows=rows, rev=rev)
    except FormRejected as error:
        return _page(draft_id, name, rows=rows, rev=rev, messages=error.messages), 422
    except DraftMoved as error:
        said = errors.sentence(error)
        return _page(draft_id, name, rows=rows, rev=error.rev, moved=said), 409
    flash(i18n.say("Tabel disimpan dalam draf."), "done")
    return redirect(url_for("decisions.table", draft_id=draft_id, name=name))


def _read(draft_id: str, name: str) -> tuple[queries.DraftFilePage, Sheet]:
    page = ask(queries.draft_file, draft_id, name)
    if page.outline is not None:
        raise NotFound
    return page, sheet(page.text.encode())


def _page(
    draft_id: str,
    name: str,
    *,
    rows: Sequence[Row] | None = None,
    rev: int | None = None,
    messages: Mapping[str, Any] | None = None,
    moved: str = "",
) -> str:
    page, drawn = _read(draft_id, name)
    found = uploads.checked(ask(queries.draft_files, draft_id)).problems
    return render_template(
        "decisions/table.html",
        page=page,
        table=drawn,
        rows=drawn.rows if rows is None else rows,
        rev=page.rev if rev is None else rev,
        messages=messages or {},
        moved=moved,
        problems=[each for each in found if each.file == page.path],
    )


def _posted(columns: int) -> list[Row]:
    count = min(request.form.get("rows", 0, type=whole), MOST_ROWS + 1)
    return [
        Row(
            request.form.get(f"rows-{row}-id", ""),
            tuple(
                request.form.get(f"rows-{row}-{column}", "").strip() for column in range(columns)
            ),
            request.form.get(f"rows-{row}-note", "").strip(),
        )
        for row in range(count)
    ]


def _moved(rows: list[Row], act: str, place: str, drawn: Sheet) -> list[Row]:
    """The rows after one was added, taken away, or went up."""
    at = int(place) if place.isascii() and place.isdigit() and len(place) < 4 else 0
    if act == "tambah" and len(rows) < MOST_ROWS:
        cells = tuple("-" if column.asks else "" for column in drawn.columns)
        return [*rows, Row("", cells)]
    if act == "hapus" and at < len(rows):
        return [*rows[:at], *rows[at + 1 :]]
    if act == "naik" and 0 < at < len(rows):
        return [*rows[: at - 1], rows[at], rows[at - 1], *rows[at + 1 :]]
    return rows
