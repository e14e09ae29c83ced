"""The order the dates of a timeline must keep: R-004, stated by keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from engine.timeline.sentences import NO_NAMES, Language, day_in_words

JANUARY = ("form_filling", "final_dialog", "keberatan", "final_rating", "results_entry")
"""The windows that close one after the other: by default on 7, 14, 21, 28 and 31 January."""


Problem = tuple[str, str, str]
"""What is wrong, the window it is wrong with, and the other one."""


def broken_order(dates: Mapping[tuple[str, str], date | None]) -> frozenset[Problem]:
    """Name what is wrong with the order of dates, whatever their days: to compare two timelines."""
    return frozenset((problem, late[0], other[0]) for problem, late, other in _found(dates))


def order_problems(
    dates: Mapping[tuple[str, str], date | None],
    language: Language = "id",
    names: Mapping[str, str] = NO_NAMES,
) -> list[str]:
    """Say what is wrong with the order of dates, one sentence each; an empty list if nothing is.

    No window opens after it closes, and the windows of JANUARY close strictly in their order.
    Dates that wait for an event, and windows a profile lacks, are passed over. `names` maps keys
    to the words they are known by. R-004.
    """
    return [
        _WORDS[language][problem].format(
            name=names.get(key, key),
            day=day_in_words(day, language),
            other=names.get(other, other),
            other_day=day_in_words(other_day, language),
        )
        for problem, (key, day), (other, other_day) in _found(dates)
    ]


def _found(
    dates: Mapping[tuple[str, str], date | None],
) -> Iterator[tuple[str, _Dated, _Dated]]:
    known = {edge: day for edge, day in dates.items() if day is not None}
    yield from _windows_reversed(known)
    yield from _closings_out_of_order(known)


_Dated = tuple[str, date]
_Known = Mapping[tuple[str, str], date]


def _windows_reversed(known: _Known) -> Iterator[tuple[str, _Dated, _Dated]]:
    for (key, edge), opens in known.items():
        closes = known.get((key, "closes"))
        if edge == "opens" and closes and opens > closes:
            yield "reversed", (key, opens), (key, closes)


def _closings_out_of_order(known: _Known) -> Iterator[tuple[str, _Dated, _Dated]]:
    closings = [(key, known[key, "closes"]) for key in JANUARY if (key, "closes") in known]
    for earlier, later in pairwise(closings):
        if earlier[1] >= later[1]:
            yield "out of order", later, earlier


_WORDS: dict[Language, dict[str, str]] = {
    "id": {
        "reversed": "R-004: {name} dibuka {day}, sesudah ditutup {other_day};"
        " hari buka tidak boleh sesudah hari tutup.",
        "out of order": "R-004: {name} ditutup {day}, padahal harus sesudah"
        " {other} ditutup ({other_day}).",
    },
    "en": {
        "reversed": "R-004: {name} opens on {day}, after it closes on {other_day};"
        " a window may not open after it closes.",
        "out of order": "R-004: {name} closes on {day}, but must close after"
        " {other} does ({other_day}).",
    },
}
