"""Where appraisals sit: mine, my team's, everybody's; and one of them in full."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for

from engine import queries
from engine.errors import AppraisalNotFound
from engine.queries import AppraisalFilter, AppraisalPage, HistoryLine
from webapp import answers, rights, wording
from webapp.here import actor, ask
from webapp.posted import whole

NEWEST = 8
"""Lines of a history that are shown at once."""

bp = Blueprint("appraisals", __name__)


@dataclass(frozen=True)
class Passage:
    """One line of a history as shown; `times` 360 forms in a row are told as one."""

    line: HistoryLine
    times: int


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


@bp.get("/penilaian")
@rights.sdm
def everybody() -> Any:
    """All appraisals, filtered by what stands in the address."""
    wanted = AppraisalFilter(
        cycle=request.args.get("siklus", ""),
        unit=request.args.get("unit", type=whole),
        state=request.args.get("status", ""),
        text=request.args.get("cari", "")[:100],
        late="terlambat" in request.args,
        page=request.args.get("halaman", 1, type=whole),
    )
    return render_template(
        "appraisals/everybody.html",
        wanted=wanted,
        found=ask(queries.appraisals, wanted),
        cycles=ask(lambda session, _actor: queries.cycles(session)),
        units=ask(lambda session, _actor: queries.units(session)),
        states=wording.STATES,
        kept={name: value for name, value in request.args.items() if name != "halaman" and value},
    )


@bp.get("/penilaian/<appraisal_id>")
@rights.signed_in
def show(appraisal_id: str) -> Any:
    """One appraisal: where it is, since when, what happened, what it came to."""
    page = _page(appraisal_id)
    lines = condensed(page.history)
    return render_template(
        "appraisals/show.html", page=page, newest=lines[:NEWEST], older=lines[NEWEST:]
    )


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


def condensed(history: Iterable[HistoryLine]) -> list[Passage]:
    """The history with 360 forms that came one after the other told in one line."""
    runs = groupby(enumerate(history), key=lambda each: -1 if each[1].anonymous else each[0])
    told = [[line for _, line in run] for _, run in runs]
    return [Passage(lines[0], len(lines)) for lines in told]


def _page(appraisal_id: str) -> AppraisalPage:
    page = ask(queries.appraisal_page, appraisal_id)
    g.mine = page.viewer == "pegawai"
    return page
