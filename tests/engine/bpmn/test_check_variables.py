"""Variables: nothing is read before it was written, nothing written twice at once."""

from collections.abc import Callable
from typing import Any

import pytest

from engine import definitions
from engine.bpmn.check import Problem

Look = Callable[..., list[Problem]]

DECIDES = {"p.Decide": frozenset({"p_x"}), "p.Both": frozenset({"p_x", "p_y"})}


def decides(form: str) -> frozenset[str]:
    return DECIDES.get(form, frozenset())


def said(found: list[Problem]) -> set[tuple[str, str]]:
    return {(problem.element, problem.code) for problem in found}


ASKED = "which -> [p_x == 1] end_other"


def asking(pen: Any, *parts: str, path: str, also: tuple[str, ...] = ()) -> bytes:
    """A diagram that asks for p_x at the gateway `which`."""
    return bytes(
        pen.file(*parts, pen.choice("which", "which_to_end"), pen.flow(path, *also, ASKED))
    )


def form(pen: Any, name: str, key: str = "p.Decide") -> str:
    return str(pen.task(name, camunda__formKey=key))


# what is drawn: (whether p_x is sure to be written, diagram)
READ: dict[str, tuple[bool, Callable[[Any], bytes]]] = {
    "a form decides it": (
        True,
        lambda pen: asking(pen, form(pen, "a"), path="start -> a -> which -> end"),
    ),
    "a script writes it": (
        True,
        lambda pen: asking(pen, pen.script("a", "p_x = 1"), path="start -> a -> which -> end"),
    ),
    "a script reads it, then writes it": (
        True,
        lambda pen: asking(
            pen, pen.script("a", "p_x = 1\np_y = p_x"), path="start -> a -> which -> end"
        ),
    ),
    "nobody": (
        False,
        lambda pen: asking(pen, pen.task("a"), path="start -> a -> which -> end"),
    ),
    "only afterwards": (
        False,
        lambda pen: pen.file(
            form(pen, "a"),
            pen.choice("which", "which_to_a"),
            pen.flow("start -> which -> a -> end", ASKED),
        ),
    ),
    "one branch of a choice": (
        False,
        lambda pen: asking(
            pen,
            form(pen, "early"),
            pen.choice("maybe", "maybe_to_merge"),
            pen.choice("merge"),
            path="start -> maybe -> [runs('phase')] early -> merge -> which -> end",
            also=("maybe -> merge",),
        ),
    ),
    "both branches of a choice": (
        True,
        lambda pen: asking(
            pen,
            form(pen, "early"),
            pen.script("late", "p_x = 2"),
            pen.choice("maybe", "maybe_to_late"),
            pen.choice("merge"),
            path="start -> maybe -> [runs('phase')] early -> merge -> which -> end",
            also=("maybe -> late -> merge",),
        ),
    ),
    "one branch before a join": (
        True,
        lambda pen: asking(
            pen,
            pen.parallel("split", "join"),
            form(pen, "a"),
            pen.task("b"),
            path="start -> split -> a -> join -> which -> end",
            also=("split -> b -> join",),
        ),
    ),
    "the other branch, without a join": (
        False,
        lambda pen: asking(
            pen,
            pen.parallel("split"),
            form(pen, "a"),
            pen.task("b"),
            path="start -> split -> a -> end_a",
            also=("split -> b -> which -> end",),
        ),
    ),
    "the last round of a loop": (
        True,
        lambda pen: asking(
            pen,
            form(pen, "a"),
            pen.choice("again"),
            path="start -> again -> a -> which -> end",
            also=("which -> [p_x == 2] again",),
        ),
    ),
    "a sub-process": (
        True,
        lambda pen: asking(
            pen,
            pen.sub("work", form(pen, "a"), pen.flow("start_in -> a -> end_in")),
            path="start -> work -> which -> end",
        ),
    ),
    "a sub-process that a deadline cuts off": (
        False,
        lambda pen: asking(
            pen,
            pen.sub("work", form(pen, "a"), pen.flow("start_in -> a -> end_in")),
            pen.boundary("edge", "work"),
            pen.choice("merge"),
            path="start -> work -> merge -> which -> end",
            also=("edge -> merge",),
        ),
    ),
    "before a sub-process that asks": (
        True,
        lambda pen: pen.file(
            form(pen, "a"),
            pen.sub(
                "work",
                pen.choice("which", "which_to_end_in"),
                pen.task("b"),
                pen.flow("start_in -> which -> end_in", "which -> [p_x == 1] b -> end_in"),
            ),
            pen.flow("start -> a -> work -> end"),
        ),
    ),
    "a task for each of a list that may be empty": (
        False,
        lambda pen: asking(
            pen,
            pen.script("raters", "p_raters = raters()"),
            pen.task("rate", pen.repeat(item="p_x"), camunda__assignee="rater(p_x)"),
            path="start -> raters -> rate -> which -> end",
        ),
    ),
    "one of two terminate ends": (
        False,
        lambda pen: asking(
            pen,
            pen.sub(
                "work",
                pen.parallel("split"),
                form(pen, "a"),
                pen.task("b"),
                pen.terminate("done"),
                pen.terminate("closed"),
                pen.flow("start_in -> split -> a -> done", "split -> b -> closed"),
            ),
            path="start -> work -> which -> end",
        ),
    ),
    "both of two terminate ends": (
        True,
        lambda pen: asking(
            pen,
            pen.sub(
                "work",
                pen.parallel("split"),
                pen.task("a"),
                pen.catch("closes"),
                pen.script("yes", "p_x = 1"),
                pen.script("no", "p_x = 2"),
                pen.terminate("done"),
                pen.terminate("closed"),
                pen.flow("start_in -> split -> a -> yes -> done"),
                pen.flow("split -> closes -> no -> closed"),
            ),
            path="start -> work -> which -> end",
        ),
    ),
    "one of two branches that both end": (
        True,
        lambda pen: asking(
            pen,
            pen.sub(
                "work",
                pen.parallel("split"),
                form(pen, "a"),
                pen.task("b"),
                pen.flow("start_in -> split -> a -> end_a", "split -> b -> end_b"),
            ),
            path="start -> work -> which -> end",
        ),
    ),
}


