"""What a diagram may hold: everything not listed is refused, with what to draw instead."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.bpmn.check import Problem

Look = Callable[..., list[Problem]]

IN_PROCESS = (
    "inclusiveGateway", "complexGateway", "eventBasedGateway", "sendTask", "receiveTask", "task",
    "manualTask", "serviceTask", "intermediateThrowEvent", "implicitThrowEvent", "adHocSubProcess",
    "transaction", "dataObject", "dataObjectReference", "dataStoreReference", "ioSpecification",
    "property", "callChoreography", "subChoreography", "group", "inventedElement",
)  # fmt: skip
IN_EVENT = (
    "messageEventDefinition", "signalEventDefinition", "linkEventDefinition",
    "compensateEventDefinition", "cancelEventDefinition", "errorEventDefinition",
    "escalationEventDefinition", "conditionalEventDefinition", "eventDefinitionRef", "dataOutput",
)  # fmt: skip
IN_TASK = (
    "ioSpecification", "dataInputAssociation", "dataOutputAssociation",
    "standardLoopCharacteristics", "property", "resourceRole", "potentialOwner",
    "humanPerformer", "rendering",
)  # fmt: skip
IN_REPETITION = (
    "loopCardinality", "loopDataOutputRef", "outputDataItem", "completionCondition",
    "complexBehaviorDefinition",
)  # fmt: skip
AT_TOP = ("message", "signal", "error", "escalation", "dataStore", "itemDefinition", "import")


def named(found: list[Problem], element: str, code: str = "unknown-element") -> bool:
    return (element, code) in {(problem.element, problem.code) for problem in found}


@pytest.mark.parametrize("tag", IN_PROCESS)
def test_an_element_that_is_not_listed_is_refused(tag: str, pen: Any, problems: Look) -> None:
    found = problems(
        pen.file(pen.task("fill"), pen.flow("start -> fill -> end"), pen.node(tag, "odd"))
    )
    assert named(found, "odd")
    assert all(problem.message.endswith(".") for problem in found)


@pytest.mark.parametrize("tag", [*IN_EVENT, "timeDuration", "timeCycle"])
@pytest.mark.parametrize("kind", ["startEvent", "endEvent", "intermediateCatchEvent"])
def test_an_event_of_another_kind_is_refused(tag: str, kind: str, pen: Any, problems: Look) -> None:
    content = pen.timer("P1D", tag) if tag.startswith("time") else f"<bpmn:{tag} />"
    found = problems(
        pen.file(pen.task("fill"), pen.flow("start -> fill -> end"), pen.node(kind, "odd", content))
    )
    assert named(found, "odd")


def test_an_event_definition_outside_an_event_is_refused(pen: Any, problems: Look) -> None:
    start = pen.file(
        pen.node("startEvent", "begin", pen.timer()),
        pen.task("fill"),
        pen.flow("begin -> fill -> end"),
    )
    assert named(problems(start), "begin")
    caught = pen.node("intermediateCatchEvent", "odd", "<bpmn:terminateEventDefinition />")
    assert named(problems(pen.file(caught)), "odd")


@pytest.mark.parametrize("tag", IN_TASK)
def test_a_task_holds_nothing_else(tag: str, pen: Any, problems: Look) -> None:
    found = problems(
        pen.file(pen.task("fill", f"<bpmn:{tag} />"), pen.flow("start -> fill -> end"))
    )
    assert named(found, "fill")


@pytest.mark.parametrize("tag", IN_REPETITION)
def test_a_repetition_holds_a_list_and_its_item_only(tag: str, pen: Any, problems: Look) -> None:
    found = problems(
        pen.file(
            pen.task("fill", pen.repeat(inner=f"<bpmn:{tag}>p_x</bpmn:{tag}>")),
            pen.flow("start -> fill -> end"),
        )
    )
    assert named(found, "fill")


@pytest.mark.parametrize("kind", ["callActivity", "subProcess", "scriptTask", "businessRuleTask"])
def test_only_a_user_task_may_be_repeated(kind: str, pen: Any, problems: Look) -> None:
    found = problems(pen.file(pen.node(kind, "odd", pen.repeat())))
    assert named(found, "odd")


@pytest.mark.parametrize("tag", AT_TOP)
def test_nothing_is_declared_beside_the_process(tag: str, pen: Any, problems: Look) -> None:
    found = problems(
        pen.file(pen.task("fill"), pen.flow("start -> fill -> end"), extra=pen.node(tag, "odd"))
    )
    assert named(found, "odd")


def test_the_list_of_a_repetition_may_be_declared_for_other_tools(pen: Any, problems: Look) -> None:
    def declaring(name: str) -> list[Problem]:
        declared = pen.node("property", name, name=name)
        return problems(
            pen.file(pen.task("fill", declared + pen.repeat()), pen.flow("start -> fill -> end"))
        )

    assert declaring("p_raters") == []
    assert named(declaring("p_other"), "p_other")


@pytest.mark.parametrize(
    ("kind", "attributes"),
    [
        ("userTask", {"isForCompensation": "true"}),
        ("userTask", {"startQuantity": "2"}),
        ("userTask", {"default": "x"}),
        ("userTask", {"implementation": "##WebService"}),
        ("userTask", {"camunda__asyncBefore": "true"}),
        ("userTask", {"camunda__dueDate": "due('closes')"}),
        ("userTask", {"camunda__candidateUsers": "x"}),
        ("startEvent", {"camunda__formKey": "p.Fill"}),
        ("scriptTask", {"camunda__resultVariable": "x"}),
        ("businessRuleTask", {"camunda__mapDecisionResult": "x"}),
        ("callActivity", {"camunda__calledElementBinding": "version"}),
        ("subProcess", {"triggeredByEvent": "true"}),
        ("boundaryEvent", {"cancelActivity": "false"}),
        ("exclusiveGateway", {"invented": "x"}),
    ],
)
def test_an_attribute_without_effect_is_refused(
    kind: str, attributes: dict[str, str], pen: Any, problems: Look
) -> None:
    found = problems(pen.file(pen.node(kind, "odd", **attributes)))
    assert named(found, "odd", "unknown-attribute")


@pytest.mark.parametrize(
    "attributes", ['isSequential="true"', 'behavior="One"', 'camunda:collection="p_x"']
)
def test_a_repetition_is_parallel_and_plain(attributes: str, pen: Any, problems: Look) -> None:
    repeat = pen.repeat().replace(
        "<bpmn:multiInstanceLoopCharacteristics",
        f"<bpmn:multiInstanceLoopCharacteristics {attributes}",
    )
    found = problems(pen.file(pen.task("fill", repeat), pen.flow("start -> fill -> end")))
    assert named(found, "fill", "unknown-attribute")


@pytest.mark.parametrize(
    "extension",
    [
        "<camunda:formData />",
        "<camunda:inputOutput />",
        '<camunda:taskListener event="create" />',
        '<s:preScript xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core">x</s:preScript>',
        "<camunda:properties><camunda:entry /></camunda:properties>",
        '<camunda:properties><camunda:property name="due" value="closes" on="x" />'
        "</camunda:properties>",
    ],
)
def test_an_extension_that_nobody_reads_is_refused(
    extension: str, pen: Any, problems: Look
) -> None:
    task = pen.task("fill", f"<bpmn:extensionElements>{extension}</bpmn:extensionElements>")
    assert named(problems(pen.file(task, pen.flow("start -> fill -> end"))), "fill")


def test_extensions_stand_on_tasks_and_calls_only(pen: Any, problems: Look) -> None:
    node = pen.node("exclusiveGateway", "odd", pen.properties(due="closes"))
    assert named(problems(pen.file(node)), "odd")


def test_a_property_is_written_once(pen: Any, problems: Look) -> None:
    twice = pen.properties(due="closes").replace(
        "</camunda:properties>",
        '<camunda:property name="due" value="opens" /></camunda:properties>',
    )
    found = problems(pen.file(pen.task("fill", twice), pen.flow("start -> fill -> end")))
    assert named(found, "fill", "unknown-property")


@pytest.mark.parametrize("side", ["", "kiri", "NaN", "1e999999999"])
def test_a_place_in_the_picture_is_a_number(side: str, pen: Any, problems: Look) -> None:
    picture = (
        '<bpmndi:BPMNDiagram id="dia"><bpmndi:BPMNShape id="fill_di" bpmnElement="fill">'
        f'<dc:Bounds x="{side}" y="0" width="1" height="1" /></bpmndi:BPMNShape>'
        "</bpmndi:BPMNDiagram>"
    )
    found = problems(pen.file(pen.task("fill"), pen.flow("start -> fill -> end"), extra=picture))
    assert named(found, "fill", "bad-coordinates")


def test_a_file_of_another_kind_is_refused(problems: Look) -> None:
    (problem,) = (p for p in problems(b"<a/>") if p.code == "not-bpmn")
    assert (problem.file, problem.line) == ("p.bpmn", 1)
    (problem,) = problems(b"\n<a>\n<b></a>")
    assert (problem.file, problem.line, problem.code) == ("p.bpmn", 3, "bad-xml")
    (problem,) = problems(b"<!DOCTYPE a><a/>")
    assert problem.code == "bad-xml"


def test_an_empty_or_halved_diagram_is_refused_without_an_exception(
    pen: Any, problems: Look
) -> None:
    whole = pen.file(
        pen.sub("work", pen.task("fill"), pen.flow("start_work -> fill -> end_work")),
        pen.boundary("edge", "work"),
        pen.choice("which", "which_to_end"),
        pen.call("phase", "q", opens="1 Mei", closes="2 Mei"),
        pen.flow("start -> work -> which -> end", "which -> [p_x] phase -> end", "edge -> end"),
    ).decode()
    lines = whole.splitlines()
    for gone in range(3, len(lines) - 2):
        left = "\n".join(line for n, line in enumerate(lines) if n != gone)
        assert problems(left.encode()), lines[gone]
    for attribute in (' id="', ' sourceRef="', ' targetRef="', ' attachedToRef="', ' default="'):
        assert problems(whole.replace(attribute, ' x="').encode()), attribute


TURNED = "Isi \u202eliasu\u202c"


def test_a_sign_that_turns_a_text_around_is_a_problem_of_its_element(
    pen: Any, problems: Look
) -> None:
    """Wherever it stands; and no sentence, of whatever problem, quotes it."""
    path = pen.flow("start -> fill -> end")
    lane = f'<bpmn:laneSet id="set"><bpmn:lane id="lane" name="{TURNED}" /></bpmn:laneSet>'
    for parts, element in (
        ((pen.task("fill", name=TURNED), path), "fill"),
        ((pen.task("fill", f"<bpmn:documentation>{TURNED}</bpmn:documentation>"), path), "fill"),
        ((pen.task("fill", pen.properties(due=TURNED)), path), "fill"),
        ((pen.task("fill", camunda__formKey=TURNED), path), "fill"),
        ((lane, pen.task("fill"), path), "lane"),
        ((pen.task("fill", name="Isi&#8238;").replace("&amp;", "&"), path), "fill"),
        ((pen.task(f"fill{TURNED}", name="Isi"), path), "p"),
    ):
        found = problems(pen.file(*parts))
        assert named(found, element, "unreadable-sign"), parts
        assert not any("\u202e" in f"{each.element}{each.message}" for each in found), parts
        if element == "fill":
            assert {each.element for each in found if each.code == "unreadable-sign"} == {"fill"}
