"""How addresses and forms speak of calendars: which one, which year, which days."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import request
from marshmallow import ValidationError
from werkzeug.exceptions import BadRequest

from engine import clock
from engine.calendar_edits import MOST, CalendarChange, read_day
from engine.calendars import AGENCY, NATION, YEARS, Key
from engine.errors import BadCalendarFile, CalendarNotFound, FormRejected
from engine.timeline import SpecialDay
from schemas.said import say
from schemas.signs import harmless
from webapp import formats, i18n

Raw = Mapping[str, Any]
#: The first and the last year, for a sentence.
LIMITS = {"first": str(YEARS[0]), "last": str(YEARS[1])}


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


def key_of(layer: str) -> Key:
    """The calendar that an address names. Raises `CalendarNotFound`."""
    found = {"nasional": NATION, "instansi": AGENCY}.get(layer)
    unit = re.fullmatch(r"unit-([0-9]{1,9})", layer)
    if found is None and unit is None:
        raise CalendarNotFound
    return found or ("unit", int(unit[1]) if unit else 0)


def posted(layer: str) -> CalendarChange:
    """The change that a preview carries; whoever writes it by hand meets the form again."""
    puts, gone = request.form.getlist("put"), request.form.getlist("remove")
    if len(puts) + len(gone) > MOST:
        raise BadRequest
    try:
        days = tuple(read_day(json.loads(each)) for each in puts)
    except (ValueError, TypeError, AttributeError, FormRejected, ValidationError):
        raise BadRequest from None
    seen = number_in(request.form.get("versi", ""))
    return CalendarChange(key_of(layer), seen, days, tuple(iso_day(each) for each in gone))


def days_of_file(rows: Sequence[Raw]) -> list[SpecialDay]:
    """The days of a file; the first that is none is named."""
    found = []
    for row in rows:
        try:
            found.append(read_day(row))
        except FormRejected as error:
            said = say(
                "“{name}”, {day}: {problem}",
                name=harmless(row["name"][:60]),
                day=date.fromisoformat(row["day"]),
                problem=next(iter(error.messages.values()))[0],
            )
            raise BadCalendarFile(problem=said) from None
    return found


def raw_of(day: SpecialDay) -> dict[str, str]:
    """A day as the answers of its form."""
    return {
        "day": day.day.isoformat(),
        "name": day.name,
        "kind": day.kind,
        "half": "ya" if day.half else "tidak",
        "estimate": "ya" if day.estimate else "tidak",
    }


def today() -> date:
    """The agency's day."""
    return date.fromisoformat(formats.iso_day(clock.now(), i18n.zone()))


def year_asked() -> int:
    """The year of this request; this year where none was asked for."""
    return int(request.values.get("tahun") or 0) if year_holds() else today().year


def year_holds() -> bool:
    """Whether a year was asked for that a calendar can hold."""
    text = request.values.get("tahun", "")
    return re.fullmatch(r"[0-9]{4}", text) is not None and _in_years(int(text))


def _in_years(year: int) -> bool:
    return YEARS[0] <= year <= YEARS[1]


def day_asked() -> date:
    """The day of this address; today where none was asked for. Raises BadRequest."""
    text = request.args.get("tanggal", "")
    return iso_day(text) if text else today()


def iso_day(text: str) -> date:
    """The day that a page sent along. Raises BadRequest."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadRequest from None
    if not _in_years(day.year):
        raise BadRequest
    return day


def number_in(text: str) -> int:
    """The version that a page sent along. Raises BadRequest."""
    if not re.fullmatch(r"[0-9]{1,9}", str(text)):
        raise BadRequest
    return int(text)