@pytest.mark.parametrize("drawn", READ)
def test_a_condition_reads_what_every_way_to_it_has_written(
    drawn: str, pen: Any, all_problems: Look
) -> None:
    sure, draw = READ[drawn]
    found = all_problems(draw(pen), {"year.bpmn": year(pen)}, outcomes=decides)
    unset = {("which_to_end_other", "unset-variable")}
    assert said(found) == (set() if sure else unset)
    assert all("p_x" in problem.message for problem in found)


def year(pen: Any) -> bytes:
    return bytes(
        pen.file(
            pen.call("phase", "p", opens="1 Mei", closes="7 Mei"),
            pen.flow("start -> phase -> end"),
            process="year",
        )
    )


def test_what_only_the_rest_of_a_condition_asks_need_not_be_there(
    pen: Any, all_problems: Look
) -> None:
    def asked(condition: str) -> set[tuple[str, str]]:
        diagram = pen.file(
            form(pen, "a"),
            form(pen, "b", "p.Both"),
            pen.choice("which", "which_to_end"),
            pen.choice("then", "then_to_end"),
            pen.flow("start -> a -> which -> end", "which -> [p_x == 1] b -> end_b"),
            pen.flow(f"which -> [p_x == 2 and {condition}] end_c"),
        )
        return said(all_problems(diagram, outcomes=decides)) - {("then", "unreachable")}

    assert asked("p_y == 1") & {("which_to_end_c", "unset-variable")} == set()
    assert ("which_to_end_c", "unset-variable") in asked("p_z == 1")


@pytest.mark.parametrize("place", ["script", "assignee", "list", "table"])
def test_scripts_people_lists_and_tables_read_as_conditions_do(
    place: str, pen: Any, all_problems: Look
) -> None:
    node = {
        "script": pen.script("here", "p_z = p_x + 1"),
        "assignee": pen.task("here", camunda__assignee="p_x"),
        "list": pen.task("here", pen.repeat(collection="p_x")),
        "table": pen.node("businessRuleTask", "here", camunda__decisionRef="grades"),
    }[place]
    table = {"grades.dmn": pen.table({"p_x": "number"}, [("-", '"a"')])}

    def found(first: str) -> set[tuple[str, str]]:
        diagram = pen.file(first, node, pen.flow("start -> first -> here -> end"))
        return said(all_problems(diagram, table, outcomes=decides))

    assert found(form(pen, "first")) == set()
    assert found(pen.task("first")) == {("here", "unset-variable")}


