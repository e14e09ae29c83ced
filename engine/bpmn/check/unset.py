"""Variables that are read before anybody has surely written them."""

import ast
from collections.abc import Iterator

from engine.bpmn.check.diagram import Diagram, Flow, Node, Version
from engine.bpmn.check.problem import Problem
from engine.bpmn.check.written import Names, Writing, item_of, script_of
from engine.bpmn.expressions import Code, compile_expression
from engine.bpmn.syntax import ExpressionError
from schemas.said import cite


def problems(diagram: Diagram, version: Version, writing: Writing) -> Iterator[Problem]:
    """Yield variables that are read where they may not have been written."""
    prefixes = tuple(f"{each.process.id}_" for each in version.diagrams)
    known = writing.known(diagram)
    for where, node, code in readings(diagram, version):
        here = known.get(node)
        for name in sorted(code.names) if here is not None else ():
            if not name.startswith(prefixes):
                continue  # reported with the other texts
            if name not in writing.anywhere:
                message = cite(
                    "Variabel {name} tidak ditulis siapa pun: tidak ada formulir, skrip atau "
                    "tabel yang mengisinya. Periksa ejaannya.",
                    name=name,
                )
                yield diagram.problem(where, "unset-variable", message)
            elif here is not None and name in needed(code) - here - item_of(node):
                message = cite(
                    "Variabel {name} belum tentu terisi di sini: ada jalan dari awal yang tidak "
                    "melewati pengisinya. Isi dulu dengan skrip atau ubah jalannya.",
                    name=name,
                )
                yield diagram.problem(where, "unset-variable", message)


def readings(diagram: Diagram, version: Version) -> Iterator[tuple[Node | Flow, Node, Code]]:
    """Everything that is worked out: what to name in a problem, where it runs, its code."""
    for scope in diagram.scopes():
        for node in scope.nodes.values():
            for flow in scope.leaving(node) if node.kind == "exclusiveGateway" else ():
                yield from ((flow, node, code) for code in _expression(flow.condition or ""))
            if node.kind == "userTask":
                texts = (node.camunda("assignee"), node.text("loopDataInputRef"))
                yield from ((node, node, code) for text in texts for code in _expression(text))
            elif node.kind == "scriptTask":
                script = script_of(node)
                yield from [] if script is None else [(node, node, script)]
            elif node.kind == "businessRuleTask":
                table = version.tables.get(node.camunda("decisionRef"))
                columns = table.inputs if table is not None else ()
                yield from ((node, node, column.expression) for column in columns)


def needed(code: Code) -> Names:
    """The names that are looked up whenever the code runs, whatever the others hold."""
    names: set[str] = set()
    written: set[str] = set()
    for line in code.lines:
        names |= set(_looked_up(line.tree.root)) - written
        written.add(line.name)
    return frozenset(names)


def _looked_up(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
        return
    for child in _always(node):
        yield from _looked_up(child)


def _always(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.BoolOp):
        return node.values[:1]
    if isinstance(node, ast.IfExp):
        return [node.test]
    if isinstance(node, ast.Compare):
        return [node.left, node.comparators[0]]
    if isinstance(node, ast.Call):
        return node.args
    return [each for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr)]


def _expression(text: str) -> list[Code]:
    try:
        return [compile_expression(text)]
    except ExpressionError:
        return []  # reported with the other texts
