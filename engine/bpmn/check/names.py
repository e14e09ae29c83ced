"""Ids and names: one process per file, called as its file; unique, stable, never reserved."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from lxml import etree

from engine.bpmn.check.diagram import Diagram, Version
from engine.bpmn.check.problem import Problem
from engine.bpmn.xml import BPMN, line_of, local_name, text_of
from schemas.said import cite, say

LONGEST_ID = 80

_ID = re.compile(r"[a-z][a-z0-9_]*")
_RESERVED = re.compile(
    r"(?i:end|start|root)|.*\.(?:EndJoin|(?:Boundary|Start)Event(?:Split|Join))|.* \[child\]"
)
_ALLOWED_ANYWAY = frozenset({"start", "end"})  # the library writes them with capitals


def of_file(file: str, root: etree._Element) -> Iterator[Problem]:
    """Yield what is wrong with the ids of one file and with its number of processes."""
    processes = root.findall(f"{{{BPMN}}}process")
    stem = PurePosixPath(file).stem
    if len(processes) != 1:
        message = say("Satu berkas memuat satu proses; di sini {count}.", count=len(processes))
        yield Problem(file, line_of(root), "", "one-process", message)
    elif processes[0].get("id") != stem:
        message = cite("Id proses harus sama dengan nama berkasnya: {stem}.", stem=stem)
        yield Problem(
            file, line_of(processes[0]), processes[0].get("id", ""), "process-id", message
        )
    yield from _repeated(file, root)
    yield from _participants(file, root)


def of_diagram(diagram: Diagram) -> Iterator[Problem]:
    """Yield flow nodes whose id cannot stay: data and history refer to it for ever."""
    for node in diagram.nodes():
        if not node.id:
            message = say("Elemen ini tidak mempunyai id.")
            yield diagram.problem(node, "missing-id", message)
        elif _RESERVED.fullmatch(node.id) and node.id not in _ALLOWED_ANYWAY:
            message = cite("Id {node} dipakai mesin proses sendiri; pilih id lain.", node=node.id)
            yield diagram.problem(node, "reserved-id", message)
        elif not _ID.fullmatch(node.id) or len(node.id) > LONGEST_ID:
            message = cite(
                "Id {node} harus huruf kecil, angka dan garis bawah, diawali huruf.", node=node.id
            )
            yield diagram.problem(node, "bad-id", message)
    for scope in diagram.scopes():
        for flow in scope.flows:
            if not flow.id:
                yield diagram.problem(flow, "missing-id", say("Panah ini tidak mempunyai id."))


def of_version(version: Version) -> Iterator[Problem]:
    """Yield processes and sub-processes that share an id, in whatever file."""
    seen: dict[str, Diagram] = {}
    for diagram in version.diagrams:
        for scope in diagram.scopes():
            if scope.id in seen:
                message = cite(
                    "Id {scope} sudah dipakai proses di {file}.",
                    scope=scope.id,
                    file=seen[scope.id].file,
                )
                yield diagram.problem(scope, "duplicate-id", message)
            seen[scope.id] = diagram


def _repeated(file: str, root: etree._Element) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for element in root.iter():
        name = element.get("id")
        if name is None:
            continue
        if name in seen:
            message = cite("Id {name} sudah dipakai di baris {line}.", name=name, line=seen[name])
            yield Problem(file, line_of(element), name, "duplicate-id", message)
        seen.setdefault(name, line_of(element))


def _participants(file: str, root: etree._Element) -> Iterator[Problem]:
    ids = {process.get("id") for process in root.iterfind(f"{{{BPMN}}}process")}
    participants = list(root.iterfind(f"{{{BPMN}}}collaboration/{{{BPMN}}}participant"))
    for number, participant in enumerate(participants):
        if number or participant.get("processRef") not in ids:
            message = say("Kolaborasi hanya berisi satu kolam, untuk proses berkas ini.")
            where = participant.get("id", "")
            yield Problem(file, line_of(participant), where, "one-process", message)


def references(diagram: Diagram) -> Iterator[Problem]:
    """Yield references to elements that are not there."""
    nodes = {node.id for node in diagram.nodes()}
    flows = {flow.id: flow for scope in diagram.scopes() for flow in scope.flows}
    for lane in diagram.process.xml.iter(f"{{{BPMN}}}lane"):
        for ref in lane.iterchildren(f"{{{BPMN}}}flowNodeRef"):
            if text_of(ref) not in nodes:
                message = cite("Lajur menyebut {name} yang tidak ada.", name=text_of(ref))
                where = lane.get("id", "")
                yield Problem(diagram.file, line_of(ref), where, "dangling-reference", message)
    for node in diagram.nodes():
        for ref in node.xml:
            tag, name = local_name(ref), text_of(ref)
            if tag not in ("incoming", "outgoing"):
                continue
            flow = flows.get(name)
            if flow is None or (flow.target if tag == "incoming" else flow.source) != node.id:
                message = cite(
                    "{node} menyebut panah {name} yang tidak tersambung kepadanya.",
                    node=node.id,
                    name=name,
                )
                yield Problem(diagram.file, line_of(ref), node.id, "dangling-reference", message)
