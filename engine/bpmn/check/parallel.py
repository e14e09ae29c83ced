"""Parallel paths: played with tokens until every combination has been seen.

A token stands on each flow that has been taken and not yet left. Playing all choices of all
gateways shows joins that wait for ever, paths that meet without a join, and what can happen at
the same time. Conditions are ignored: a choice that the drawing offers counts as possible.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from engine.bpmn.check.diagram import Diagram, Node, Scope
from engine.bpmn.check.flows import sound
from engine.bpmn.check.problem import Problem
from engine.bpmn.check.written import Writing, item_of
from schemas.said import cite

MOST_MARKINGS = 5000
MOST_PREDICTED = 400

Marking = frozenset[str]  # ids of flows that hold a token
_AUTOMATIC = frozenset({"scriptTask", "businessRuleTask", "exclusiveGateway", "parallelGateway"})


@dataclass
class Play:
    """What playing a scope has shown."""

    stuck: set[Node]
    doubled: set[Node]
    together: set[frozenset[Node]]
    finished: bool = True


def problems(diagram: Diagram, writing: Writing) -> Iterator[Problem]:
    """Yield faults of parallel paths; `writing` knows what each node may write."""
    for scope in diagram.scopes():
        yield from _crowds(diagram, scope, writing)
        if not sound(scope) or not any(
            node.kind == "parallelGateway" for node in scope.nodes.values()
        ):
            continue
        yield from _joins_in_loops(diagram, scope)
        yield from _size(diagram, scope)
        play = _play(scope)
        if not play.finished:
            message = cite(
                "Jalur paralel di {scope} terlalu banyak kemungkinannya untuk diperiksa; "
                "bungkus cabangnya dalam sub-proses.",
                scope=scope.id,
            )
            yield diagram.problem(scope, "too-parallel", message)
        yield from _faults(diagram, play)
        yield from _races(diagram, scope, play, writing)


def _faults(diagram: Diagram, play: Play) -> Iterator[Problem]:
    for node in sorted(play.stuck, key=lambda each: each.line):
        message = cite(
            "Gerbang gabung {node} dapat menunggu selamanya, karena tidak semua jalurnya pasti "
            "dilalui; pasangkan dengan gerbang paralel.",
            node=node.id,
        )
        yield diagram.problem(node, "deadlock", message)
    for node in sorted(play.doubled, key=lambda each: each.line):
        message = cite(
            "Di {node} bertemu jalur paralel tanpa digabung, sehingga dikerjakan dua kali; "
            "letakkan gerbang paralel sebelumnya.",
            node=node.id,
        )
        yield diagram.problem(node, "unjoined-split", message)


def _crowds(diagram: Diagram, scope: Scope, writing: Writing) -> Iterator[Problem]:
    """Several people fill one form at once: whoever is last decides for all."""
    for node in scope.nodes.values():
        for name in sorted(writing.of(scope, node) - item_of(node)) if node.repeats else ():
            message = cite(
                "{node} dikerjakan beberapa orang bersamaan dan formulirnya menulis {name}; "
                "yang terakhir menimpa yang lain. Pakai formulir yang tidak menentukan jalan.",
                node=node.id,
                name=name,
            )
            yield diagram.problem(node, "parallel-write", message)


def _races(diagram: Diagram, scope: Scope, play: Play, writing: Writing) -> Iterator[Problem]:
    """Two paths that write one variable: at the join the later one wins, whatever it holds.

    A path that runs from the writing straight into a terminate end lets no other finish.
    """
    told: set[tuple[str, str]] = set()
    for pair in sorted(play.together, key=lambda two: sorted(each.line for each in two)):
        first, second = sorted(pair, key=lambda each: (each.line, each.id))
        if _closes(scope, first) or _closes(scope, second):
            continue
        both = writing.of(scope, first) & writing.of(scope, second)
        for name in sorted(both):
            if (second.id, name) in told:
                continue
            told.add((second.id, name))
            message = cite(
                "{one} dan {other} berjalan bersamaan dan sama-sama menulis {name}; "
                "yang satu akan tertimpa. Pakai nama berbeda.",
                one=first.id,
                other=second.id,
                name=name,
            )
            yield diagram.problem(second, "parallel-write", message)


def _closes(scope: Scope, node: Node) -> bool:
    """Say whether everything after the node runs by itself into terminate ends."""
    after = scope.reached(node) - {node}
    return (
        bool(after)
        and all(each.kind in _AUTOMATIC or each.ends_all for each in after)
        and any(each.ends_all for each in after)
    )


def _joins_in_loops(diagram: Diagram, scope: Scope) -> Iterator[Problem]:
    for node in scope.nodes.values():
        if node.kind != "parallelGateway" or len(scope.arriving(node)) < 2:
            continue
        if any(node in scope.reached(each) for each in scope.after(node)):
            message = cite(
                "Gerbang gabung {node} berada di dalam putaran dan akan lolos terlalu dini; "
                "bungkus bagian paralel dalam sub-proses.",
                node=node.id,
            )
            yield diagram.problem(node, "join-in-loop", message)


def _size(diagram: Diagram, scope: Scope) -> Iterator[Problem]:
    """The library foresees every branch separately: blocks in a row multiply."""
    if _foreseen(scope, scope.starts()[0], {}) > MOST_PREDICTED:
        message = cite(
            "Terlalu banyak bagian paralel berurutan di {scope}; "
            "pindahkan sebagian ke sub-proses atau proses tersendiri.",
            scope=scope.id,
        )
        yield diagram.problem(scope, "too-parallel", message)


def _foreseen(scope: Scope, node: Node, known: dict[Node, int]) -> int:
    if node not in known:
        known[node] = 1  # a loop back to here counts once
        sizes = [_foreseen(scope, each, known) for each in scope.after(node)]
        chooses = node.kind == "exclusiveGateway"
        size = max(sizes, default=0) + len(sizes) if chooses else sum(sizes)
        known[node] = min(1 + size, MOST_PREDICTED + 1)
    return known[node]


def _play(scope: Scope) -> Play:
    start = frozenset(flow.id for flow in scope.leaving(scope.starts()[0]))
    play = Play(set(), set(), set())
    waiting, seen = [start], {start}
    while waiting:
        marking = waiting.pop()
        _note(scope, marking, play)
        for following in _moves(scope, marking, play):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
        if len(seen) > MOST_MARKINGS:
            play.finished = False
            return play
    return play


def _note(scope: Scope, marking: Marking, play: Play) -> None:
    """Remember which nodes hold a token at the same time."""
    play.together |= {frozenset(pair) for pair in combinations(_holding(scope, marking), 2)}


def _holding(scope: Scope, marking: Marking) -> list[Node]:
    names = dict.fromkeys(flow.target for flow in scope.flows if flow.id in marking)
    return [scope.nodes[name] for name in names]


def _moves(scope: Scope, marking: Marking, play: Play) -> Iterator[Marking]:
    """Yield what may come next; note joins that wait for ever and paths that meet unjoined."""
    waiting: set[Node] = set()
    holding = _holding(scope, marking)
    for node in holding:
        arriving = [flow.id for flow in scope.arriving(node)]
        tokens = [flow for flow in arriving if flow in marking]
        if node.kind == "parallelGateway":
            if len(tokens) < len(arriving):
                waiting.add(node)
                continue
            taken, outs = [arriving], [[flow.id for flow in scope.leaving(node)]]
        else:
            taken, outs = [[flow] for flow in tokens], _ways_out(scope, node)
            if len(tokens) > 1 and node.kind != "endEvent":
                play.doubled.add(node)
        if node.ends_all:
            yield frozenset()
            continue
        for used in taken:
            for out in outs:
                yield _after(scope, marking, used, out, play)
    if waiting and len(waiting) == len(holding):
        play.stuck |= waiting


def _after(scope: Scope, marking: Marking, used: list[str], out: list[str], play: Play) -> Marking:
    left = marking - set(used)
    for flow in scope.flows:
        if flow.id in out and flow.id in left:
            play.doubled.add(scope.nodes[flow.target])
    return left | set(out)


def _ways_out(scope: Scope, node: Node) -> list[list[str]]:
    """The flows that one token may take: one of a choice, or of a boundary event; or none."""
    ways = [[flow.id] for flow in scope.leaving(node)]
    for event in scope.boundary(node):
        ways += [[flow.id] for flow in scope.leaving(event)]
    return ways or [[]]
