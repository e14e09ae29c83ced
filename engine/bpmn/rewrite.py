"""Changes one thing in the text of a diagram and leaves every other byte as it is.

Whoever compares the file before and after sees the change and nothing else: no other order of
attributes, no other white space, no lost comment.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from engine.bpmn.xml import BPMN, CAMUNDA, read_xml

_TAG = re.compile(rb"<(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>")


class NoSuchElement(LookupError):
    """The diagram has no element of this id; its argument is the id."""


class NoSuchLane(LookupError):
    """The diagram has no lane of this role; its argument is the role."""


def with_name(content: bytes, element: str, name: str) -> bytes:
    """The diagram with another name on an element. Raises XmlError, NoSuchElement."""
    page = _Page(content)
    return page.changed(page.attribute(page.node(element), "name", name))


def with_form(content: bytes, element: str, form: str) -> bytes:
    """The diagram with another form key on a user task. Raises XmlError, NoSuchElement."""
    page = _Page(content)
    return page.changed(page.camunda(page.node(element), "formKey", form))


def with_property(content: bytes, element: str, name: str, value: str) -> bytes:
    """The diagram with another value of a `camunda:property` of an element; "" takes it away.

    So are the edges of a window written (`opens`, `closes`, ...). Raises XmlError, NoSuchElement.
    """
    page = _Page(content)
    return page.changed(page.property(page.node(element), name, value))


def with_role(content: bytes, element: str, role: str) -> bytes:
    """The diagram with a user task in the lane of another role.

    Inside a sub-process only the task itself says it. Where the shape lies stays as it was.
    Raises XmlError, NoSuchElement, NoSuchLane.
    """
    page = _Page(content)
    node = page.node(element)
    return page.changed([*page.camunda(node, "candidateGroups", role), *page.lane(element, role)])


@dataclass(frozen=True)
class _Edit:
    """Bytes from `start` up to `end` are replaced by `text`."""

    start: int
    end: int
    text: bytes


@dataclass
class _Node:
    """An element: where its start tag begins and ends, and where its end tag begins."""

    uri: str
    local: str
    raw: str
    attributes: dict[tuple[str, str], tuple[str, str]]
    start: int
    opened: int
    camunda: str
    closes_itself: bool = False
    closing: int = -1
    end: int = -1
    children: list["_Node"] = field(default_factory=list)

    def value(self, local: str, uri: str = "") -> str:
        return self.attributes.get((uri, local), ("", ""))[1]

    def find(self, uri: str, local: str) -> "_Node | None":
        named = (each for each in self.children if (each.uri, each.local) == (uri, local))
        return next(named, None)

    def all(self) -> Iterator["_Node"]:
        yield self
        for child in self.children:
            yield from child.all()


class _Page:
    """A diagram as bytes, and where its elements stand in them."""

    def __init__(self, content: bytes) -> None:
        read_xml(content)  # refuses what is no plain, small XML
        self._content = content
        self._root = _Reader(content).root

    def node(self, element: str) -> _Node:
        for node in self._root.all():
            if node.uri == BPMN and node.value("id") == element:
                return node
        raise NoSuchElement(element)

    def changed(self, edits: list[_Edit]) -> bytes:
        text = self._content
        for edit in sorted(edits, key=lambda each: each.start, reverse=True):
            text = text[: edit.start] + edit.text + text[edit.end :]
        return text

    # ---- attributes ---------------------------------------------------------------------------

    def attribute(self, node: _Node, local: str, value: str, uri: str = "") -> list[_Edit]:
        known = node.attributes.get((uri, local))
        if known is None:
            raw = f"{node.camunda}:{local}" if uri else local
            at = node.opened - (2 if node.closes_itself else 1)
            while self._content[at - 1 : at].isspace():
                at -= 1
            return [_Edit(at, at, f' {raw}="{_escaped(value)}"'.encode())]
        start, end = self._place(node, known[0])
        quote = self._content[start : start + 1].decode()
        if known[1] == value:
            return []
        return [_Edit(start + 1, end - 1, _escaped(value, quote).encode())]

    def camunda(self, node: _Node, local: str, value: str) -> list[_Edit]:
        edits = [] if node.camunda else self._declare(node)
        return [*edits, *self.attribute(node, local, value, CAMUNDA)]

    def _place(self, node: _Node, raw: str) -> tuple[int, int]:
        """Where the quoted value of an attribute stands."""
        name = re.escape(raw.encode())
        # Quoted values are passed over whole: they may hold what looks like an attribute.
        part = rb"\s" + name + rb"\s*=\s*(\"[^\"]*\"|'[^']*')|\"[^\"]*\"|'[^']*'"
        found = re.finditer(part, self._content[node.start : node.opened])
        start, end = next(each.span(1) for each in found if each[1] is not None)
        return node.start + start, node.start + end

    def _declare(self, node: _Node) -> list[_Edit]:
        """Declare the prefix `camunda` on the root, where a drawing has never used it."""
        for each in self._root.all():
            each.camunda = "camunda"
        root = self._root
        at = root.opened - (2 if root.closes_itself else 1)
        return [_Edit(at, at, f' xmlns:camunda="{CAMUNDA}"'.encode())]

    # ---- properties ---------------------------------------------------------------------------

    def property(self, node: _Node, name: str, value: str) -> list[_Edit]:
        extension = node.find(BPMN, "extensionElements")
        properties = extension.find(CAMUNDA, "properties") if extension else None
        known = next(
            (each for each in properties.children if each.value("name") == name)
            if properties
            else iter(()),
            None,
        )
        if known is not None:
            if value:
                return self.attribute(known, "value", value)
            return [_Edit(self._line(known.start), known.end, b"")]
        if not value:
            return []
        declared = [] if node.camunda else self._declare(node)
        return [*declared, self._new_property(node, extension, properties, name, value)]

    def _new_property(
        self, node: _Node, extension: _Node | None, properties: _Node | None, name: str, value: str
    ) -> _Edit:
        prefix, bpmn = node.camunda, node.raw.rpartition(":")[0]
        own = f"{bpmn}:extensionElements" if bpmn else "extensionElements"
        lines = [f'<{prefix}:property name="{_escaped(name)}" value="{_escaped(value)}" />']
        if properties is None:
            lines = [f"<{prefix}:properties>", *_deeper(lines), f"</{prefix}:properties>"]
        if extension is None:
            lines = [f"<{own}>", *_deeper(lines), f"</{own}>"]
        return self._into(properties or extension or node, lines, last=properties is not None)

    def _into(self, parent: _Node, lines: list[str], *, last: bool) -> _Edit:
        """New lines inside an element: behind its last child, or before all but documentation."""
        indent = self._indent(parent)
        text = "".join(f"\n{indent}  {line}" for line in lines)
        if parent.closes_itself:
            at = parent.opened - 2
            while self._content[at - 1 : at].isspace():
                at -= 1
            return _Edit(at, parent.end, f">{text}\n{indent}</{parent.raw}>".encode())
        before = [each for each in parent.children if last or each.local == "documentation"]
        at = before[-1].end if before else parent.opened
        if not parent.children:
            text += f"\n{indent}"
            return _Edit(at, parent.closing, text.encode())
        return _Edit(at, at, text.encode())

    # ---- lanes --------------------------------------------------------------------------------

    def lane(self, element: str, role: str) -> list[_Edit]:
        lanes = [each for each in self._root.all() if (each.uri, each.local) == (BPMN, "lane")]
        places = [
            (lane, ref)
            for lane in lanes
            for ref in lane.children
            if ref.local == "flowNodeRef" and self._text(ref) == element
        ]
        if not places or places[0][0].value("name") == role:
            return []
        target = next((lane for lane in lanes if lane.value("name") == role), None)
        if target is None:
            raise NoSuchLane(role)
        removed = [_Edit(self._line(ref.start), ref.end, b"") for _, ref in places]
        ref = places[0][1].raw
        return [*removed, self._into(target, [f"<{ref}>{element}</{ref}>"], last=True)]

    # ---- bytes --------------------------------------------------------------------------------

    def _text(self, node: _Node) -> str:
        return self._content[node.opened : node.closing].decode().strip()

    def _line(self, start: int) -> int:
        """Where the white space before an element begins, that goes with it."""
        while start and self._content[start - 1 : start].isspace():
            start -= 1
        return start

    def _indent(self, node: _Node) -> str:
        before = self._content[self._line(node.start) : node.start].decode()
        return before.rpartition("\n")[2]


class _Reader:
    """Reads where elements stand."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._open: list[_Node] = []
        self._prefixes: list[tuple[str, str]] = []
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.namespace_prefixes = True
        self._parser.ordered_attributes = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartNamespaceDeclHandler = self._declare
        self._parser.EndNamespaceDeclHandler = lambda _prefix: self._prefixes.pop()
        self._roots: list[_Node] = []
        self._parser.Parse(content, True)

    @property
    def root(self) -> _Node:
        return self._roots[0]

    def _declare(self, prefix: str | None, uri: str) -> None:
        self._prefixes.append((prefix or "", uri))

    def _start(self, name: str, attributes: list[str]) -> None:
        start = self._parser.CurrentByteIndex
        tag = _TAG.match(self._content, start)
        assert tag is not None  # noqa: S101 - the parser has seen it
        uri, local, raw = _parts(name)
        known = dict(self._prefixes)
        node = _Node(
            uri=uri,
            local=local,
            raw=raw,
            attributes=dict(_named(attributes)),
            start=start,
            opened=tag.end(),
            camunda=next((prefix for prefix, uri in known.items() if uri == CAMUNDA), ""),
            closes_itself=tag[0].endswith(b"/>"),
        )
        if node.closes_itself:
            node.closing = node.end = node.opened
        (self._open[-1].children if self._open else self._roots).append(node)
        self._open.append(node)

    def _end(self, _name: str) -> None:
        node = self._open.pop()
        if not node.closes_itself:
            node.closing = self._parser.CurrentByteIndex
            node.end = self._content.index(b">", node.closing) + 1


def _named(attributes: list[str]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    for name, value in zip(attributes[::2], attributes[1::2], strict=True):
        uri, local, raw = _parts(name)
        yield (uri, local), (raw, value)


def _parts(name: str) -> tuple[str, str, str]:
    """(namespace, local name, name as written) of a name the parser gives."""
    match name.split(" "):
        case [uri, local, prefix]:
            return uri, local, f"{prefix}:{local}"
        case [uri, local]:
            return uri, local, local
        case _:
            return "", name, name


def _deeper(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _escaped(value: str, quote: str = '"') -> str:
    text = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = text.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
    return text.replace(quote, "&quot;" if quote == '"' else "&apos;")
