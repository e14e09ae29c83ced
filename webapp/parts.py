"""Phases as parts of the drawing board: which dates each asks for, and rules to begin with."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine import timeline
from engine.bpmn.outline import Line, Outline

#: What is no date among the properties of a task or a call.
NO_RULES = ("state", "event", "due", "hard_deadline")

_ALWAYS = ("opens", "closes")
_OWN = "{key}"
_AFTERWARDS = "{key}.closes + 1 hari kerja"


def phases(drawn: Sequence[Outline], process: str) -> list[dict[str, Any]]:
    """The phases that a process may call, each with the dates it needs beside opens and closes.

    Of each date: a rule, with {key} for the window it will stand on, and the steps it is for.
    """
    return [
        {"id": each.process, "name": each.name, "edges": _edges(each, drawn)}
        for each in drawn
        if each.process != process
    ]


def _edges(phase: Outline, drawn: Sequence[Outline]) -> list[dict[str, Any]]:
    usual = _usual(phase.process, drawn)
    asked = [edge for edge in phase.asks if edge not in _ALWAYS]
    bounds = [edge for edge in usual if edge.endswith(timeline.LOWER_BOUND)]
    return [
        {
            "edge": edge,
            "rule": usual.get(edge, _AFTERWARDS),
            "steps": phase.asks.get(edge, ()),
        }
        for edge in (*asked, *bounds)
    ]


def _usual(process: str, drawn: Sequence[Outline]) -> Mapping[str, str]:
    """The rules that a phase is called with already, as far as another window can take them over.

    A day of the year belongs to one window; what is reckoned from something holds for each.
    """
    return {
        edge: rule
        for each in drawn
        for line in each.lines
        if line.calls == process
        for edge, written in line.properties.items()
        if edge not in NO_RULES and (rule := _taken_over(line, written))
    }


def _taken_over(line: Line, written: str) -> str:
    try:
        rule = timeline.parse(written)
    except timeline.RuleError:
        return ""
    match rule.anchor:
        case timeline.Edge(key, edge) if key == line.id:
            return str(timeline.Rule(timeline.Edge(_OWN, edge), rule.offset))
        case timeline.Edge() | timeline.Event():
            return str(rule)
    return ""
