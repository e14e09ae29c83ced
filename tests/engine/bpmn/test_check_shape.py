"""Diagrams whose shape cannot work: each is refused, and the element named."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.bpmn.check import Problem, check

Look = Callable[..., list[Problem]]

# name of the rule: (element that must be named, diagram)
SHAPES: dict[str, tuple[str, Callable[[Any], bytes]]] = {
    "unreachable": (
        "alone",
        lambda pen: pen.file(
            pen.task("fill"),
            pen.task("alone"),
            pen.flow("start -> fill -> end", "alone -> end"),
        ),
    ),
    "dead-end": (
        "stop",
        lambda pen: pen.file(
            pen.choice("which", "which_to_end"),
            pen.task("stop"),
            pen.flow("start -> which -> end", "which -> [p_x == 1] stop"),
        ),
    ),
    "one-start": (
        "p",
        lambda pen: pen.file(
            pen.task("fill"), pen.flow("start -> fill -> end", "start_again -> fill")
        ),
    ),
    "no-end": ("p", lambda pen: pen.file(pen.task("fill"), pen.flow("start -> fill -> fill"))),
    "flow-after-end": (
        "end",
        lambda pen: pen.file(pen.task("fill"), pen.flow("start -> fill -> end -> fill")),
    ),
    "flow-into-start": (
        "start",
        lambda pen: pen.file(
            pen.task("fill"),
            pen.choice("which", "which_to_end"),
            pen.flow("start -> fill -> which -> end", "which -> [p_x == 1] start"),
        ),
    ),
    "needs-gateway": (
        "fill",
        lambda pen: pen.file(
            pen.task("fill"),
            pen.task("more"),
            pen.flow("start -> fill -> end", "fill -> more -> end"),
        ),
    ),
    "double-flow": (
        "again",
        lambda pen: pen.file(
            pen.choice("which", "which_to_end"),
            pen.flow("start -> which -> end"),
            pen.arrow("which", "end", "p_x == 1").replace('id="which_to_end"', 'id="again"'),
        ),
    ),
    "dangling-reference": (
        "fill_to_nowhere",
        lambda pen: pen.file(
            pen.task("fill"), pen.flow("start -> fill -> end"), pen.arrow("fill", "nowhere")
        ),
    ),
    "bad-boundary": (
        "edge",
        lambda pen: pen.file(
            pen.script("count", "p_x = 1"),
            pen.boundary("edge", "count"),
            pen.flow("start -> count -> end", "edge -> end"),
        ),
    ),
    "endless-loop": (
        "count",
        lambda pen: pen.file(
            pen.script("count", "p_x = 1"),
            pen.choice("which", "which_to_end"),
            pen.flow("start -> count -> which -> end", "which -> [p_x == 1] count"),
        ),
    ),
    "too-deep": (
        "p",
        lambda pen: pen.file(_nested(pen, 5), pen.flow("start -> sub_5 -> end")),
    ),
    "too-many-nodes": (
        "p",
        lambda pen: pen.file(
            *(pen.task(f"t_{n}") for n in range(200)),
            pen.flow("start -> " + " -> ".join(f"t_{n}" for n in range(200)) + " -> end"),
        ),
    ),
    "deadlock": (
        "join",
        lambda pen: pen.file(
            pen.choice("which", "which_to_b"),
            pen.task("a"),
            pen.task("b"),
            pen.parallel("join"),
            pen.flow("start -> which -> [p_x == 1] a -> join -> end", "which -> b -> join"),
        ),
    ),
    "unjoined-split": (
        "after",
        lambda pen: pen.file(
            pen.parallel("split"),
            pen.task("a"),
            pen.task("b"),
            pen.task("after"),
            pen.flow("start -> split -> a -> after -> end", "split -> b -> after"),
        ),
    ),
    "join-in-loop": (
        "join",
        lambda pen: pen.file(
            pen.parallel("split", "join"),
            pen.task("a"),
            pen.task("b"),
            pen.choice("again"),
            pen.choice("which", "which_to_end"),
            pen.flow(
                "start -> again -> split -> a -> join -> which -> end",
                "split -> b -> join",
                "which -> [p_x == 1] again",
            ),
        ),
    ),
    "parallel-write": (
        "b",
        lambda pen: pen.file(
            pen.parallel("split", "join"),
            pen.script("a", "p_x = 1"),
            pen.script("b", "p_x = 2"),
            pen.flow("start -> split -> a -> join -> end", "split -> b -> join"),
        ),
    ),
    "too-parallel": ("p", lambda pen: pen.file(*_blocks(pen, 7))),
}


def _nested(pen: Any, depth: int) -> str:
    inner = _nested(pen, depth - 1) if depth > 1 else pen.task("fill")
    first = f"sub_{depth - 1}" if depth > 1 else "fill"
    flow = pen.flow(f"start_{depth} -> {first} -> end_{depth}")
    return str(pen.sub(f"sub_{depth}", inner, flow))


def _blocks(pen: Any, count: int) -> list[str]:
    """Fork and join, that many times in a row."""
    parts, path = [], "start"
    for n in range(count):
        parts += [pen.parallel(f"split_{n}", f"join_{n}"), pen.task(f"a_{n}"), pen.task(f"b_{n}")]
        parts.append(pen.flow(f"split_{n} -> b_{n} -> join_{n}"))
        path += f" -> split_{n} -> a_{n} -> join_{n}"
    return [*parts, pen.flow(f"{path} -> end")]


@pytest.mark.parametrize("code", SHAPES)
def test_a_shape_that_cannot_work_is_refused(code: str, pen: Any, problems: Look) -> None:
    element, draw = SHAPES[code]
    found = problems(draw(pen))
    assert (element, code) in {(problem.element, problem.code) for problem in found}
    assert all(problem.file == "p.bpmn" and problem.line > 5 for problem in found)


GOOD: dict[str, Callable[[Any], bytes]] = {
    "a loop with a person in it": lambda pen: pen.file(
        pen.task("fill"),
        pen.choice("which", "which_to_end"),
        pen.flow("start -> fill -> which -> end", "which -> [p_x == 'lagi'] fill"),
    ),
    "fork and join": lambda pen: pen.file(*_blocks(pen, 3)),
    "a loop inside one branch": lambda pen: pen.file(
        pen.parallel("split", "join"),
        pen.task("a"),
        pen.task("b"),
        pen.choice("which", "which_to_join"),
        pen.flow(
            "start -> split -> a -> which -> join -> end",
            "which -> [p_x == 1] a",
            "split -> b -> join",
        ),
    ),
    "a parallel block in a loop, wrapped": lambda pen: pen.file(
        pen.sub(
            "both",
            pen.parallel("split", "join"),
            pen.task("a"),
            pen.task("b"),
            pen.flow("start_both -> split -> a -> join -> end_both", "split -> b -> join"),
        ),
        pen.choice("which", "which_to_end"),
        pen.flow("start -> both -> which -> end", "which -> [p_x == 1] both"),
    ),
    "two branches that end on their own": lambda pen: pen.file(
        pen.parallel("split"),
        pen.task("a"),
        pen.task("b"),
        pen.flow("start -> split -> a -> end", "split -> b -> end"),
    ),
    "whoever is first ends both, writing the same": lambda pen: pen.file(
        pen.parallel("split"),
        pen.task("a"),
        pen.catch("closes"),
        pen.task("b"),
        pen.script("yes", "p_held = True"),
        pen.script("no", "p_held = False"),
        pen.terminate("held"),
        pen.terminate("not_held"),
        pen.flow("start -> split -> a -> yes -> held", "split -> closes -> b -> no -> not_held"),
    ),
    "different names in parallel": lambda pen: pen.file(
        pen.parallel("split", "join"),
        pen.script("a", "p_x = 1"),
        pen.script("b", "p_y = 2"),
        pen.flow("start -> split -> a -> join -> end", "split -> b -> join"),
    ),
    "a boundary timer on a sub-process": lambda pen: pen.file(
        pen.sub("work", pen.task("fill"), pen.flow("start_work -> fill -> end_work")),
        pen.boundary("edge", "work"),
        pen.script("silent", "p_response = 'diam'"),
        pen.flow("start -> work -> end", "edge -> silent -> end"),
    ),
    "a task for each rater": lambda pen: pen.file(
        pen.script("list_raters", "p_raters = raters()"),
        pen.task("rate", pen.repeat(), camunda__assignee="rater(p_rater)"),
        pen.flow("start -> list_raters -> rate -> end"),
    ),
    "lanes, a pool, words and a picture": lambda pen: pen.file(
        '<bpmn:laneSet id="lanes"><bpmn:lane id="lane_sdm" name="sdm">'
        "<bpmn:flowNodeRef>fill</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>",
        pen.task(
            "fill",
            "<bpmn:documentation>Isi.</bpmn:documentation>"
            + pen.properties(state="filled", event="diterima", due="closes", hard_deadline="true"),
            camunda__candidateGroups="",
        ),
        '<bpmn:textAnnotation id="TextAnnotation_1"><bpmn:text>Catatan</bpmn:text>'
        '</bpmn:textAnnotation><bpmn:association id="Association_1" sourceRef="fill" '
        'targetRef="TextAnnotation_1" />',
        pen.flow("start -> fill -> end"),
        extra='<bpmn:collaboration id="c"><bpmn:participant id="pool" processRef="p" />'
        '</bpmn:collaboration><bpmndi:BPMNDiagram id="dia"><bpmndi:BPMNShape id="s">'
        '<dc:Bounds x="1" y="-2.5" width="3" height="4" /></bpmndi:BPMNShape>'
        "</bpmndi:BPMNDiagram>",
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_diagram_passes(name: str, pen: Any, problems: Look) -> None:
    assert problems(GOOD[name](pen)) == []


def test_writing_inside_parallel_sub_processes_is_seen(pen: Any, problems: Look) -> None:
    subs = [
        pen.sub(
            f"sub_{n}",
            pen.script(f"write_{n}", "p_x = 1"),
            pen.flow(f"start_{n} -> write_{n} -> end_{n}"),
        )
        for n in (1, 2)
    ]
    diagram = pen.file(
        pen.parallel("split", "join"),
        *subs,
        pen.flow("start -> split -> sub_1 -> join -> end", "split -> sub_2 -> join"),
    )
    assert [(each.element, each.code) for each in problems(diagram)] == [
        ("sub_2", "parallel-write")
    ]


def test_too_many_possibilities_are_refused_rather_than_believed(pen: Any, problems: Look) -> None:
    tasks = [[f"t_{branch}_{n}" for n in range(5)] for branch in range(6)]
    diagram = pen.file(
        pen.parallel("split", "join"),
        *(pen.task(name) for branch in tasks for name in branch),
        pen.flow(
            "start -> split",
            *(f"split -> {' -> '.join(branch)} -> join" for branch in tasks),
            "join -> end",
        ),
    )
    assert [problem.code for problem in problems(diagram)] == ["too-parallel"]


def test_a_loop_over_a_call_that_waits_for_nobody_is_refused(pen: Any, problems: Look) -> None:
    def caller(content: str, flow: str) -> list[Problem]:
        return problems(
            pen.file(
                pen.call("phase", "called"),
                pen.choice("which", "which_to_end"),
                pen.flow("start -> phase -> which -> end", "which -> [p_x == 1] phase"),
            ),
            {"called.bpmn": pen.file(content, pen.flow(flow), process="called")},
        )

    path = "start -> step -> end"
    assert caller(pen.task("step"), path) == []
    assert "endless-loop" in {p.code for p in caller(pen.script("step", "called_x = 1"), path)}
    assert "endless-loop" in {p.code for p in caller(pen.catch("step"), path)}


def test_a_thousand_nodes_are_refused(pen: Any) -> None:
    names = [f"t_{n}" for n in range(1200)]
    diagram = pen.file(
        *(pen.task(name) for name in names), pen.flow(f"start -> {' -> '.join(names)} -> end")
    )
    found = check({"p.bpmn": diagram}, lambda key: None)
    assert [problem.code for problem in found] == ["too-many-nodes"]
