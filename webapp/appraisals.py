"""Where appraisals sit: mine, my team's, everybody's; and one of them in full."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from engine import commands, queries
from engine.errors import AppraisalNotFound, BadView
from engine.queries import AppraisalFilter, AppraisalPage, Board
from webapp import answers, errors, i18n, listing, passages, rights, sheets, wording
from webapp.here import actor, ask, database, do
from webapp.posted import whole

bp = Blueprint("appraisals", __name__)


@bp.get("/penilaian-saya")
@rights.signed_in
def mine() -> Any:
    """My appraisals; the only one at once."""
    rows = ask(queries.my_appraisals)
    if len(rows) == 1:
        return redirect(url_for("appraisals.show", appraisal_id=rows[0].id))
    return render_template("appraisals/mine.html", rows=rows)


@bp.get("/bawahan")
@rights.signed_in
def team() -> Any:
    """Those I judge or decide on, and who holds each of them."""
    return render_template("appraisals/team.html", rows=ask(queries.team))


@bp.get("/pantauan")
@rights.signed_in
def board() -> Any:
    """How many stand where, unit by unit; every number leads to its people."""
    found = ask(queries.board, request.args.get("siklus", ""), request.args.get("unit", type=whole))
    return render_template(
        "appraisals/board.html",
        board=found,
        cycles=ask(lambda session, _actor: queries.cycles(session)),
        states=_standing(found),
        healths=wording.HEALTHS,
    )


def _standing(board: Board | None) -> dict[str, str]:
    """The states in which somebody is who is not done, in the order of the year."""
    if board is None:
        return {}
    return {
        code: name
        for code, name in wording.STATES.items()
        if board.total.states.get(code) and code not in ("closed", "cancelled")
    }


@bp.get("/penilaian")
@rights.signed_in
def everybody() -> Any:
    """All appraisals I may see, filtered by what stands in the address."""
    wanted = listing.wanted()
    return render_template(
        "appraisals/everybody.html",
        wanted=wanted,
        found=ask(queries.appraisals, wanted),
        cycles=ask(lambda session, _actor: queries.cycles(session)),
        units=ask(lambda session, _actor: queries.units(session)),
        states=wording.STATES,
        stages=ask(queries.stages, wanted.cycle),
        healths=wording.HEALTHS,
        columns=listing.columns(),
        all_columns=listing.COLUMNS,
        kept=listing.kept(),
        without=listing.kept,
        misread=listing.misread(),
        views=ask(queries.saved_views),
        address=listing.address(request.args.lists()),
        at=ask(queries.place_name, wanted) if wanted.phase or wanted.step else (),
        coached=_coached(wanted),
        interventions=_may_do(),
        proposed=ask(queries.open_interventions),
        verbs=wording.INTERVENTIONS,
    )


def _coached(wanted: AppraisalFilter) -> tuple[str, str] | None:
    """The coaching week that is asked for, and how it should stand, in words."""
    if not wanted.coaching:
        return None
    week, _, asked = wanted.coaching.partition(".")
    [name] = ask(queries.place_name, replace(wanted, phase=week, step="")) or (week,)
    return name, wording.name(wording.COACHINGS, asked)


def _may_do() -> dict[str, str]:
    """What the viewer may do to those of the list; to whom, the engine says."""
    return {
        kind: verb
        for kind, verb in wording.INTERVENTIONS.items()
        if actor().is_sdm or kind in ("hand_over", "reassign")
    }


@bp.post("/penilaian/tampilan")
@rights.signed_in
def save_view() -> Any:
    """Keep the filter, order and columns of the list under a name."""
    said = request.form
    name, shared = " ".join(said.get("nama", "").split()), "bagikan" in said
    query = listing.address(parse_qs(said.get("saringan", "")).items())
    try:
        do(commands.save_view, name=name, query=query, shared=shared)
        flash(i18n.say("Tampilan “{name}” tersimpan.", name=name), "done")
    except BadView as error:
        flash(errors.sentence(error), "late")
    return redirect(f"{url_for('appraisals.everybody')}?{query}")


@bp.post("/penilaian/tampilan/<view_id>/hapus")
@rights.signed_in
def delete_view(view_id: str) -> Any:
    """Forget a filter of mine."""
    do(commands.delete_view, view_id=view_id)
    return redirect(url_for("appraisals.everybody"))


@bp.get("/penilaian.csv")
@rights.signed_in
def as_csv() -> Response:
    """The rows and columns of the list, all pages of it, as CSV."""
    with database().read() as session:
        return sheets.as_csv(_table(session), i18n.say("penilaian"))


@bp.get("/penilaian.xlsx")
@rights.signed_in
def as_xlsx() -> Response:
    """The same as a workbook."""
    with database().read() as session:
        return sheets.as_xlsx(_table(session), i18n.say("penilaian"), i18n.say("Penilaian"))


def _table(session: Session) -> Iterator[Sequence[str]]:
    return listing.table(queries.all_appraisals(session, actor(), listing.wanted()))


@bp.get("/penilaian/<appraisal_id>")
@rights.signed_in
def show(appraisal_id: str) -> Any:
    """One appraisal: where it is, since when, what happened, what it came to."""
    page = _page(appraisal_id)
    return render_template(
        "appraisals/show.html",
        page=page,
        told=passages.passages(page.history),
        interventions=_steps_in(page),
        nudges=ask(queries.nudges, AppraisalFilter(ids=(page.id,))),
    )


def _steps_in(page: AppraisalPage) -> dict[str, str]:
    """What Bagian SDM can do to this one as it stands."""
    held = page.standing is not None
    without = {"hold"} if held else {"release"}
    return {kind: verb for kind, verb in wording.INTERVENTIONS.items() if kind not in without}


@bp.get("/penilaian/<appraisal_id>/nilai")
@rights.signed_in
def sheet(appraisal_id: str) -> Any:
    """The score sheet with every step, where the viewer may see it."""
    page = _page(appraisal_id)
    if page.sheet is None:
        raise AppraisalNotFound
    return render_template("appraisals/sheet.html", page=page, sheet=page.sheet)


@bp.get("/penilaian/<appraisal_id>/berkas/<int:number>")
@rights.signed_in
def document(appraisal_id: str, number: int) -> Any:
    """One form as it was submitted; documents are numbered from the oldest, 1."""
    page = _page(appraisal_id)
    if not 1 <= number <= len(page.documents):
        raise AppraisalNotFound
    found = page.documents[-number]
    return render_template(
        "appraisals/document.html",
        page=page,
        document=found,
        parts=answers.read_back(found.form, found.answers),
    )


def openable() -> Callable[[str], bool]:
    """Tells whether I may open an appraisal's page; who rated somebody in a 360 may not."""
    if actor().is_sdm:
        return bool
    mine = {row.id for row in (*ask(queries.my_appraisals), *ask(queries.team))}
    return mine.__contains__


def _page(appraisal_id: str) -> AppraisalPage:
    page = ask(queries.appraisal_page, appraisal_id)
    g.mine = page.viewer == "pegawai"
    return page
