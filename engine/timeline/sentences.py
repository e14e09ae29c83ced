"""Says a date rule in one plain sentence, and a day in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal

from engine.timeline.rule import MONTHS, Anchor, Day, Edge, Event, Offset, Rule, Week

Language = Literal["id", "en"]
NO_NAMES: Mapping[str, str] = MappingProxyType({})


def sentence(
    rule: Rule,
    language: Language = "id",
    names: Mapping[str, str] = NO_NAMES,
    edges: Mapping[str, str] = NO_NAMES,
) -> str:
    """Say a rule to people; `names` maps keys and events to the words they are known by.

    `edges` does so for the dates of a window beside its opening and its closing.

    >>> from engine.timeline.grammar import parse
    >>> sentence(parse("keberatan.closes + 3 hari kerja"))
    '3 hari kerja sesudah keberatan ditutup.'
    >>> sentence(parse("diterima + 7 hari"), "en", {"diterima": "the result is received"})
    '7 days after the result is received.'
    """
    said = _anchor(rule.anchor, language, names, edges)
    if rule.offset:
        said = f"{_offset(rule.offset, language)} {said}"
    elif isinstance(rule.anchor, Edge | Event):
        said = f"{_WORDS[language]['on']} {said}"
    return f"{said[0].upper()}{said[1:]}."


def day_in_words(day: date, language: Language = "id") -> str:
    """Write a day as in "7 Januari 2027"."""
    return f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"


_MONTHS: dict[Language, tuple[str, ...]] = {
    "id": MONTHS,
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip

_WORDS: dict[Language, dict[str, str]] = {
    "id": {
        "this_year": "tahun siklus",
        "next_year": "tahun sesudah tahun siklus",
        "day": "{day} {month} {year}",
        "week": "minggu ke-{number} {month} {year} (tanggal {days})",
        "last_days": "29 sampai akhir bulan",
        "opens": "{name} dibuka",
        "closes": "{name} ditutup",
        "edge": "{edge} {name} tiba",
        "on": "pada hari",
        "after": "sesudah",
        "before": "sebelum",
    },
    "en": {
        "this_year": "the cycle year",
        "next_year": "the year after the cycle year",
        "day": "{day} {month} of {year}",
        "week": "week {number} of {month} of {year} (days {days})",
        "last_days": "29 to the end of the month",
        "opens": "{name} opens",
        "closes": "{name} closes",
        "edge": "the {edge} of {name} comes",
        "on": "on the day",
        "after": "after",
        "before": "before",
    },
}

_ENGLISH_UNITS = {"hari": "day", "hari kerja": "working day", "minggu": "week", "bulan": "month"}


def _anchor(
    anchor: Anchor, language: Language, names: Mapping[str, str], edges: Mapping[str, str]
) -> str:
    words, months = _WORDS[language], _MONTHS[language]
    match anchor:
        case Day(day, month, next_year):
            year = words["next_year" if next_year else "this_year"]
            return words["day"].format(day=day, month=months[month - 1], year=year)
        case Week(number, month, next_year):
            year = words["next_year" if next_year else "this_year"]
            return words["week"].format(
                number=number, month=months[month - 1], year=year, days=_days(number, words)
            )
        case Edge(key, edge):
            form = words[edge if edge in ("opens", "closes") else "edge"]
            return form.format(name=names.get(key, key), edge=edges.get(edge, edge))
        case Event(name):
            return names.get(name, name)


def _days(week: int, words: Mapping[str, str]) -> str:
    if week == 5:
        return words["last_days"]
    return f"{7 * week - 6}-{7 * week}"


def _offset(offset: Offset, language: Language) -> str:
    number = abs(offset.number)
    direction = _WORDS[language]["after" if offset.number > 0 else "before"]
    if language == "id":
        return f"{number} {offset.unit} {direction}"
    plural = "" if number == 1 else "s"
    return f"{number} {_ENGLISH_UNITS[offset.unit]}{plural} {direction}"
