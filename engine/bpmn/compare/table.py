"""What differs between two decision tables, cell by cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from engine.bpmn.compare.change import Change, Facets, differences
from engine.bpmn.xml import local_name, read_xml, text_of
from schemas.said import Said, say


@dataclass(frozen=True)
class _Row:
    """A row: its number from 1 and its cells by column."""

    number: int
    cells: Facets


@dataclass(frozen=True)
class _Table:
    name: str
    facets: Facets
    rows: Mapping[str, _Row]


def table_changes(file: str, before: bytes, after: bytes) -> Iterator[Change]:
    """The differences of two decision tables. Raises XmlError."""
    old, new = _read(before), _read(after)
    for facet, what in differences(old.facets, new.facets):
        said = say("Tabel “{name}”: {facet} {what}.", name=new.name, facet=facet, what=what)
        yield Change(file, (), "changed", said)
    for id_, row in new.rows.items():
        if id_ not in old.rows:
            said = say("Tabel “{name}”: baris {row} ditambahkan ({cells}).", **_told(new, row))
            yield Change(file, (id_,), "added", said)
        else:
            yield from _cells(file, new, id_, old.rows[id_], row)
    for id_, row in old.rows.items():
        if id_ not in new.rows:
            said = say("Tabel “{name}”: baris {row} dihapus ({cells}).", **_told(old, row))
            yield Change(file, (id_,), "removed", said)
    if _order(old, new) != _order(new, old):
        said = say("Tabel “{name}”: urutan baris berubah.", name=new.name)
        yield Change(file, (), "changed", said)


def _cells(file: str, table: _Table, id_: str, old: _Row, new: _Row) -> Iterator[Change]:
    for column, what in differences(old.cells, new.cells):
        said = say(
            "Tabel “{name}”, baris {row}, kolom {column}: {what}.",
            name=table.name,
            row=str(new.number),
            column=column,
            what=what,
        )
        yield Change(file, (id_,), "changed", said)


def _told(table: _Table, row: _Row) -> dict[str, str]:
    cells = " · ".join(value or "–" for value in row.cells.values())
    return {"name": table.name, "row": str(row.number), "cells": cells}


def _order(one: _Table, other: _Table) -> list[str]:
    return [id_ for id_ in one.rows if id_ in other.rows]


def _read(content: bytes) -> _Table:
    root = read_xml(content)
    decision = next(root.iter("{*}decision"), root)
    body = next(decision.iter("{*}decisionTable"), decision)
    inputs = body.xpath("*[local-name() = 'input']")
    outputs = body.xpath("*[local-name() = 'output']")
    heads = [*map(_input_label, inputs), *(say("{text}", text=e.get("name", "")) for e in outputs)]
    facets: dict[Said, str] = {
        say("nama"): decision.get("name", ""),
        say("id"): decision.get("id", ""),
        say("kebijakan"): body.get("hitPolicy", "UNIQUE"),
    }
    for number, column in enumerate([*inputs, *outputs], 1):
        facets[say("kolom {number}", number=str(number))] = _column(column)
    rules = body.xpath("*[local-name() = 'rule']")
    rows = {
        rule.get("id") or f"#{number}": _Row(number, _row(rule, heads))
        for number, rule in enumerate(rules, 1)
    }
    return _Table(decision.get("name", "") or decision.get("id", ""), facets, rows)


def _input_label(column: etree._Element) -> Said:
    return say("{text}", text=column.get("label") or _text(column, "inputExpression"))


def _column(column: etree._Element) -> str:
    """A column in one line: how it is called, what it asks or writes, its type, its values."""
    typed = next(column.iter("{*}inputExpression"), column)
    parts = (
        column.get("label", ""),
        column.get("name") or _text(column, "inputExpression"),
        typed.get("typeRef", ""),
        _text(column, "inputValues") or _text(column, "outputValues"),
    )
    return " · ".join(part for part in parts if part)


def _row(rule: etree._Element, heads: list[Said]) -> Facets:
    entries = [each for each in rule if local_name(each) in ("inputEntry", "outputEntry")]
    cells = {head: text_of(entry) for head, entry in zip(heads, entries, strict=False)}
    note = "".join(text_of(each) for each in rule if local_name(each) == "description")
    return {**cells, say("catatan"): note}


def _text(column: etree._Element, name: str) -> str:
    return text_of(next(column.iter(f"{{*}}{name}"), None))
