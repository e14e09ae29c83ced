"""Tasks for each of a list: the library refuses an item whose name already holds something."""

from collections.abc import Iterator

from engine.bpmn.check.diagram import Diagram, Node, Scope, Version
from engine.bpmn.check.problem import Problem
from engine.bpmn.check.written import NOTHING, Names, Writing, item_of
from schemas.said import cite


def problems(diagram: Diagram, version: Version, writing: Writing) -> Iterator[Problem]:
    """Yield repeated tasks whose item may have been written before they begin.

    The task itself writes it too: it may come round a second time neither in a loop nor by a
    second call of its process.
    """
    past = _Past(version, writing)
    for scope in diagram.scopes():
        for node in scope.nodes.values():
            if node.repeats and item_of(node) & past.of(diagram, scope, node):
                (name,) = item_of(node)
                message = cite(
                    "Unsur {name} pada {node} sudah terisi ketika tugas dibagikan, karena "
                    "ditulis sebelumnya atau tugas ini dilalui dua kali. Pakai nama lain, dan "
                    "bagikan tugas hanya sekali.",
                    name=name,
                    node=node.id,
                )
                yield diagram.problem(node, "bad-multi-instance", message)


class _Past:
    """What may have been written before a node begins, by whatever way."""

    def __init__(self, version: Version, writing: Writing) -> None:
        self.version, self.writing = version, writing
        self.known: dict[str, Names] = {}  # by process id

    def of(self, diagram: Diagram, scope: Scope, node: Node) -> Names:
        earlier = (each for each in scope.nodes.values() if _follows(scope, each, node))
        here = NOTHING.union(*(self.writing.of(scope, each) for each in earlier))
        for outer in diagram.scopes():
            if scope in outer.inner.values():
                return here | self.of(diagram, outer, outer.nodes[scope.id])
        return here | self.of_process(diagram.process.id)

    def of_process(self, process: str) -> Names:
        if process not in self.known:
            self.known[process] = NOTHING  # a process that calls itself is refused elsewhere
            ways = [
                self.of(caller, scope, node)
                for caller, node in self.version.callers(process)
                for scope in caller.scopes()
                if scope.nodes.get(node.id) is node
            ]
            self.known[process] = NOTHING.union(*ways)
        return self.known[process]


def _follows(scope: Scope, earlier: Node, node: Node) -> bool:
    return any(node in scope.reached(each) for each in scope.after(earlier))
