"""Moves a running process to another version of its diagrams: pure, on its state alone.

What lies ahead is not stored, so it comes from the new diagrams by itself. What is open must be
there: each open element of the same kind, and all of them where they can be open together. What
is read ahead must be held, or be written on the way there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.event_definitions.simple import TerminateEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.exclusive_gateway import ExclusiveGateway
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.parallel_gateway import ParallelGateway
from SpiffWorkflow.util.task import TaskState

from engine.bpmn import frontier
from engine.bpmn.bounds import CHILD
from engine.bpmn.check.written import NOTHING, Names
from engine.bpmn.errors import BlobRefused
from engine.bpmn.onward import Onward, Standing
from engine.bpmn.parse import Specs

MOST_MARKINGS = 5000
_SPLIT, _JOIN, _END = ".BoundaryEventSplit", ".BoundaryEventJoin", ".EndJoin"
_SUFFIXES = (CHILD, _SPLIT, _JOIN)

Renames = Mapping[tuple[str, str], str]
"""What an element is now called, by its old container (process or sub-process) and its old id."""

Place = str | tuple[str, str]
Marking = frozenset[Place]

#: Why a process stays, as sentences; `names` are what the drawing calls the elements.
SENTENCES: Mapping[str, str] = {
    "gone": "“{names}” tidak ada lagi pada versi itu.",
    "kind": "“{names}” adalah unsur jenis lain pada versi itu.",
    "deadline": "Batas waktu pada “{names}” tidak sama pada versi itu.",
    "list": "“{names}” membagikan tugas menurut daftar lain pada versi itu.",
    "apart": "Pada versi itu tidak dapat terbuka bersama: {names}.",
    "unwritten": (
        "“{names}” membaca {variable}, yang hanya ditulis “{writers}”, dan itu sudah dilewati."
    ),
    "process": "Proses “{names}” tidak ada pada versi itu.",
    "state": "Keadaan proses tidak dapat dibaca: {names}",
}


@dataclass(frozen=True, order=True)
class Reason:
    """Why a process stays: the element (or elements) it is about, by id and by name.

    `into` is the container of the new version in which the element was looked for.
    """

    kind: str
    container: str
    elements: tuple[str, ...]
    names: str
    into: str = ""
    #: What an element reads that only elements write which lie behind; those, by name.
    variable: str = ""
    writers: str = ""

    @property
    def template(self) -> str:
        """The sentence, braces unfilled."""
        return SENTENCES[self.kind]


@dataclass(frozen=True)
class Verdict:
    """A process as it stands in the new version; or, without a blob, why it stays."""

    blob: bytes | None
    reasons: tuple[Reason, ...] = ()


@dataclass
class Mover:
    """Moves processes from one version to another; what stands alike is looked at once."""

    old: Specs
    new: Specs
    onward: Onward
    renames: Renames = field(default_factory=dict)
    _known: dict[Any, tuple[Reason, ...]] = field(default_factory=dict)

    def move(self, blob: bytes, seal: frontier.Seal) -> Verdict:
        """The state of `blob` in the new version, or every reason why it has none."""
        try:
            state = frontier.unsealed(blob, seal)
        except BlobRefused as error:
            return Verdict(None, (Reason("state", "", (), error.reason),))
        shape = _shape(state, self.onward.names)
        if shape not in self._known:
            self._known[shape] = tuple(dict.fromkeys(self._reasons(state)))
        reasons = self._known[shape]
        if reasons:
            return Verdict(None, reasons)
        return Verdict(frontier.sealed(self._moved(state), seal))

    # ---- whether it can -----------------------------------------------------------------------

    def _reasons(self, state: frontier.State) -> Iterator[Reason]:
        name, top, subs = state
        if name not in self.new.workflows:
            yield Reason("process", name, (), name)
            return
        places = [each for part in self._parts(name, top, subs) for each in self._places(*part)]
        yield from places or self._unwritten(state)

    def _places(self, old: str, new: str, part: Any) -> list[Reason]:
        found = [each for row in _live(part) for each in self._row(old, new, part, row)]
        return found or list(self._together(old, new, part))

    def _parts(self, name: str, top: Any, subs: Any) -> Iterator[tuple[str, str, Any]]:
        """The open processes, outermost first: old container, new container, rows.

        One whose caller cannot move is left out: the caller says why.
        """
        containers: dict[bytes | None, tuple[str, str, Any]] = {None: (name, name, top)}
        yield name, name, top
        for caller, owner, container, part in subs:
            if owner not in containers:
                continue
            above, into, rows = containers[owner]
            calling = next(row[2] for row in rows[0] if row[0] == caller)
            spec = self._spec(into, self._called(above, calling))
            called = getattr(spec, "spec", None)
            if called is not None and called in self.new.workflows:
                containers[caller] = (container, called, part)
                yield container, called, part

    def _row(self, old: str, new: str, part: Any, row: Any) -> Iterator[Reason]:
        before, name = self._old(old, row[2]), self._called(old, row[2])
        after = self._spec(new, name)
        if after is None:
            yield self._reason("gone", old, new, row[2])
        elif not _alike(before, after):
            yield self._reason("kind", old, new, row[2])
        elif isinstance(before, LoopTask) and _list(before) != _list(after):
            yield self._reason("list", old, new, row[2])
        elif self._deadlines(old, row[2]) != _deadlines(self.new, new, name):
            yield self._reason("deadline", old, new, row[2])

    def _deadlines(self, container: str, name: str) -> frozenset[str]:
        """The boundary events of an element, as they are now called."""
        found = _deadlines(self.old, container, name)
        return frozenset(self._called(container, each) for each in found)

    def _together(self, old: str, new: str, part: Any) -> Iterator[Reason]:
        standing = self._marking(old, new, part)
        if standing and standing not in _markings(self.new, new):
            rows = [row[2] for row in _tokens(self.old, old, part)]
            names = sorted({self._name(old, each) for each in rows})
            yield Reason("apart", old, tuple(sorted(map(_base, rows))), ", ".join(names), new)

    def _marking(self, old: str, new: str, part: Any) -> Marking:
        places = []
        for row in _tokens(self.old, old, part):
            name = self._called(old, row[2])
            spec = self.new.workflows[new].task_specs[name]
            above = self._called(old, part[0][row[1]][2])
            places.append((above, name) if _waits_for_all(spec) else name)
        # Two that would stand in one place are no marking of a sound diagram.
        return frozenset(places) if len(set(places)) == len(places) else frozenset({"", *places})

    def _unwritten(self, state: frontier.State) -> list[Reason]:
        name, top, subs = state
        found = self.onward.missing(self._standing((name, name, top), subs, None, NOTHING))
        return [
            Reason(
                *("unwritten", each.container, (each.element,), each.reader, each.container),
                variable=each.name,
                writers=", ".join(each.writers),
            )
            for each in found
        ]

    def _standing(
        self, whole: tuple[str, str, Any], subs: Any, owner: bytes | None, base: Names
    ) -> Standing:
        """Where the tokens of a part stand in the new version, and what they hold."""
        old, new, part = whole
        rows, held = part[0], _held(part, base, self.onward.names)
        inside = {each[0]: each for each in subs if each[1] == owner}
        tokens = {row[0] for row in _tokens(self.old, old, part)}
        begun: dict[tuple[str, str], Names] = {}
        calls = []
        for row, names in zip(rows, held, strict=True):
            name = _base(self._called(old, row[2]))
            if row[0] in inside:
                caller, _, container, deeper = inside[row[0]]
                called = self._spec(new, self._called(old, row[2])).spec
                there = container, called, deeper
                calls.append((name, names, self._standing(there, subs, caller, names)))
            elif row[0] in tokens or self._waits_beside(old, row):
                above = _waits_for_all(self._spec(new, name)) and rows[row[1]][2]
                place = (_base(self._called(old, above)) if above else "", name)
                begun[place] = begun.get(place, names) & names
        ends = [names for row, names in zip(rows, held, strict=True) if row[2].endswith(_END)]
        return Standing(new, begun, NOTHING.union(*ends), tuple(calls))

    def _waits_beside(self, container: str, row: Any) -> bool:
        """Whether a row is a deadline beside a task."""
        waits = row[3] == TaskState.WAITING
        return waits and isinstance(self._old(container, row[2]), BoundaryEvent)

    # ---- names --------------------------------------------------------------------------------

    def _called(self, container: str, name: str) -> str:
        """What a spec of the old version is called in the new one."""
        base = _base(name)
        return self.renames.get((container, base), base) + name[len(base) :]

    def _old(self, container: str, name: str) -> Any:
        return self.old.workflows[container].task_specs[name]

    def _spec(self, container: str, name: str) -> Any:
        return self.new.workflows[container].task_specs.get(_own_end(container, name))

    def _name(self, container: str, name: str) -> str:
        base = _base(name)
        return self.old.names.get((container, base), base)

    def _reason(self, kind: str, old: str, new: str, name: str) -> Reason:
        return Reason(kind, old, (_base(name),), self._name(old, name), new)

    # ---- moved --------------------------------------------------------------------------------

    def _moved(self, state: frontier.State) -> frontier.State:
        name, top, subs = state
        into = {id(part): new for _, new, part in self._parts(name, top, subs)}
        moved = [
            (caller, owner, into[id(part)], self._rows(container, into[id(part)], part))
            for caller, owner, container, part in subs
        ]
        return name, self._rows(name, name, top), moved

    def _rows(self, old: str, new: str, part: Any) -> Any:
        rows, *rest = part
        moved = [[*row[:2], _own_end(new, self._called(old, row[2])), *row[3:]] for row in rows]
        return [moved, *rest]


# ---- rows of a state ----------------------------------------------------------------------------


def _shape(state: frontier.State, read: Names) -> Any:
    """All of a state that a verdict looks at: no ids, no moments; of data what is held, no value.

    `read` are the names that matter.
    """
    name, top, subs = state
    ids: dict[bytes, int] = {}
    parts = [_outline(top, ids, read)]
    for caller, owner, container, part in subs:
        parts.append((ids.get(caller), ids.get(owner), container, _outline(part, ids, read)))
    return name, tuple(parts)


def _outline(part: Any, ids: dict[bytes, int], read: Names) -> Any:
    for row in part[0]:
        ids[row[0]] = len(ids)
    return tuple(
        (row[1], row[2], row[3], row[7] and tuple(map(read.intersection, row[7])))
        for row in part[0]
    )


def _held(part: Any, base: Names, read: Names) -> list[Names]:
    """Which of the names that matter each row holds, `base` being what its caller holds."""
    rows, found = part[0], list[Names]()
    for _, parent, _, state, *_, delta in rows:
        if delta is None:
            found.append(NOTHING)
            continue
        above = found[parent] if parent >= 0 and rows[parent][7] is not None else base
        changed, gone = delta
        own = (above - set(gone)) | read.intersection(changed)
        # What waits is given at the next look what came before it.
        found.append(own | above if state == TaskState.WAITING else own)
    return found


def _live(part: Any) -> list[Any]:
    return [row for row in part[0] if row[3] & frontier.LIVE and not row[2].endswith(_END)]


def _tokens(specs: Specs, container: str, part: Any) -> list[Any]:
    """The rows that stand for a token: no deadlines beside a task, no children of a list.

    Of the branches that have come to a join, the library lets only the last one wait.
    """
    found = specs.workflows[container].task_specs
    tokens = [
        row
        for row in _live(part)
        if not row[2].endswith((CHILD, _JOIN))
        and not (isinstance(found[row[2]], BoundaryEvent) and row[3] == TaskState.WAITING)
    ]
    joins = {row[2] for row in tokens if _waits_for_all(found[row[2]])}
    arrived = [row for row in part[0] if row[2] in joins and row[3] & TaskState.FINISHED_MASK]
    return [*tokens, *arrived]


def _base(name: str) -> str:
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return name


def _own_end(container: str, name: str) -> str:
    return f"{container}{_END}" if name.endswith(_END) else name


# ---- specs --------------------------------------------------------------------------------------


def _alike(before: Any, after: Any) -> bool:
    if type(before) is not type(after):
        return False
    if isinstance(before, LoopTask):
        inside = before._wf_spec.task_specs[before.task_spec]
        return type(inside) is type(after._wf_spec.task_specs[after.task_spec])
    if isinstance(before, CatchingEvent):
        return type(before.event_definition) is type(after.event_definition)
    return True


def _list(loop: Any) -> Any:
    """The variable that holds the element of the list, where a loop has one."""
    item = getattr(loop, "input_item", None)
    return item and item.bpmn_id


def _deadlines(specs: Specs, container: str, name: str) -> frozenset[str]:
    split = specs.workflows[container].task_specs.get(f"{name}{_SPLIT}")
    outputs = split.outputs if split is not None else ()
    return frozenset(each.name for each in outputs if isinstance(each, BoundaryEvent))


def _waits_for_all(spec: Any) -> bool:
    return isinstance(spec, ParallelGateway) and len(spec.inputs) > 1


@lru_cache(maxsize=512)
def _markings_of(workflow: Any) -> frozenset[Marking]:
    """Where the tokens of a diagram can stand together, all choices tried."""
    start: Marking = frozenset({workflow.start.name})
    seen, waiting = {start}, [start]
    while waiting and len(seen) <= MOST_MARKINGS:
        marking = waiting.pop()
        for following in _following(workflow.task_specs, marking):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return frozenset(seen)


def _markings(specs: Specs, container: str) -> frozenset[Marking]:
    return _markings_of(specs.workflows[container])


def _following(specs: Mapping[str, Any], marking: Marking) -> Iterator[Marking]:
    for place in marking:
        name = place[1] if isinstance(place, tuple) else place
        spec = specs[name]
        taken: set[Place] = {place}
        if _waits_for_all(spec):
            taken = {(each.name, name) for each in spec.inputs}
            if not taken <= marking:
                continue
        if isinstance(getattr(spec, "event_definition", None), TerminateEventDefinition):
            yield frozenset()
            continue
        for chosen in _ways_out(spec):
            yield (marking - taken) | {_arrived(spec, each) for each in chosen}


def _arrived(source: Any, target: Any) -> Place:
    return (source.name, target.name) if _waits_for_all(target) else target.name


def _ways_out(spec: Any) -> Iterable[list[Any]]:
    outputs = [each for each in spec.outputs if not each.name.endswith((_JOIN, _END))]
    if isinstance(spec, ExclusiveGateway | BoundaryEventSplit):
        return [[each] for each in outputs]
    return [outputs]
