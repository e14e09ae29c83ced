"""User tasks: what is asked, of whom, until when."""

import re
from collections.abc import Callable, Iterator

from engine.bpmn.check.diagram import Diagram, Node, Version
from engine.bpmn.check.problem import Problem
from engine.bpmn.xml import BPMN, line_of

ROLES = frozenset({
    "pegawai", "pejabat_penilai", "atasan_pejabat_penilai", "sdm", "penilai",
    "pr_chairman", "pr_evaluator", "pr_assisting_facilitator",
})  # fmt: skip
_PERSONAL = frozenset({"penilai", "pr_chairman", "pr_evaluator", "pr_assisting_facilitator"})
PROPERTIES = frozenset({"state", "event", "due", "hard_deadline"})

_NAME = re.compile(r"[a-z][a-z0-9_]*")

FormKeys = Callable[[str], str | None]


def problems(diagram: Diagram, version: Version, form_keys: FormKeys) -> Iterator[Problem]:
    """Yield user tasks without name, form or person, and properties nobody understands."""
    yield from _lanes(diagram)
    for node in diagram.of_kind("userTask"):
        if not node.name:
            message = f"Tugas {node.id} perlu nama: kalimat perintah yang dibaca pegawai."
            yield diagram.problem(node, "no-name", message)
        yield from _form(diagram, node, form_keys)
        yield from _person(diagram, node)
        yield from _properties(diagram, version, node)


def _form(diagram: Diagram, node: Node, form_keys: FormKeys) -> Iterator[Problem]:
    key = node.camunda("formKey")
    if not key:
        message = f"Tugas {node.id} perlu formulir (formKey), misalnya umum.Konfirmasi."
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
            message = f"Lajur {name or '(tanpa nama)'} bukan peran. Peran yang ada: {known}."
            where = lane.get("id", "")
            yield Problem(diagram.file, line_of(lane), where, "unknown-role", message)


def _person(diagram: Diagram, node: Node) -> Iterator[Problem]:
    lane, groups = diagram.lanes.get(node.id, ""), node.camunda("candidateGroups")
    role = groups or lane
    if not role and not node.camunda("assignee"):
        message = f"Tugas {node.id} belum punya pelaku; letakkan di lajur peran."
        yield diagram.problem(node, "no-person", message)
    elif groups and groups not in ROLES:
        message = f"Peran {groups} pada {node.id} tidak dikenal."
        yield diagram.problem(node, "unknown-role", message)
    elif groups and lane and groups != lane:
        message = f"Tugas {node.id} di lajur {lane} tetapi diberikan kepada {groups}; samakan."
        yield diagram.problem(node, "unknown-role", message)
    elif role in _PERSONAL and not node.camunda("assignee"):
        message = f"Peran {role} tidak menunjuk satu orang; isi assignee pada {node.id}."
        yield diagram.problem(node, "no-person", message)


def _properties(diagram: Diagram, version: Version, node: Node) -> Iterator[Problem]:
    for name, value in node.properties.items():
        if name not in PROPERTIES:
            known = ", ".join(sorted(PROPERTIES))
            message = f"Properti {name} pada {node.id} tidak dikenal. Yang ada: {known}."
            yield diagram.problem(node, "unknown-property", message)
        elif name == "hard_deadline" and value not in ("true", "false"):
            message = f"hard_deadline pada {node.id} hanya true atau false."
            yield diagram.problem(node, "bad-property", message)
        elif name != "hard_deadline" and not _NAME.fullmatch(value):
            message = f"Properti {name} pada {node.id} harus satu nama, misalnya closes."
            yield diagram.problem(node, "bad-property", message)