def test_a_phase_reads_what_phases_before_it_have_written(pen: Any, all_problems: Look) -> None:
    reading = pen.file(
        pen.choice("which", "which_to_end"),
        pen.flow("start -> which -> end", "which -> [p_x == 1] end_other"),
        process="later",
    )
    earlier = pen.file(form(pen, "a"), pen.flow("start -> a -> end"))

    def called(path: str, *parts: str) -> set[tuple[str, str]]:
        calls = [pen.call("first", "p"), pen.call("second", "later"), *parts]
        files = {
            "later.bpmn": reading,
            "year.bpmn": pen.file(*calls, pen.flow(*path.split("; ")), process="year"),
        }
        return said(all_problems(earlier, files, outcomes=decides))

    unset = {("which_to_end_other", "unset-variable")}
    assert called("start -> first -> second -> end") == set()
    assert called("start -> second -> first -> end") == unset
    skipped = "start -> if -> [runs('first')] first -> on -> second -> end; if -> on"
    assert called(skipped, pen.choice("if", "if_to_on"), pen.choice("on")) == unset


# ---- written at the same time -----------------------------------------------------------------


def fork(pen: Any, one: str, other: str, process: str = "p") -> bytes:
    return bytes(
        pen.file(
            pen.parallel("split", "join"),
            one,
            other,
            pen.flow("start -> split -> a -> join -> end", "split -> b -> join"),
            process=process,
        )
    )


def test_two_forms_side_by_side_do_not_decide_the_same(pen: Any, all_problems: Look) -> None:
    def decided(first: str, second: str) -> set[tuple[str, str]]:
        diagram = fork(pen, form(pen, "a", first), form(pen, "b", second))
        return said(all_problems(diagram, outcomes=decides))

    assert decided("p.Decide", "p.Fill") == set()
    assert decided("p.Decide", "p.Both") == {("b", "parallel-write")}


def test_a_form_and_a_script_side_by_side_do_not_write_the_same(
    pen: Any, all_problems: Look
) -> None:
    diagram = fork(pen, form(pen, "a"), pen.script("b", "p_x = 1"))
    (problem,) = all_problems(diagram, outcomes=decides)
    assert (problem.element, problem.code) == ("b", "parallel-write")
    assert "a dan b" in problem.message
    assert "p_x" in problem.message


def test_two_calls_side_by_side_do_not_write_the_same(pen: Any, all_problems: Look) -> None:
    called = pen.file(form(pen, "fill"), pen.flow("start -> fill -> end"))
    plain = pen.file(pen.task("fill"), pen.flow("start -> fill -> end"), process="q")

    def twice(other: str) -> set[tuple[str, str]]:
        year = fork(pen, pen.call("a", "p"), pen.call("b", other), "year")
        return said(all_problems(called, {"q.bpmn": plain, "year.bpmn": year}, outcomes=decides))

    assert twice("q") == set()
    assert twice("p") == {("b", "parallel-write")}


def test_a_form_given_to_several_people_decides_nothing(pen: Any, all_problems: Look) -> None:
    def given(key: str) -> set[tuple[str, str]]:
        diagram = pen.file(
            pen.script("raters", "p_raters = raters()"),
            pen.task("rate", pen.repeat(), camunda__formKey=key),
            pen.flow("start -> raters -> rate -> end"),
        )
        return said(all_problems(diagram, outcomes=decides))

    assert given("p.Fill") == set()
    assert given("p.Decide") == {("rate", "parallel-write")}


def test_a_form_of_another_phase_does_not_write_here(pen: Any, all_problems: Look) -> None:
    diagram = pen.file(form(pen, "a"), pen.flow("start -> a -> end"))
    found = all_problems(diagram, outcomes=lambda key: frozenset({"q_decision"}))
    assert said(found) == {("a", "variable-prefix")}


def test_our_own_forms_are_asked_what_they_decide(pen: Any) -> None:
    """The deploy check of the product knows the routing values of its forms."""
    receive = "coaching_week.ReceiveCoaching"
    diagram = fork(
        pen,
        form(pen, "a", receive),
        form(pen, "b", "coaching_week.CloseCoaching"),
        "coaching_week",
    )
    files = {**definitions.shipped(), "coaching_week/coaching_week.bpmn": diagram}
    found = [p for p in definitions.problems(files) if p.code == "parallel-write"]
    assert [(p.file, p.element) for p in found] == [("coaching_week/coaching_week.bpmn", "b")]
    assert "coaching_week_held" in found[0].message
