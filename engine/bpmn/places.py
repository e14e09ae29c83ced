"""Where the elements of an XML file stand in its bytes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from engine.bpmn.xml import CAMUNDA, read_xml

_TAG = re.compile(rb"<(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>")


@dataclass(frozen=True)
class Edit:
    """Bytes from `start` up to `end` are replaced by `text`."""

    start: int
    end: int
    text: bytes


@dataclass
class Node:
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
    children: list["Node"] = field(default_factory=list)

    def value(self, local: str, uri: str = "") -> str:
        """The value of an attribute, "" when it is missing."""
        return self.attributes.get((uri, local), ("", ""))[1]

    def find(self, uri: str, local: str) -> "Node | None":
        """The first child of that name."""
        named = (each for each in self.children if (each.uri, each.local) == (uri, local))
        return next(named, None)

    def all(self) -> Iterator["Node"]:
        """Itself and all elements inside, as they are written."""
        yield self
        for child in self.children:
            yield from child.all()


def places(content: bytes) -> Node:
    """The root element. Raises XmlError for what is no plain, small XML."""
    read_xml(content)
    return _Reader(content).root


def edited(content: bytes, edits: Iterable[Edit]) -> bytes:
    """The content with all edits made; they may not overlap."""
    pieces, at = [], 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        pieces += [content[at : edit.start], edit.text]
        at = edit.end
    return b"".join([*pieces, content[at:]])


def value_at(content: bytes, node: Node, raw: str) -> tuple[int, int]:
    """Where the value of an attribute stands, with its quotes; `raw` is its name as written."""
    name = re.escape(raw.encode())
    # Quoted values are passed over whole: they may hold what looks like an attribute.
    part = rb"\s" + name + rb"\s*=\s*(\"[^\"]*\"|'[^']*')|\"[^\"]*\"|'[^']*'"
    found = re.finditer(part, content[node.start : node.opened])
    start, end = next(each.span(1) for each in found if each[1] is not None)
    return node.start + start, node.start + end


def escaped(value: str, quote: str = '"') -> str:
    """A value as it is written between quotes, or as text."""
    text = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = text.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
    return text.replace(quote, "&quot;" if quote == '"' else "&apos;")


class _Reader:
    """Reads where elements stand."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._open: list[Node] = []
        self._meanings: dict[str, list[str | None]] = {}
        self._camunda: dict[str, None] = {}  # prefixes that mean it here, the first declared first
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.namespace_prefixes = True
        self._parser.ordered_attributes = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartNamespaceDeclHandler = self._declare
        self._parser.EndNamespaceDeclHandler = self._forget
        self._roots: list[Node] = []
        self._parser.Parse(content, True)

    @property
    def root(self) -> Node:
        return self._roots[0]

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        if prefix:  # an attribute without one has no namespace
            self._meanings.setdefault(prefix, [None]).append(uri)
            self._note(prefix)

    def _forget(self, prefix: str | None) -> None:
        if prefix:
            self._meanings[prefix].pop()
            self._note(prefix)

    def _note(self, prefix: str) -> None:
        if self._meanings[prefix][-1] == CAMUNDA:
            self._camunda[prefix] = None
        else:
            self._camunda.pop(prefix, None)

    def _start(self, name: str, attributes: list[str]) -> None:
        start = self._parser.CurrentByteIndex
        tag = _TAG.match(self._content, start)
        assert tag is not None  # noqa: S101 - the parser has seen it
        uri, local, raw = _parts(name)
        node = Node(
            uri=uri,
            local=local,
            raw=raw,
            attributes=dict(_named(attributes)),
            start=start,
            opened=tag.end(),
            camunda=next(iter(self._camunda), ""),
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
