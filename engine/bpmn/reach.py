"""What may still come on a diagram, from where somebody stands: told from the drawing alone."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from engine.bpmn.expressions import ExpressionError, compile_expression
from engine.bpmn.outline import Line, Outline, Way


def reach(drawn: Outline, standing: Iterable[str], runs: Callable[[str], bool]) -> frozenset[str]:
    """The ids of all elements and flows that lie on a way from the elements `standing`.

    A question that only the profile settles has one way; any other may have each answer.
    """
    lines = {line.id: line for line in drawn.lines}
    inside = _inside(drawn.lines)
    seen, flows = set[str](), set[str]()
    todo = [each for each in standing if each in lines]
    while todo:
        here = todo.pop()
        if here in seen:
            continue
        seen.add(here)
        ways = list(_open(lines[here], runs))
        flows |= {way.flow for way in ways}
        todo += [way.to for way in ways if way.to in lines]
        todo += [line.id for line in drawn.lines if line.at == here]
        # A part leads on once its inside is done, and its deadline cuts it off.
        todo += [line.id for line in inside.get(here, ()) if line.kind == "start"]
        todo += [part for part, within in inside.items() if lines[here] in within]
    return frozenset(seen | flows)


def _open(line: Line, runs: Callable[[str], bool]) -> Iterator[Way]:
    """The ways out of an element that the profile does not close."""
    if line.kind != "question":
        yield from line.ways
        return
    held = {way: _holds(way.condition, runs) for way in line.ways if not way.otherwise}
    yield from (way for way, holds in held.items() if holds is not False)
    if True not in held.values():
        yield from (way for way in line.ways if way.otherwise)


def _holds(condition: str, runs: Callable[[str], bool]) -> bool | None:
    """Whether a condition holds; None where it asks for more than the profile."""
    try:
        return bool(compile_expression(condition).evaluate({}, {"runs": runs}))
    except ExpressionError:
        return None


def _inside(lines: Iterable[Line]) -> Mapping[str, tuple[Line, ...]]:
    """What stands in each part of a process, by the part: its lines follow it, one level deeper."""
    found: dict[str, list[Line]] = {}
    around: list[Line] = []
    for line in lines:
        around = [part for part in around if part.depth < line.depth]
        if around:
            found.setdefault(around[-1].id, []).append(line)
        if line.kind == "part":
            around.append(line)
    return {part: tuple(within) for part, within in found.items()}
