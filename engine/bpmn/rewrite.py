"""Changes one thing in the text of a diagram and leaves every other byte as it is.

Whoever compares the file before and after sees the change and nothing else: no other order of
attributes, no other white space, no lost comment.
"""

from engine.bpmn.places import Edit, Node, edited, escaped, places, value_at
from engine.bpmn.xml import BPMN, CAMUNDA


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


class _Page:
    """A diagram as bytes, and where its elements stand in them."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._root = places(content)

    def node(self, element: str) -> Node:
        for node in self._root.all():
            if node.uri == BPMN and node.value("id") == element:
                return node
        raise NoSuchElement(element)

    def changed(self, edits: list[Edit]) -> bytes:
        return edited(self._content, edits)

    # ---- attributes ---------------------------------------------------------------------------

    def attribute(self, node: Node, local: str, value: str, uri: str = "") -> list[Edit]:
        known = node.attributes.get((uri, local))
        if known is None:
            raw = f"{node.camunda}:{local}" if uri else local
            at = node.opened - (2 if node.closes_itself else 1)
            while self._content[at - 1 : at].isspace():
                at -= 1
            return [Edit(at, at, f' {raw}="{escaped(value)}"'.encode())]
        start, end = value_at(self._content, node, known[0])
        quote = self._content[start : start + 1].decode()
        if known[1] == value:
            return []
        return [Edit(start + 1, end - 1, escaped(value, quote).encode())]

    def camunda(self, node: Node, local: str, value: str) -> list[Edit]:
        edits = [] if node.camunda else self._declare(node)
        return [*edits, *self.attribute(node, local, value, CAMUNDA)]

    def _declare(self, node: Node) -> list[Edit]:
        """Declare the prefix `camunda` on the root, where a drawing has never used it."""
        for each in self._root.all():
            each.camunda = "camunda"
        root = self._root
        at = root.opened - (2 if root.closes_itself else 1)
        return [Edit(at, at, f' xmlns:camunda="{CAMUNDA}"'.encode())]

    # ---- properties ---------------------------------------------------------------------------

    def property(self, node: Node, name: str, value: str) -> list[Edit]:
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
            return [Edit(self._line(known.start), known.end, b"")]
        if not value:
            return []
        declared = [] if node.camunda else self._declare(node)
        return [*declared, self._new_property(node, extension, properties, name, value)]

    def _new_property(
        self, node: Node, extension: Node | None, properties: Node | None, name: str, value: str
    ) -> Edit:
        prefix, bpmn = node.camunda, node.raw.rpartition(":")[0]
        own = f"{bpmn}:extensionElements" if bpmn else "extensionElements"
        lines = [f'<{prefix}:property name="{escaped(name)}" value="{escaped(value)}" />']
        if properties is None:
            lines = [f"<{prefix}:properties>", *_deeper(lines), f"</{prefix}:properties>"]
        if extension is None:
            lines = [f"<{own}>", *_deeper(lines), f"</{own}>"]
        return self._into(properties or extension or node, lines, last=properties is not None)

    def _into(self, parent: Node, lines: list[str], *, last: bool) -> Edit:
        """New lines inside an element: behind its last child, or before all but documentation."""
        indent = self._indent(parent)
        text = "".join(f"\n{indent}  {line}" for line in lines)
        if parent.closes_itself:
            at = parent.opened - 2
            while self._content[at - 1 : at].isspace():
                at -= 1
            return Edit(at, parent.end, f">{text}\n{indent}</{parent.raw}>".encode())
        before = [each for each in parent.children if last or each.local == "documentation"]
        at = before[-1].end if before else parent.opened
        if not parent.children:
            text += f"\n{indent}"
            return Edit(at, parent.closing, text.encode())
        return Edit(at, at, text.encode())

    # ---- lanes --------------------------------------------------------------------------------

    def lane(self, element: str, role: str) -> list[Edit]:
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
        removed = [Edit(self._line(ref.start), ref.end, b"") for _, ref in places]
        ref = places[0][1].raw
        return [*removed, self._into(target, [f"<{ref}>{element}</{ref}>"], last=True)]

    # ---- bytes --------------------------------------------------------------------------------

    def _text(self, node: Node) -> str:
        return self._content[node.opened : node.closing].decode().strip()

    def _line(self, start: int) -> int:
        """Where the white space before an element begins, that goes with it."""
        while start and self._content[start - 1 : start].isspace():
            start -= 1
        return start

    def _indent(self, node: Node) -> str:
        before = self._content[self._line(node.start) : node.start].decode()
        return before.rpartition("\n")[2]


def _deeper(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]
