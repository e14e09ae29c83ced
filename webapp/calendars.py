"""Calendars of working days, for Bagian SDM: a year of each layer, changes, files, versions."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from engine import commands, queries, timeline
from engine.calendar_edits import CalendarChange, read_day, read_note
from engine.calendar_file import read_calendar
from engine.calendars import NATION, YEARS
from engine.errors import BadCalendarFile, CalendarMoved, FormRejected, NeedsAnother
from schemas.base import Form
from schemas.facts import Facts
from schemas.said import say
from schemas.working_days import ChangeOfCalendar
from schemas.working_days import SpecialDay as DayForm
from webapp import day_lines, errors, fields, i18n, rights
from webapp.calendar_words import (
    LIMITS,
    day_asked,
    days_of_file,
    iso_day,
    key_of,
    layer_of,
    number_in,
    posted,
    raw_of,
    title_of,
    today,
    year_asked,
    year_holds,
)
from webapp.here import ask, do
from webapp.posted import Posted

Raw = Mapping[str, Any]

bp = Blueprint("calendars", __name__, url_prefix="/kalender")


@bp.get("")
@rights.sdm
def overview() -> Any:
    """All calendars: the nation's, the agency's, the units'."""
    found = ask(queries.calendar_list)
    return render_template(
        "calendars/list.html",
        calendars=found,
        proposed=ask(queries.open_calendars),
        title_of=title_of,
        layer_of=layer_of,
    )


@bp.get("/<layer>")
@rights.sdm
def show(layer: str) -> Any:
    """A year of one calendar."""
    return _show(layer)


@bp.get("/<layer>/hari")
@rights.sdm
def write(layer: str) -> Any:
    """The form of one day: a new one, or one that the calendar has."""
    page = ask(queries.calendar_page, key_of(layer), day_asked().year)
    known = {each.day: each for each in page.days}.get(day_asked())
    values = raw_of(known) if known else {"day": request.args.get("tanggal", "")}
    return _day_page(layer, page, {**DayForm(Facts()).initial(), **values})


@bp.post("/<layer>/hari")
@rights.sdm
def check(layer: str) -> Any:
    """What the day would do, if it can be read."""
    raw = Posted(request.form).answers(DayForm(Facts()))
    seen = raw.pop("versi", "")
    try:
        day = read_day(raw)
    except FormRejected as error:
        page = ask(queries.calendar_page, key_of(layer), today().year)
        return _day_page(layer, page, raw, error.messages), 422
    return _preview(layer, CalendarChange(key_of(layer), number_in(seen), (day,)), day.day.year)


@bp.post("/<layer>/hapus")
@rights.sdm
def remove(layer: str) -> Any:
    """What it would do if the calendar said nothing more about a day."""
    day, seen = iso_day(request.form.get("tanggal", "")), number_in(request.form.get("versi", ""))
    return _preview(layer, CalendarChange(key_of(layer), seen, remove=(day,)), day.year)


@bp.post("/<layer>/berkas")
@rights.sdm
def upload(layer: str) -> Any:
    """What a calendar file would add."""
    key, given = key_of(layer), request.files.get("berkas")
    content = given.read() if given else b""
    try:
        if not content:
            raise BadCalendarFile(problem=say("Pilih berkas kalender (.ics)."))
        found = days_of_file(read_calendar(content, "holiday" if key == NATION else "local"))
    except BadCalendarFile as error:
        return _show(layer, refused=errors.sentence(error)), 422
    year = found[0].day.year if found else year_asked()
    seen = number_in(request.form.get("versi", ""))
    return _preview(layer, CalendarChange(key, seen, tuple(found)), year)


@bp.post("/nasional/bawaan")
@rights.sdm
def refresh() -> Any:
    """What the days that this release ships would change in a year of the nation's calendar."""
    year, seen = year_asked(), number_in(request.form.get("versi", ""))
    shipped, gone = ask(queries.shipped_days, year)
    return _preview("nasional", CalendarChange(NATION, seen, shipped, gone), year)


