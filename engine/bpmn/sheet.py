"""A decision table as a sheet of cells, read and written back with every other byte as it was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from engine.bpmn.places import Edit, Node, edited, places
from engine.bpmn.xml import local_name, read_xml, text_of


@dataclass(frozen=True)
class Column:
    """A column: what it asks (a condition) or which variable it writes (a result)."""

    label: str
    asks: bool
    type: str


@dataclass(frozen=True)
class Row:
    """A row: its id ("" for a new one), one text per column, a note for readers."""

    id: str
    cells: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table: its name, its policy (UNIQUE or FIRST), columns and rows."""

    name: str
    policy: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def sheet(content: bytes) -> Sheet:
    """Read a table as far as it is one. Raises XmlError."""
    root = read_xml(content)
    decision = next(root.iter("{*}decision"), root)
    table = next(decision.iter("{*}decisionTable"), decision)
    columns = tuple(_columns(table))
    return Sheet(
        decision.get("name", "") or decision.get("id", ""),
        table.get("hitPolicy", "UNIQUE"),
        columns,
        tuple(_row(rule, len(columns)) for rule in table if local_name(rule) == "rule"),
    )


def with_rows(content: bytes, rows: Sequence[Row]) -> bytes:
    """The file with these rows in this order; a row without id, or of an unknown one, is new.

    Raises XmlError; ValueError for a file without a decision table.
    """
    table = next((each for each in places(content).all() if each.local == "decisionTable"), None)
    if table is None or table.closes_itself:
        raise ValueError("no decision table")
    rules = [each for each in table.children if each.local == "rule"]
    before = {row.id: row for row in sheet(content).rows}
    known: dict[str, tuple[Node | None, bytes]] = {
        node.value("id"): (node, lead) for node, lead in _led(content, rules) if node.value("id")
    }
    start, end = _span(content, table, rules)
    indent = _space(content, rules[0].start if rules else table.closing)
    writer = _Writer(table.raw, indent, _entries(table), content)
    text = b""
    for row in rows:
        node, lead = known.pop(row.id, (None, b""))
        if node is None:
            text += writer.new(row)
        else:
            text += lead + _changed(content, node, before[row.id], row)
    return content[:start] + text + content[end:]


def place_of(content: bytes, element: str) -> tuple[int, int] | None:
    """Row and column, both from 0, of the cell with this id. Raises XmlError."""
    rules = (node for node in read_xml(content).iter("{*}rule"))
    for number, rule in enumerate(rules):
        for column, entry in enumerate(_cells(rule)):
            if entry.get("id") == element:
                return number, column
    return None


def _columns(table: etree._Element) -> Iterator[Column]:
    for node in table:
        if local_name(node) == "input":
            asked = next(node.iter("{*}inputExpression"), node)
            label = node.get("label", "") or text_of(next(asked.iter("{*}text"), None))
            yield Column(label, asks=True, type=asked.get("typeRef", ""))
    for node in table:
        if local_name(node) == "output":
            label = node.get("label", "") or node.get("name", "")
            yield Column(label, asks=False, type=node.get("typeRef", ""))


def _row(rule: etree._Element, columns: int) -> Row:
    cells = [text_of(next(entry.iter("{*}text"), None)) for entry in _cells(rule)]
    note = next((text_of(each) for each in rule if local_name(each) == "description"), "")
    return Row(rule.get("id", ""), tuple([*cells, *[""] * columns][:columns]), note)


def _cells(rule: etree._Element) -> list[etree._Element]:
    inputs = [each for each in rule if local_name(each) == "inputEntry"]
    return inputs + [each for each in rule if local_name(each) == "outputEntry"]


def _entries(table: Node) -> list[str]:
    """Of each column the element that a row has for it."""
    return ["inputEntry" for each in table.children if each.local == "input"] + [
        "outputEntry" for each in table.children if each.local == "output"
    ]


def _led(content: bytes, rules: Sequence[Node]) -> Iterator[tuple[Node, bytes]]:
    """Each rule with what stands between it and the one before."""
    end = None
    for rule in rules:
        start = end if end is not None else rule.start - len(_space(content, rule.start))
        yield rule, content[start : rule.start]
        end = rule.end


