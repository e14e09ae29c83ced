"""Every text that will be worked out: conditions, scripts, dates, persons, lists."""

import re
from collections.abc import Iterator

from engine.bpmn.check.diagram import Diagram, Flow, Node, Version
from engine.bpmn.check.functions import CONDITION, PERSON, SCRIPT, TIMER, faults
from engine.bpmn.check.people import ROLES
from engine.bpmn.check.problem import EMPTY, Problem
from engine.bpmn.check.written import Outcomes
from engine.bpmn.expressions import Code, compile_expression, compile_script
from engine.bpmn.syntax import ExpressionError, placed
from engine.bpmn.values import PURE
from schemas.said import Said, cite, say

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_DUE = re.compile(r"\s*due\(\s*(?:'[^']*'|\"[^\"]*\")\s*\)\s*")


def problems(diagram: Diagram, version: Version, outcomes: Outcomes) -> Iterator[Problem]:
    """Yield texts that cannot be read, and names and functions that do not exist."""
    reading = _Reading(diagram, version, outcomes)
    for scope in diagram.scopes():
        for flow in scope.flows:
            if flow.condition is not None:
                yield from reading.expression(flow, flow.condition, CONDITION)
        for node in scope.nodes.values():
            yield from reading.node(node)


class _Reading:
    def __init__(self, diagram: Diagram, version: Version, outcomes: Outcomes) -> None:
        self.diagram, self.outcomes = diagram, outcomes
        self.own = f"{diagram.process.id}_"
        self.known = tuple(f"{each.process.id}_" for each in version.diagrams)
        self.tables = version.tables

    def node(self, node: Node) -> Iterator[Problem]:
        if node.kind == "scriptTask":
            yield from self.script(node)
        elif node.kind == "userTask":
            if node.camunda("assignee"):
                yield from self.person(node)
            if node.repeats:
                yield from self.repetition(node)
            for name in sorted(self.outcomes(node.camunda("formKey"))):
                yield from self.written(node, name)
        elif node.kind in ("intermediateCatchEvent", "boundaryEvent"):
            yield from self.timer(node)
        elif node.kind == "businessRuleTask":
            yield from self.decision(node)

    def expression(self, where: Node | Flow, text: str, place: Said) -> Iterator[Problem]:
        try:
            code = compile_expression(text)
        except ExpressionError as error:
            yield self.unreadable(where, text, error)
            return
        yield from self.use(where, code, place)

    def person(self, node: Node) -> Iterator[Problem]:
        for each in self.expression(node, node.camunda("assignee"), PERSON):
            if each.code != "unknown-variable":
                yield each
                continue
            # Whoever writes a user's name here wants to say who does it.
            message = cite(
                "Pelaku {name} pada {node} tidak dikenal. Letakkan tugas di lajur peran, atau beri "
                "candidateGroups salah satu dari: {known}.",
                name=node.camunda("assignee"),
                node=node.id,
                known=", ".join(sorted(ROLES)),
            )
            yield self.diagram.problem(node, each.code, message)

    def script(self, node: Node) -> Iterator[Problem]:
        text = node.text("script")
        try:
            code = compile_script(text)
        except ExpressionError as error:
            yield self.unreadable(node, text, error)
            return
        yield from self.use(node, code, SCRIPT)
        for name in sorted(code.writes):
            yield from self.written(node, name)

    def timer(self, node: Node) -> Iterator[Problem]:
        dates = [each for each in node.xml.iter() if str(each.tag).endswith("}timeDate")]
        if len(dates) != 1:
            message = cite(
                "{node} perlu satu tanggal yang ditunggu (timeDate), misalnya due('closes').",
                node=node.id,
            )
            yield self.diagram.problem(node, "bad-timer", message)
            return
        text = node.text("timeDate")
        if not _DUE.fullmatch(text):
            message = cite(
                "Tulis hanya due('...') pada {node}, bukan {text}.",
                node=node.id,
                text=text or EMPTY,
            )
            yield self.diagram.problem(node, "bad-timer", message)
            return
        yield from self.expression(node, text, TIMER)

    def repetition(self, node: Node) -> Iterator[Problem]:
        collection, item = node.text("loopDataInputRef"), node.child("inputDataItem")
        name = "" if item is None else item.get("id", "")
        if not _NAME.fullmatch(collection) or not _NAME.fullmatch(name):
            message = cite(
                "{node} perlu loopDataInputRef dan inputDataItem berupa nama variabel, misalnya "
                "{prefix}raters dan {prefix}rater.",
                node=node.id,
                prefix=self.own,
            )
            yield self.diagram.problem(node, "bad-multi-instance", message)
            return
        if item is not None and item.get("name", name) != name:
            message = cite("Nama dan id inputDataItem pada {node} harus sama.", node=node.id)
            yield self.diagram.problem(node, "bad-multi-instance", message)
        if collection == name:
            message = cite("Daftar dan unsurnya pada {node} harus berbeda nama.", node=node.id)
            yield self.diagram.problem(node, "bad-multi-instance", message)
        yield from self.read(node, collection)
        yield from self.written(node, name)

    def decision(self, node: Node) -> Iterator[Problem]:
        name = node.camunda("decisionRef")
        table = self.tables.get(name)
        if table is None:
            known = ", ".join(sorted(self.tables)) or say("(belum ada)")
            message = cite(
                "Tabel keputusan {name} tidak ada. Yang ada: {known}.",
                name=name or EMPTY,
                known=known,
            )
            yield self.diagram.problem(node, "unknown-decision", message)
            return
        for output in table.outputs:
            yield from self.written(node, output.name)
        for each in table.inputs:
            for needed in sorted(each.expression.names):
                yield from self.read(node, needed)

    def use(self, where: Node | Flow, code: Code, place: Said) -> Iterator[Problem]:
        for kind, message, position in faults(code, place):
            yield self.diagram.problem(where, kind, placed(message, position))
        for name in sorted(code.names):
            yield from self.read(where, name)

    def read(self, where: Node | Flow, name: str) -> Iterator[Problem]:
        if not name.startswith(self.known):
            message = cite(
                "Variabel {name} tidak dikenal: nama variabel diawali nama prosesnya, misalnya "
                "{prefix}{name}. Teks ditulis dalam tanda petik.",
                name=name,
                prefix=self.own,
            )
            yield self.diagram.problem(where, "unknown-variable", message)

    def written(self, where: Node, name: str) -> Iterator[Problem]:
        if name in PURE or not name.startswith(self.own) or name == self.own:
            message = cite(
                "Variabel yang ditulis di sini harus diawali {prefix}, bukan {name}.",
                prefix=self.own,
                name=name,
            )
            yield self.diagram.problem(where, "variable-prefix", message)

    def unreadable(self, where: Node | Flow, text: str, error: ExpressionError) -> Problem:
        message = cite(
            "{problem} ({text} huruf ke-{place})",
            problem=error.message,
            text=repr(text[:60]),
            place=error.position + 1,
        )
        return self.diagram.problem(where, "bad-expression", message)
