"""The traps of the library, one small diagram each: what it would do, and who is named for it.

Each of these files is parsed by the library without a word, and goes wrong later: it hangs,
stalls, loses data or ends too early. The check refuses them and names the element.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from engine.bpmn.check import MOST_DIAGRAMS, Problem

Look = Callable[..., list[Problem]]


@dataclass(frozen=True)
class Trap:
    """What is drawn, and the problem it must give: element, code, a word of the sentence."""

    draw: Callable[[Any], str]
    element: str
    code: str
    word: str


def straight(pen: Any, *parts: str) -> str:
    """The parts beside a diagram that would be all right without them."""
    return "\n".join([pen.task("fill"), pen.flow("start -> fill -> end"), *parts])


def event(pen: Any, kind: str, definition: str) -> str:
    return straight(pen, pen.node(kind, "odd", f"<bpmn:{definition} />"))


def wrapped(pen: Any, host: str, *parts: str) -> str:
    """A host with a boundary timer `edge`."""
    return "\n".join(
        [
            *parts,
            host,
            pen.boundary("edge", "host"),
            pen.flow("start -> host -> end", "edge -> end"),
        ]
    )


INNER = '<bpmn:startEvent id="start_in" /><bpmn:endEvent id="end_in" />'

TRAPS: dict[str, Trap] = {
    "a join in a loop fires after the first branch from the second round on": Trap(
        lambda pen: "\n".join(
            [
                pen.parallel("split", "join"),
                *(pen.task(name) for name in "ab"),
                pen.choice("merge"),
                pen.choice("which", "which_to_end"),
                pen.flow(
                    "start -> merge -> split -> a -> join -> which -> end",
                    "split -> b -> join",
                    "which -> [p_x == 1] merge",
                ),
            ]
        ),
        "join",
        "join-in-loop",
        "sub-proses",
    ),
    "an event sub-process never interrupts": Trap(
        lambda pen: straight(pen, pen.node("subProcess", "odd", INNER, triggeredByEvent="true")),
        "odd",
        "unknown-attribute",
        "tidak pernah memotong",
    ),
    "a link ends the process silently": Trap(
        lambda pen: event(pen, "intermediateThrowEvent", "linkEventDefinition"),
        "odd",
        "unknown-element",
        "lempar",
    ),
    "a caught link does, too": Trap(
        lambda pen: event(pen, "intermediateCatchEvent", "linkEventDefinition"),
        "odd",
        "unknown-element",
        "tautan",
    ),
    "compensation is not there": Trap(
        lambda pen: event(pen, "boundaryEvent", "compensateEventDefinition"),
        "odd",
        "unknown-element",
        "Kompensasi",
    ),
    "nor is a task for it": Trap(
        lambda pen: pen.task("fill", isForCompensation="true") + pen.flow("start -> fill -> end"),
        "fill",
        "unknown-attribute",
        "isForCompensation",
    ),
    "a boundary event on a repeated task loses its task": Trap(
        lambda pen: wrapped(pen, pen.task("host", pen.repeat())),
        "edge",
        "bad-boundary",
        "bungkus",
    ),
    "on a repeated sub-process, too": Trap(
        lambda pen: wrapped(pen, pen.node("subProcess", "host", pen.repeat() + INNER)),
        "edge",
        "bad-boundary",
        "bungkus",
    ),
    "on a repeated call, too": Trap(
        lambda pen: wrapped(pen, pen.node("callActivity", "host", pen.repeat(), calledElement="p")),
        "edge",
        "bad-boundary",
        "bungkus",
    ),
    "a repeated sub-process": Trap(
        lambda pen: straight(pen, pen.node("subProcess", "odd", pen.repeat() + INNER)),
        "odd",
        "unknown-element",
        "userTask",
    ),
    "a million of one task": Trap(
        lambda pen: straight(
            pen,
            pen.task(
                "odd",
                "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>1000000"
                "</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>",
            ),
        ),
        "odd",
        "unknown-element",
        "bukan angka",
    ),
    "a loop of the library stalls after a thousand tasks": Trap(
        lambda pen: straight(pen, pen.task("odd", "<bpmn:standardLoopCharacteristics />")),
        "odd",
        "unknown-element",
        "panah kembali",
    ),
    "an approval called End is skipped": Trap(
        lambda pen: (
            pen.task("End")
            + pen.flow("start -> End").replace("endEvent", "noEvent")
            + pen.node("endEvent", "finish")
            + pen.arrow("End", "finish")
        ),
        "End",
        "reserved-id",
        "mesin",
    ),
    "two branches that write one name overwrite each other": Trap(
        lambda pen: "\n".join(
            [
                pen.parallel("split", "join"),
                pen.script("a", "p_x = 1"),
                pen.script("b", "p_x = 2"),
                pen.flow("start -> split -> a -> join -> end", "split -> b -> join"),
            ]
        ),
        "b",
        "parallel-write",
        "tertimpa",
    ),
    "a data object referenced two levels down hangs the parser": Trap(
        lambda pen: straight(
            pen,
            '<bpmn:dataObject id="box" />',
            pen.sub(
                "one",
                pen.sub("two", '<bpmn:dataObjectReference id="odd" dataObjectRef="box" />'),
            ),
        ),
        "odd",
        "unknown-element",
        "Objek data",
    ),
    "inputs without outputs wipe the data of the caller": Trap(
        lambda pen: straight(pen, "<bpmn:ioSpecification />"),
        "p",
        "unknown-element",
        "menghapus data",
    ),
    "a second output collection must be empty": Trap(
        lambda pen: straight(
            pen,
            pen.task(
                "odd", pen.repeat(inner="<bpmn:loopDataOutputRef>p_all</bpmn:loopDataOutputRef>")
            ),
        ),
        "odd",
        "unknown-element",
        "loopDataOutputRef",
    ),
    "an item that holds something already is refused when it is reached": Trap(
        lambda pen: "\n".join(
            [
                pen.script("raters", "p_raters = raters()\np_rater = ''"),
                pen.task("rate", pen.repeat(), camunda__assignee="rater(p_rater)"),
                pen.flow("start -> raters -> rate -> end"),
            ]
        ),
        "rate",
        "bad-multi-instance",
        "nama lain",
    ),
    "and so is one that comes round again": Trap(
        lambda pen: "\n".join(
            [
                pen.script("raters", "p_raters = raters()"),
                pen.choice("merge"),
                pen.task("fill"),
                pen.task("rate", pen.repeat(), camunda__assignee="rater(p_rater)"),
                pen.choice("which", "which_to_end"),
                pen.flow(
                    "start -> raters -> merge -> fill -> rate -> which -> end",
                    "which -> [p_x == 1] merge",
                ),
            ]
        ),
        "rate",
        "bad-multi-instance",
        "dilalui dua kali",
    ),
    "an inclusive gateway looks at predicted tasks": Trap(
        lambda pen: straight(pen, pen.node("inclusiveGateway", "odd")),
        "odd",
        "unknown-element",
        "inklusif",
    ),
    "a complex gateway is refused only by chance": Trap(
        lambda pen: straight(pen, pen.node("complexGateway", "odd")),
        "odd",
        "unknown-element",
        "kompleks",
    ),
    "an event-based gateway changed with each release": Trap(
        lambda pen: straight(pen, pen.node("eventBasedGateway", "odd")),
        "odd",
        "unknown-element",
        "Gerbang kejadian",
    ),
    "a condition that waits never sees the other branch": Trap(
        lambda pen: event(pen, "intermediateCatchEvent", "conditionalEventDefinition"),
        "odd",
        "unknown-element",
        "cabang lain",
    ),
    "a signal that nobody can route": Trap(
        lambda pen: event(pen, "intermediateCatchEvent", "signalEventDefinition"),
        "odd",
        "unknown-element",
        "Sinyal",
    ),
    "a transaction": Trap(
        lambda pen: straight(pen, pen.node("transaction", "odd", INNER)),
        "odd",
        "unknown-element",
        "Transaksi",
    ),
    "an ad-hoc sub-process mutates the shared spec": Trap(
        lambda pen: straight(pen, pen.node("adHocSubProcess", "odd", INNER)),
        "odd",
        "unknown-element",
        "ad hoc",
    ),
    "a cycle of zero seconds": Trap(
        lambda pen: straight(
            pen, pen.node("intermediateCatchEvent", "odd", pen.timer("R/PT0S", "timeCycle"))
        ),
        "odd",
        "unknown-element",
        "berulang",
    ),
    "a process that is only a picture": Trap(
        lambda pen: straight(pen) + "</bpmn:process><bpmn:process id='odd' isExecutable='false'>",
        "odd",
        "unknown-attribute",
        "isExecutable",
    ),
    "a process that calls itself": Trap(
        lambda pen: pen.call("odd", "p") + pen.flow("start -> odd -> end"),
        "odd",
        "recursive-call",
        "dirinya sendiri",
    ),
}


@pytest.mark.parametrize("told", TRAPS)
def test_the_trap_is_refused_by_name(told: str, pen: Any, problems: Look) -> None:
    trap = TRAPS[told]
    found = problems(pen.file(trap.draw(pen)))
    named = [p for p in found if (p.element, p.code) == (trap.element, trap.code)]
    assert named, found
    assert any(trap.word in problem.message for problem in named)


def test_a_second_call_repeats_a_task_as_a_loop_does(pen: Any, problems: Look) -> None:
    called = pen.file(
        pen.script("raters", "p_raters = raters()"),
        pen.sub(
            "asked",
            pen.task("rate", pen.repeat(), camunda__assignee="rater(p_rater)"),
            pen.flow("start_in -> rate -> end_in"),
        ),
        pen.flow("start -> raters -> asked -> end"),
    )

    def year(second: str) -> list[Problem]:
        calls = [pen.call("one", "p"), pen.call("two", second)]
        other = pen.file(pen.task("t"), pen.flow("start -> t -> end"), process="q")
        path = pen.flow("start -> one -> two -> end")
        whole = pen.file(*calls, path, process="year")
        return problems(called, {"q.bpmn": other, "year.bpmn": whole})

    assert year("q") == []
    assert [(p.file, p.element, p.code) for p in year("p")] == [
        ("p.bpmn", "rate", "bad-multi-instance")
    ]


def test_more_diagrams_than_anyone_draws_are_refused_unread(pen: Any, problems: Look) -> None:
    chain = {
        f"q{n:03}.bpmn": pen.file(
            pen.call("next", f"q{n + 1:03}"), pen.flow("start -> next -> end"), process=f"q{n:03}"
        )
        for n in range(400)
    }
    diagram = pen.file(pen.task("fill"), pen.flow("start -> fill -> end"))
    (problem,) = problems(diagram, chain)
    assert (problem.file, problem.code) == (f"q{MOST_DIAGRAMS - 1:03}.bpmn", "too-many-files")
    assert "401" in problem.message
    most = dict(list(chain.items())[: MOST_DIAGRAMS - 1])
    assert "too-deep" in {each.code for each in problems(diagram, most)}
