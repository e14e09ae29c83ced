"""The board: how many appraisals stand where, unit by unit (R-013)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.actor import Actor
from engine.errors import UnitNotFound
from engine.models import Appraisal, Cycle, Unit
from engine.queries.appraisals.units import Units
from engine.tracking import health, scope


@dataclass(frozen=True)
class BoardRow:
    """The appraisals of a unit and of all below it; `direct`: of the unit alone."""

    unit_id: int
    name: str
    direct: bool
    #: Whether there are units below it to open.
    opens: bool
    people: int
    states: Mapping[str, int]
    healths: Mapping[str, int]

    @property
    def percent(self) -> int:
        """How many of a hundred are done; full only when all are."""
        return self.healths.get("done", 0) * 100 // self.people if self.people else 0


@dataclass(frozen=True)
class Board:
    """One level of the organisation: `path` leads to it, `total` is the sum of `rows`."""

    cycle: str
    year: int
    unit_id: int | None
    path: tuple[tuple[int, str], ...]
    rows: tuple[BoardRow, ...]
    total: BoardRow


def board(
    session: Session, actor: Actor, cycle: str = "", unit_id: int | None = None
) -> Board | None:
    """The board of a cycle (by default the newest) below a unit, or from the top.

    It counts what the actor may see, and nothing else; None where there is no cycle at all.
    Raises `CycleNotFound`, `UnitNotFound` (also where the actor sees nobody in the unit).
    """
    found = scope.cycle_or_newest(session, cycle)
    if found is None:
        return None
    tree = _Tree(session, _counts(session, actor, found, unit_id))
    if unit_id is not None and not tree.units.seen(unit_id):
        raise UnitNotFound
    level = tree.units.level(unit_id)
    here = unit_id if unit_id is not None else level
    rows = tree.rows(here)
    path = tree.units.path(here)
    total = _sum(rows, here or 0, path[-1][1] if path else "")
    return Board(found.public_id, found.year, here, path, rows, total)


@dataclass
class _Count:
    """What is counted of some appraisals."""

    states: Counter[str] = field(default_factory=Counter)
    healths: Counter[str] = field(default_factory=Counter)

    def add(self, other: "_Count") -> None:
        self.states.update(other.states)
        self.healths.update(other.healths)

    @property
    def people(self) -> int:
        return self.states.total()


def _counts(session: Session, actor: Actor, cycle: Cycle, top: int | None) -> dict[int, _Count]:
    """By unit, of `top` and of those below it."""
    inside = [] if top is None else [scope.inside(top)]
    whose = scope.visible(actor) + inside
    told = health.told(session, Appraisal.cycle_id == cycle.id, *whose)
    by = (told.c.unit_id, told.c.state, told.c.health)
    counts: dict[int, _Count] = {}
    for unit, state, healthy, number in session.execute(select(*by, func.count()).group_by(*by)):
        count = counts.setdefault(unit, _Count())
        count.states[state] += number
        count.healths[healthy] += number
    return counts


class _Tree:
    """The units, with what is counted in each and below it."""

    def __init__(self, session: Session, counts: Mapping[int, _Count]) -> None:
        rows = session.execute(select(Unit.id, Unit.name, Unit.parent_id)).all()
        names = {unit: name for unit, name, _ in rows}
        self.units = Units(names, {unit: parent for unit, _, parent in rows}, counts)
        self._direct = counts
        self._all: dict[int, _Count] = {}
        for unit, count in counts.items():
            for above in self.units.up(unit):
                self._all.setdefault(above, _Count()).add(count)

    def rows(self, unit: int | None) -> tuple[BoardRow, ...]:
        """The unit's own people first, then the units below it by name."""
        rows = [self._row(each, self._all[each]) for each in self.units.below(unit)]
        if unit is not None and unit in self._direct:
            rows.insert(0, self._row(unit, self._direct[unit], direct=True))
        return tuple(rows)

    def _row(self, unit: int, count: _Count, direct: bool = False) -> BoardRow:
        name, opens = self.units.names[unit], not direct and bool(self.units.below(unit))
        return BoardRow(unit, name, direct, opens, count.people, count.states, count.healths)


def _sum(rows: Iterable[BoardRow], unit: int, name: str) -> BoardRow:
    count = _Count()
    for row in rows:
        count.add(_Count(Counter(row.states), Counter(row.healths)))
    return BoardRow(unit, name, False, False, count.people, count.states, count.healths)
