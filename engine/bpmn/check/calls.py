"""Call activities and their windows: who calls whom, which edges exist, which dates parse."""

import re
from collections.abc import Callable, Iterator

from engine.bpmn.bounds import DEEPEST_CALL
from engine.bpmn.check.diagram import Diagram, Node, Version
from engine.bpmn.check.problem import EMPTY, Problem
from engine.bpmn.expressions import arguments
from schemas.said import cite, say

ALWAYS = ("opens", "closes")
_EDGE = re.compile(r"[a-z][a-z0-9_]*")
_BOUND = "_not_before"

DateRule = Callable[[str], object]


def problems(diagram: Diagram, version: Version, date_rule: DateRule) -> Iterator[Problem]:
    """Yield call activities that call nothing, or themselves, and windows without meaning."""
    for node in diagram.of_kind("callActivity"):
        called = node.xml.get("calledElement", "")
        if version.process(called) is None:
            message = cite(
                "{node} memanggil proses {process} yang tidak ada.",
                node=node.id,
                process=called or EMPTY,
            )
            yield diagram.problem(node, "unknown-process", message)
        elif _depth(version, called, {diagram.process.id: None}) is None:
            message = cite(
                "{node} memanggil proses yang akhirnya memanggil dirinya sendiri.", node=node.id
            )
            yield diagram.problem(node, "recursive-call", message)
        yield from _windows(diagram, version, node, date_rule)
    depth = _depth(version, diagram.process.id, {})
    if depth is not None and depth > DEEPEST_CALL:
        message = say(
            "Proses ini memanggil sampai {depth} tingkat; paling dalam {deepest}.",
            depth=depth,
            deepest=DEEPEST_CALL,
        )
        yield diagram.problem(diagram.process, "too-deep", message)


def edges(diagram: Diagram, version: Version) -> Iterator[Problem]:
    """Yield dates that name an edge or phase that no call activity has."""
    for node in diagram.of_kind("intermediateCatchEvent", "boundaryEvent"):
        for argument in arguments(node.text("timeDate"), "due"):
            yield from _edge(diagram, version, node, argument)
    for node in diagram.of_kind("userTask"):
        if "due" in node.properties:
            yield from _edge(diagram, version, node, node.properties["due"])
    for scope in diagram.scopes():
        for flow in scope.flows:
            for key in arguments(flow.condition or "", "runs"):
                if version.phase(key) is None:
                    message = cite(
                        "runs({quoted}): tidak ada aktivitas panggil {key}.",
                        quoted=repr(key),
                        key=key,
                    )
                    yield diagram.problem(flow, "unknown-phase", message)


def _depth(version: Version, process: str, known: dict[str, int | None]) -> int | None:
    """How many levels of calls are below a process, None when it comes back to itself."""
    if process not in known:
        known[process] = None  # until its calls have been followed
        diagram = version.process(process)
        calls = diagram.of_kind("callActivity") if diagram is not None else []
        below = [
            _depth(version, called, known)
            for called in {call.xml.get("calledElement", "") for call in calls}
        ]
        levels = [each for each in below if each is not None]
        if len(levels) == len(below):
            known[process] = 1 + max(levels, default=-1)
    return known[process]


def _windows(
    diagram: Diagram, version: Version, node: Node, date_rule: DateRule
) -> Iterator[Problem]:
    rules = {name: rule for name, rule in node.properties.items() if name != "state"}
    for name, rule in rules.items():
        if not _EDGE.fullmatch(name):
            message = cite(
                "Nama batas waktu {name} harus huruf kecil, angka dan garis bawah.", name=repr(name)
            )
            yield diagram.problem(node, "unknown-property", message, name)
            continue
        try:
            date_rule(rule)
        except ValueError as error:
            message = cite(
                "Tanggal {name} pada {node} ({rule}): {problem}",
                name=name,
                node=node.id,
                rule=rule,
                problem=error.args[0],
            )
            yield diagram.problem(node, "bad-date-rule", message, name)
        bounded = name.removesuffix(_BOUND)
        if name.endswith(_BOUND) and bounded not in rules:
            message = cite(
                "{name} membatasi {bounded}, tetapi {node} tidak punya {bounded}.",
                name=name,
                bounded=bounded,
                node=node.id,
            )
            yield diagram.problem(node, "unknown-property", message, name)
        elif not name.endswith(_BOUND) and not _used(version, node, name):
            message = cite(
                "Batas waktu {name} pada {node} tidak dipakai proses yang dipanggilnya; "
                "periksa ejaannya atau hapus.",
                name=name,
                node=node.id,
            )
            yield diagram.problem(node, "unknown-property", message, name)
    state = node.properties.get("state")
    if state is not None and not _EDGE.fullmatch(state):
        message = cite(
            "Keadaan (state) pada {node} harus satu nama, misalnya planned.", node=node.id
        )
        yield diagram.problem(node, "bad-property", message, "state")
    if rules and not set(ALWAYS) <= set(rules):
        message = cite("{node} perlu tanggal opens dan closes.", node=node.id)
        missing = next(edge for edge in ALWAYS if edge not in rules)
        yield diagram.problem(node, "missing-window", message, missing)


def _used(version: Version, node: Node, edge: str) -> bool:
    if edge in ALWAYS:
        return True
    called = version.process(node.xml.get("calledElement", ""))
    own = [called] if called is not None else []
    for diagram in version.diagrams:
        names = {f"{node.id}.{edge}"} | ({edge} if diagram in own else set())
        for each in diagram.nodes():
            asked = set(arguments(each.text("timeDate"), "due")) if _waits(each) else set()
            if names & (asked | {each.properties.get("due", "")}):
                return True
    return False


def _waits(node: Node) -> bool:
    return node.kind in ("intermediateCatchEvent", "boundaryEvent")


def _edge(diagram: Diagram, version: Version, node: Node, name: str) -> Iterator[Problem]:
    key, dot, edge = name.rpartition(".")
    part = "due" if node.kind == "userTask" else ""
    if dot:
        phase = version.phase(key)
        if phase is None or edge not in phase.properties or edge == "state":
            message = cite(
                "{node} menyebut {name}: tidak ada aktivitas panggil dengan tanggal itu.",
                node=node.id,
                name=name,
            )
            yield diagram.problem(node, "unknown-edge", message, part)
        return
    callers = version.callers(diagram.process.id)
    if not callers and edge not in ALWAYS:
        message = cite(
            "{node} menyebut {edge}, tetapi tidak ada yang memanggil proses ini.",
            node=node.id,
            edge=edge,
        )
        yield diagram.problem(node, "unknown-edge", message, part)
    for _, caller in callers:
        if edge not in caller.properties or edge == "state":
            message = cite(
                "{node} menyebut {edge}: {caller} tidak punya tanggal itu.",
                node=node.id,
                edge=edge,
                caller=caller.id,
            )
            yield diagram.problem(node, "unknown-edge", message, part)
