"""What follows a user task, told from its diagram alone: no instance runs, nothing is stored.

The walk goes forward along the flows, through gateways, scripts, timers and calls, to the next
user tasks and ends. A gateway that hangs on an answer parts the way; one that is settled by the
profile, by a script or by what was chosen before does not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Literal

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    CallActivity,
    EndEvent,
    ExclusiveGateway,
    IntermediateCatchEvent,
    ParallelGateway,
    ScriptTask,
    SubWorkflowTask,
)
from SpiffWorkflow.bpmn.specs.event_definitions.simple import TerminateEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask

from engine.bpmn import around, known
from engine.bpmn.parse import Specs, Step

MOST_WAYS = 20
"""So many things that may come next; nobody reads more."""
_SPLIT = ".BoundaryEventSplit"


@dataclass(frozen=True)
class Choice:
    """The question of a gateway and the answer of the flow that leads on, as they are drawn."""

    gateway: str
    question: str
    answer: str


@dataclass(frozen=True)
class Wait:
    """A timer on the way: its name, and the edge of a phase it waits for.

    With `deadline` it runs beside the work and opens what follows only if the work is not done.
    """

    name: str
    phase: str
    edge: str
    deadline: bool


@dataclass(frozen=True)
class Ahead:
    """One thing that may come next.

    `choices` say on which answers it hangs, `together` which user tasks must be done as well
    before it comes, `reached` which phases have ended by then (the names of their ends), `wait`
    which date it waits for. Of the `kind` "task" it has a `step`; an "end" is the end of the
    whole process; with "others" nothing new comes, what runs beside goes on.
    """

    kind: Literal["task", "others", "end"]
    phase: str
    name: str
    step: Step | None = None
    choices: tuple[Choice, ...] = ()
    together: tuple[Step, ...] = ()
    reached: tuple[str, ...] = ()
    wait: Wait | None = None


def ahead(
    specs: Specs,
    process: str,
    phase: str,
    step: Step,
    phases: frozenset[str],
    given: Mapping[str, Any],
) -> tuple[Ahead, ...]:
    """What follows `step` in `phase` of the running `process`, in drawing order; never empty.

    `phases` are the keys that the profile runs, `given` the routing values of the answers so far;
    what is not among them stays open. Takes some hundred microseconds on parsed specs.
    """
    walk = _Walk(specs, process, phases)
    place = walk.place_of(phase, step)
    way = _Way(*known.before(place.spec, walk.functions))
    way = replace(way, data={**way.data, **given})
    if isinstance(place.spec, LoopTask):
        way = replace(way, together=(step,))
    found: list[Ahead] = []
    for each in islice(walk.after(place, replace(way, origin=place)), MOST_WAYS):
        if each not in found:
            found.append(each)
    return tuple(found) or (Ahead("others", phase, "", together=way.together),)


@dataclass(frozen=True)
class _Place:
    """An element, and the calls around it: (container, calling element) from outside inwards."""

    calls: tuple[tuple[str, str], ...]
    container: str
    spec: BpmnTaskSpec


@dataclass(frozen=True)
class _Way:
    """What a way has met so far."""

    data: Mapping[str, Any] = field(default_factory=dict)
    #: Conditions that hold or fail on this way, and the gateway that settled them.
    settled: Mapping[str, known.Settled] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    together: tuple[Step, ...] = ()
    reached: tuple[str, ...] = ()
    wait: Wait | None = None
    #: Levels of calls on which this way runs beside others.
    forks: frozenset[int] = frozenset()
    #: Elements on this way: a circle ends it.
    passed: frozenset["_Place"] = frozenset()
    origin: _Place | None = None


class _Walk:
    def __init__(self, specs: Specs, process: str, phases: frozenset[str]) -> None:
        self.specs, self.process = specs, process
        self.functions = {"runs": lambda key: key in phases}

    # ---- places -------------------------------------------------------------------------------

    def place_of(self, phase: str, step: Step) -> _Place:
        """Where a step stands when its phase was called from the process that runs."""
        return next(
            _Place(calls, container, self._spec(container, step.id))
            for calls, container in self._containers(self.process, ())
            if self.specs.steps.get((container, step.id)) == step
            and self._phase(calls) in (phase, step.process)
        )

    def _containers(
        self, container: str, calls: tuple[tuple[str, str], ...]
    ) -> Iterator[tuple[tuple[tuple[str, str], ...], str]]:
        yield calls, container
        for spec in self.specs.workflows[container].task_specs.values():
            if isinstance(spec, SubWorkflowTask | CallActivity):
                yield from self._containers(spec.spec, (*calls, (container, spec.name)))

    def _phase(self, calls: tuple[tuple[str, str], ...]) -> str:
        """The key of the outermost call activity, or the process, as `step.phase_of` has it."""
        specs = (self._spec(*call) for call in calls)
        keys = (str(spec.bpmn_id) for spec in specs if isinstance(spec, CallActivity))
        return next(keys, self.process)

    def _spec(self, container: str, name: str) -> BpmnTaskSpec:
        return self.specs.workflows[container].task_specs[name]

    # ---- the walk -----------------------------------------------------------------------------

    def after(self, place: _Place, way: _Way) -> Iterator[Ahead]:
        """What follows an element that has one way out."""
        for spec in place.spec.outputs:
            if not isinstance(spec, BoundaryEventJoin | BoundaryEvent):
                yield from self._at(replace(place, spec=spec), way)

    def _at(self, place: _Place, way: _Way) -> Iterator[Ahead]:
        spec = place.spec
        if place in way.passed:
            return
        way = replace(way, passed=way.passed | {place})
        step = self.specs.steps.get((place.container, str(spec.bpmn_id)))
        if step is not None and not isinstance(spec, BoundaryEventSplit):
            yield self._found("task", step.name, place, way, step)
        elif isinstance(spec, SubWorkflowTask | CallActivity):
            inside = (*place.calls, (place.container, spec.name))
            start = self.specs.workflows[spec.spec].start
            yield from self.after(_Place(inside, spec.spec, start), way)
        elif isinstance(spec, EndEvent):
            yield from self._ended(place, way)
        elif isinstance(spec, ExclusiveGateway):
            yield from self._chosen(place, way)
        elif isinstance(spec, ParallelGateway):
            yield from self.after(place, self._side_by_side(place, way))
        elif isinstance(spec, IntermediateCatchEvent):
            yield from self.after(place, replace(way, wait=self._wait(place, way)))
        elif isinstance(spec, ScriptTask):
            yield from self.after(place, replace(way, data=known.run(spec, way.data)))
        else:
            yield from self.after(place, way)

    def _found(
        self,
        kind: Literal["task", "others", "end"],
        name: str,
        place: _Place,
        way: _Way,
        step: Step | None = None,
    ) -> Ahead:
        phase = self._phase(place.calls)
        met = (way.choices, way.together, way.reached, way.wait)
        return Ahead(kind, phase, name, step, *met)

    def _chosen(self, place: _Place, way: _Way) -> Iterator[Ahead]:
        """The ways out of a question: one if its answer is known, else each that is possible."""
        for target, settled in known.ways(place.spec, way.data, way.settled, self.functions):
            choices = way.choices
            if settled:
                gateway, question = str(place.spec.bpmn_id), str(place.spec.bpmn_name or "")
                flow = place.container, gateway, target.removesuffix(_SPLIT)
                answer = self.specs.flow_names.get(flow, "")
                choices = (*choices, Choice(gateway, question, answer))
            there = replace(place, spec=self._spec(place.container, target))
            yield from self._at(
                there, replace(way, choices=choices, settled={**way.settled, **settled})
            )

    def _side_by_side(self, place: _Place, way: _Way) -> _Way:
        """The way through a parallel gateway: a join waits for others, a fork runs beside them."""
        level = len(place.calls)
        if len(place.spec.inputs) > 1:
            others = self._steps(place.container, around.feeding(place.spec, _done(place, way)))
            new = tuple(each for each in others if each not in way.together)
            way = replace(way, together=way.together + new, forks=way.forks - {level})
        if len(place.spec.outputs) > 1:
            way = replace(way, forks=way.forks | {level})
        return way

    def _wait(self, place: _Place, way: _Way) -> Wait:
        edge = place.spec.event_definition.expression.strip()[5:-2]
        key, _, name = edge.rpartition(".")
        deadline = len(place.calls) in way.forks
        phase = key or self._phase(place.calls)
        return Wait(str(place.spec.bpmn_name or ""), phase, name, deadline)

    def _ended(self, place: _Place, way: _Way) -> Iterator[Ahead]:
        level, name = len(place.calls), str(place.spec.bpmn_name or "")
        if not isinstance(place.spec.event_definition, TerminateEventDefinition):
            if level in way.forks:
                return
            beside = self._beside(place, way)
            if beside:
                together = (*way.together, *beside)
                yield self._found("others", name, place, replace(way, together=together))
                return
        if not place.calls:
            yield self._found("end", name, place, way)
            return
        container, caller = place.calls[-1]
        outside = _Place(place.calls[:-1], container, self._spec(container, caller))
        way = replace(way, forks=way.forks - {level})
        if isinstance(outside.spec, CallActivity):
            way = replace(way, reached=(*way.reached, name))
        yield from self.after(outside, way)

    def _beside(self, place: _Place, way: _Way) -> tuple[Step, ...]:
        """What runs beside the task the walk began at, if it began in this very container."""
        if way.origin is None or place.calls != way.origin.calls:
            return ()
        return self._steps(place.container, around.beside(way.origin.spec))

    def _steps(self, container: str, names: tuple[str, ...]) -> tuple[Step, ...]:
        steps = (self.specs.steps.get((container, name)) for name in names)
        return tuple(step for step in steps if step is not None)


def _done(place: _Place, way: _Way) -> BpmnTaskSpec | None:
    """The task the walk began at, where it lies before a join of its own container."""
    same = way.origin is not None and place.calls == way.origin.calls
    return way.origin.spec if same and way.origin else None
