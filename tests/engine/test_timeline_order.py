"""R-004: the order that the dates of a timeline must keep."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from engine.timeline import order_problems

JANUARY_2027 = {
    ("form_filling", "closes"): date(2027, 1, 7),
    ("final_dialog", "closes"): date(2027, 1, 14),
    ("keberatan", "closes"): date(2027, 1, 21),
    ("final_rating", "closes"): date(2027, 1, 28),
    ("results_entry", "closes"): date(2027, 1, 31),
}
KEYS = [key for key, _ in JANUARY_2027]


def test_the_default_january_is_in_order() -> None:
    assert order_problems(JANUARY_2027) == []


@pytest.mark.parametrize(("earlier", "later"), list(pairwise(KEYS)))
def test_two_closings_on_one_day_break_the_january_order(earlier: str, later: str) -> None:
    dates = {**JANUARY_2027, (later, "closes"): JANUARY_2027[earlier, "closes"]}
    (problem,) = order_problems(dates)
    assert problem.startswith(f"R-004: {later} ditutup ")
    assert f"harus sesudah {earlier} ditutup" in problem


def test_the_sentence_names_windows_and_days() -> None:
    dates = {**JANUARY_2027, ("keberatan", "closes"): date(2027, 1, 10)}
    assert order_problems(dates, {"keberatan": "Keberatan", "final_dialog": "Dialog"}) == [
        "R-004: Keberatan ditutup 10 Januari 2027, padahal harus sesudah"
        " Dialog ditutup (14 Januari 2027)."
    ]


def test_a_window_may_open_on_the_day_it_closes_but_not_after() -> None:
    window = {("plan_week", "closes"): date(2026, 2, 7)}
    assert order_problems({**window, ("plan_week", "opens"): date(2026, 2, 7)}) == []
    reversed_window = {**window, ("plan_week", "opens"): date(2026, 2, 8)}
    assert order_problems(reversed_window) == [
        "R-004: plan_week dibuka 8 Februari 2026, sesudah ditutup 7 Februari 2026;"
        " hari buka tidak boleh sesudah hari tutup."
    ]


def test_neighbours_are_compared_when_a_window_between_them_is_missing_or_waits() -> None:
    without = {edge: day for edge, day in JANUARY_2027.items() if edge[0] != "keberatan"}
    assert order_problems(without) == []
    early = {**JANUARY_2027, ("keberatan", "closes"): None}
    early[("final_rating", "closes")] = date(2027, 1, 13)
    (problem,) = order_problems(early)
    assert "final_rating ditutup 13 Januari 2027" in problem
    assert "final_dialog ditutup (14 Januari 2027)" in problem


def test_an_edge_that_is_not_the_opening_may_lie_after_the_close() -> None:
    dates = {
        ("coaching_week_1", "closes"): date(2026, 4, 7),
        ("coaching_week_1", "receive"): date(2026, 4, 10),
    }
    assert order_problems(dates) == []


def test_every_problem_is_told() -> None:
    dates = {edge: date(2027, 1, 7) for edge in JANUARY_2027}
    dates["form_filling", "opens"] = date(2027, 1, 8)
    assert len(order_problems(dates)) == 5
