"""Which elements and attributes a diagram may hold; everything else is refused by name."""

import re
from collections.abc import Iterator

from lxml import etree

from engine.bpmn.check.problem import Problem
from engine.bpmn.check.words import INSTEAD
from engine.bpmn.xml import BPMN, CAMUNDA, line_of, local_name, text_of
from schemas.said import Said, cite, say

_ANNOTATIONS = frozenset({"textAnnotation", "association"})
_FLOW_ELEMENTS = _ANNOTATIONS | frozenset({
    "startEvent", "endEvent", "userTask", "scriptTask", "businessRuleTask", "callActivity",
    "subProcess", "exclusiveGateway", "parallelGateway", "intermediateCatchEvent",
    "boundaryEvent", "sequenceFlow",
})  # fmt: skip
_ENDS = frozenset({"incoming", "outgoing"})
_WORDS = frozenset({"documentation"})
_EXTENDED = _WORDS | {"extensionElements"}

_CHILDREN: dict[str, frozenset[str]] = {
    "definitions": _WORDS | {"process", "collaboration"},
    "collaboration": _WORDS | {"participant"},
    "participant": _WORDS,
    "process": _WORDS | _FLOW_ELEMENTS | {"laneSet"},
    "laneSet": frozenset({"lane"}),
    "lane": _WORDS | {"flowNodeRef"},
    "startEvent": _WORDS | _ENDS,
    "endEvent": _WORDS | _ENDS | {"terminateEventDefinition"},
    "userTask": _EXTENDED | _ENDS | {"multiInstanceLoopCharacteristics"},
    "scriptTask": _WORDS | _ENDS | {"script"},
    "businessRuleTask": _WORDS | _ENDS,
    "callActivity": _EXTENDED | _ENDS,
    "subProcess": _WORDS | _ENDS | _FLOW_ELEMENTS,
    "exclusiveGateway": _WORDS | _ENDS,
    "parallelGateway": _WORDS | _ENDS,
    "intermediateCatchEvent": _WORDS | _ENDS | {"timerEventDefinition"},
    "boundaryEvent": _WORDS | _ENDS | {"timerEventDefinition"},
    "timerEventDefinition": frozenset({"timeDate"}),
    "multiInstanceLoopCharacteristics": frozenset({"loopDataInputRef", "inputDataItem"}),
    "sequenceFlow": _WORDS | {"conditionExpression"},
    "textAnnotation": _WORDS | {"text"},
    "association": _WORDS,
}
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "process": frozenset({"isExecutable", "processType", "isClosed"}),
    "collaboration": frozenset({"isClosed"}),
    "participant": frozenset({"processRef"}),
    "startEvent": frozenset({"isInterrupting", "parallelMultiple"}),
    "scriptTask": frozenset({"scriptFormat"}),
    "callActivity": frozenset({"calledElement"}),
    "subProcess": frozenset({"triggeredByEvent"}),
    "exclusiveGateway": frozenset({"default", "gatewayDirection"}),
    "parallelGateway": frozenset({"gatewayDirection"}),
    "boundaryEvent": frozenset({"attachedToRef", "cancelActivity", "parallelMultiple"}),
    "intermediateCatchEvent": frozenset({"parallelMultiple"}),
    "multiInstanceLoopCharacteristics": frozenset({"isSequential", "behavior"}),
    "inputDataItem": frozenset({"itemSubjectRef", "isCollection"}),
    "sequenceFlow": frozenset({"sourceRef", "targetRef", "isImmediate"}),
    "timeDate": frozenset({"language"}),
    "conditionExpression": frozenset({"language"}),
    "textAnnotation": frozenset({"textFormat"}),
    "association": frozenset({"sourceRef", "targetRef", "associationDirection"}),
    "documentation": frozenset({"textFormat"}),
}
_EVERYWHERE = frozenset({"id", "name"})
_CAMUNDA_ATTRIBUTES: dict[str, frozenset[str]] = {
    "process": frozenset({"historyTimeToLive", "versionTag"}),
    "userTask": frozenset({"formKey", "assignee", "candidateGroups"}),
    "businessRuleTask": frozenset({"decisionRef"}),
}
_FIXED: dict[tuple[str, str], str] = {
    ("process", "isExecutable"): "true",
    ("subProcess", "triggeredByEvent"): "false",
    ("startEvent", "parallelMultiple"): "false",
    ("boundaryEvent", "cancelActivity"): "true",
    ("boundaryEvent", "parallelMultiple"): "false",
    ("intermediateCatchEvent", "parallelMultiple"): "false",
    ("multiInstanceLoopCharacteristics", "isSequential"): "false",
    ("multiInstanceLoopCharacteristics", "behavior"): "All",
    ("inputDataItem", "isCollection"): "false",
    ("sequenceFlow", "isImmediate"): "true",
}

