"""Reads decision tables: one DMN file, one decision, UNIQUE (really checked) or FIRST.

Cells are those of `cells`, results are expressions over the table's own inputs.
"""

from typing import NoReturn

from lxml import etree

from engine.bpmn.cells import TYPE_NAMES, TYPES, Cell, read_cell, read_values
from engine.bpmn.decision import Flaw, Input, Output, Rule, Table, TableError
from engine.bpmn.expressions import Code, compile_pure
from engine.bpmn.syntax import ExpressionError
from engine.bpmn.xml import DMN, XmlError, line_of, read_xml, text_of
from schemas.said import Said, cite, say

__all__ = ["Flaw", "Input", "Output", "Rule", "Table", "TableError", "read"]

POLICIES = ("UNIQUE", "FIRST")
MOST_RULES = 100
MOST_COLUMNS = 20


def read(xml: bytes) -> Table:
    """Read a DMN file; raises TableError for anything but one small table as above."""
    try:
        root = read_xml(xml)
    except XmlError as error:
        raise TableError(error.message, "", error.line) from error
    space = etree.QName(root).namespace
    if space not in DMN or etree.QName(root).localname != "definitions":
        raise TableError(say("Ini bukan berkas DMN."), "", line_of(root))
    return _Reader(f"{{{space}}}").table(root)


class _Reader:
    """Reads the elements of one namespace."""

    def __init__(self, space: str) -> None:
        self.space = space

    def table(self, root: etree._Element) -> Table:
        decisions = root.findall(f"{self.space}decision")
        if len(decisions) != 1:
            self.refuse(
                root,
                say("Satu berkas memuat satu keputusan; di sini {count}.", count=len(decisions)),
            )
        decision = decisions[0]
        body = decision.find(f"{self.space}decisionTable")
        if body is None:
            self.refuse(decision, say("Keputusan ini tidak memuat tabel (decisionTable)."))
        if (
            decision.find(f"{self.space}informationRequirement/{self.space}requiredDecision")
            is not None
        ):
            self.refuse(
                decision, say("Keputusan ini bergantung pada keputusan lain; gabungkan dulu.")
            )
        policy = body.get("hitPolicy", "UNIQUE")
        if policy not in POLICIES or body.get("aggregation"):
            self.refuse(
                body,
                cite("Kebijakan {policy} tidak dipakai; pakai UNIQUE atau FIRST.", policy=policy),
            )
        inputs, outputs, rules = self.columns(body)
        return Table(
            id=decision.get("id", ""),
            name=decision.get("name", ""),
            line=line_of(decision),
            policy=policy,
            inputs=inputs,
            outputs=outputs,
            rules=tuple(self.rule(each, n, inputs, outputs) for n, each in enumerate(rules, 1)),
        )

    def columns(
        self, body: etree._Element
    ) -> tuple[tuple[Input, ...], tuple[Output, ...], list[etree._Element]]:
        inputs = tuple(self.input(each) for each in body.findall(f"{self.space}input"))
        outputs = tuple(self.output(each) for each in body.findall(f"{self.space}output"))
        rules = body.findall(f"{self.space}rule")
        if not inputs or not outputs or not rules:
            self.refuse(
                body,
                say("Tabel perlu sedikitnya satu kolom syarat, satu kolom hasil, satu baris."),
            )
        if len(rules) > MOST_RULES or len(inputs) + len(outputs) > MOST_COLUMNS:
            self.refuse(
                body,
                say(
                    "Tabel ini melebihi {rules} baris atau {columns} kolom.",
                    rules=MOST_RULES,
                    columns=MOST_COLUMNS,
                ),
            )
        names = [output.name for output in outputs]
        ids = [column.id for column in inputs]
        if len(set(names)) < len(names) or len(set(ids)) < len(ids):
            self.refuse(body, say("Dua kolom tabel ini bernama sama."))
        return inputs, outputs, rules

    def input(self, node: etree._Element) -> Input:
        expression = node.find(f"{self.space}inputExpression")
        if expression is None:
            self.refuse(
                node, say("Kolom syarat ini tidak menyebut yang diperiksa (inputExpression).")
            )
        source = text_of(expression.find(f"{self.space}text"))
        kind = self.type(expression)
        values = text_of(node.find(f"{self.space}inputValues/{self.space}text"))
        try:
            code = compile_pure(source)
            possible = read_values(values, kind)
        except ExpressionError as error:
            self.refuse(node, error.said)
        return Input(node.get("id") or source, node.get("label") or source, code, kind, possible)

    def output(self, node: etree._Element) -> Output:
        name = node.get("name", "")
        if not name.isascii() or not name.isidentifier() or name.startswith("_"):
            self.refuse(node, say("Kolom hasil perlu nama variabel, misalnya predikat."))
        return Output(node.get("id", ""), name, self.type(node))

    def type(self, node: etree._Element) -> str:
        kind = node.get("typeRef", "").split(":")[-1]
        if kind not in TYPES:
            self.refuse(
                node,
                cite(
                    "Jenis kolom {kind} tidak dipakai; pakai {known}.",
                    kind=kind or say("(kosong)"),
                    known=", ".join(TYPES),
                ),
            )
        return kind

    def rule(
        self,
        node: etree._Element,
        number: int,
        inputs: tuple[Input, ...],
        outputs: tuple[Output, ...],
    ) -> Rule:
        entries = node.findall(f"{self.space}inputEntry")
        results = node.findall(f"{self.space}outputEntry")
        if len(entries) != len(inputs) or len(results) != len(outputs):
            self.refuse(
                node, say("Baris {number} tidak berisi satu sel untuk setiap kolom.", number=number)
            )
        known = frozenset[str]().union(*(column.expression.names for column in inputs))
        cells = [self.cell(*each, known) for each in zip(entries, inputs, strict=True)]
        codes = [self.result(*each, known) for each in zip(results, outputs, strict=True)]
        return Rule(node.get("id", ""), line_of(node), number, tuple(cells), tuple(codes))

    def cell(self, node: etree._Element, column: Input, known: frozenset[str]) -> Cell:
        try:
            return read_cell(text_of(node.find(f"{self.space}text")), column.type, known)
        except ExpressionError as error:
            self.refuse(node, _at(column.label, error.said))

    def result(self, node: etree._Element, column: Output, known: frozenset[str]) -> Code:
        text = text_of(node.find(f"{self.space}text"))
        text = {"true": "True", "false": "False", "null": "None"}.get(text, text)
        try:
            code = compile_pure(text)
            if code.names - known:
                stranger = min(code.names - known)
                self.refuse(
                    node,
                    _at(
                        column.name,
                        cite(
                            "{name} bukan masukan tabel ini; teks ditulis dalam tanda petik.",
                            name=stranger,
                        ),
                    ),
                )
            if not code.names and not code.calls:
                value = code.evaluate({}, {})
                if value is not None and value not in TYPES[column.type]:
                    self.refuse(
                        node,
                        cite(
                            "{column} harus {kind}.",
                            column=column.name,
                            kind=TYPE_NAMES[column.type],
                        ),
                    )
        except ExpressionError as error:
            self.refuse(node, _at(column.name, error.said))
        return code

    def refuse(self, node: etree._Element, message: Said) -> NoReturn:
        raise TableError(message, node.get("id", ""), line_of(node))


def _at(column: str, problem: Said) -> Said:
    return cite("{column}: {problem}", column=column, problem=problem)
