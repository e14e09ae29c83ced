"""The windows of a diagram together: dates that no year has, no order, or no end."""

from collections.abc import Callable
from typing import Any

import pytest

from engine import definitions, uploads
from engine.bpmn.check import Problem, check
from engine.timeline import faults_of_any_year
from engine.timeline.faults import MOST

YEAR = "siklus_kasn/siklus_kasn.bpmn"
Windows = dict[str, dict[str, str]]
Look = Callable[[Windows], list[Problem]]


@pytest.fixture
def judged(pen: Any) -> Look:
    """The problems of a year that calls these windows one after the other, on one line each."""

    def look(windows: Windows) -> list[Problem]:
        calls = [
            pen.node(
                "callActivity",
                key,
                pen.properties(**rules),
                calledElement="phase",
                **({"name": NAMES[key]} if key in NAMES else {}),
            )
            for key, rules in windows.items()
        ]
        year = pen.file(*calls, pen.flow(f"start -> {' -> '.join(windows)} -> end"))
        dues = {edge for rules in windows.values() for edge in rules} - {"opens", "closes"}
        tasks = [
            pen.task(f"t_{edge}", pen.properties(due=edge))
            for edge in sorted(dues)
            if not edge.endswith("_not_before")
        ] or [pen.task("t")]
        names = [task.split('id="')[1].split('"')[0] for task in tasks]
        phase = pen.file(*tasks, pen.flow(f"start -> {' -> '.join(names)} -> end"), process="phase")
        files = {"p.bpmn": year, "phase.bpmn": phase}
        return check(files, lambda key: None, all_dates=faults_of_any_year)

    return look


NAMES = {"plan_week": "Plan Week"}
MAY = {"opens": "1 Mei", "closes": "7 Mei"}


def of(found: list[Problem]) -> list[tuple[str, int, str, str]]:
    return [(each.file, each.line, each.element, each.code) for each in found]


@pytest.mark.parametrize(
    ("rules", "code", "words"),
    [
        (
            {"opens": "9 Februari", "closes": "7 Februari"},
            "window-reversed",
            "R-004: Plan Week dibuka 9 Februari 2026, sesudah ditutup 7 Februari 2026; "
            "hari buka tidak boleh sesudah hari tutup.",
        ),
        (
            {"opens": "plan_week.closes", "closes": "plan_week.opens + 7 hari"},
            "no-date",
            "Plan Week: Aturan berputar: ",
        ),
        (
            {"opens": "1 Februari", "closes": "tak_ada.closes + 3 hari"},
            "no-date",
            "Hari tutup Plan Week: Jendela “tak_ada” tidak ada di linimasa.",
        ),
        (
            {"opens": "1 Februari", "closes": "plan_week.receive"},
            "no-date",
            "Hari tutup Plan Week: Jendela “plan_week” tidak punya “receive”; ada: opens, closes.",
        ),
        (
            {"opens": "29 Februari", "closes": "7 Maret"},
            "no-date",
            "Hari buka Plan Week: “29 Februari” tidak ada pada tahun 2026.",
        ),
        (
            {"opens": "1 Februari", "closes": "29 Februari tahun depan"},
            "no-date",
            "Hari tutup Plan Week: “29 Februari tahun depan” tidak ada pada tahun 2027.",
        ),
        (
            {"opens": "1 Februari", "closes": "9 Februari + 999 bulan"},
            "no-date",
            "Hari tutup Plan Week: “9 Februari + 999 bulan” jatuh terlalu jauh dari siklus 2026; "
            "tanggalnya harus pada tahun 2025 sampai 2027.",
        ),
        (
            {"opens": "1 Februari - 999 minggu", "closes": "7 Februari"},
            "no-date",
            "Hari buka Plan Week: “1 Februari - 999 minggu” jatuh terlalu jauh",
        ),
        (
            {"opens": "1 Februari", "closes": "diterima + 999 bulan"},
            "no-date",
            "Hari tutup Plan Week: “diterima + 999 bulan” jatuh terlalu jauh",
        ),
        (
            {"opens": "1 Februari", "closes": "7 Februari", "closes_not_before": "lain.opens"},
            "no-date",
            "Batas closes_not_before pada Plan Week: Jendela “lain” tidak ada di linimasa.",
        ),
        (
            {"opens": "1 Februari", "closes": "7 Februari", "receive": "tak_ada.closes"},
            "no-date",
            "Batas receive pada Plan Week: Jendela “tak_ada” tidak ada di linimasa.",
        ),
    ],
)
def test_a_window_without_a_possible_date_is_named(
    rules: dict[str, str], code: str, words: str, judged: Look
) -> None:
    found = judged({"plan_week": rules})
    [line] = {each[1] for each in of(found)}
    assert of(found) == [("p.bpmn", line, "plan_week", code)]
    assert words in found[0].message
    assert line == 7, "where the window is drawn"


