"""What somebody answered, in words: for the last look before sending, and for documents."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from schemas.base import Form
from schemas.fields import Input, Rows
from webapp import formats, i18n

NUMBERS = ("number", "rupiah", "whole")


@dataclass(frozen=True)
class Line:
    """One question and its answer."""

    label: str
    text: str


@dataclass(frozen=True)
class Grid:
    """One table as it was filled."""

    label: str
    headings: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Answered:
    """The answers of one section; unanswered questions are left out."""

    title: str
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...]


def read_back(form: Form, answers: Mapping[str, Any]) -> tuple[Answered, ...]:
    """The answers of `form`, clean, plain or as typed, section by section in words."""
    sections = []
    for section in form.sections():
        fields = [(form.inputs[name], answers.get(name)) for name in section.names]
        lines = (
            Line(i18n.say(field.label), worded(field, value))
            for field, value in fields
            if not isinstance(field, Rows) and not _unanswered(value)
        )
        tables = ((field, value) for field, value in fields if isinstance(field, Rows))
        grids = (_grid(field, value) for field, value in tables if value)
        answered = Answered(i18n.say(section.title), tuple(lines), tuple(grids))
        if answered.lines or answered.grids:
            sections.append(answered)
    return tuple(sections)


def worded(field: Input[Any], value: Any) -> str:
    """One answer in words; "–" for none."""
    if _unanswered(value):
        return "–"
    if hasattr(field, "choices"):
        given = value if isinstance(value, (list, tuple)) else [value]
        return "; ".join(i18n.say(_chosen(field, _word(each))) for each in given)
    if field.kind in NUMBERS:
        unit = getattr(field, "unit", "")
        money = field.kind == "rupiah"
        number = formats.number(value, i18n.language())
        return f"Rp {number}" if money else f"{number} {i18n.say(unit)}".strip()
    try:
        return _dated(field, value)
    except ValueError:  # typed, and not a date: as it was typed
        return str(value)


def _grid(field: Rows, rows: list[dict[str, Any]]) -> Grid:
    inputs = field.row.inputs
    asked = [name for name in inputs if any(not _unanswered(row.get(name)) for row in rows)]
    named = {str(each.key): each.cells[0] for each in field.given if each.cells}

    def line(row: dict[str, Any]) -> Iterator[str]:
        if field.fixed:
            key = str(row.get(field.key, ""))
            yield i18n.say(named.get(key, key))
        yield from (worded(inputs[name], row.get(name)) for name in asked)

    headings = [*(field.columns[:1] if field.fixed else ()), *(inputs[n].label for n in asked)]
    numeric = [*((False,) if field.fixed else ()), *(inputs[n].kind in NUMBERS for n in asked)]
    return Grid(
        label=i18n.say(field.label),
        headings=tuple(i18n.say(each) for each in headings),
        numeric=tuple(numeric),
        rows=tuple(tuple(line(row)) for row in rows),
    )


def _chosen(field: Any, word: str) -> str:
    # A number is no name: who is not among the choices any more is not shown by it.
    unknown = "Tidak dikenal" if field.kind in ("person", "people") else word
    return str(field.choices.get(word, unknown))


def _dated(field: Input[Any], value: Any) -> str:
    if field.kind == "day":
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return formats.day(day, i18n.language(), i18n.zone())
    if field.kind == "moment":
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(field.facts.zone))
        return formats.moment(aware, i18n.language(), field.facts.zone)
    return str(value)


def _unanswered(value: object) -> bool:
    return value is None or value == "" or value == []


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return str(value)
