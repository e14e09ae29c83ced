"""Diagrams of a desktop editor in the words of this house, byte by byte.

Camunda Modeler makes ids such as `Activity_0k2f9xq` and writes an expression as `${...}`; its users
write a role as people say it. What can be meant in one way only is written so; all else stays as it
came, for the check to name.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from engine.bpmn.check.diagram import NODES
from engine.bpmn.check.people import ROLES
from engine.bpmn.places import Edit, Node, edited, escaped, places, value_at
from engine.bpmn.xml import BPMN, CAMUNDA
from schemas.said import Said, cite, say

_ID = re.compile(r"[a-z][a-z0-9_]*")
#: One expression and no more: `${a} == ${b}` is two.
_WRAPPED = re.compile(rb"\s*[$#]\{((?:(?![$#]\{).)*)\}\s*", re.DOTALL)
#: Attributes that name a node, a lane or the process, wherever they stand.
_NAMING = ("id", "sourceRef", "targetRef", "attachedToRef", "processRef", "bpmnElement")
_EXPRESSIONS = ("conditionExpression", "timeDate")
#: What names a phase: `runs('key')`, `due('key.edge')`, and a date that starts with `key.edge`.
_ASKED = re.compile(rb"\b(due|runs)\s*\(\s*(?:['\"]|&quot;|&apos;)([^'\"&]+)")
_RULE = re.compile(r"\s*([\w.-]+)\.\w")


@dataclass(frozen=True)
class Adopted:
    """A diagram in the words of this house, and what was written anew for that."""

    content: bytes
    mends: tuple[Said, ...]


def adopted(content: bytes, stem: str) -> Adopted:
    """The diagram as it may come in under the name `stem`; what is in order stays byte for byte.

    Raises XmlError for what is no plain, small XML.
    """
    page = _Page(content)
    mends: list[Said] = []
    edits: list[Edit] = []
    for found, said in (page.ids(stem), page.roles(), page.expressions()):
        edits += found
        mends += said
    return Adopted(edited(content, edits), tuple(mends))


def role_meant(text: str) -> str:
    """The role that a text names as people write it ("Pejabat Penilai"); "" if none."""
    bare = text.strip()
    wrapped = _WRAPPED.fullmatch(bare.encode())
    role = re.sub(r"[\s-]+", "_", (wrapped[1].decode() if wrapped else bare).strip().lower())
    return role if role in ROLES else ""


Found = tuple[list[Edit], list[Said]]


class _Page:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._nodes = [*places(content).all()]

    def ids(self, stem: str) -> Found:
        """Ids that data and history can keep, wherever an element is named."""
        renamed, process = self._renamed(stem)
        if not renamed:
            return [], []
        edits = []
        for node in self._nodes:
            for (uri, local), (raw, value) in node.attributes.items():
                if not uri and local in _NAMING and value in renamed:
                    edits.append(self._value(node, raw, renamed[value]))
            if node.uri == BPMN and node.local == "flowNodeRef":
                named = self._text(node).strip().decode()
                if named in renamed:
                    edits.append(Edit(node.opened, node.closing, renamed[named].encode()))
        edits += [*self._asked(renamed), *self._rules(renamed)]
        said = []
        if process:
            said.append(cite("Id proses {old} menjadi {new}.", old=process, new=stem))
        others = len(renamed) - bool(process)
        if others:
            said.append(say("{n} id unsur ditulis dengan huruf kecil.", n=others))
        return edits, said

    def roles(self) -> Found:
        """Lanes and tasks that name a role as people do."""
        lanes = [self._lane(node) for node in self._bpmn("lane")]
        tasks = [self._task(node) for node in self._bpmn("userTask")]
        found = [edits for edits in (*lanes, *tasks) if edits]
        said = [say("{n} peran ditulis seperti di aplikasi ini.", n=len(found))] if found else []
        return [*chain(*found)], said

    def expressions(self) -> Found:
        """Conditions and dates without the `${...}` around them."""
        found = [edits for node in self._expressions() if (edits := self._unwrapped(node))]
        for node in self._bpmn("userTask"):
            raw, value = node.attributes.get((CAMUNDA, "assignee"), ("", ""))
            wrapped = _WRAPPED.fullmatch(value.encode())
            if wrapped and not role_meant(value):
                found.append([self._value(node, raw, wrapped[1].decode().strip())])
        said = [say("{n} ungkapan ditulis tanpa ${{…}}.", n=len(found))] if found else []
        return [*chain(*found)], said

    def _renamed(self, stem: str) -> tuple[Mapping[str, str], str]:
        """New ids by old ones, and the old one of the process if that is among them."""
        taken = {node.value("id") for node in self._nodes}
        renamed = {}
        for node in self._bpmn(*NODES):
            old = node.value("id")
            new = re.sub(r"[-.]", "_", old.lower())
            if not _ID.fullmatch(old) and _ID.fullmatch(new) and new not in taken:
                renamed[old] = new
                taken.add(new)
        for node in self._bpmn("process"):
            old = node.value("id")
            if old and not _ID.fullmatch(old) and _ID.fullmatch(stem) and stem not in taken:
                return {**renamed, old: stem}, old
        return renamed, ""

    def _asked(self, renamed: Mapping[str, str]) -> Iterator[Edit]:
        """Phases that conditions and timers ask for."""
        for node in self._expressions():
            for found in _ASKED.finditer(self._text(node)):
                key = found[2] if found[1] == b"runs" else found[2].rpartition(b".")[0]
                new = renamed.get(key.decode())
                if new:
                    start = node.opened + found.start(2)
                    yield Edit(start, start + len(key), new.encode())

    def _rules(self, renamed: Mapping[str, str]) -> Iterator[Edit]:
        """Phases from whose dates others are reckoned, or at whose dates a task is due."""
        for node in self._nodes:
            if (node.uri, node.local) == (CAMUNDA, "property"):
                raw, value = node.attributes.get(("", "value"), ("", ""))
                found = _RULE.match(value)
                if found and found[1] in renamed:
                    anew = value[: found.start(1)] + renamed[found[1]] + value[found.end(1) :]
                    yield self._value(node, raw, anew)

    def _unwrapped(self, node: Node) -> list[Edit]:
        """What stands around an expression is taken away; inside other edits may be made."""
        wrapped = _WRAPPED.fullmatch(self._text(node))
        if not wrapped:
            return []
        start = node.opened + wrapped.end(1) - len(wrapped[1].lstrip())
        end = max(start, node.opened + wrapped.start(1) + len(wrapped[1].rstrip()))
        return [Edit(node.opened, start, b""), Edit(end, node.closing, b"")]

    def _lane(self, node: Node) -> list[Edit]:
        raw, name = node.attributes.get(("", "name"), ("", ""))
        role = role_meant(name)
        return [self._value(node, raw, role)] if role and role != name else []

    def _task(self, node: Node) -> list[Edit]:
        """An assignee that is a role is whoever has that role for the appraisal: its group."""
        raw, groups = node.attributes.get((CAMUNDA, "candidateGroups"), ("", ""))
        assigned, assignee = node.attributes.get((CAMUNDA, "assignee"), ("", ""))
        role = role_meant(groups if groups.strip() else assignee)
        if not role:
            return []
        edits = [self._value(node, raw, role)] if raw and role != groups else []
        if role_meant(assignee) == role:
            start, end = value_at(self._content, node, assigned)
            name = self._content.rindex(assigned.encode(), node.start, start)
            prefix = assigned.rpartition(":")[0]
            grouped = Edit(name, end, f'{prefix}:candidateGroups="{role}"'.encode())
            edits.append(Edit(name - 1, end, b"") if raw else grouped)
        return edits

    def _bpmn(self, *names: str) -> Iterator[Node]:
        return (each for each in self._nodes if each.uri == BPMN and each.local in names)

    def _expressions(self) -> Iterator[Node]:
        """Those that are text alone, so that no edit is made inside another."""
        return (each for each in self._bpmn(*_EXPRESSIONS) if not each.children)

    def _text(self, node: Node) -> bytes:
        return b"" if node.closes_itself else self._content[node.opened : node.closing]

    def _value(self, node: Node, raw: str, value: str) -> Edit:
        start, end = value_at(self._content, node, raw)
        quote = self._content[start : start + 1].decode()
        return Edit(start + 1, end - 1, escaped(value, quote).encode())
