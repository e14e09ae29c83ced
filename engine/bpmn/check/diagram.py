"""A diagram as the rules see it: scopes of nodes and flows, lanes, properties."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from lxml import etree

from engine.bpmn.check.problem import Problem
from engine.bpmn.tables import Table
from engine.bpmn.xml import BPMN, CAMUNDA, line_of, local_name, text_of
from schemas.said import Said

T = TypeVar("T")

TASKS = frozenset({"userTask", "scriptTask", "businessRuleTask", "callActivity", "subProcess"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "boundaryEvent"})
NODES = TASKS | GATEWAYS | EVENTS


@dataclass(frozen=True, eq=False)
class Node:
    """A flow node: a task, gateway or event."""

    kind: str
    id: str
    name: str
    line: int
    xml: etree._Element

    def child(self, tag: str) -> etree._Element | None:
        """Return the first BPMN element of that name inside."""
        return self.xml.find(f".//{{{BPMN}}}{tag}")

    def text(self, tag: str) -> str:
        """Return the text of the first BPMN element of that name inside."""
        return text_of(self.child(tag))

    def camunda(self, attribute: str) -> str:
        """Return a camunda attribute, "" when it is missing."""
        return self.xml.get(f"{{{CAMUNDA}}}{attribute}", "").strip()

    @property
    def properties(self) -> dict[str, str]:
        """The camunda:properties, by name."""
        found = self.xml.iterfind(f"{{{BPMN}}}extensionElements//{{{CAMUNDA}}}property")
        return {each.get("name", ""): each.get("value", "") for each in found}

    @property
    def ends_all(self) -> bool:
        """Whether it is an end event that also ends the other branches."""
        return self.kind == "endEvent" and self.child("terminateEventDefinition") is not None

    @property
    def repeats(self) -> bool:
        """Whether it is a multi-instance task."""
        return self.xml.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics") is not None


@dataclass(frozen=True, eq=False)
class Flow:
    """A sequence flow; `condition` is None when it has none."""

    id: str
    source: str
    target: str
    condition: str | None
    line: int


@dataclass(frozen=True, eq=False)
class Scope:
    """A process or an embedded sub-process: its own nodes and flows."""

    id: str
    line: int
    xml: etree._Element
    nodes: Mapping[str, Node]
    flows: tuple[Flow, ...]
    inner: Mapping[str, "Scope"]

    def leaving(self, node: Node) -> list[Flow]:
        """Flows that leave the node and arrive somewhere in this scope."""
        return self._leaving.get(node.id, [])

    def arriving(self, node: Node) -> list[Flow]:
        """Flows that arrive at the node from somewhere in this scope."""
        return self._arriving.get(node.id, [])

    def boundary(self, host: Node) -> list[Node]:
        """Boundary events of a node."""
        return self._boundary.get(host.id, [])

    def after(self, node: Node) -> list[Node]:
        """The nodes a token may reach next: along flows, and from its boundary events."""
        return [*(self.nodes[each.target] for each in self.leaving(node)), *self.boundary(node)]

    def reached(self, node: Node) -> set[Node]:
        """The node and all that may come after it."""
        found: set[Node] = set()
        waiting = [node]
        while waiting:
            here = waiting.pop()
            if here not in found:
                found.add(here)
                waiting += self.after(here)
        return found

    def starts(self) -> list[Node]:
        """Its start events."""
        return [each for each in self.nodes.values() if each.kind == "startEvent"]

    def all(self) -> Iterator["Scope"]:
        """Yield itself and all scopes inside."""
        yield self
        for scope in self.inner.values():
            yield from scope.all()

    @cached_property
    def _leaving(self) -> dict[str, list[Flow]]:
        return _grouped((each.source, each) for each in self._whole)

    @cached_property
    def _arriving(self) -> dict[str, list[Flow]]:
        return _grouped((each.target, each) for each in self._whole)

    @cached_property
    def _boundary(self) -> dict[str, list[Node]]:
        events = (each for each in self.nodes.values() if each.kind == "boundaryEvent")
        return _grouped((each.xml.get("attachedToRef", ""), each) for each in events)

    @cached_property
    def _whole(self) -> list[Flow]:
        return [each for each in self.flows if {each.source, each.target} <= self.nodes.keys()]


@dataclass(frozen=True, eq=False)
class Diagram:
    """One file with its one process."""

    file: str
    root: etree._Element
    process: Scope
    lanes: Mapping[str, str]  # lane name by node id

    def scopes(self) -> list[Scope]:
        """The process and its embedded sub-processes, outermost first."""
        return list(self.process.all())

    def nodes(self) -> list[Node]:
        """All flow nodes, of all scopes."""
        return [node for scope in self.scopes() for node in scope.nodes.values()]

    def of_kind(self, *kinds: str) -> list[Node]:
        """All flow nodes of these kinds."""
        return [node for node in self.nodes() if node.kind in kinds]

    def problem(
        self, where: Node | Flow | Scope, code: str, message: Said, part: str = ""
    ) -> Problem:
        """Name a node, flow or scope of this diagram in a problem."""
        return Problem(self.file, where.line, where.id, code, message, part)


@dataclass(frozen=True)
class Version:
    """All diagrams and tables checked together."""

    diagrams: tuple[Diagram, ...]
    tables: Mapping[str, Table] = field(default_factory=dict)

    def process(self, name: str) -> Diagram | None:
        """The diagram of a process id."""
        return next((each for each in self.diagrams if each.process.id == name), None)

    def callers(self, process: str) -> list[tuple[Diagram, Node]]:
        """The call activities that call a process."""
        return [
            (diagram, node)
            for diagram in self.diagrams
            for node in diagram.of_kind("callActivity")
            if node.xml.get("calledElement") == process
        ]

    def phase(self, key: str) -> Node | None:
        """The call activity of a phase key."""
        calls = (node for each in self.diagrams for node in each.of_kind("callActivity"))
        return next((node for node in calls if node.id == key), None)


def read_diagram(file: str, root: etree._Element) -> Diagram | None:
    """Read the process of a file, None when there is none; knows no rules."""
    process = root.find(f"{{{BPMN}}}process")
    if process is None:
        return None
    lanes = {
        text_of(ref): lane.get("name", "")
        for lane in process.iter(f"{{{BPMN}}}lane")
        for ref in lane.iterchildren(f"{{{BPMN}}}flowNodeRef")
    }
    return Diagram(file, root, _scope(process), lanes)


def _scope(element: etree._Element) -> Scope:
    children = [each for each in element if etree.QName(each).namespace == BPMN]
    nodes = [_node(each) for each in children if local_name(each) in NODES]
    flows = tuple(_flow(each) for each in children if local_name(each) == "sequenceFlow")
    inner = {node.id: _scope(node.xml) for node in nodes if node.kind == "subProcess"}
    return Scope(
        element.get("id", ""),
        line_of(element),
        element,
        {node.id: node for node in nodes},
        flows,
        inner,
    )


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = {}
    for key, each in pairs:
        groups.setdefault(key, []).append(each)
    return groups


def _node(element: etree._Element) -> Node:
    name = " ".join(element.get("name", "").split())
    return Node(local_name(element), element.get("id", ""), name, line_of(element), element)


def _flow(element: etree._Element) -> Flow:
    condition = element.find(f"{{{BPMN}}}conditionExpression")
    return Flow(
        element.get("id", ""),
        element.get("sourceRef", ""),
        element.get("targetRef", ""),
        None if condition is None else text_of(condition),
        line_of(element),
    )
