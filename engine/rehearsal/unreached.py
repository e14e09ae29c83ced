"""Which elements of the diagrams a year can reach, and which of them nobody has reached."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from engine.bpmn.expressions import compile_expression
from engine.bpmn.xml import BPMN, read_xml

Element = etree._Element


def reachable(files: Mapping[str, bytes], process: str, phases: Collection[str]) -> set[str]:
    """The elements ("process:id") of `process` and all it calls, flows included.

    A flow whose condition only asks which phases the profile has is left out with all behind it
    where the answer is no; so is the default flow beside a yes.
    """
    found: set[str] = set()
    drawings = {
        each.get("id", ""): each
        for name, content in files.items()
        if name.endswith(".bpmn")
        for each in read_xml(content).iterfind(_tag("process"))
    }
    todo = [process]
    while todo:
        name = todo.pop()
        walk = _Walk(phases)
        walk.through(drawings[name])
        found |= {f"{name}:{element}" for element in walk.seen}
        todo += walk.called
    return found


@dataclass
class _Walk:
    """One diagram, followed from its start events."""

    phases: Collection[str]
    seen: set[str] = field(default_factory=set)
    called: list[str] = field(default_factory=list)

    def through(self, container: Element) -> None:
        """Everything in a process or sub-process that can be reached."""
        nodes = {node.get("id", ""): node for node in container if node.get("id")}
        todo = [node for node in nodes.values() if node.tag == _tag("startEvent")]
        while todo:
            node = todo.pop()
            if node.get("id", "") in self.seen:
                continue
            self.seen.add(node.get("id", ""))
            self._enter(node)
            flows = self._open_flows(node, nodes.values())
            self.seen |= {flow.get("id", "") for flow in flows}
            todo += [nodes[flow.get("targetRef", "")] for flow in flows]
            todo += [each for each in nodes.values() if _is_on(each, node)]

    def _enter(self, node: Element) -> None:
        if node.tag == _tag("subProcess"):
            self.through(node)
        elif node.tag == _tag("callActivity"):
            self.called.append(node.get("calledElement", ""))

    def _open_flows(self, node: Element, among: Iterable[Element]) -> list[Element]:
        flows = [
            each
            for each in among
            if each.tag == _tag("sequenceFlow") and each.get("sourceRef") == node.get("id")
        ]
        answers = {flow.get("id", ""): self._answer(flow) for flow in flows}
        settled = any(answers.values())
        default = node.get("default") if settled else None
        return [
            flow
            for flow in flows
            if answers[flow.get("id", "")] is not False and flow.get("id") != default
        ]

    def _answer(self, flow: Element) -> bool | None:
        """What a condition says that asks the profile alone; None for every other flow."""
        text = flow.findtext(_tag("conditionExpression"))
        if text is None:
            return None
        code = compile_expression(text)
        if set(code.calls) != {"runs"} or code.names:
            return None
        return bool(code.evaluate({}, {"runs": lambda key: key in self.phases}))


def _is_on(event: Element, activity: Element) -> bool:
    return event.tag == _tag("boundaryEvent") and event.get("attachedToRef") == activity.get("id")


def _tag(name: str) -> str:
    return f"{{{BPMN}}}{name}"