_NUMBER = re.compile(r"-?\d{1,6}(?:\.\d{1,15})?")


def problems(file: str, root: etree._Element) -> Iterator[Problem]:
    """Yield every element and attribute that has no place where it stands."""
    if root.tag != f"{{{BPMN}}}definitions":
        yield _problem(file, root, "not-bpmn", say("Ini bukan berkas BPMN 2.0."))
        return
    yield from _children(file, root)
    yield from _coordinates(file, root)


def _children(file: str, element: etree._Element) -> Iterator[Problem]:
    tag = local_name(element)
    allowed = _CHILDREN.get(tag, frozenset())
    for child in element:
        name = etree.QName(child)
        if name.namespace != BPMN:
            if tag != "definitions":
                message = _idle(say("Elemen"), name.localname)
                yield _problem(file, child, "unknown-element", message)
        elif name.localname == "extensionElements" and not len(child):
            continue  # a desktop editor leaves them behind; they say nothing
        elif _is_collection(element, child):
            continue  # other tools want the list of a multi-instance to be declared
        elif name.localname not in allowed:
            message = INSTEAD.get(name.localname) or cite(
                "Elemen {name} tidak dapat dipakai di sini.", name=name.localname
            )
            yield _problem(file, child, "unknown-element", message)
        elif name.localname == "extensionElements":
            yield from _extensions(file, child)
        else:
            yield from _attributes(file, child)
            yield from _children(file, child)


def _is_collection(task: etree._Element, declared: etree._Element) -> bool:
    if (local_name(task), local_name(declared)) != ("userTask", "property"):
        return False
    name = text_of(task.find(f".//{{{BPMN}}}loopDataInputRef"))
    return bool(name) and name == declared.get("id") == declared.get("name")


def _attributes(file: str, element: etree._Element) -> Iterator[Problem]:
    tag = local_name(element)
    for key, value in element.items():
        name = etree.QName(key)
        if name.namespace == CAMUNDA:
            known = name.localname in _CAMUNDA_ATTRIBUTES.get(tag, frozenset())
        elif name.namespace is None:
            known = name.localname in _EVERYWHERE | _ATTRIBUTES.get(tag, frozenset())
        else:
            known = tag in ("timeDate", "conditionExpression", "definitions")
        fixed = _FIXED.get((tag, name.localname))
        if not known:
            message = _idle(say("Atribut"), name.localname)
            yield _problem(file, element, "unknown-attribute", message)
        elif fixed is not None and value != fixed:
            message = INSTEAD[f"{tag}.{name.localname}"]
            yield _problem(file, element, "unknown-attribute", message)


def _extensions(file: str, element: etree._Element) -> Iterator[Problem]:
    for child in element:
        if child.tag != f"{{{CAMUNDA}}}properties":
            message = cite(
                "Perluasan {name} tidak berpengaruh; pakai camunda:properties.",
                name=local_name(child),
            )
            yield _problem(file, child, "unknown-element", message)
            continue
        seen: set[str] = set()
        for item in child:
            name = item.get("name", "")
            if item.tag != f"{{{CAMUNDA}}}property" or set(item.keys()) - {"name", "value", "id"}:
                message = cite("Perluasan {name} tidak berpengaruh; hapus.", name=local_name(item))
                yield _problem(file, item, "unknown-element", message)
            elif name in seen:
                yield _problem(
                    file,
                    item,
                    "unknown-property",
                    cite("Properti {name} tertulis dua kali.", name=name),
                )
            seen.add(name)


def _coordinates(file: str, root: etree._Element) -> Iterator[Problem]:
    for bounds in root.iter("{http://www.omg.org/spec/DD/20100524/DC}Bounds"):
        for side in ("x", "y", "width", "height"):
            if not _NUMBER.fullmatch(bounds.get(side, "")):
                message = cite(
                    "Letak gambar {side} bukan angka; perbaiki atau gambar ulang.", side=side
                )
                yield _problem(file, bounds, "bad-coordinates", message)


def _idle(what: Said, name: str) -> Said:
    return cite("{what} {name} tidak berpengaruh di sini; hapus.", what=what, name=name)


def _problem(file: str, element: etree._Element, code: str, message: Said) -> Problem:
    return Problem(file, line_of(element), _owner(element), code, message)


def _owner(element: etree._Element) -> str:
    """The id of the element, else of the nearest one around it (a shape's: what it shows)."""
    while True:
        found = element.get("bpmnElement") or element.get("id")
        parent = element.getparent()
        if found or parent is None:
            return found or ""
        element = parent
