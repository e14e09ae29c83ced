"""Writes a drawing as it was written before, wherever both say the same.

An editor orders and indents a whole file in its own way; who compares the texts, in a repository or
by eye, is to see what was drawn and nothing else.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from engine.bpmn.places import Node, escaped, places
from engine.bpmn.xml import XmlError, read_xml

Key = tuple[str, str, str, int]
"""Namespace, name and what tells an element from its siblings, with a number among equals."""


class Child(NamedTuple):
    """An element inside another, and the bytes between it and what stands before it."""

    gap: bytes
    node: Node


_REFERENCES = frozenset({"incoming", "outgoing", "flowNodeRef"})
#: The one element in which the order of what is inside says nothing; the editor changes it there.
_UNORDERED = "BPMNPlane"
#: Comments and instructions to programs; what only looks like one, in CDATA, is kept as group 1.
_REMARKS = re.compile(rb"(<!\[CDATA\[.*?\]\]>)|<!--.*?-->|<\?.*?\?>", re.DOTALL)


def likewise(before: bytes, after: bytes) -> bytes:
    """What `after` says, with the bytes of `before` for all that has not changed.

    Where that cannot be (other prefixes), `after` itself. Raises XmlError for either.
    """
    old, new = places(before), places(after)
    bound = _prefixes(before) | _prefixes(after)
    if not _same_tag(old, new) or len(dict(bound)) < len(bound):
        return after
    try:
        return _rewritten(_declared(before, old, after), after)
    except XmlError:  # too large now, or a prefix was declared in a tag that is not there any more
        return after


def _rewritten(before: bytes, after: bytes) -> bytes:
    old, new = places(before), places(after)
    writing = _Writing(before, after)
    written = before[: old.start] + writing.element(old, new) + before[old.end :]
    return written if _Writing(written, after).alike(places(written), new) else after


class _Writing:
    def __init__(self, before: bytes, after: bytes) -> None:
        self._before, self._after = before, after
        self._alike: dict[tuple[int, int], bool] = {}

    def alike(self, old: Node, new: Node) -> bool:
        """Whether both say the same, whatever the white space and the order of the kinds."""
        pair = old.start, new.start
        if pair not in self._alike:  # asked for again from level to level
            self._alike[pair] = self._compared(old, new)
        return self._alike[pair]

    def _compared(self, old: Node, new: Node) -> bool:
        if not _same_tag(old, new) or _text(self._before, old) != _text(self._after, new):
            return False
        was, now = _inside(self._before, old), _inside(self._after, new)
        return _by_kind(old, was) == _by_kind(new, now) and all(
            self.alike(was[key].node, now[key].node) for key in was
        )

    def element(self, old: Node, new: Node) -> bytes:
        """A changed element, with what is the same in it as it was."""
        if self.alike(old, new):
            return self._before[old.start : old.end]
        same_text = _text(self._before, old) == _text(self._after, new)
        if not (old.children and new.children and same_text):
            return self._after[new.start : new.end]
        start = self._before[old.start : old.opened] if _same_tag(old, new) else _tag(old, new)
        was, now = _inside(self._before, old), _inside(self._after, new)
        inside = [start]
        for key in _order(old, was, now):
            if key in was:
                inside += was[key].gap, self.element(was[key].node, now[key].node)
            else:
                inside += now[key].gap, self._after[now[key].node.start : now[key].node.end]
        return b"".join([*inside, self._before[old.children[-1].end : old.end]])


def _inside(content: bytes, parent: Node) -> dict[Key, Child]:
    counted: Counter[tuple[str, str, str]] = Counter()
    found = {}
    at = parent.opened
    for node in parent.children:
        kind = (node.uri, node.local, _name(content, node))
        counted[kind] += 1
        found[*kind, counted[kind]] = Child(content[at : node.start], node)
        at = node.end
    return found


def _by_kind(parent: Node, keys: Iterable[Key]) -> list[Key]:
    """Kind by kind: each kind in the order in which it stands, where that says something."""
    return sorted(keys, key=None if parent.local == _UNORDERED else lambda key: key[:2])


def _order(parent: Node, was: Mapping[Key, Child], now: Mapping[Key, Child]) -> list[Key]:
    """What is there now, where its kind stood; what is new behind what it follows."""
    kept, stayed = [key for key in was if key in now], [key for key in now if key in was]
    takes_place = dict(zip(_by_kind(parent, kept), _by_kind(parent, stayed), strict=True))
    follow: dict[Key | None, list[Key]] = {None: []}
    behind: Key | None = None
    for key in now:
        if key in was:
            behind = key
        follow.setdefault(behind, []).append(key)
    return follow[None] + [each for key in kept for each in follow[takes_place[key]]]


def _name(content: bytes, node: Node) -> str:
    if node.local in _REFERENCES:
        return _text(content, node).decode()
    return node.value("id") or node.value("bpmnElement") or node.value("name")


def _same_tag(old: Node, new: Node) -> bool:
    return (old.uri, old.raw, old.attributes) == (new.uri, new.raw, new.attributes)


def _tag(old: Node, new: Node) -> bytes:
    """A start tag of what is new, in the order in which it was."""
    names = [*(each for each in old.attributes if each in new.attributes), *new.attributes]
    values = (new.attributes[name] for name in dict.fromkeys(names))
    written = "".join(f' {raw}="{escaped(value)}"' for raw, value in values)
    return f"<{new.raw}{written}>".encode()


def _text(content: bytes, node: Node) -> bytes:
    """What stands in an element, with all that is inside where words stand beside others."""
    said = not node.children or _REMARKS.sub(rb"\1", b"".join(_gaps(content, node))).strip()
    return content[node.opened : node.closing].strip() if said else b""


def _gaps(content: bytes, node: Node) -> Iterator[bytes]:
    """What stands before, between and behind the elements inside."""
    at = node.opened
    for child in node.children:
        yield content[at : child.start]
        at = child.end
    yield content[at : node.closing]


def _declared(before: bytes, root: Node, after: bytes) -> bytes:
    """The text before, with the prefixes in its root that only the one after has."""
    known = read_xml(before).nsmap
    added = "".join(
        f' {f"xmlns:{prefix}" if prefix else "xmlns"}="{escaped(uri)}"'
        for prefix, uri in read_xml(after).nsmap.items()
        if prefix not in known
    )
    end = root.opened - (2 if root.closes_itself else 1)
    return before[:end] + added.encode() + before[end:]


def _prefixes(content: bytes) -> set[tuple[str | None, str]]:
    """Each prefix with what it stands for, anywhere; values may begin with one, as names do."""
    return {pair for each in read_xml(content).iter() for pair in each.nsmap.items()}
