"""A timeline that is only thought of: some rules changed, none of it stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine import calendar_moves, redating
from engine.calendars import Calendars
from engine.errors import BadDate, LineRefused
from engine.redating import Layers, Plan, Row, Wish, Year
from engine.windows import ALL, Scope


@dataclass(frozen=True)
class Line:
    """A changed rule, by its place among the lines, as it would be carried out."""

    place: int
    plan: Plan


@dataclass(frozen=True)
class Draft:
    """The dates before and after, and the lines in an order in which they can be carried out.

    `left` are the wishes that could be left out, and can come at no place; each says why.
    """

    before: Layers
    after: Layers
    year: Year
    lines: tuple[Line, ...]
    left: tuple[tuple[Wish, BadDate], ...] = ()


def drawn_up(
    session: Session,
    year: Year,
    scope: Scope,
    wishes: Sequence[Wish],
    names: Mapping[str, str],
    calendars: Calendars | None = None,
    where_possible: Sequence[Wish] = (),
) -> Draft:
    """The dates if each wish were granted, one after the other; writes nothing.

    With `calendars` as if these were the working days, and all dates counted on them moved along.
    Raises `LineRefused` for a line of `wishes` that can come at no place.
    """
    # Of units, too, what all have matters; those of other units' people do not.
    before = after = Layers.read(session, year.cycle.id, scope)
    there = year
    if calendars is not None:
        there = Year(year.cycle, year.profile, year.drawn, calendars)
        after = _counted_on(session, there, after)
    granting = _Granting(session, there, names, after)
    granting.grant([*wishes, *where_possible])
    for place, error in sorted(granting.refused.items()):
        if place < len(wishes):
            raise LineRefused(place, error) from error
    left = [
        (where_possible[place - len(wishes)], error)
        for place, error in sorted(granting.refused.items())
    ]
    return Draft(before, granting.layers, there, tuple(granting.lines), tuple(left))


class _Granting:
    """Grants wishes one by one, each where it can come; `refused` are those left, by place."""

    def __init__(
        self, session: Session, year: Year, names: Mapping[str, str], layers: Layers
    ) -> None:
        self._session, self._year, self._names = session, year, names
        self.layers = layers
        self.lines: list[Line] = []
        self.refused: dict[int, BadDate] = {}

    def grant(self, wishes: Sequence[Wish]) -> None:
        """Grant what can be granted: an order may want the later window moved first."""
        todo = list(enumerate(wishes))
        while todo:
            self.refused, again = {}, []
            for place, wish in todo:
                if not self._granted(place, wish):
                    again.append((place, wish))
            if len(again) == len(todo):
                return
            todo = again

    def _granted(self, place: int, wish: Wish) -> bool:
        try:
            plan = redating.plan(self._session, self._year, wish, self._names, self.layers)
        except BadDate as error:
            self.refused[place] = error
            return False
        self.layers = redating.granted(self.layers, plan)
        self.lines.append(Line(place, plan))
        return True


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
