"""Days of a calendar as lines of text: one day or several in a row, and what kind they are."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from engine import timeline
from engine.errors import BadDate
from engine.timeline import Kind, SpecialDay
from schemas.said import Said, say
from schemas.working_days import FIRST, KINDS, LAST

#: Days of all lines together, and those of one line.
MOST, LONGEST = 200, 62
#: What a day is called that only somebody thinks of.
_NAME = "Andaian"

_DAY = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\s+[^\W\d]+\s+\d{4}"
_LINE = re.compile(
    rf"(?P<first>{_DAY})(?:\s*(?:–|s\.d\.|sampai)\s*(?P<last>{_DAY}))?(?:\s+(?P<kind>\D+))?"
)
_WRITTEN = re.compile(r"(?P<day>\d{1,2}\s+[^\W\d]+)\s+(?P<year>\d{4})")
_KINDS: Mapping[str, Kind] = {KINDS[kind].casefold(): kind for kind in timeline.KINDS}


def read(text: str, kind: Kind, field: str) -> tuple[SpecialDay, ...]:
    """The days of a text, those of its lines that do not say otherwise of `kind`.

    >>> [str(each.day) for each in read("30 April 2026 – 2026-05-01 cuti bersama", "local", "")]
    ['2026-04-30', '2026-05-01']

    Raises `BadDate` at `field`, with the line.
    """
    found: dict[date, SpecialDay] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            days = list(_days(" ".join(line.split()), kind))
        except _Wrong as wrong:
            said = say("Baris {n}: {problem}", n=number, problem=wrong.said)
            raise BadDate(field, said) from None
        found |= {each.day: each for each in days}
    if len(found) > MOST:
        raise BadDate(field, say("Harinya {n}; paling banyak {most}.", n=len(found), most=MOST))
    return tuple(found[day] for day in sorted(found))


def span(first: date, last: date, kind: Kind) -> tuple[SpecialDay, ...]:
    """All days from one to another. Raises ValueError where the last comes first, or far later."""
    number = (last - first).days + 1
    if not 1 <= number <= LONGEST:
        raise ValueError(number)
    days = (first + timedelta(days=each) for each in range(number))
    return tuple(SpecialDay(day, _NAME, kind) for day in days)


def written(rows: Sequence[Mapping[str, Any]]) -> str:
    """The days of a file, raw answers in their order, as such lines."""
    lines: list[tuple[date, date, str]] = []
    for row in rows:
        day, kind = date.fromisoformat(row["day"]), row["kind"]
        # People work on half a day: for a date it is like any other.
        kind = "worked" if row["half"] == "ya" else kind
        if lines and lines[-1][2] == kind and day - lines[-1][1] == timedelta(days=1):
            lines[-1] = lines[-1][0], day, kind
        else:
            lines.append((day, day, kind))
    return "\n".join(_line(*each) for each in lines)


class _Wrong(Exception):
    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said


def _line(first: date, last: date, kind: str) -> str:
    days = f"{first}" if first == last else f"{first} – {last}"
    return f"{days} {KINDS[kind].lower()}"


def _days(line: str, kind: Kind) -> Iterator[SpecialDay]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise _Wrong(say("Tulis seperti “2026-03-18 – 2026-03-20 cuti bersama”."))
    named = (found["kind"] or "").strip().casefold()
    if named and named not in _KINDS:
        raise _Wrong(say("Jenis hari ini tidak dikenal; tulis misalnya “cuti bersama”."))
    first = _day(found["first"])
    last = _day(found["last"]) if found["last"] else first
    try:
        yield from span(first, last, _KINDS.get(named, kind))
    except ValueError:
        raise _Wrong(too_long()) from None


def too_long() -> Said:
    """What is said where `span` refuses."""
    return say("Hari terakhir paling awal hari pertama, paling lama {n} hari kemudian.", n=LONGEST)


def _day(text: str) -> date:
    words = _WRITTEN.fullmatch(text)
    try:
        day = _of_words(words) if words else date(*map(int, text.split("-")))
    except timeline.RuleError as error:
        raise _Wrong(error.message) from None
    except ValueError:
        raise _Wrong(say("Tanggal {day} tidak ada.", day=text)) from None
    if not FIRST <= day <= LAST:
        raise _Wrong(say("Tanggal {day} di luar kalender.", day=text))
    return day


def _of_words(found: re.Match[str]) -> date:
    anchor = timeline.parse(found["day"]).anchor
    if not isinstance(anchor, timeline.Day):
        raise ValueError(found[0])
    return date(int(found["year"]), anchor.month, anchor.day)