def _span(content: bytes, table: Node, rules: Sequence[Node]) -> tuple[int, int]:
    if rules:
        return rules[0].start - len(_space(content, rules[0].start)), rules[-1].end
    at = table.closing - len(_space(content, table.closing))
    return at, at


def _space(content: bytes, at: int) -> bytes:
    """The white space before a place."""
    before = content[:at]
    return before[len(before.rstrip()) :]


def _changed(content: bytes, rule: Node, before: Row, after: Row) -> bytes:
    """The bytes of a rule, with the cells and the note that differ."""
    entries = [each for each in rule.children if each.local == "inputEntry"]
    entries += [each for each in rule.children if each.local == "outputEntry"]
    edits = [
        _text(entry, new)
        for entry, old, new in zip(entries, before.cells, after.cells, strict=False)
        if old != new
    ]
    if before.note != after.note:
        edits.append(_note(content, rule, after.note))
    moved = (Edit(e.start - rule.start, e.end - rule.start, e.text) for e in edits)
    return edited(content[rule.start : rule.end], moved)


def _text(entry: Node, value: str) -> Edit:
    """Another text of a cell."""
    text = next((each for each in entry.children if each.local == "text"), None)
    if text is not None and not text.closes_itself:
        return Edit(text.opened, text.closing, _written(value))
    raw = entry.raw.rpartition(":")[0]
    name = f"{raw}:text" if raw else "text"
    fresh = f"<{name}>".encode() + _written(value) + f"</{name}>".encode()
    if text is not None:
        return Edit(text.start, text.end, fresh)
    if entry.closes_itself:
        return Edit(entry.opened - 2, entry.end, b">" + fresh + f"</{entry.raw}>".encode())
    return Edit(entry.opened, entry.opened, fresh)


def _note(content: bytes, rule: Node, value: str) -> Edit:
    known = next((each for each in rule.children if each.local == "description"), None)
    if known is not None and not known.closes_itself and value:
        return Edit(known.opened, known.closing, _written(value))
    if known is not None and not value:
        return Edit(known.start - len(_space(content, known.start)), known.end, b"")
    raw = rule.raw.rpartition(":")[0]
    name = f"{raw}:description" if raw else "description"
    fresh = f"<{name}>".encode() + _written(value) + f"</{name}>".encode()
    if known is not None:
        return Edit(known.start, known.end, fresh)
    lead = _space(content, rule.children[0].start) if rule.children else b""
    return Edit(rule.opened, rule.opened, lead + fresh)


class _Writer:
    """Writes new rows in the manner of a file."""

    def __init__(self, raw: str, lead: bytes, entries: Sequence[str], content: bytes) -> None:
        prefix = raw.rpartition(":")[0]
        self._prefix = f"{prefix}:" if prefix else ""
        self._lead, self._entries, self._content = lead, entries, content
        self._number = 0

    def new(self, row: Row) -> bytes:
        name = self._name()
        inner = self._lead + b"  " if b"\n" in self._lead else b""
        lines = [self._element("description", row.note)] if row.note else []
        for number, (entry, cell) in enumerate(zip(self._entries, row.cells, strict=False), 1):
            text = self._element("text", cell)
            lines.append(self._element(entry, "", f' id="{name}_{number}"', text))
        inside = b"".join(inner + line for line in lines) + self._lead
        return self._lead + self._element("rule", "", f' id="{name}"', inside)

    def _element(self, name: str, text: str, attributes: str = "", inside: bytes = b"") -> bytes:
        raw = f"{self._prefix}{name}"
        return f"<{raw}{attributes}>".encode() + _written(text) + inside + f"</{raw}>".encode()

    def _name(self) -> str:
        """An id that the file does not have."""
        while True:
            self._number += 1
            name = f"row_{self._number}"
            if f'"{name}'.encode() not in self._content:
                return name


def _written(value: str) -> bytes:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()
