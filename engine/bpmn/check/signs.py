"""Texts of a file that hold signs which no text may hold; they would turn the sentences around."""

from collections.abc import Iterator, Sequence

from lxml import etree

from engine.bpmn.check.problem import Problem
from engine.bpmn.xml import line_of
from schemas.said import say
from schemas.signs import unreadable


def problems(file: str, root: etree._Element) -> Iterator[Problem]:
    """Yield the elements whose texts or attributes hold such signs, one problem each."""
    for element in root.iter():
        texts = (element.text or "", element.tail or "", *element.values())
        if unreadable("".join(texts)):
            message = say("Ada tanda yang tidak dapat dibaca dalam nama atau teksnya; tulis ulang.")
            yield Problem(file, line_of(element), _owner(element), "unreadable-sign", message)


def causes(found: Sequence[Problem]) -> list[Problem]:
    """Without those that would quote such signs: their file has a problem that does not."""
    return [each for each in found if not unreadable(f"{each.element}{each.message}")]


def _owner(element: etree._Element | None) -> str:
    """The id of the element, else of the nearest one around it, that can itself be read."""
    while element is not None:
        found = element.get("bpmnElement") or element.get("id")
        if found and not unreadable(found):
            return str(found)
        element = element.getparent()
    return ""
