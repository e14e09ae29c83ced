"""The shape of a scope: one way in, a way out from everywhere, gateways where paths part."""

from collections.abc import Iterator

from engine.bpmn.check.diagram import Diagram, Flow, Node, Scope, Version
from engine.bpmn.check.problem import EMPTY, Problem
from schemas.said import cite, say

MOST_NODES = 200
DEEPEST_SCOPE = 4
_SEVERAL_OUT = frozenset({"exclusiveGateway", "parallelGateway"})


def problems(diagram: Diagram) -> Iterator[Problem]:
    """Yield every fault in the shape of the process and its sub-processes."""
    if not small(diagram):
        message = say(
            "Proses ini memuat lebih dari {most} elemen; bagi menjadi beberapa proses.",
            most=MOST_NODES,
        )
        yield diagram.problem(diagram.process, "too-many-nodes", message)
        return
    if _depth(diagram.process) > DEEPEST_SCOPE:
        message = say("Sub-proses bertingkat lebih dari {most}; ratakan.", most=DEEPEST_SCOPE)
        yield diagram.problem(diagram.process, "too-deep", message)
    for scope in diagram.scopes():
        yield from _ends_of_flows(diagram, scope)
        yield from _start_and_end(diagram, scope)
        for node in scope.nodes.values():
            yield from _ways(diagram, scope, node)
        yield from _reachability(diagram, scope)


def unattended_loops(version: Version) -> Iterator[Problem]:
    """Yield loops that could turn without ever waiting for a person."""
    waiting = _Waiting(version)
    for diagram in version.diagrams:
        for scope in diagram.scopes():
            nodes = {node for node in scope.nodes.values() if waiting.passes(scope, node)}
            turning = [node for node in nodes if _returns(scope, node, nodes)]
            if turning:
                node = min(turning, key=lambda each: each.line)
                message = cite(
                    "Dari {node} proses dapat berputar tanpa menunggu orang; "
                    "letakkan tugas orang di dalam putaran itu.",
                    node=node.id,
                )
                yield diagram.problem(node, "endless-loop", message)


def small(diagram: Diagram) -> bool:
    """Say whether the diagram is small enough for the deeper checks."""
    return len(diagram.nodes()) <= MOST_NODES


def sound(scope: Scope) -> bool:
    """Say whether the scope is whole enough to be played."""
    ends = [node for node in scope.nodes.values() if node.kind == "endEvent"]
    dangling = [flow for flow in scope.flows if not {flow.source, flow.target} <= set(scope.nodes)]
    return len(scope.starts()) == 1 and bool(ends) and not dangling


def _depth(scope: Scope) -> int:
    return 1 + max((_depth(each) for each in scope.inner.values()), default=0)


def _ends_of_flows(diagram: Diagram, scope: Scope) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for flow in scope.flows:
        for end in (flow.source, flow.target):
            if end not in scope.nodes:
                message = cite(
                    "Panah ini menyebut {node} yang tidak ada di tingkat ini.", node=end or EMPTY
                )
                yield diagram.problem(flow, "dangling-reference", message)
        if (flow.source, flow.target) in seen:
            message = cite(
                "Dua panah sama-sama dari {source} ke {target}; hapus satu.",
                source=flow.source,
                target=flow.target,
            )
            yield diagram.problem(flow, "double-flow", message)
        seen.add((flow.source, flow.target))


def _start_and_end(diagram: Diagram, scope: Scope) -> Iterator[Problem]:
    if len(scope.starts()) != 1:
        message = cite(
            "{scope} harus punya satu kejadian awal; di sini {count}.",
            scope=scope.id,
            count=len(scope.starts()),
        )
        yield diagram.problem(scope, "one-start", message)
    if not any(node.kind == "endEvent" for node in scope.nodes.values()):
        yield diagram.problem(
            scope, "no-end", cite("{scope} tidak mempunyai kejadian akhir.", scope=scope.id)
        )


