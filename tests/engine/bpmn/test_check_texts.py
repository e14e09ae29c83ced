"""Expressions, functions, gateways, timers and tables inside diagrams."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from engine.bpmn.check import Problem

Look = Callable[..., list[Problem]]


def said(found: list[Problem]) -> set[tuple[str, str]]:
    return {(problem.element, problem.code) for problem in found}


# ---- exclusive gateways -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("conditions", "default", "code"),
    [
        (["p_x == 'a'"], True, None),
        (["p_x == 'a'", "p_x == 'b'"], True, None),
        (["p_x == 'a'", "p_x != 'a'"], False, None),
        (["p_npk >= 76", "p_npk < 76"], False, None),
        (["p_npk >= 91", "76 <= p_npk < 91", "p_npk < 76"], False, None),
        (["p_yes", "not p_yes"], False, None),
        (["runs('phase')", "not runs('phase')"], False, None),
        (["p_x in ('a', 'b')", "p_x == 'c'"], True, None),
        (["p_a == 1 and p_b == 1", "p_a == 1 and p_b == 2"], True, None),
        (["p_a > p_b", "p_a <= p_b"], True, None),
        (["p_x == 'a'", "p_x == 'b'"], False, "no-default"),
        (["p_npk >= 76", "p_npk < 70"], False, "no-default"),
        (["p_a > p_b", "p_a <= p_b"], False, "no-default"),
        (["p_npk >= 76", "p_npk <= 76"], False, "overlapping-conditions"),
        (["p_npk >= 76", "p_npk >= 91"], True, "overlapping-conditions"),
        (["p_x == 'a'", "p_y == 'a'"], True, "overlapping-conditions"),
        (["p_x == 'a'", "p_x in ['a', 'b']"], True, "overlapping-conditions"),
        (["p_x == 'a'", "True"], True, "overlapping-conditions"),
        (["p_x == 'a' and p_x == 'b'"], True, "never-true"),
        (["False"], True, "never-true"),
        (["p_x > 3 and p_x < 2"], True, "never-true"),
        (["'ya'"], True, "not-a-condition"),
        (["p_x + 1"], True, "not-a-condition"),
        (["[p_x]"], True, "not-a-condition"),
        (["1"], True, "not-a-condition"),
        (["p_x =="], True, "bad-expression"),
        ([""], True, "bad-expression"),
    ],
)
def test_a_gateway_leaves_exactly_one_way(
    conditions: list[str], default: bool, code: str | None, pen: Any, problems: Look
) -> None:
    arrows = [pen.arrow("which", f"end_{n}", text) for n, text in enumerate(conditions)]
    ends = [pen.node("endEvent", f"end_{n}") for n in range(len(conditions))]
    found = problems(
        pen.file(
            pen.task("fill"),
            pen.choice("which", "which_to_end" if default else None),
            pen.flow("start -> fill -> which", *(["which -> end"] if default else [])),
            *arrows,
            *ends,
        ),
        {"phases.bpmn": _phases(pen)},
    )
    found = [problem for problem in found if problem.file == "p.bpmn"]
    assert {problem.code for problem in found} == ({code} if code else set())
    assert all(problem.element.startswith("which") for problem in found)


def test_an_overlap_is_told_with_an_example(pen: Any, problems: Look) -> None:
    (problem,) = problems(
        pen.file(
            pen.choice("which", "which_to_end"),
            pen.flow(
                "start -> which -> end",
                "which -> [p_npk >= 76] end_a",
                "which -> [p_npk >= 91 and p_x == 'a'] end_b",
            ),
        )
    )
    assert "which_to_end_a dan which_to_end_b" in problem.message
    assert 'p_npk = 91, p_x = "a"' in problem.message


def test_the_default_flow_belongs_to_the_gateway_and_has_no_condition(
    pen: Any, problems: Look
) -> None:
    found = problems(
        pen.file(
            pen.choice("which", "which_to_end"),
            pen.choice("other", "which_to_end"),
            pen.flow(
                "start -> which -> [p_x == 1] end",
                "which -> other -> end_other",
            ),
        )
    )
    assert said(found) == {
        ("which_to_end", "needless-condition"),
        ("which_to_other", "no-condition"),
        ("other", "dangling-reference"),
    }


def test_a_gateway_has_few_ways(pen: Any, problems: Look) -> None:
    ways = [f"which -> [p_x == {n}] end_{n}" for n in range(20)]
    diagram = pen.file(
        pen.choice("which", "which_to_end"), pen.flow("start -> which -> end", *ways)
    )
    assert said(problems(diagram)) == {("which", "too-many-ways")}


def test_a_condition_that_nobody_asks_is_refused(pen: Any, problems: Look) -> None:
    found = problems(
        pen.file(
            pen.task("fill"),
            pen.choice("which"),
            pen.flow("start -> fill -> [p_x == 1] which -> [p_x == 1] end"),
        )
    )
    assert said(found) == {
        ("fill_to_which", "needs-gateway"),
        ("which_to_end", "needless-condition"),
    }


# ---- scripts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("p_npk = npk()\np_predikat = predikat()", None),
        ("p_done = mid_year_count('done')", None),
        ("p_list = raters()\np_count = len(p_list)", None),
        ("p_x = round(max(p_a, q_b), 2)", None),
        ("npk()", "bad-expression"),
        ("p_x = 1; p_y = 2", "bad-expression"),
        ("for p_x in p_y: pass", "bad-expression"),
        ("", "bad-expression"),
        ("q_x = 1", "variable-prefix"),
        ("x = 1", "variable-prefix"),
        ("p_ = 1", "variable-prefix"),
        ("npk = 1", "variable-prefix"),
        ("p_x = other", "unknown-variable"),
        ("p_x = r_npk", "unknown-variable"),
        ("p_x = score()", "unknown-function"),
        ("p_x = due('closes')", "unknown-function"),
        ("p_x = rater('kolega:7')", "unknown-function"),
        ("p_x = npk(1)", "bad-argument"),
        ("p_x = mid_year_count('all')", "bad-argument"),
        ("p_x = mid_year_count(p_y)", "bad-argument"),
    ],
)
def test_a_script_calls_what_exists_and_writes_its_own(
    script: str, code: str | None, pen: Any, problems: Look
) -> None:
    found = problems(
        pen.file(pen.script("work_out", script), pen.flow("start -> work_out -> end")),
        {"q.bpmn": pen.file(pen.task("t"), pen.flow("start -> t -> end"), process="q")},
    )
    assert said(found) == ({("work_out", code)} if code else set())


def test_a_fault_names_the_character(pen: Any, problems: Look) -> None:
    (problem,) = problems(
        pen.file(pen.script("work_out", "p_x = 1 + y.z"), pen.flow("start -> work_out -> end"))
    )
    assert "huruf ke-12" in problem.message


# ---- timers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "date",
    [
        "",
        "'2026-12-31'",
        "2026-12-31",
        "'31 Desember 2026'",
        "P1D",
        "P",
        "R/PT0S",
        "'P999999999Y'",
        "due(p_edge)",
        "due('closes') + 'x'",
        "due('closes') if p_x else due('opens')",
        "due(1)",
        "due()",
        "runs('phase')",
    ],
)
@pytest.mark.parametrize("kind", ["catch", "boundary"])
def test_a_timer_only_names_an_edge(date: str, kind: str, pen: Any, problems: Look) -> None:
    diagram = {
        "catch": lambda: pen.file(pen.catch("when", date), pen.flow("start -> when -> end")),
        "boundary": lambda: pen.file(
            pen.task("fill"),
            pen.boundary("when", "fill", date),
            pen.flow("start -> fill -> end", "when -> end"),
        ),
    }[kind]()
    assert said(problems(diagram)) == {("when", "bad-timer")}


def test_a_waiting_event_without_timer_is_refused(pen: Any, problems: Look) -> None:
    found = problems(
        pen.file(pen.node("intermediateCatchEvent", "when"), pen.flow("start -> when -> end"))
    )
    assert said(found) == {("when", "bad-timer")}


# ---- who and how many -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("collection", "item", "code"),
    [
        ("p_raters", "p_rater", None),
        ("raters()", "p_rater", "bad-multi-instance"),
        ("", "p_rater", "bad-multi-instance"),
        ("p_raters", "", "bad-multi-instance"),
        ("p_raters", "p_raters", "bad-multi-instance"),
        ("1000000000", "p_rater", "bad-multi-instance"),
        ("raters", "p_rater", "unknown-variable"),
        ("p_raters", "rater", "variable-prefix"),
    ],
)
def test_a_repetition_names_its_list_and_item(
    collection: str, item: str, code: str | None, pen: Any, problems: Look
) -> None:
    found = problems(
        pen.file(
            pen.task("rate", pen.repeat(collection, item)),
            pen.flow("start -> rate -> end"),
        )
    )
    assert {problem.code for problem in found} == ({code} if code else set())


@pytest.mark.parametrize(
    ("assignee", "code"),
    [
        ("p_chairman", None),
        ("rater(p_rater)", None),
        ("rater()", "bad-argument"),
        ("raters()", "unknown-function"),
        ("chairman", "unknown-variable"),
        ("${chairman}", "bad-expression"),
    ],
)
def test_an_assignee_is_an_expression(
    assignee: str, code: str | None, pen: Any, problems: Look
) -> None:
    found = problems(
        pen.file(pen.task("sign", camunda__assignee=assignee), pen.flow("start -> sign -> end"))
    )
    assert said(found) == ({("sign", code)} if code else set())


# ---- decisions --------------------------------------------------------------------------------


def test_a_decision_is_among_the_files(pen: Any, problems: Look) -> None:
    diagram = pen.file(
        pen.node("businessRuleTask", "grade", camunda__decisionRef="grades"),
        pen.flow("start -> grade -> end"),
    )
    rules = [("-", '"a"')]
    assert problems(diagram, {"grades.dmn": pen.table({"p_x": "number"}, rules)}) == []
    assert said(problems(diagram)) == {("grade", "unknown-decision")}
    foreign = pen.table({"x": "number"}, rules, outputs=(("grade", "string"),))
    assert said(problems(diagram, {"grades.dmn": foreign})) == {
        ("grade", "variable-prefix"),
        ("grade", "unknown-variable"),
    }


def test_a_bad_table_is_a_problem_of_its_file(pen: Any, problems: Look) -> None:
    diagram = pen.file(pen.task("fill"), pen.flow("start -> fill -> end"))
    overlapping = pen.table({"p_x": "number"}, [("> 1", '"a"'), ("-", '"b"')])
    twice = {"a.dmn": pen.table({"p_x": "number"}, [("-", '"a"')]), "b.dmn": b"<a/>"}
    assert said(problems(diagram, {"grades.dmn": overlapping})) == {("row_2", "dmn-overlap")}
    found = problems(diagram, {**twice, "c.dmn": twice["a.dmn"]})
    assert [(p.file, p.line, p.code) for p in found] == [
        ("b.dmn", 1, "bad-table"),
        ("c.dmn", 2, "duplicate-id"),
    ]


def _phases(pen: Any) -> bytes:
    return bytes(
        pen.file(pen.call("phase", "p"), pen.flow("start -> phase -> end"), process="phases")
    )


@pytest.mark.parametrize(
    ("columns", "rule", "place"),
    [
        ({"p_x": "number"}, (">= 1, abc", '"a"'), "p_x: .* \\(huruf ke-7\\)"),
        ({"p_x": "number"}, ("not(1, abc)", '"a"'), "p_x: .* \\(huruf ke-8\\)"),
        ({"p_x": "number"}, ("? > 1 and ? ** 2", '"a"'), "p_x: .* \\(huruf ke-13\\)"),
        ({"p_x": "number"}, ("-", '"a" + b.c'), "p_grade: .* \\(huruf ke-8\\)"),
        ({"p_x + y.z": "number"}, ("-", '"a"'), " \\(huruf ke-8\\)"),
    ],
)
def test_a_fault_in_a_table_names_its_column_and_character(
    columns: dict[str, str], rule: tuple[str, ...], place: str, pen: Any, problems: Look
) -> None:
    diagram = pen.file(pen.task("fill"), pen.flow("start -> fill -> end"))
    (problem,) = problems(diagram, {"grades.dmn": pen.table(columns, [rule])})
    assert (problem.file, problem.code) == ("grades.dmn", "bad-table")
    assert re.search(place, problem.message), problem.message
