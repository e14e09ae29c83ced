"""Phases as parts of a diagram, on the board and in its text twin: the dates each asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine import timeline
from engine.bpmn.check import Problem
from engine.bpmn.expressions import arguments
from engine.bpmn.outline import Line, Outline, outline
from engine.bpmn.xml import XmlError
from engine.queries import DraftFilePage
from schemas.said import Written, say
from webapp import i18n, wording

#: What is no date among the properties of a task or a call.
NO_RULES = ("state", "event", "due", "hard_deadline")

_ALWAYS = ("opens", "closes")
#: Params of the check's sentences that are ids of what is drawn.
_OF_ELEMENTS = ("node", "caller", "flow", "one", "other")
_OWN = "{key}"
_AFTERWARDS = "{key}.closes + 1 hari kerja"


def outlines(files: Mapping[str, bytes]) -> list[Outline]:
    """The diagrams among files, by their names; what cannot be read is a problem of that file."""
    found = []
    for path, content in files.items():
        if path.endswith(".bpmn"):
            try:
                found.append(outline(content))
            except XmlError:
                continue
    return sorted(found, key=lambda each: each.name.casefold())


def phases(drawn: Sequence[Outline], process: str) -> list[dict[str, Any]]:
    """The phases that a process may call, each with the dates it needs beside opens and closes.

    Of each date: a rule, with {key} for the window it will stand on, and the steps it is for.
    """
    return [
        {"id": each.process, "name": each.name, "edges": _edges(each, drawn)}
        for each in drawn
        if each.process != process
    ]


def steps(call: Line, drawn: Sequence[Outline]) -> Mapping[str, tuple[str, ...]]:
    """What in the called phase asks for a date of this window: names of steps, by edges."""
    return next((each.asks for each in drawn if each.process == call.calls), {})


def dates(call: Line, drawn: Sequence[Outline]) -> dict[str, str]:
    """The rules of a window by edges: its own two, those that its phase asks for, what else it has.

    A rule is "" where the window does not say that date yet.
    """
    asked = steps(call, drawn)
    had = {edge: rule for edge, rule in call.properties.items() if edge != "state"}
    return {edge: had.get(edge, "") for edge in (*_ALWAYS, *asked, *had)}


def edges(drawn: Sequence[Outline], process: str) -> list[str]:
    """The dates that those who call a process give its window, for what is due by one of them."""
    found = {
        edge: None
        for each in drawn
        for line in each.lines
        if line.calls == process
        for edge in line.properties
        if edge not in NO_RULES and not edge.endswith(timeline.LOWER_BOUND)
    }
    return list(found) or [*_ALWAYS]


def meaning(rule: str, windows: Mapping[str, str]) -> str:
    """A date rule as a sentence; "" for what is none: the check says what is wrong."""
    try:
        return i18n.rule_words(timeline.Spoken(rule, windows))
    except timeline.RuleError:
        return ""


def awaited(line: Line, windows: Mapping[str, str]) -> list[str]:
    """The dates that a wait is until, as people call them; [] where it is no wait."""
    named = arguments(line.text, "due") if line.kind in ("wait", "deadline") else []
    found = []
    for each in named:
        key, _, edge = each.rpartition(".")
        words = (i18n.say(windows.get(key, key)), i18n.say(wording.name(wording.EDGES, edge)))
        found.append(" ".join(words).strip())
    return found


def mended_in(page: DraftFilePage, problem: Problem) -> Problem | None:
    """A problem of this file; of another one what is missing on a window here, where it is."""
    if problem.file == page.path:
        return problem
    called = problem.file.rpartition("/")[2].removesuffix(".bpmn")
    asked = problem.message.params
    for line in page.outline.lines if page.outline else ():
        if line.calls == called and line.id == asked.get("caller"):
            return replace(problem, element=line.id, part=asked["edge"])
    return None


def names_in(drawn: Outline) -> dict[str, str]:
    """What the steps and arrows of a diagram are called, by their ids; an arrow by where it leads.

    "" for a step that nobody has named.
    """
    found = {line.id: line.name for line in drawn.lines}
    for line in drawn.lines:
        for way in line.ways:
            found[way.flow] = f"{line.name or line.id} → {way.to_name or way.to}"
    return found


def by_names(problem: Problem, drawn: Sequence[Outline]) -> Problem:
    """The same problem in people's words: steps, arrows and dates are called what pages call them.

    What has no name keeps its id, and so does what a problem of the id itself is about.
    """
    if problem.code.endswith("-id"):
        return problem
    own = problem.file.rpartition("/")[2].removesuffix(".bpmn")
    names = {line.id: line.name for each in drawn for line in each.lines if line.kind == "call"}
    for each in drawn:
        names |= names_in(each) if each.process == own else {}
    params = {key: _called(key, id_, names) for key, id_ in problem.message.params.items()}
    return replace(problem, message=say(problem.message.template, **params))


def _called(param: str, value: object, names: Mapping[str, str]) -> object:
    if param == "edge":
        return wording.EDGES.get(str(value), value)
    if param in _OF_ELEMENTS and names.get(str(value)):
        return Written(f"“{names[str(value)]}”")
    return value


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
