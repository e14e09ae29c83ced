"""The timeline of diagrams: their windows drawn, and in a draft changed where they are written."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for

from engine import clock, commands, queries, timeline, uploads
from engine.errors import DraftMoved, FormRejected
from engine.queries import DrawnLoad, DrawnTimeline
from webapp import errors, gantt, i18n, rights
from webapp.here import ask, do
from webapp.posted import whole

bp = Blueprint("drawn_dates", __name__, url_prefix="/diagram")


@bp.get("/draf/<draft_id>/linimasa")
@rights.sdm
def show(draft_id: str) -> Any:
    """The windows of a draft as a drawing and as a table that can be edited."""
    return _page(draft_id)


@bp.post("/draf/<draft_id>/linimasa/<name>")
@rights.sdm
def edit(draft_id: str, name: str) -> Any:
    """Rules that were changed; each is replaced in the diagram, and nothing else."""
    sent = _sent()
    found = ask(queries.draft_timeline, draft_id, _year())
    before = {
        f"{line.edge}:{phase.key}": line.rule
        for year in found.years
        for phase in year.phases
        for line in phase.edges
    }
    changes = {key: rule for key, rule in sent.items() if rule.strip() != before.get(key, "")}
    rev = request.form.get("rev", 0, type=whole)
    try:
        do(commands.edit_diagram, draft_id=draft_id, name=name, rev=rev, changes=changes)
    except FormRejected as error:
        return _page(draft_id, sent, error.messages), 422
    except DraftMoved as error:
        return _page(draft_id, sent, moved=errors.sentence(error), revs={name: error.rev}), 409
    flash(i18n.say("Jendela waktu disimpan dalam draf."), "done")
    return redirect(url_for("drawn_dates.show", draft_id=draft_id, tahun=_year()))


@bp.get("/draf/<draft_id>/linimasa/periksa")
@rights.sdm
def check(draft_id: str) -> Any:
    """What is typed, judged while it is typed: the first rule that is none, or the order."""
    sent = {key: rule for key, rule in request.args.items() if ":" in key}
    for key, rule in sent.items():
        try:
            if rule.strip():
                timeline.parse(rule)
        except timeline.RuleError as error:
            return jsonify(ok=False, field=key, message=i18n.say(error.message))
    found = ask(queries.draft_timeline, draft_id, _year(), sent)
    for year in found.years:
        for said in year.problems:
            return jsonify(ok=False, field="", message=i18n.say(said))
    return jsonify(ok=True, field="", message=i18n.say("Urutan tanggalnya benar."))


@bp.get("/versi/<int:number>/linimasa")
@rights.sdm
def published(number: int) -> Any:
    """The windows of a version, to be read."""
    found = ask(queries.version_timeline, number, _year())
    load = ask(queries.version_load, number, _year())
    return render_template(
        "diagrams/timeline.html",
        timeline=found,
        number=number,
        load=load,
        drawings=_drawings(found, load),
        sent={},
        messages={},
    )


def _page(
    draft_id: str,
    sent: Mapping[str, str] | None = None,
    messages: Mapping[str, Sequence[str]] | None = None,
    *,
    moved: str = "",
    revs: Mapping[str, int] | None = None,
) -> str:
    found = ask(queries.draft_timeline, draft_id, _year())
    checked = uploads.checked(ask(queries.draft_files, draft_id))
    load = ask(queries.draft_load, draft_id, checked, _year())
    return render_template(
        "diagrams/timeline.html",
        timeline=found,
        load=load,
        drawings=_drawings(found, load),
        sent=sent or {},
        messages=messages or {},
        moved=moved,
        revs=revs or {},
    )


def _drawings(found: DrawnTimeline, load: DrawnLoad) -> dict[str, Any]:
    return {
        year.name: gantt.drawn(
            year.phases, load.weeks if year.process == load.process else (), clock.now(), found.zone
        )
        for year in found.years
    }


def _sent() -> dict[str, str]:
    return {key: rule for key, rule in request.form.items() if ":" in key}


def _year() -> int | None:
    year = request.values.get("tahun", type=whole)
    return year if year in commands.YEARS else None
