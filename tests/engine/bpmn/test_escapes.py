"""Forty ways out of a sandbox, none of which leads anywhere, in whatever place they are put."""

import time
from collections.abc import Callable

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
    "\uff3f\uff3fimport\uff3f\uff3f('os')",  # noqa: RUF001 - full-width letters
    "e\uff56al('1')",  # noqa: RUF001
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
    "p_x\x00",
    "...",
    "1j",
    "`id`",
    "p_x @ p_x",
    "~1",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_payload_does_nothing(payload: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(ExpressionError):
        compile_expression(payload).evaluate({"p_x": [], "p_data": {}}, {"npk": lambda: 1})
    with pytest.raises(ExpressionError):
        compile_script(f"p_y = {payload}").execute({"p_x": []}, {"npk": lambda: 1})
    assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize("payload", [each for each in PAYLOADS if "\x00" not in each])
@pytest.mark.parametrize(
    "place", ["condition", "script", "timer", "boundary", "assignee", "collection", "item", "due"]
)
def test_the_check_names_the_element_that_carries_it(
    place: str, payload: str, pen, problems: Callable[..., list[Problem]]
) -> None:
    fill: dict[str, str] = {"assignee": payload} if place == "assignee" else {}
    inner = {
        "collection": pen.repeat(collection=_escaped(payload)),
        "item": pen.repeat(item=_escaped(payload)),
        "due": pen.properties(due=payload),
    }
    diagram = pen.file(
        pen.task(
            "here", inner.get(place, ""), **{f"camunda__{key}": v for key, v in fill.items()}
        ),
        pen.script("here_too", f"p_y = {payload if place == 'script' else '1'}"),
        pen.catch("when", payload if place == "timer" else "due('closes')"),
        pen.boundary("edge", "here", payload if place == "boundary" else "due('closes')"),
        pen.choice("which", default="which_to_end"),
        pen.flow(
            "start -> here -> here_too -> when -> which -> end",
            f"which -> [{payload if place == 'condition' else 'p_y == 1'}] end_other",
            "edge -> end",
        ),
    )
    where = {
        "condition": "which_to_end_other",
        "script": "here_too",
        "timer": "when",
        "boundary": "edge",
    }.get(place, "here")
    assert where in {problem.element for problem in problems(diagram)}


@pytest.mark.parametrize("payload", [each for each in PAYLOADS if "\x00" not in each])
@pytest.mark.parametrize("place", ["input", "cell", "result"])
def test_a_table_that_carries_it_is_refused(
    place: str, payload: str, pen, problems: Callable[..., list[Problem]]
) -> None:
    table = pen.table(
        {payload if place == "input" else "p_x": "number"},
        [
            (
                payload if place == "cell" else "-",
                payload if place == "result" else '"a"',
            )
        ],
    )
    diagram = pen.file(pen.task("fill"), pen.flow("start -> fill -> end"))
    found = problems(diagram, {"grades.dmn": table})
    assert [problem.file for problem in found] == ["grades.dmn"]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
