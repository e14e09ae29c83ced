"""The text twin of a diagram: what is drawn, in the order in which it happens, as lines of text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from engine.bpmn.expressions import arguments
from engine.bpmn.parse import properties
from engine.bpmn.xml import BPMN, CAMUNDA, local_name, read_xml, text_of

#: Properties of a call activity that are no dates.
_NOT_DATES = frozenset({"state"})
Kind = Literal[
    "start", "end", "task", "call", "question", "fork", "merge", "wait", "deadline", "part", "quiet"
]


@dataclass(frozen=True)
class Way:
    """A flow that leaves an element: to where, under what answer or condition."""

    flow: str
    to: str
    to_name: str
    name: str
    condition: str
    otherwise: bool


@dataclass(frozen=True)
class Line:
    """One element. `depth` is that of its sub-process, `at` the id of the task it is bound to.

    `properties` are those of a task (`due`, `state`, ...) or the edges of a phase's window, by
    their names; `text` is what a timer waits for, a script writes, a table is called.
    """

    id: str
    kind: Kind
    name: str
    depth: int
    role: str
    form: str
    calls: str
    at: str
    text: str
    properties: Mapping[str, str]
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Outline:
    """A process, its roles in the order of their lanes, and its lines."""

    process: str
    name: str
    documentation: str
    roles: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def windows(self) -> Mapping[str, str]:
        """What the phases that it calls are named, by their keys."""
        return {line.id: line.name for line in self.lines if line.kind == "call" and line.name}

    @property
    def asks(self) -> Mapping[str, tuple[str, ...]]:
        """What names an edge of the window it is called with: names of steps, by edges."""
        found: dict[str, tuple[str, ...]] = {}
        for line in self.lines:
            for edge in _asked(line):
                found[edge] = (*found.get(edge, ()), line.name or line.id)
        return found

    @property
    def rules(self) -> Mapping[tuple[str, str], str]:
        """The date rules of the phases that it calls, by phase and edge."""
        return {
            (line.id, edge): rule
            for line in self.lines
            if line.kind == "call"
            for edge, rule in line.properties.items()
            if edge not in _NOT_DATES
        }


def outline(content: bytes) -> Outline:
    """The first process of a diagram as text; an unfinished drawing is told as far as it goes.

    What no flow leads to comes last. Raises XmlError.
    """
    root = read_xml(content)
    process = root.find(_tag("process"))
    if process is None:
        return Outline("", "", "", (), ())
    lanes = {
        text_of(ref): lane.get("name", "")
        for lane in root.iter(_tag("lane"))
        for ref in lane.iterfind(_tag("flowNodeRef"))
    }
    return Outline(
        process=process.get("id", ""),
        name=_words(process) or process.get("id", ""),
        documentation=text_of(process.find(_tag("documentation"))),
        roles=tuple(dict.fromkeys(lane.get("name", "") for lane in root.iter(_tag("lane")))),
        lines=tuple(_lines(process, lanes, 0)),
    )


def _asked(line: Line) -> list[str]:
    """The edges that a step asks of whoever calls; `key.edge` is one of a certain window."""
    match line.kind:
        case "task":
            named = [line.properties.get("due", "")]
        case "wait" | "deadline":
            named = arguments(line.text, "due")
        case _:
            named = []
    return [edge for edge in named if edge and "." not in edge]


def _lines(container: etree._Element, lanes: Mapping[str, str], depth: int) -> Iterator[Line]:
    scope = _Scope(container, lanes, depth)
    for node in scope.in_order():
        yield scope.line(node)
        if local_name(node) == "subProcess":
            yield from _lines(node, lanes, depth + 1)


class _Scope:
    """The elements of a process or sub-process, and how they follow one another."""

    def __init__(self, container: etree._Element, lanes: Mapping[str, str], depth: int) -> None:
        elements = [each for each in container.iterchildren(tag=etree.Element) if each.get("id")]
        flows = [each for each in elements if local_name(each) == "sequenceFlow"]
        self._nodes = {each.get("id", ""): each for each in elements if local_name(each) in _KINDS}
        self._lanes, self._depth = lanes, depth
        self._leaving: dict[str, list[etree._Element]] = {}
        self._entered: dict[str, int] = {}
        for flow in flows:
            self._leaving.setdefault(flow.get("sourceRef", ""), []).append(flow)
            target = flow.get("targetRef", "")
            self._entered[target] = self._entered.get(target, 0) + 1

    def in_order(self) -> Iterator[etree._Element]:
        """From the starts along the flows, each branch to its end; then what nothing leads to."""
        seen: set[str] = set()
        starts = [node for node in self._nodes.values() if local_name(node) == "startEvent"]
        for start in [*starts, *self._nodes.values()]:
            todo = [start]
            while todo:
                node = todo.pop()
                name = node.get("id", "")
                if name in seen:
                    continue
                seen.add(name)
                yield node
                todo += reversed([*self._bound_to(name), *self._after(name)])

    def _bound_to(self, name: str) -> list[etree._Element]:
        return [each for each in self._nodes.values() if each.get("attachedToRef") == name]

    def _after(self, name: str) -> list[etree._Element]:
        targets = (flow.get("targetRef", "") for flow in self._leaving.get(name, ()))
        return [self._nodes[target] for target in targets if target in self._nodes]

    def line(self, node: etree._Element) -> Line:
        name = node.get("id", "")
        return Line(
            id=name,
            kind=self._kind(node),
            name=_words(node),
            depth=self._depth,
            role=node.get(f"{{{CAMUNDA}}}candidateGroups") or self._lanes.get(name, ""),
            form=node.get(f"{{{CAMUNDA}}}formKey", ""),
            calls=node.get("calledElement", ""),
            at=node.get("attachedToRef", ""),
            text=_text(node),
            properties=properties(node),
            ways=tuple(self._way(node, flow) for flow in self._leaving.get(name, ())),
        )

    def _kind(self, node: etree._Element) -> Kind:
        kind = _KINDS[local_name(node)]
        ways = len(self._leaving.get(node.get("id", ""), ()))
        return "merge" if kind in ("question", "fork") and ways < 2 else kind

    def _way(self, node: etree._Element, flow: etree._Element) -> Way:
        target = flow.get("targetRef", "")
        found = self._nodes.get(target)
        return Way(
            flow=flow.get("id", ""),
            to=target,
            to_name="" if found is None else _words(found),
            name=_words(flow),
            condition=text_of(flow.find(_tag("conditionExpression"))),
            otherwise=node.get("default", "") == flow.get("id"),
        )


_KINDS: Mapping[str, Kind] = {
    "startEvent": "start",
    "endEvent": "end",
    "userTask": "task",
    "manualTask": "task",
    "callActivity": "call",
    "exclusiveGateway": "question",
    "inclusiveGateway": "question",
    "parallelGateway": "fork",
    "intermediateCatchEvent": "wait",
    "boundaryEvent": "deadline",
    "subProcess": "part",
    "scriptTask": "quiet",
    "businessRuleTask": "quiet",
    "serviceTask": "quiet",
}


def _text(node: etree._Element) -> str:
    for tag in ("timeDate", "timeDuration", "timeCycle", "script"):
        found = next(node.iter(_tag(tag)), None)
        if found is not None and local_name(node) != "subProcess":
            return text_of(found)
    return node.get(f"{{{CAMUNDA}}}decisionRef", "")


def _words(node: etree._Element) -> str:
    return " ".join(node.get("name", "").split())


def _tag(name: str) -> str:
    return f"{{{BPMN}}}{name}"