@bp.post("/<layer>/simpan")
@rights.sdm
def store(layer: str) -> Any:
    """Store exactly what was looked at, as the next version."""
    change = posted(layer)
    try:
        note = read_note({"note": request.form.get("note", "")})
    except FormRejected as error:
        return _preview(layer, change, year_asked(), error.messages), 422
    change = CalendarChange(change.key, change.seen, change.put, change.remove, note)
    move = bool(request.form.get("geser"))
    try:
        number = do(commands.change_calendar, change=change, move=move)
    except NeedsAnother:
        do(commands.propose_calendar, change=change)
        flash(i18n.say("Usulan menunggu petugas lain; belum ada yang berubah."), "done")
    except CalendarMoved as error:
        flash(errors.sentence(error), "late")
    else:
        flash(i18n.say("Tersimpan sebagai versi {number}.", number=number), "done")
    return redirect(url_for("calendars.show", layer=layer, tahun=year_asked()))


@bp.get("/<layer>/versi")
@rights.sdm
def versions(layer: str) -> Any:
    """Who changed what, when and why."""
    found = ask(queries.calendar_versions, key_of(layer))
    page = ask(queries.calendar_page, key_of(layer), today().year)
    title = title_of(page.key, page.unit)
    return render_template(
        "calendars/versions.html", layer=layer, title=title, page=page, versions=found
    )


@bp.get("/<layer>/ics")
@rights.sdm
def download(layer: str) -> Response:
    """A year of a calendar as a file that other programs read."""
    page = ask(queries.calendar_page, key_of(layer), year_asked())
    content = ask(queries.calendar_file_of, page.key, page.year, title_of(page.key, page.unit))
    return Response(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="kalender-{layer}-{page.year}.ics"'},
    )


# ---- pages ------------------------------------------------------------------------------------


def _show(layer: str, refused: str = "") -> str:
    page = ask(queries.calendar_page, key_of(layer), year_asked())
    asked = request.values.get("tahun")
    right = asked is None or year_holds()
    wrong = "" if right else i18n.say("Pilih tahun {first} sampai {last}.", **LIMITS)
    return render_template(
        "calendars/show.html",
        layer=layer,
        page=page,
        title=title_of(page.key, page.unit),
        title_of=title_of,
        years=YEARS,
        source=timeline.source(),
        refused=refused,
        wrong_year=wrong,
    )


def _day_page(layer: str, page: queries.CalendarPage, values: Raw, messages: Any = None) -> str:
    form = DayForm(Facts())
    return render_template(
        "calendars/day.html",
        layer=layer,
        page=page,
        title=title_of(page.key, page.unit),
        form=form,
        seen=request.form.get("versi", page.number),
        picture=fields.draw(form, values, messages),
    )


def _preview(layer: str, change: CalendarChange, year: int, messages: Any = None) -> Any:
    try:
        preview = ask(queries.preview_calendar, change)
    except CalendarMoved as error:
        flash(errors.sentence(error), "late")
        return redirect(url_for("calendars.show", layer=layer, tahun=year))
    form: Form = ChangeOfCalendar(Facts())
    return render_template(
        "calendars/preview.html",
        layer=layer,
        preview=preview,
        title=title_of(change.key, preview.unit),
        change=change,
        puts=[json.dumps(raw_of(each)) for each in change.put],
        year=year,
        form=form,
        picture=fields.draw(form, {"note": request.form.get("note", "")}, messages),
        tried=list(_tried(change)),
    )


def _tried(change: CalendarChange) -> Iterator[tuple[int, str]]:
    """Where the days can be tried beforehand: the year of each open cycle, and the address."""
    lines = day_lines.written([raw_of(each) for each in change.put])
    if not lines or change.remove or len(change.put) > day_lines.MOST:
        return
    layer, unit = change.key
    asked = {"kalender": layer, "unit": unit or None, "jenis": "local", "hari-lain": lines}
    for each in ask(lambda session, _actor: queries.cycles(session)):
        if each.closed_at is None:
            whole: dict[str, Any] = {"cycle_id": each.id, "hitung": "1", **asked}
            yield each.year, url_for("whatif.show", **whole)
