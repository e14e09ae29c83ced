"""Reads a version's diagrams into specs that all its instances share."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, full_tag
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimeDateEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask

from engine.bpmn import tables
from engine.bpmn.bounds import bound
from engine.bpmn.specs import DateTimer, DecisionTask
from engine.bpmn.xml import BPMN, CAMUNDA, read_xml


@dataclass(frozen=True)
class Step:
    """A user task as it is drawn."""

    process: str
    id: str
    name: str
    form: str
    role: str
    assignee: str | None
    props: Mapping[str, str]

    @property
    def edge(self) -> str:
        """The edge by which the step is due: `closes` unless the diagram says another."""
        return self.props.get("due", "closes")


@dataclass(frozen=True)
class Phase:
    """A call activity of the year's diagram: a phase with its windows and the state it leads to."""

    key: str
    name: str
    process: str
    rules: Mapping[str, str]
    state: str


@dataclass(frozen=True)
class Specs:
    """All processes of a version, prepared for sharing; read-only after `read`.

    `names` are the words of each element that has some, by its container and its id.
    """

    workflows: Mapping[str, BpmnProcessSpec]
    steps: Mapping[tuple[str, str], Step]
    phases: Mapping[str, tuple[Phase, ...]]
    flows: Mapping[tuple[str, str, str], str]
    flow_names: Mapping[tuple[str, str, str], str]
    owner: Mapping[str, str]
    elements: Mapping[str, frozenset[str]]
    names: Mapping[tuple[str, str], str]
    #: What each boundary event is bound to, by its container and its id.
    bound: Mapping[tuple[str, str], str] = field(default_factory=dict)
    decisions: Mapping[str, tables.Table] = field(default_factory=dict)

    def step(self, spec_name: str, element: str) -> Step:
        """The user task `element` of the process or sub-process `spec_name`."""
        return self.steps[spec_name, element]

    @cached_property
    def _drawn(self) -> dict[tuple[str, str], Step]:
        return {(step.process, step.id): step for step in self.steps.values()}

    def step_of(self, process: str, element: str) -> Step:
        """The user task `element` of `process`, in whichever of its sub-processes it stands."""
        return self._drawn[process, element]

    @cached_property
    def _keys(self) -> dict[tuple[str, str], str]:
        keys: dict[tuple[str, str], str] = {}
        for process, phases in self.phases.items():
            for phase in phases:
                keys.setdefault((process, phase.process), phase.key)
            keys |= {(process, phase.key): phase.key for phase in phases}
        return keys

    def phase_key(self, process: str, phase: str) -> str:
        """The window key of `phase` in `process`; one started alone borrows its first call's."""
        return self._keys.get((process, phase), phase)

    @cached_property
    def states(self) -> dict[tuple[str, str], str]:
        """The state of an appraisal that an element leads to, by (process, element)."""
        led = {(step.process, step.id): step.props.get("state", "") for step in self.steps.values()}
        for process, phases in self.phases.items():
            led |= {(process, phase.key): phase.state for phase in phases}
        return {element: state for element, state in led.items() if state}

    def phases_of(self, process: str) -> tuple[Phase, ...]:
        """The call activities of `process` that carry windows, in drawing order."""
        return self.phases.get(process, ())

    def ways_to(self, process: str, element: str) -> frozenset[str]:
        """The flows ("process:flow") by which `process` comes to wait at an element.

        At a boundary event it waits from the moment it comes to what that is bound to.
        """
        return frozenset(
            f"{process}:{flow}"
            for (container, _, target), flow in self.flows.items()
            if self.owner[container] == process
            and target == self.bound.get((container, element), element)
        )

    def processes_of(self, process: str) -> frozenset[str]:
        """`process` and all it calls, by process id."""
        found: set[str] = set()
        todo = [process]
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo += [phase.process for phase in self.phases_of(name)]
        return frozenset(found)


def read(files: Mapping[str, bytes]) -> Specs:
    """Parse `files` (name → content; .bpmn and .dmn).

    The files must have passed `engine.bpmn.check`; what it would refuse may raise anything here.
    """
    decisions = {
        table.id: table
        for name, content in files.items()
        if name.endswith(".dmn")
        for table in [tables.read(content)]
    }
    parser = _Parser(decisions)
    facts = _Drawn()
    for name, content in sorted(files.items()):
        if name.endswith(".bpmn"):
            root = read_xml(content)
            facts.note(root)
            parser.add_bpmn_xml(root, filename=name)
    workflows: dict[str, BpmnProcessSpec] = {}
    for process in list(parser.process_parsers):
        workflows[process] = parser.get_spec(process)
        workflows.update(parser.get_subprocess_specs(process))
    for spec in workflows.values():
        _prepare(spec)
    return Specs(
        workflows=workflows,
        steps=facts.steps,
        phases={process: tuple(phases) for process, phases in facts.phases.items()},
        flows=facts.flows,
        flow_names=facts.flow_names,
        owner=facts.owner,
        elements={process: frozenset(ids) for process, ids in facts.elements.items()},
        names=facts.names,
        bound=facts.bound,
        decisions=decisions,
    )


