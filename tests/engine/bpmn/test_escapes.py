"""Forty ways out of a sandbox, none of which leads anywhere, in whatever place they are put."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from engine.bpmn.check import Problem
from engine.bpmn.expressions import ExpressionError, compile_expression, compile_script

PAYLOADS = (
    "__import__('os').system('touch hit')",
    "().__class__.__base__.__subclasses__()",
    "''.__class__.__mro__[1]",
    "runs.__globals__['os']",
    "npk.__code__.co_consts",
    "due.__self__",
    "getattr(npk, '__globals__')",
    "vars()",
    "globals()['__builtins__']",
    "eval('1')",
    "exec('x = 1')",
    "compile('1', 'x', 'eval')",
    "open('/etc/passwd')",
    "print('x')",
    "type(1)",
    "breakpoint()",
    "help()",
    "input()",
    "'{0.__class__}'.format(1)",
    "'{x}'.format_map(p_data)",
    "f'{().__class__}'",
    "(lambda: 0).__code__",
    "lambda: 1",
    "[c for c in (1, 2)]",
    "{c for c in (1, 2)}",
    "{1: 2}",
    "list(x for x in (1, 2))",
    "(p_x := 1)",
    "9 ** 9 ** 9",
    "1 << 10 ** 9",
    "'a' * 10 ** 8",
    "range(10 ** 9)",
    "__builtins__",
    "_x",
    "\uff3f\uff3fimport\uff3f\uff3f('os')",  # full-width letters
    "e\uff56al('1')",
    "'\\x5f\\x5fclass\\x5f\\x5f'",
    "b'bytes'",
    "await p_x",
    "(yield)",
    "p_x if True else raise",
    "1 .__class__",
    "1.__class__",
    "[*p_x]",
    "npk(**p_x)",
    "import os",
    "x; import os",
    "del p_x",
    "assert False",
    "...",
    "1j",
    "`id`",
    "p_x @ p_x",
    "~1",
    "p_x\x00",  # last: XML cannot carry it
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_payload_does_nothing(payload: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(ExpressionError):
        compile_expression(payload).evaluate({"p_x": [], "p_data": {}}, {"npk": lambda: 1})
    with pytest.raises(ExpressionError):
        compile_script(f"p_y = {payload}").execute({"p_x": []}, {"npk": lambda: 1})
    assert time.perf_counter() - begun < 0.5


PLACES = ("condition", "script", "timer", "boundary", "assignee", "collection", "item", "due")


@pytest.mark.parametrize("place", PLACES)
def test_the_check_names_the_element_that_carries_it(
    place: str, pen: Any, problems: Callable[..., list[Problem]]
) -> None:
    where = {
        "condition": "which_to_end_other",
        "script": "here_too",
        "timer": "when",
        "boundary": "edge",
    }.get(place, "here")
    for payload in PAYLOADS[:-1]:
        found = problems(_carrying(pen, place, payload))
        assert where in {problem.element for problem in found}, payload


def test_the_same_diagram_without_payload_passes(
    pen: Any, problems: Callable[..., list[Problem]]
) -> None:
    assert problems(_carrying(pen, "nowhere", "")) == []


@pytest.mark.parametrize("place", ["input", "cell", "result"])
def test_a_table_that_carries_it_is_refused(
    place: str, pen: Any, problems: Callable[..., list[Problem]]
) -> None:
    diagram = pen.file(pen.task("fill"), pen.flow("start -> fill -> end"))
    for payload in PAYLOADS[:-1]:
        put = {"input": "p_x", "cell": "-", "result": '"a"', place: payload}
        table = pen.table({put["input"]: "number"}, [(put["cell"], put["result"])])
        found = problems(diagram, {"grades.dmn": table})
        assert [problem.file for problem in found] == ["grades.dmn"], payload


def _carrying(pen: Any, place: str, payload: str) -> bytes:
    """A diagram with the payload in one place of it."""

    def put(here: str, otherwise: str) -> str:
        return payload if place == here else otherwise

    inner = {
        "collection": pen.repeat(collection=_escaped(payload)),
        "item": pen.repeat(item=_escaped(payload)),
        "due": pen.properties(due=payload),
    }
    return pen.file(
        pen.task("here", inner.get(place, ""), camunda__assignee=put("assignee", "p_y")),
        pen.script("here_too", f"p_y = {put('script', '1')}"),
        pen.catch("when", put("timer", "due('closes')")),
        pen.task("watched"),
        pen.boundary("edge", "watched", put("boundary", "due('closes')")),
        pen.choice("which", default="which_to_end"),
        pen.flow(
            "start -> here -> here_too -> watched -> when -> which -> end",
            "edge -> end",
        ),
        pen.node("endEvent", "end_other"),
        pen.arrow("which", "end_other", put("condition", "p_y == 1")),
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
