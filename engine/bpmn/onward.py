"""What a process would read on its way through a version that nobody has written for it.

The deploy check proves that every way from the start writes what is read later. Who comes into a
version in its middle has not gone that way: he holds what he brings along.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.bpmn.check.decisions import read_tables
from engine.bpmn.check.diagram import Node, Scope, Version, read_diagram
from engine.bpmn.check.unset import needed, readings
from engine.bpmn.check.written import (
    NOTHING,
    Begun,
    Names,
    Outcomes,
    Passage,
    Writing,
    item_of,
)
from engine.bpmn.xml import read_xml


@dataclass(frozen=True)
class Standing:
    """Where the tokens of one open process or sub-process stand, and what each holds.

    `ended` is what branches that have ended here have left; of each element with something open
    inside, `calls` has its id, what it holds and what stands inside.
    """

    container: str
    begun: Begun
    ended: Names
    calls: tuple[tuple[str, Names, "Standing"], ...]


@dataclass(frozen=True, order=True)
class Missing:
    """An element reads a name that only elements write which lie behind; all by name or id."""

    container: str
    element: str
    reader: str
    name: str
    writers: tuple[str, ...]


class Onward:
    """Follows processes through a version that has passed the check, from wherever they stand."""

    def __init__(self, files: Mapping[str, bytes], outcomes: Outcomes) -> None:
        """Read all once; `outcomes` gives what a form may decide."""
        tables, _ = read_tables(files, lambda file, line, element: None)
        drawn = ((file, read_xml(files[file])) for file in sorted(files) if file.endswith(".bpmn"))
        found = (read_diagram(file, root) for file, root in drawn)
        diagrams = tuple(each for each in found if each is not None)
        version = Version(diagrams, tables)
        self._writing = Writing(version, outcomes)
        self._scopes = {each.id: each for diagram in diagrams for each in diagram.scopes()}
        self._needed = _needed(version)
        #: All names that any element needs.
        self.names: Names = NOTHING.union(*self._needed.values())

    def missing(self, standing: Standing) -> list[Missing]:
        """What is read ahead of where a process stands and is not surely there by then."""
        look = _Look(self._writing, self._needed)
        self._end(standing, look)
        return sorted(
            Missing(scope.id, node.id, node.name or node.id, name, self._writers(name, look))
            for (scope, node), names in look.missing.items()
            for name in names
        )

    def _end(self, standing: Standing, look: "_Look") -> Names | None:
        """What is held once all that stands there has ended; `look` sees all on the way."""
        scope = self._scopes[standing.container]
        begun: dict[tuple[str, str], Names] = {}
        for (source, target), names in standing.begun.items():
            if scope.nodes[target].repeats and not source:  # its list has been read
                begun |= _behind(scope, target, names)
            else:
                begun[source, target] = names
        for element, names, inside in standing.calls:
            end = self._end(inside, look)
            if end is not None and not scope.nodes[element].repeats:
                begun |= _behind(scope, element, names | end)
        passage = self._writing.onward(scope, begun)
        look.at(scope, passage, NOTHING)
        return None if passage.end is None else passage.end | standing.ended

    def _writers(self, name: str, look: "_Look") -> tuple[str, ...]:
        """The elements that write a name: those behind, or all where one may come again."""
        nodes = [node for node, names in self._writing.own.items() if name in names]
        behind = [node for node in nodes if node not in look.reached] or nodes
        return tuple(node.name or node.id for node in behind)


def _behind(scope: Scope, element: str, names: Names) -> Begun:
    """What is held on each flow that leaves an element."""
    return {(element, flow.target): names for flow in scope.leaving(scope.nodes[element])}


class _Look:
    """Walks over all that lies ahead, inside of what is called, too."""

    def __init__(self, writing: Writing, needed: Mapping[Node, Names]) -> None:
        self.reached: set[Node] = set()
        self.missing: dict[tuple[Scope, Node], Names] = {}
        self._writing, self._needed = writing, needed
        self._seen: set[tuple[Scope, Names]] = set()

    def at(self, scope: Scope, passage: Passage, before: Names) -> None:
        """See the nodes of a scope that tokens reach, `before` being held already."""
        for node, names in passage.arriving.items():
            if names is None:
                continue
            self.reached.add(node)
            here = names | before
            missing = self._needed.get(node, NOTHING) - here - item_of(node)
            if missing:
                known = self.missing.get((scope, node), NOTHING)
                self.missing[scope, node] = known | missing
            self._inside(scope, node, here)

    def _inside(self, scope: Scope, node: Node, here: Names) -> None:
        within = self._writing.within(scope, node)
        if within is not None and (within[0], here) not in self._seen:
            self._seen.add((within[0], here))
            self.at(*within, here)


def _needed(version: Version) -> dict[Node, Names]:
    """The names of the version's own variables that each element looks up whenever it is done."""
    prefixes = tuple(f"{each.process.id}_" for each in version.diagrams)
    found: dict[Node, Names] = {}
    for node, names in _all_needed(version):
        own = frozenset(name for name in names if name.startswith(prefixes))
        if own:
            found[node] = found.get(node, NOTHING) | own
    return found


def _all_needed(version: Version) -> Iterator[tuple[Node, Names]]:
    for diagram in version.diagrams:
        for _, node, code in readings(diagram, version):
            yield node, needed(code)
