"""Calendars as files: .ics from outside, read in a child process with limits, and our own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from importlib import import_module
from types import ModuleType
from typing import Any

from engine import apart
from engine.errors import BadCalendarFile
from engine.timeline import KINDS, Kind, SpecialDay
from schemas.said import Said, say
from schemas.signs import harmless

LARGEST = 512 * 1024  # bytes
MOST = 500  # events, and days
LONGEST = 31  # days of one event
SECONDS = 2


def read_calendar(content: bytes, kind: Kind) -> list[dict[str, str]]:
    """The days of an .ics as raw answers of `working_days.SpecialDay`, in the order of days.

    `kind` is that of days which do not say theirs, and are not called a cuti bersama. Events last
    whole days; what is cancelled is passed over, what is tentative is an estimate, two names of
    one day are joined. An event that repeats is refused: only its writer knows which years are
    meant. Raises `BadCalendarFile` with the event and its line.
    """
    if len(content) > LARGEST:
        raise _bad(say("Paling banyak {n} KB.", n=LARGEST // 1024))
    try:
        found = apart.run("engine.calendar_file:look", content, apart.Limits(SECONDS))
    except apart.Lost as lost:
        problem = say("Pembacaannya terhenti di baris {line}.", line=str(lost.last or 1))
        raise _bad(problem) from lost
    if "problem" in found:
        raise _bad(Said(found["problem"], **found["params"]))
    return [row | {"kind": row["kind"] or kind} for row in found["days"]]


def write_calendar(days: Sequence[SpecialDay], title: str) -> bytes:
    """An .ics of days; `read_calendar` reads the same from it."""
    ics = _icalendar()
    calendar = ics.Calendar()
    calendar.add("prodid", "-//timbang//kalender hari kerja//ID")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    for each in days:
        event = ics.Event()
        event.add("uid", f"{each.day:%Y%m%d}@timbang")
        event.add("dtstart", each.day)
        event.add("dtend", each.day + timedelta(days=1))
        event.add("summary", each.name)
        event.add("categories", [each.kind])
        event.add("status", "TENTATIVE" if each.estimate else "CONFIRMED")
        if each.half:
            event.add(_HALF, "TRUE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def look(content: bytes, tell: apart.Tell) -> dict[str, Any]:
    """What `read_calendar` is told; in the child."""
    try:
        return {"days": _days(content, tell)}
    except _Wrong as wrong:
        return {"problem": wrong.said.template, "params": wrong.said.params}


def _icalendar() -> ModuleType:
    """The library, read when it is first needed: it would be half the start of each process."""
    return import_module("icalendar")


class _Wrong(Exception):
    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said


_HALF = "x-timbang-half"
_BREAK = re.compile(r"\r\n|\n|\r")
_LINE = re.compile(r"[A-Za-z0-9-]+(;[^:]+)?:.*")


def _days(content: bytes, tell: apart.Tell) -> list[dict[str, str]]:
    starts = _checked(content)
    tell(starts[0] if starts else 1)
    try:
        calendar = _icalendar().Calendar.from_ical(content)
    except (ValueError, LookupError) as error:
        raise _Wrong(say("Isinya bukan satu kalender iCalendar (.ics) yang utuh.")) from error
    found: dict[str, dict[str, str]] = {}
    for event, line in zip(calendar.walk("VEVENT"), starts, strict=True):
        tell(line)
        for row in _rows(event, line):
            earlier = found.get(row["day"])
            if earlier is not None and row["name"] not in earlier["name"].split("; "):
                earlier["name"] += f"; {row['name']}"
            found.setdefault(row["day"], row)
    if len(found) > MOST:
        raise _Wrong(say("Harinya {n}; paling banyak {most}.", n=len(found), most=MOST))
    return [found[day] for day in sorted(found)]


def _checked(content: bytes) -> list[int]:
    """The lines at which events begin (from 1), of a text that is whole."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = str(content[: error.start].count(b"\n") + 1)
        raise _Wrong(say("Baris {line} bukan teks UTF-8.", line=line)) from error
    starts, within = [], []
    for number, line in enumerate(_BREAK.split(text), 1):
        if not line or line[0] in " \t":
            continue
        if not _LINE.fullmatch(line):
            raise _Wrong(
                say(
                    "Baris {line} tidak dapat dibaca: “{text}”.",
                    line=str(number),
                    text=harmless(line[:60]),
                )
            )
        name, _, value = line.upper().partition(":")
        if name == "BEGIN":
            within.append(value)
            starts += [number] if value == "VEVENT" else []
        elif name == "END" and (not within or within.pop() != value):
            raise _Wrong(say("Baris {line} menutup yang tidak dibuka.", line=str(number)))
    if not starts:
        raise _Wrong(say("Tidak ada acara di dalamnya; pilih berkas kalender (.ics)."))
    if within:
        raise _Wrong(say("Berkas terpotong: {part} tidak ditutup.", part=within[-1]))
    if len(starts) > MOST:
        raise _Wrong(say("Acaranya {n}; paling banyak {most}.", n=len(starts), most=MOST))
    return starts


def _rows(event: Any, line: int) -> Iterator[dict[str, str]]:
    name = " ".join(str(event.get("summary", "")).split())
    where: Mapping[str, str] = {"line": str(line), "name": harmless(name[:60])}
    if str(event.get("status", "")).upper() == "CANCELLED":
        return
    if not name:
        raise _Wrong(say("Acara di baris {line} tidak bernama.", line=str(line)))
    if any(event.get(each) is not None for each in ("rrule", "rdate", "recurrence-id")):
        raise _Wrong(
            say(
                "“{name}” di baris {line} berulang; tulis tiap tanggalnya sebagai acara sendiri.",
                **where,
            )
        )
    first, after = _span(event, where)
    kinds = [str(each) for each in getattr(event.get("categories"), "cats", ())]
    row = {
        "name": name,
        "kind": next((kind for kind in kinds if kind in KINDS), _kind(name)),
        "half": "ya" if str(event.get(_HALF, "")).upper() == "TRUE" else "tidak",
        "estimate": "ya" if str(event.get("status", "")).upper() == "TENTATIVE" else "tidak",
    }
    for number in range((after - first).days):
        yield row | {"day": (first + timedelta(days=number)).isoformat()}


def _span(event: Any, where: Mapping[str, str]) -> tuple[date, date]:
    """The first day of an event, and the first after it."""
    try:
        first = event.decoded("dtstart")
        after = event.decoded("dtend", first + timedelta(days=1))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise _Wrong(say("“{name}” di baris {line} tidak punya tanggal.", **where)) from error
    if type(first) is not date or type(after) is not date or event.get("duration") is not None:
        raise _Wrong(
            say("“{name}” di baris {line} bukan acara sehari penuh; hapus jamnya.", **where)
        )
    if not 1 <= (after - first).days <= LONGEST:
        raise _Wrong(
            say("“{name}” di baris {line} harus berlangsung 1 sampai {n} hari.", n=LONGEST, **where)
        )
    return first, after


def _kind(name: str) -> str:
    return "shared_leave" if name.lower().startswith("cuti bersama") else ""


def _bad(problem: Said) -> BadCalendarFile:
    return BadCalendarFile(problem=problem)
