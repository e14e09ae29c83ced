"""A timeline that is only thought of: some rules changed, none of it stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine import calendar_moves, redating
from engine.calendars import Calendars
from engine.errors import BadDate, LineRefused
from engine.redating import Layers, Plan, Row, Wish, Year
from engine.windows import ALL, Scope

#: What a rule has in place of a change, as long as nothing is stored.
_THOUGHT_OF = 0


@dataclass(frozen=True)
class Line:
    """A changed rule, by its place among the lines, as it would be carried out."""

    place: int
    plan: Plan


@dataclass(frozen=True)
class Draft:
    """The dates before and after, and the lines in an order in which they can be carried out."""

    before: Layers
    after: Layers
    year: Year
    lines: tuple[Line, ...]


def drawn_up(
    session: Session,
    year: Year,
    scope: Scope,
    wishes: Sequence[Wish],
    names: Mapping[str, str],
    calendars: Calendars | None = None,
) -> Draft:
    """The dates if each wish were granted, one after the other; writes nothing.

    With `calendars` as if these were the working days, and all dates counted on them moved along.
    Raises `LineRefused` for a line that can come at no place.
    """
    # Of units, too, what all have matters; those of other units' people do not.
    before = after = Layers.read(session, year.cycle.id, scope)
    there = year
    if calendars is not None:
        there = Year(year.cycle, year.profile, year.drawn, calendars)
        after = _counted_on(session, there, after)
    lines: list[Line] = []
    todo = list(enumerate(wishes))
    while todo:
        line = _possible(session, there, todo, names, after)
        after = after.with_rows(
            (each.scope, each.edge, _kept(each.new, mine=each.mine)) for each in line.plan.written
        )
        lines.append(line)
        todo = [(place, wish) for place, wish in todo if place != line.place]
    return Draft(before, after, there, tuple(lines))


def _possible(
    session: Session,
    year: Year,
    todo: Sequence[tuple[int, Wish]],
    names: Mapping[str, str],
    layers: Layers,
) -> Line:
    """The first that can be carried out now: an order may want the later window moved first."""
    refused: list[LineRefused] = []
    for place, wish in todo:
        try:
            return Line(place, redating.plan(session, year, wish, names, layers))
        except BadDate as error:
            refused.append(LineRefused(place, error))
    raise refused[0]


def _kept(row: Row, *, mine: bool) -> Row:
    return row._replace(change_id=_THOUGHT_OF) if mine and row.change_id is None else row


def _counted_on(session: Session, year: Year, layers: Layers) -> Layers:
    moved = calendar_moves.moved_by(session, year.calendars)
    rows = []
    for each in moved:
        if each.cycle_id != year.cycle.id:
            continue
        edge = each.key, each.edge
        known = layers.of(each.scope).get(edge) or layers.of(ALL).get(edge)
        change = known.change_id if known else None
        rows.append((each.scope, edge, Row(each.new, each.rule, change, each.calendar)))
    return layers.with_rows(rows)
