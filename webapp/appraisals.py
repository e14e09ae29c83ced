"""Where appraisals sit: mine, my team's, everybody's; and one of them in full."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from engine import queries
from engine.errors import AppraisalNotFound
from engine.queries import AppraisalFilter, AppraisalPage, AppraisalRow, Board, HistoryLine
from webapp import answers, formats, i18n, rights, sheets, wording
from webapp.here import actor, ask, database
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
    wanted = _wanted()
    return render_template(
        "appraisals/everybody.html",
        wanted=wanted,
        found=ask(queries.appraisals, wanted),
        cycles=ask(lambda session, _actor: queries.cycles(session)),
        units=ask(lambda session, _actor: queries.units(session)),
        states=wording.STATES,
        healths=wording.HEALTHS,
        kept={name: value for name, value in request.args.items() if name != "halaman" and value},
    )


def _wanted() -> AppraisalFilter:
    """What the address asks for; a health that does not exist meets nobody."""
    said = request.args
    return AppraisalFilter(
        cycle=said.get("siklus", ""),
        unit=said.get("unit", type=whole),
        direct="langsung" in said,
        state=said.get("status", ""),
        health=said.get("kesehatan", ""),
        text=said.get("cari", "")[:100],
        superior=said.get("penilai", "")[:100],
        holder=said.get("menunggu", "")[:100],
        late="terlambat" in said,
        page=said.get("halaman", 1, type=whole),
    )


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
    """The heading, then a row for each appraisal."""
    yield [i18n.say(each) for each in COLUMNS]
    language, zone = i18n.language(), i18n.zone()
    for row in queries.all_appraisals(session, actor(), _wanted()):
        yield [queries.harmless(cell) for cell in _cells(row, language, zone)]


#: The columns of the list as a file.
COLUMNS = (
    "Pegawai",
    "NIP",
    "Jabatan",
    "Unit kerja",
    "Pejabat Penilai Kinerja",
    "Siklus",
    "Keadaan",
    "Kesehatan",
    "Menunggu",
    "Tugas",
    "Sejak",
    "Hari kerja",
    "Batas",
    "Berikutnya",
    "Tanggal berikutnya",
)


def _cells(row: AppraisalRow, language: str, zone: str) -> Iterator[str]:
    def day(value: datetime | None) -> str:
        return formats.short_day(value, language, zone) if value else ""

    yield from (row.subject, row.nip, row.position, row.unit, row.pejabat_penilai, str(row.year))
    yield i18n.say(wording.STATES[row.state])
    yield i18n.say(wording.HEALTHS[row.health])
    yield ", ".join(i18n.say(each) for each in row.waiting_on)
    yield i18n.say(row.task) if row.task else ""
    yield day(row.since)
    yield "" if row.since_days is None else str(row.since_days)
    yield day(row.due_at and formats.closing(row.due_at, zone))
    yield i18n.say(row.next_event) if row.next_event else ""
    yield day(row.next_at)


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
