"""The deploy check: what cannot work is refused by file, line and element, before it runs.

Nothing here raises for a bad file; every fault becomes a Problem with a sentence that says what
to do. What passes can be parsed, run and stored by the rest of this room.
"""

from collections.abc import Callable, Mapping

from engine.bpmn.check import (
    calls,
    dates,
    elements,
    flows,
    gateways,
    names,
    parallel,
    people,
    repeats,
    signs,
    texts,
    unset,
)
from engine.bpmn.check.dates import Dates
from engine.bpmn.check.decisions import read_tables
from engine.bpmn.check.diagram import Diagram, Version, read_diagram
from engine.bpmn.check.problem import Place, Problem
from engine.bpmn.check.written import Outcomes, Writing
from engine.bpmn.xml import XmlError, read_xml
from schemas.said import Said, say

__all__ = ["Place", "Problem", "check"]

MOST_DIAGRAMS = 60


def check(
    files: Mapping[str, bytes],
    form_keys: Callable[[str], Said | None],
    date_rule: Callable[[str], object] = str,
    outcomes: Outcomes = lambda key: frozenset(),
    all_dates: Dates = lambda rules, names: (),
    at: Place = lambda file, line, element: None,
) -> list[Problem]:
    """Return what is wrong with the diagrams and tables of a version, sorted; [] when all is well.

    `files` maps names (`…/keberatan.bpmn`, `…/predikat.dmn`) to contents; others are ignored.
    `form_keys` returns None for a form that exists, else a sentence. `date_rule` raises
    ValueError, with a sentence, for a date rule that cannot be read. `outcomes` returns the
    routing values that a form may write. `all_dates` judges the date rules of a process together.
    `at` is told each file and process before it is looked at.
    """
    drawn = sorted(name for name in files if name.endswith(".bpmn"))
    if len(drawn) > MOST_DIAGRAMS:
        message = say(
            "Satu versi memuat paling banyak {most} diagram; di sini {count}.",
            most=MOST_DIAGRAMS,
            count=len(drawn),
        )
        return [Problem(drawn[MOST_DIAGRAMS], 1, "", "too-many-files", message)]
    found, problems = read_tables(files, at)
    diagrams: list[Diagram] = []
    for file in drawn:
        at(file, 1, "")
        diagram, faults = _read(file, files[file])
        problems += faults
        diagrams += [diagram] if diagram is not None else []
    version = Version(tuple(diagrams), found)
    problems += names.of_version(version)
    for diagram in diagrams:
        problems += flows.problems(diagram)
    if all(flows.small(diagram) for diagram in diagrams):
        problems += flows.unattended_loops(version)
        writing = Writing(version, outcomes)
        for diagram in diagrams:
            at(diagram.file, diagram.process.line, diagram.process.id)
            problems += parallel.problems(diagram, writing)
            problems += unset.problems(diagram, version, writing)
            problems += repeats.problems(diagram, version, writing)
    for diagram in filter(flows.small, diagrams):
        at(diagram.file, diagram.process.line, diagram.process.id)
        problems += _look(diagram, version, form_keys, date_rule, outcomes)
        problems += dates.problems(diagram, all_dates)
    return sorted(set(_causes(problems)))


def _causes(problems: list[Problem]) -> list[Problem]:
    """Without what only follows, or would quote what cannot be read.

    Of a form that is missing nobody knows what it would write.
    """
    if any(each.code == "unreadable-sign" for each in problems):
        problems = signs.causes(problems)
    problems = _without_gaps(problems)
    if all(each.code != "unknown-form" for each in problems):
        return problems
    return [each for each in problems if each.code != "unset-variable"]


def _without_gaps(problems: list[Problem]) -> list[Problem]:
    """Without what is broken only where an element was refused: its flows, and ways through it."""
    refused = {(each.file, each.element) for each in problems if each.code == "unknown-element"}
    gaps = {
        each
        for each in problems
        if each.code == "dangling-reference"
        and any((each.file, str(named)) in refused for named in each.message.params.values())
    }
    torn = {each.file for each in gaps}
    return [
        each
        for each in problems
        if each not in gaps and not (each.file in torn and each.code in ("dead-end", "unreachable"))
    ]


def _read(file: str, content: bytes) -> tuple[Diagram | None, list[Problem]]:
    try:
        root = read_xml(content)
    except XmlError as error:
        return None, [Problem(file, error.line, "", "bad-xml", error.message)]
    problems = [
        *signs.problems(file, root),
        *elements.problems(file, root),
        *names.of_file(file, root),
    ]
    return read_diagram(file, root), problems


def _look(
    diagram: Diagram,
    version: Version,
    form_keys: Callable[[str], Said | None],
    date_rule: Callable[[str], object],
    outcomes: Outcomes,
) -> list[Problem]:
    return [
        *names.of_diagram(diagram),
        *names.references(diagram),
        *texts.problems(diagram, version, outcomes),
        *gateways.problems(diagram),
        *calls.problems(diagram, version, date_rule),
        *calls.edges(diagram, version),
        *people.problems(diagram, version, form_keys),
    ]
