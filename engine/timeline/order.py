"""The order the dates of a timeline must keep: R-004, stated by keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from engine.timeline.sentences import NO_NAMES
from schemas.said import Said, Written, say

JANUARY = ("form_filling", "final_dialog", "keberatan", "final_rating", "results_entry")
"""The windows that close one after the other: by default on 7, 14, 21, 28 and 31 January."""


Problem = tuple[str, str, str]
"""What is wrong, the window it is wrong with, and the other one."""


def broken_order(dates: Mapping[tuple[str, str], date | None]) -> frozenset[Problem]:
    """Name what is wrong with the order of dates, whatever their days: to compare two timelines."""
    return frozenset((problem, late[0], other[0]) for problem, late, other in _found(dates))


def order_problems(
    dates: Mapping[tuple[str, str], date | None], names: Mapping[str, str] = NO_NAMES
) -> list[Said]:
    """Say what is wrong with the order of dates, one sentence each; an empty list if nothing is.

    No window opens after it closes, and the windows of JANUARY close strictly in their order.
    Dates that wait for an event, and windows a profile lacks, are passed over. `names` maps keys
    to the words they are known by. R-004.
    """
    return [said for _, _, said in told_order(dates, names)]


def told_order(
    dates: Mapping[tuple[str, str], date | None], names: Mapping[str, str] = NO_NAMES
) -> Iterator[tuple[str, str, Said]]:
    """The same with what is wrong ("reversed", "out of order") and the window it is wrong with."""
    for problem, (key, day), (other, other_day) in _found(dates):
        name, before = names.get(key) or Written(key), names.get(other) or Written(other)
        if problem == "reversed":
            said = say(
                "R-004: {name} dibuka {day}, sesudah ditutup {other_day}; hari buka tidak boleh"
                " sesudah hari tutup.",
                name=name,
                day=day,
                other_day=other_day,
            )
        else:
            said = say(
                "R-004: {name} ditutup {day}, padahal harus sesudah {other} ditutup ({other_day}).",
                name=name,
                day=day,
                other=before,
                other_day=other_day,
            )
        yield problem, key, said


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