def properties(node: etree._Element) -> dict[str, str]:
    """The `camunda:properties` of an element."""
    path = f"{{{BPMN}}}extensionElements/{{{CAMUNDA}}}properties/{{{CAMUNDA}}}property"
    return {item.get("name", ""): item.get("value", "") for item in node.iterfind(path)}


class _Drawn:
    """What the engine wants to know of the drawing, beyond what the library keeps."""

    def __init__(self) -> None:
        self.steps: dict[tuple[str, str], Step] = {}
        self.phases: dict[str, list[Phase]] = {}
        self.flows: dict[tuple[str, str, str], str] = {}
        self.flow_names: dict[tuple[str, str, str], str] = {}
        self.owner: dict[str, str] = {}
        self.elements: dict[str, set[str]] = {}
        self.names: dict[tuple[str, str], str] = {}
        self.bound: dict[tuple[str, str], str] = {}

    def note(self, root: etree._Element) -> None:
        for process in root.iterfind(f"{{{BPMN}}}process"):
            self._container(process, process.get("id", ""))

    def _container(self, container: etree._Element, process: str) -> None:
        name = container.get("id", "")
        self.owner[name] = process
        seen = self.elements.setdefault(process, set())
        for node in _flow_elements(container):
            tag, element = etree.QName(node).localname, node.get("id", "")
            seen.add(element)
            if node.get("name"):
                self.names[name, element] = " ".join(node.get("name", "").split())
            if tag == "sequenceFlow":
                ends = name, node.get("sourceRef", ""), node.get("targetRef", "")
                self.flows[ends] = element
                self.flow_names[ends] = " ".join(node.get("name", "").split())
            elif tag == "userTask":
                self.steps[name, element] = _step(node, process)
            elif tag == "callActivity":
                self.phases.setdefault(process, []).append(_phase(node))
            elif tag == "boundaryEvent":
                self.bound[name, element] = node.get("attachedToRef", "")
            elif tag == "subProcess":
                self._container(node, process)


def _flow_elements(container: etree._Element) -> Iterator[etree._Element]:
    skip = {"laneSet", "extensionElements", "documentation", "textAnnotation", "association"}
    for node in container.iterchildren(tag=etree.Element):
        name = etree.QName(node)
        if name.namespace == BPMN and name.localname not in skip and node.get("id"):
            yield node


def _step(node: etree._Element, process: str) -> Step:
    return Step(
        process=process,
        id=node.get("id", ""),
        name=" ".join(node.get("name", "").split()),
        form=node.get(f"{{{CAMUNDA}}}formKey", ""),
        role=node.get(f"{{{CAMUNDA}}}candidateGroups") or _lane(node),
        assignee=node.get(f"{{{CAMUNDA}}}assignee"),
        props=properties(node),
    )


def _lane(node: etree._Element) -> str:
    for ref in node.getroottree().iterfind(f".//{{{BPMN}}}flowNodeRef"):
        if ref.text == node.get("id"):
            lane = ref.getparent()
            return lane.get("name", "") if lane is not None else ""
    return ""


def _phase(node: etree._Element) -> Phase:
    props = properties(node)
    return Phase(
        key=node.get("id", ""),
        name=" ".join(node.get("name", "").split()),
        process=node.get("calledElement", ""),
        rules={edge: rule for edge, rule in props.items() if edge != "state"},
        state=props.get("state", ""),
    )


def _prepare(spec: BpmnProcessSpec) -> None:
    """Make a parsed spec fit for sharing between instances and for loading stored ones."""
    for task in spec.task_specs.values():
        definition: Any = getattr(task, "event_definition", None)
        if type(definition) is TimeDateEventDefinition:
            task.event_definition = DateTimer(definition.name, definition.expression)
        # The library connects a multi-instance to its child only when it creates one: an
        # instance loaded after a restart would never hear that a child is done.
        if isinstance(task, LoopTask):
            child = spec.task_specs[task.task_spec]
            if not child.completed_event.is_connected(task.merge_child):
                child.completed_event.connect(task.merge_child)
            bound(task)


class _DecisionParser(TaskParser):  # type: ignore[misc]
    def create_task(self) -> Any:
        table = self.node.get(f"{{{CAMUNDA}}}decisionRef")
        decision = self.process_parser.parser.decisions[table]
        return DecisionTask(self.spec, self.bpmn_id, decision=decision, **self.bpmn_attributes)


class _Parser(BpmnParser):  # type: ignore[misc]
    OVERRIDE_PARSER_CLASSES: ClassVar[dict[str, tuple[Any, Any]]] = {
        full_tag("businessRuleTask"): (_DecisionParser, DecisionTask),
    }

    def __init__(self, decisions: Mapping[str, tables.Table]) -> None:
        super().__init__()
        self.decisions = decisions
