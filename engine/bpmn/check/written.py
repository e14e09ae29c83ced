"""Who writes which variable, and where it is sure to hold something.

A variable is known at an element when every way there, from the start of the outermost caller,
passes an element that writes it: one branch of a choice is not enough, one branch before a
parallel join is. A step of a form counts as writing all that the form may decide.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.bpmn.check.diagram import Diagram, Node, Scope, Version
from engine.bpmn.expressions import Code, compile_script
from engine.bpmn.syntax import ExpressionError

Names = frozenset[str]
Begun = Mapping[tuple[str, str], Names]
"""What is held where tokens stand: at a node ("", its id), or at the end of a flow (from, to)."""
Outcomes = Callable[[str], Names]

NOTHING: Names = frozenset()


@dataclass(frozen=True)
class Passage:
    """What a scope has surely written on the way to each of its nodes, and at its end.

    None stands for a node that no token reaches.
    """

    arriving: Mapping[Node, Names | None]
    end: Names | None


class Writing:
    """What the elements of a version write."""

    def __init__(self, version: Version, outcomes: Outcomes) -> None:
        """Read every script, table and form once; `outcomes` gives what a form may decide."""
        self.version, self.outcomes = version, outcomes
        self.own = {
            node: self._own(node) for diagram in version.diagrams for node in diagram.nodes()
        }
        self.anywhere = NOTHING.union(*self.own.values())
        self._called: dict[str, Names] = {}
        self._passages: dict[Scope, Passage] = {}
        self._before: dict[str, Names | None] = {}

    def of(self, scope: Scope, node: Node) -> Names:
        """The variables that a node may write, with all that runs inside it."""
        inner = scope.inner.get(node.id)
        if inner is not None:
            return NOTHING.union(
                *(self.of(each, deep) for each in inner.all() for deep in each.nodes.values())
            )
        if node.kind == "callActivity":
            return self._of_process(node.xml.get("calledElement", ""))
        return self.own[node]

    def before(self, diagram: Diagram) -> Names | None:
        """What is surely written wherever the process of the diagram is called."""
        process = diagram.process.id
        if process not in self._before:
            self._before[process] = None  # a process that calls itself is refused elsewhere
            callers = self.version.callers(process)
            ways = [self.known(caller).get(node) for caller, node in callers]
            self._before[process] = _both(ways) if callers else NOTHING
        return self._before[process]

    def known(self, diagram: Diagram) -> dict[Node, Names | None]:
        """What is surely written where each node of the diagram begins."""
        found: dict[Node, Names | None] = {}
        self._gather(diagram.process, self.before(diagram), found)
        return found

    def onward(self, scope: Scope, begun: Begun) -> Passage:
        """What is surely held on from where tokens stand."""
        arriving = self._follow(scope, begun)
        return Passage(arriving, _at_end(scope, arriving))

    def within(self, scope: Scope, node: Node) -> tuple[Scope, Passage] | None:
        """What runs inside a node, followed from its start; None if nothing does."""
        inner = scope.inner.get(node.id)
        if inner is None and node.kind == "callActivity":
            called = self.version.process(node.xml.get("calledElement", ""))
            inner = None if called is None else called.process
        return None if inner is None else (inner, self._passage(inner))

    def _gather(self, scope: Scope, before: Names | None, found: dict[Node, Names | None]) -> None:
        for node, names in self._passage(scope).arriving.items():
            found[node] = None if names is None or before is None else names | before
            if node.id in scope.inner:
                self._gather(scope.inner[node.id], found[node], found)

    def _passage(self, scope: Scope) -> Passage:
        if scope not in self._passages:
            self._passages[scope] = Passage({}, None)  # until it has been followed
            begun = {("", each.id): NOTHING for each in scope.starts()}
            self._passages[scope] = self.onward(scope, begun)
        return self._passages[scope]

    def _follow(self, scope: Scope, begun: Begun) -> dict[Node, Names | None]:
        """Go on from where tokens stand until nothing changes; sets only shrink, so it ends."""
        arriving: dict[Node, Names | None] = dict.fromkeys(scope.nodes.values())
        todo = [scope.nodes[target] for _, target in begun]
        while todo:
            node = todo.pop()
            names = self._arriving(scope, node, arriving, begun)
            if names != arriving[node]:
                arriving[node] = names
                todo += scope.after(node)
        return arriving

    def _arriving(
        self, scope: Scope, node: Node, arriving: Mapping[Node, Names | None], begun: Begun
    ) -> Names | None:
        here = begun.get(("", node.id))
        if node.kind == "boundaryEvent":
            host = scope.nodes.get(node.xml.get("attachedToRef", ""))
            return here if host is None else _both([here, arriving[host]])
        ways = []
        for flow in scope.arriving(node):
            source = scope.nodes[flow.source]
            way = self._leaving(scope, source, arriving[source])
            ways.append(_both([way, begun.get((source.id, node.id))]))
        return _both([here, _all(ways) if node.kind == "parallelGateway" else _both(ways)])

    def _leaving(self, scope: Scope, node: Node, names: Names | None) -> Names | None:
        if names is None:
            return None
        surely = self._surely(scope, node)
        return None if surely is None else names | surely

    def _surely(self, scope: Scope, node: Node) -> Names | None:
        if node.id in scope.inner:
            return self._passage(scope.inner[node.id]).end
        if node.kind == "callActivity":
            called = self.version.process(node.xml.get("calledElement", ""))
            return NOTHING if called is None else self._passage(called.process).end
        return NOTHING if node.repeats else self.own[node]  # its list may be empty

    def _of_process(self, process: str) -> Names:
        if process not in self._called:
            self._called[process] = NOTHING  # a process that calls itself is refused elsewhere
            called = self.version.process(process)
            scopes = called.scopes() if called is not None else []
            self._called[process] = NOTHING.union(
                *(self.of(scope, node) for scope in scopes for node in scope.nodes.values())
            )
        return self._called[process]

    def _own(self, node: Node) -> Names:
        if node.kind == "scriptTask":
            code = script_of(node)
            return NOTHING if code is None else code.writes
        if node.kind == "businessRuleTask":
            table = self.version.tables.get(node.camunda("decisionRef"))
            return frozenset(output.name for output in table.outputs) if table else NOTHING
        if node.kind == "userTask":
            return self.outcomes(node.camunda("formKey")) | item_of(node)
        return NOTHING


def item_of(node: Node) -> Names:
    """The variable that holds the element of the list, in a task for each of a list."""
    item = node.child("inputDataItem")
    return NOTHING if item is None else frozenset({item.get("id", "")})


def script_of(node: Node) -> Code | None:
    """The compiled script of a node, None when it cannot be read."""
    try:
        return compile_script(node.text("script"))
    except ExpressionError:
        return None  # reported with the other texts


def _at_end(scope: Scope, arriving: Mapping[Node, Names | None]) -> Names | None:
    """What is written once the scope has ended: after all its branches, or one terminate end."""
    ends = [node for node in scope.nodes.values() if node.kind == "endEvent"]
    plain = [arriving[node] for node in ends if not node.ends_all and arriving[node] is not None]
    cut = [arriving[node] for node in ends if node.ends_all and arriving[node] is not None]
    together = _all(plain) if _splits(scope) else _both(plain)
    return _both([*cut, *([together] if plain else [])])


def _splits(scope: Scope) -> bool:
    nodes = scope.nodes.values()
    return any(node.kind == "parallelGateway" and len(scope.leaving(node)) > 1 for node in nodes)


def _both(ways: list[Names | None]) -> Names | None:
    """What every way has written, as far as they are reached."""
    reached = [names for names in ways if names is not None]
    return reached[0].intersection(*reached[1:]) if reached else None


def _all(ways: list[Names | None]) -> Names | None:
    """What the ways have written together; not reached until each of them is."""
    reached = [names for names in ways if names is not None]
    return NOTHING.union(*reached) if len(reached) == len(ways) else None
