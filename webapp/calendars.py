"""Calendars of working days, for Bagian SDM: a year of each layer, changes, files, versions."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.exceptions import BadRequest

from engine import clock, commands, queries, timeline
from engine.calendar_edits import MOST, CalendarChange, read_day, read_note
from engine.calendar_file import read_calendar
from engine.calendars import AGENCY, NATION, YEARS, Key
from engine.errors import BadCalendarFile, CalendarMoved, CalendarNotFound, FormRejected
from engine.timeline import SpecialDay
from schemas.base import Form
from schemas.facts import Facts
from schemas.said import say
from schemas.working_days import ChangeOfCalendar
from schemas.working_days import SpecialDay as DayForm
from webapp import errors, fields, i18n, rights
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
        "calendars/list.html", calendars=found, title_of=title_of, layer_of=layer_of
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
    page = ask(queries.calendar_page, _key(layer), _day_asked().year)
    known = {each.day: each for each in page.days}.get(_day_asked())
    values = _raw(known) if known else {"day": request.args.get("tanggal", "")}
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
        page = ask(queries.calendar_page, _key(layer), clock.now().year)
        return _day_page(layer, page, raw, error.messages), 422
    return _preview(layer, CalendarChange(_key(layer), _number(seen), (day,)), day.day.year)


@bp.post("/<layer>/hapus")
@rights.sdm
def remove(layer: str) -> Any:
    """What it would do if the calendar said nothing more about a day."""
    day, seen = _iso(request.form.get("tanggal", "")), _number(request.form.get("versi", ""))
    return _preview(layer, CalendarChange(_key(layer), seen, remove=(day,)), day.year)


@bp.post("/<layer>/berkas")
@rights.sdm
def upload(layer: str) -> Any:
    """What a calendar file would add."""
    key, given = _key(layer), request.files.get("berkas")
    content = given.read() if given else b""
    try:
        if not content:
            raise BadCalendarFile(problem=say("Pilih berkas kalender (.ics)."))
        found = _days(read_calendar(content, "holiday" if key == NATION else "local"))
    except BadCalendarFile as error:
        return _show(layer, refused=errors.sentence(error)), 422
    year = found[0].day.year if found else _year()
    seen = _number(request.form.get("versi", ""))
    return _preview(layer, CalendarChange(key, seen, tuple(found)), year)


@bp.post("/nasional/bawaan")
@rights.sdm
def refresh() -> Any:
    """What the days that this release ships would change in a year of the nation's calendar."""
    year, seen = _year(), _number(request.form.get("versi", ""))
    shipped, gone = ask(queries.shipped_days, year)
    return _preview("nasional", CalendarChange(NATION, seen, shipped, gone), year)


@bp.post("/<layer>/simpan")
@rights.sdm
def store(layer: str) -> Any:
    """Store exactly what was looked at, as the next version."""
    change = _posted(layer)
    try:
        note = read_note({"note": request.form.get("note", "")})
    except FormRejected as error:
        return _preview(layer, change, _year(), error.messages), 422
    change = CalendarChange(change.key, change.seen, change.put, change.remove, note)
    try:
        number = do(commands.change_calendar, change=change)
    except CalendarMoved as error:
        flash(errors.sentence(error), "late")
    else:
        flash(i18n.say("Tersimpan sebagai versi {number}.", number=number), "done")
    return redirect(url_for("calendars.show", layer=layer, tahun=_year()))


@bp.get("/<layer>/versi")
@rights.sdm
def versions(layer: str) -> Any:
    """Who changed what, when and why."""
    found = ask(queries.calendar_versions, _key(layer))
    page = ask(queries.calendar_page, _key(layer), clock.now().year)
    title = title_of(page.key, page.unit)
    return render_template(
        "calendars/versions.html", layer=layer, title=title, page=page, versions=found
    )


@bp.get("/<layer>/ics")
@rights.sdm
def download(layer: str) -> Response:
    """A year of a calendar as a file that other programs read."""
    page = ask(queries.calendar_page, _key(layer), _year())
    content = ask(queries.calendar_file_of, page.key, page.year, title_of(page.key, page.unit))
    return Response(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="kalender-{layer}-{page.year}.ics"'},
    )


def title_of(key: Key, unit: str) -> str:
    """What a calendar is called."""
    if key == NATION:
        return i18n.say("Kalender nasional")
    if key == AGENCY:
        return i18n.say("Kalender instansi")
    return i18n.say("Kalender {unit}", unit=unit)


def layer_of(key: Key) -> str:
    """How an address names a calendar."""
    return {NATION: "nasional", AGENCY: "instansi"}.get(key) or f"unit-{key[1]}"


def _key(layer: str) -> Key:
    found = {"nasional": NATION, "instansi": AGENCY}.get(layer)
    unit = re.fullmatch(r"unit-([0-9]{1,9})", layer)
    if found is None and unit is None:
        raise CalendarNotFound
    return found or ("unit", int(unit[1]) if unit else 0)


# ---- pages ------------------------------------------------------------------------------------


def _show(layer: str, refused: str = "") -> str:
    page = ask(queries.calendar_page, _key(layer), _year())
    asked = request.values.get("tahun")
    right = asked is None or _year_holds()
    wrong = "" if right else i18n.say("Pilih tahun {first} sampai {last}.", **_LIMITS)
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
        puts=[json.dumps(_raw(each)) for each in change.put],
        year=year,
        form=form,
        picture=fields.draw(form, {"note": request.form.get("note", "")}, messages),
    )


# ---- what was sent ----------------------------------------------------------------------------


def _posted(layer: str) -> CalendarChange:
    """The change that a preview carries; whoever writes it by hand meets the form again."""
    puts, gone = request.form.getlist("put"), request.form.getlist("remove")
    if len(puts) + len(gone) > MOST:
        raise BadRequest
    try:
        days = tuple(read_day(json.loads(each)) for each in puts)
    except (ValueError, TypeError, AttributeError, FormRejected, ValidationError):
        raise BadRequest from None
    seen = _number(request.form.get("versi", ""))
    return CalendarChange(_key(layer), seen, days, tuple(_iso(each) for each in gone))


def _days(rows: Sequence[Raw]) -> list[SpecialDay]:
    """The days of a file; the first that is none is named."""
    found = []
    for row in rows:
        try:
            found.append(read_day(row))
        except FormRejected as error:
            said = say(
                "“{name}”, {day}: {problem}",
                name=row["name"][:60],
                day=date.fromisoformat(row["day"]),
                problem=next(iter(error.messages.values()))[0],
            )
            raise BadCalendarFile(problem=said) from None
    return found


def _raw(day: SpecialDay) -> dict[str, str]:
    return {
        "day": day.day.isoformat(),
        "name": day.name,
        "kind": day.kind,
        "half": "ya" if day.half else "tidak",
        "estimate": "ya" if day.estimate else "tidak",
    }


def _year() -> int:
    return int(request.values.get("tahun") or 0) if _year_holds() else clock.now().year


def _year_holds() -> bool:
    """Whether a year was asked for that a calendar can hold."""
    text = request.values.get("tahun", "")
    return re.fullmatch(r"[0-9]{4}", text) is not None and _in_years(int(text))


def _in_years(year: int) -> bool:
    return YEARS[0] <= year <= YEARS[1]


_LIMITS = {"first": str(YEARS[0]), "last": str(YEARS[1])}


def _day_asked() -> date:
    text = request.args.get("tanggal", "")
    return _iso(text) if text else clock.now().date()


def _iso(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadRequest from None
    if not _in_years(day.year):
        raise BadRequest
    return day


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", str(text)):
        raise BadRequest
    return int(text)
