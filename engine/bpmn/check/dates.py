"""The windows of a process together: whether they give dates, and these an order."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from engine.bpmn.check.diagram import Diagram
from engine.bpmn.check.problem import Problem
from schemas.said import Said, Written

Dates = Callable[
    [Mapping[tuple[str, str], str], Mapping[str, str]], Iterable[tuple[str, str, str, Said]]
]
"""Judges the date rules of a process, by key and edge; it is told what the windows are called.

It gives the key, the edge, the rule of the check that is broken, and the sentence.
"""


def problems(diagram: Diagram, dates: Dates) -> Iterator[Problem]:
    """Yield windows that have no date, one in an impossible order, or one far from their year."""
    calls = {node.id: node for node in diagram.of_kind("callActivity")}
    rules = {
        (key, edge): rule
        for key, node in calls.items()
        for edge, rule in node.properties.items()
        if edge != "state"
    }
    if rules:
        names = {key: node.name or Written(key) for key, node in calls.items()}
        for key, edge, code, message in dates(rules, names):
            yield diagram.problem(calls[key], code, message, edge)
