"""What is told of a diagram when it is compared: its things, their facets, where they lie.

A facet is taken out of the element as it is told; what is left over is compared as a whole, so
that nothing a file says can change unseen.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cached_property

from lxml import etree

from engine.bpmn.compare.words import ATTRIBUTES, NAME, NAMES, PROPERTIES, REFERENCES, REST, TEXTS
from engine.bpmn.xml import BPMN, CAMUNDA, XSI, local_name, read_xml, text_of
from schemas.said import Said, say

#: Said again elsewhere: by the flows, and by the lanes.
_SAID_AGAIN = ("incoming", "outgoing", "flowNodeRef")
#: What says nothing when nothing stands in it.
_MAY_BE_EMPTY = ("extensionElements", "properties")
_DEFAULTS = {"cancelActivity": "true", "isInterrupting": "true", "gatewayDirection": "Unspecified"}
_POINT = ("x", "y", "width", "height")
#: How many things are looked at for one with a name: who reads knows no way that is longer, and
#: each of thousands may have to look.
_FURTHEST = 50


@dataclass(frozen=True)
class Thing:
    """An element: what it is, how it is called, what is told of it, which ids it refers to."""

    what: Said
    name: str
    facets: Mapping[Said, str]
    references: Mapping[Said, str]


@dataclass(frozen=True)
class Drawing:
    """The things of a diagram by their ids, and where each lies."""

    things: Mapping[str, Thing]
    places: Mapping[str, str]

    def name(self, id_: str) -> str:
        """How a thing is called; without a name an arrow by what it joins, others by what follows.

        What nothing named follows goes by its id.
        """
        thing = self.things.get(id_)
        if thing is None or thing.name:
            return thing.name if thing is not None else id_
        source, target = _ends(thing)
        if source and target:
            return f"{self._near(source, -1) or source} → {self._near(target, 1) or target}"
        after = self._near(id_, 1)
        return say("titik sebelum {names}", names=after) if after else id_

    def _near(self, id_: str, way: int) -> str:
        """The nearest things with a name: this one, or those after it (1) or before it (-1)."""
        found, todo = dict[str, None](), [id_]
        for each in todo:
            thing = self.things.get(each)
            if thing is not None and thing.name:
                found[thing.name] = None
            else:
                beside = self._beside[way].get(each, ())
                fresh = [next_ for next_ in beside[:_FURTHEST] if next_ not in todo]
                todo += fresh[: _FURTHEST - len(todo)]
        return " / ".join(found)

    @cached_property
    def _beside(self) -> Mapping[int, Mapping[str, list[str]]]:
        """What the arrows lead to from each thing (1), and from where they come to it (-1)."""
        beside: dict[int, dict[str, list[str]]] = {1: {}, -1: {}}
        for source, target in map(_ends, self.things.values()):
            if source and target:
                beside[1].setdefault(source, []).append(target)
                beside[-1].setdefault(target, []).append(source)
        return beside


def _ends(thing: Thing) -> tuple[str, str]:
    """From where an arrow comes and where it leads; "" for what is none."""
    source, target = (thing.references.get(REFERENCES[each], "") for each in _ENDS)
    return source, target


_ENDS = ("sourceRef", "targetRef")


def drawing(content: bytes) -> Drawing:
    """Read a diagram. Raises XmlError."""
    root = read_xml(content)
    lanes = {
        text_of(ref): lane.get("name", "")
        for lane in root.iter(f"{{{BPMN}}}lane")
        for ref in lane.iterchildren(f"{{{BPMN}}}flowNodeRef")
    }
    things = {
        element.get("id", ""): _thing(element, lanes)
        for element in root.iter(*(f"{{{BPMN}}}{name}" for name in NAMES))
        if element.get("id")
    }
    for gateway, order in _orders(root):
        if gateway in things:
            facets = {**things[gateway].facets, say("urutan jawaban"): order}
            things[gateway] = replace(things[gateway], facets=facets)
    return Drawing(things, dict(_places(root)))


def _thing(element: etree._Element, lanes: Mapping[str, str]) -> Thing:
    left = deepcopy(element)
    left.tail = None
    for child in left.xpath("*"):
        if _own(child) or local_name(child) in _SAID_AGAIN:
            left.remove(child)
    facets = {**_lane(left, lanes), **_attributes(left, ATTRIBUTES)}
    references = _attributes(left, REFERENCES)
    facets |= {**_texts(left), **_properties(left)}
    left.attrib.pop("id", None)
    facets[REST] = _flat(left)
    return Thing(NAMES[local_name(element)], facets[NAME], facets, references)


def _own(element: etree._Element) -> bool:
    """Whether an element is a thing of its own."""
    name = etree.QName(element)
    return name.namespace == BPMN and name.localname in NAMES and "id" in element.attrib


def _lane(left: etree._Element, lanes: Mapping[str, str]) -> dict[Said, str]:
    lane = lanes.get(left.get("id", ""), "")
    role = left.get(f"{{{CAMUNDA}}}candidateGroups", "")
    return {} if role == lane else {say("lajur"): lane or "–"}


def _attributes(left: etree._Element, words: Mapping[str, Said]) -> dict[Said, str]:
    taken = {word: str(left.attrib.pop(name, "")) for name, word in words.items()}
    return {word: " ".join(value.split()) for word, value in taken.items()}


def _texts(left: etree._Element) -> dict[Said, str]:
    facets = {}
    for node in list(left.iter(*(f"{{{BPMN}}}{name}" for name in TEXTS))):
        facets[TEXTS[local_name(node)]] = text_of(node)
        node.text = None
        node.attrib.pop(f"{{{XSI}}}type", None)
        parent = node.getparent()
        if parent is not None and not len(node) and not node.attrib:
            parent.remove(node)
    return facets


def _properties(left: etree._Element) -> dict[Said, str]:
    facets = {}
    for node in list(left.iter(f"{{{CAMUNDA}}}property")):
        name = node.get("name", "")
        facets[PROPERTIES.get(name) or say("tenggat {edge}", edge=name)] = node.get("value", "")
        node.xpath("..")[0].remove(node)
    return facets


def _flat(element: etree._Element) -> str:
    """An element as text that is the same for all ways of writing it."""
    attributes = {
        name: element.get(name, "")
        for name in sorted(map(str, element.attrib))
        if _DEFAULTS.get(name) != element.get(name)
    }
    inside = "".join(_flat(each) for each in element if isinstance(each.tag, str))
    text = (element.text or "").strip()
    if not (attributes or inside or text) and local_name(element) in _MAY_BE_EMPTY:
        return ""
    return f"<{local_name(element)} {attributes} {text}>{inside}"


def _orders(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Of each gateway that asks more than one condition: in which order."""
    asked: dict[str, list[str]] = {}
    for flow in root.iter(f"{{{BPMN}}}sequenceFlow"):
        if flow.find(f"{{{BPMN}}}conditionExpression") is not None:
            asked.setdefault(flow.get("sourceRef", ""), []).append(flow.get("id", ""))
    for gateway, flows in asked.items():
        if len(flows) > 1:
            yield gateway, ", ".join(flows)


def _places(root: etree._Element) -> Iterator[tuple[str, str]]:
    for shape in root.iter("{*}BPMNShape", "{*}BPMNEdge"):
        points = shape.iter("{*}Bounds", "{*}waypoint")
        values = (point.get(name, "") for point in points for name in _POINT)
        yield shape.get("bpmnElement", ""), " ".join(map(_number, filter(None, values)))


def _number(value: str) -> str:
    """A coordinate, however it is written; what is none stays as it is."""
    try:
        return f"{float(value):g}"
    except ValueError:
        return value
