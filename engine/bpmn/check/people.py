"""User tasks: what is asked, of whom, until when."""

import re
from collections.abc import Callable, Iterator

from engine.bpmn.check.diagram import Diagram, Node, Version
from engine.bpmn.check.problem import Problem
from engine.bpmn.xml import BPMN, line_of
from schemas.said import Said, cite, say

ROLES = frozenset({
    "pegawai", "pejabat_penilai", "atasan_pejabat_penilai", "sdm", "penilai",
    "pr_chairman", "pr_evaluator", "pr_assisting_facilitator",
})  # fmt: skip
_PERSONAL = frozenset({"penilai", "pr_chairman", "pr_evaluator", "pr_assisting_facilitator"})
PROPERTIES = frozenset({"state", "event", "due", "hard_deadline"})

_NAME = re.compile(r"[a-z][a-z0-9_]*")

FormKeys = Callable[[str], Said | None]


def problems(diagram: Diagram, version: Version, form_keys: FormKeys) -> Iterator[Problem]:
    """Yield user tasks without name, form or person, and properties nobody understands."""
    yield from _lanes(diagram)
    for node in diagram.of_kind("userTask"):
        if not node.name:
            message = cite(
                "Tugas {node} perlu nama: kalimat perintah yang dibaca pegawai.", node=node.id
            )
            yield diagram.problem(node, "no-name", message)
        yield from _form(diagram, node, form_keys)
        yield from _person(diagram, node)
        yield from _properties(diagram, version, node)


def _form(diagram: Diagram, node: Node, form_keys: FormKeys) -> Iterator[Problem]:
    key = node.camunda("formKey")
    if not key:
        message = cite(
            "Tugas {node} perlu formulir (formKey), misalnya umum.Konfirmasi.", node=node.id
        )
        yield diagram.problem(node, "no-form", message)
        return
    refusal = form_keys(key)
    if refusal is not None:
        yield diagram.problem(node, "unknown-form", refusal)


def _lanes(diagram: Diagram) -> Iterator[Problem]:
    for lane in diagram.process.xml.iter(f"{{{BPMN}}}lane"):
        name = lane.get("name", "")
        if name not in ROLES:
            known = ", ".join(sorted(ROLES))
            message = cite(
                "Lajur {name} bukan peran. Peran yang ada: {known}.",
                name=name or say("(tanpa nama)"),
                known=known,
            )
            where = lane.get("id", "")
            yield Problem(diagram.file, line_of(lane), where, "unknown-role", message)


def _person(diagram: Diagram, node: Node) -> Iterator[Problem]:
    lane, groups = diagram.lanes.get(node.id, ""), node.camunda("candidateGroups")
    role = groups or lane
    if not role and not node.camunda("assignee"):
        message = cite("Tugas {node} belum punya pelaku; letakkan di lajur peran.", node=node.id)
        yield diagram.problem(node, "no-person", message)
    elif groups and groups not in ROLES:
        message = cite("Peran {role} pada {node} tidak dikenal.", role=groups, node=node.id)
        yield diagram.problem(node, "unknown-role", message)
    elif groups and lane and groups != lane:
        message = cite(
            "Tugas {node} di lajur {lane} tetapi diberikan kepada {role}; samakan.",
            node=node.id,
            lane=lane,
            role=groups,
        )
        yield diagram.problem(node, "unknown-role", message)
    elif role in _PERSONAL and not node.camunda("assignee"):
        message = cite(
            "Peran {role} tidak menunjuk satu orang; isi assignee pada {node}.",
            role=role,
            node=node.id,
        )
        yield diagram.problem(node, "no-person", message)


def _properties(diagram: Diagram, version: Version, node: Node) -> Iterator[Problem]:
    for name, value in node.properties.items():
        if name not in PROPERTIES:
            known = ", ".join(sorted(PROPERTIES))
            message = cite(
                "Properti {name} pada {node} tidak dikenal. Yang ada: {known}.",
                name=name,
                node=node.id,
                known=known,
            )
            yield diagram.problem(node, "unknown-property", message, name)
        elif name == "hard_deadline" and value not in ("true", "false"):
            message = cite("hard_deadline pada {node} hanya true atau false.", node=node.id)
            yield diagram.problem(node, "bad-property", message, name)
        elif name != "hard_deadline" and not _NAME.fullmatch(value):
            message = cite(
                "Properti {name} pada {node} harus satu nama, misalnya closes.",
                name=name,
                node=node.id,
            )
            yield diagram.problem(node, "bad-property", message, name)