def _ways(diagram: Diagram, scope: Scope, node: Node) -> Iterator[Problem]:
    leaving = [flow for flow in scope.flows if flow.source == node.id]
    arriving = [flow for flow in scope.flows if flow.target == node.id]
    if node.kind == "endEvent" and leaving:
        yield diagram.problem(
            node, "flow-after-end", cite("Dari akhir {node} tidak boleh ada panah.", node=node.id)
        )
    elif node.kind in ("startEvent", "boundaryEvent") and arriving:
        message = cite("Ke kejadian {node} tidak boleh ada panah masuk.", node=node.id)
        yield diagram.problem(node, "flow-into-start", message)
    if len(leaving) > 1 and node.kind not in _SEVERAL_OUT:
        message = cite(
            "Dari {node} keluar {count} panah; letakkan gerbang sesudahnya.",
            node=node.id,
            count=len(leaving),
        )
        yield diagram.problem(node, "needs-gateway", message)
    if node.kind == "boundaryEvent":
        yield from _host(diagram, scope, node)
    if node.kind != "exclusiveGateway":
        yield from _needless_conditions(diagram, node, leaving)


def _host(diagram: Diagram, scope: Scope, node: Node) -> Iterator[Problem]:
    name = node.xml.get("attachedToRef", "")
    host = scope.nodes.get(name)
    if host is None:
        message = cite(
            "Kejadian tepi {node} menempel pada {name} yang tidak ada.",
            node=node.id,
            name=name or EMPTY,
        )
        yield diagram.problem(node, "dangling-reference", message)
    elif host.kind not in ("userTask", "subProcess") or host.repeats:
        message = cite(
            "Kejadian tepi tidak dapat menempel pada {name}; "
            "bungkus dalam sub-proses dan tempelkan di sana.",
            name=name,
        )
        yield diagram.problem(node, "bad-boundary", message)


def _needless_conditions(diagram: Diagram, node: Node, leaving: list[Flow]) -> Iterator[Problem]:
    for flow in leaving:
        if flow.condition is not None:
            message = cite(
                "Syarat pada panah dari {node} diabaikan; pakai gerbang eksklusif.", node=node.id
            )
            yield diagram.problem(flow, "needs-gateway", message)


def _reachability(diagram: Diagram, scope: Scope) -> Iterator[Problem]:
    starts = scope.starts()
    if not starts:
        return
    reached = set[Node]().union(*(scope.reached(each) for each in starts))
    ends = {node for node in scope.nodes.values() if node.kind == "endEvent"}
    for node in scope.nodes.values():
        if node not in reached:
            message = cite(
                "{node} tidak pernah dicapai dari awal; sambungkan atau hapus.", node=node.id
            )
            yield diagram.problem(node, "unreachable", message)
        elif ends and not scope.reached(node) & ends:
            message = cite(
                "Dari {node} tidak ada jalan ke akhir; sambungkan ke kejadian akhir.", node=node.id
            )
            yield diagram.problem(node, "dead-end", message)


class _Waiting:
    """Knows which nodes a token may pass without anyone doing anything."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.known: dict[str, bool] = {}  # by process id

    def passes(self, scope: Scope, node: Node) -> bool:
        if node.kind == "userTask":
            return node.repeats  # nobody does anything when its list is empty
        if node.kind == "subProcess":
            return node.id not in scope.inner or self.runs_through(scope.inner[node.id])
        if node.kind == "callActivity":
            return self.calls_through(node.xml.get("calledElement", ""))
        return True

    def calls_through(self, process: str) -> bool:
        if process not in self.known:
            self.known[process] = True  # a process that calls itself is refused elsewhere
            called = self.version.process(process)
            self.known[process] = called is None or self.runs_through(called.process)
        return self.known[process]

    def runs_through(self, scope: Scope) -> bool:
        waiting, seen = scope.starts(), set[Node]()
        while waiting:
            node = waiting.pop()
            if node in seen or not self.passes(scope, node):
                continue
            if node.kind == "endEvent":
                return True
            seen.add(node)
            waiting += [scope.nodes[flow.target] for flow in scope.leaving(node)]
        return False


def _returns(scope: Scope, node: Node, passing: set[Node]) -> bool:
    """Say whether the node can be reached again over passing nodes only."""
    waiting = [scope.nodes[flow.target] for flow in scope.leaving(node)]
    seen: set[Node] = set()
    while waiting:
        here = waiting.pop()
        if here is node:
            return True
        if here in passing and here not in seen:
            seen.add(here)
            waiting += [scope.nodes[flow.target] for flow in scope.leaving(here)]
    return False