def test_windows_close_in_the_order_of_january(judged: Look) -> None:
    windows = {
        "final_dialog": {"opens": "8 Januari tahun depan", "closes": "14 Januari tahun depan"},
        "keberatan": {"opens": "8 Januari tahun depan", "closes": "10 Januari tahun depan"},
    }
    [problem] = judged(windows)
    assert (problem.element, problem.part) == ("keberatan", "closes")
    assert problem.code == "closing-order"
    assert problem.message == (
        "R-004: keberatan ditutup 10 Januari 2027, padahal harus sesudah final_dialog ditutup "
        "(14 Januari 2027)."
    )


def test_windows_that_wait_for_one_another_are_one_problem(judged: Look) -> None:
    circle = {
        "one": {"opens": "1 Mei", "closes": "two.closes"},
        "two": {"opens": "1 Mei", "closes": "three.closes"},
        "three": {"opens": "1 Mei", "closes": "one.closes + 1 hari"},
        "after": {"opens": "1 Mei", "closes": "three.closes"},
    }
    [problem] = judged(circle)
    assert problem.code == "no-date"
    for key in ("one", "two", "three"):
        assert f"{key}.closes" in problem.message


def test_what_is_only_reckoned_from_a_fault_is_not_told(judged: Look) -> None:
    far = {
        "one": {"opens": "1 Mei", "closes": "1 Mei + 500 minggu"},
        "two": {"opens": "one.closes", "closes": "one.closes + 7 hari"},
        "three": {"opens": "29 Februari", "closes": "7 Mei"},
    }
    assert {each.element for each in judged(far)} == {"one", "three"}


def test_every_fault_is_told_at_once_but_no_endless_list(judged: Look) -> None:
    wrong = {f"w{n}": {"opens": "9 Mei", "closes": f"w{n}.never"} for n in range(60)}
    assert len(judged(wrong)) == MOST


def test_the_last_day_of_february_is_written_without_its_number(judged: Look) -> None:
    rules = {"opens": "1 Maret - 1 hari", "closes": "7 Maret"}
    assert judged({"plan_week": rules}) == []
    [problem] = judged({"plan_week": rules | {"opens": "29 Februari - 1 hari"}})
    assert (problem.code, problem.part) == ("no-date", "opens")


def test_working_days_are_tried_on_every_weekday(judged: Look) -> None:
    """From a Thursday on, three working days pass a weekend: then it closes too early."""
    found = judged({"one": {"opens": "1 Mei + 3 hari kerja", "closes": "5 Mei"}})
    assert [each.code for each in found] == ["window-reversed"]
    assert judged({"one": {"opens": "1 Mei + 3 hari kerja", "closes": "6 Mei"}}) == []


def test_holidays_are_left_to_the_year_that_has_them(judged: Look) -> None:
    """1 May is a day off; what that does to a cycle is judged where it is opened."""
    assert judged({"one": {"opens": "1 Mei", "closes": "30 April + 1 hari kerja"}}) == []


def test_an_event_that_may_come_at_any_time_breaks_no_order(judged: Look) -> None:
    bound = MAY | {"closes_not_before": "diterima + 7 hari", "receive": "diterima + 14 hari"}
    assert judged({"one": bound}) == []


def test_rules_that_cannot_be_read_are_told_by_others(judged: Look) -> None:
    rules = {
        "one": {"opens": "kapan-kapan", "closes": "1 Mei"},
        "two": MAY | {"opens": "one.opens"},
    }
    assert judged(rules) == []


def test_uploads_hands_the_check_these_rules() -> None:
    files = definitions.shipped()
    assert uploads.problems(files) == []
    files[YEAR] = files[YEAR].replace(b'"7 Februari"', b'"29 Februari"')
    [problem] = uploads.check_upload(files)
    assert (problem.file, problem.element, problem.code) == (YEAR, "plan_week", "no-date")
    assert problem.message.startswith("Hari tutup Plan Week: ")
    assert definitions.problems_with_context({YEAR: files[YEAR]}) == [problem]
