"""The board: how many appraisals stand where, unit by unit (R-013)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.actor import Actor
from engine.errors import UnitNotFound
from engine.models import Appraisal, Cycle, Unit
from engine.queries.appraisals import health, scope


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
    if unit_id is not None and not tree.seen(unit_id):
        raise UnitNotFound
    level = tree.level(unit_id)
    here = unit_id if unit_id is not None else level
    rows = tree.rows(here)
    path = tree.path(here)
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
        self._names = {unit: name for unit, name, _ in rows}
        self._parents = {unit: parent for unit, _, parent in rows}
        self._direct = counts
        self._all: dict[int, _Count] = {}
        for unit, count in counts.items():
            for above in self._up(unit):
                self._all.setdefault(above, _Count()).add(count)
        self._below: dict[int | None, list[int]] = {}
        for unit in self._all:
            self._below.setdefault(self._parents[unit], []).append(unit)

    def seen(self, unit: int) -> bool:
        """Whether somebody is counted there."""
        return unit in self._all

    def level(self, unit: int | None) -> int | None:
        """Where to begin: down from the top as long as there is one way only."""
        below = self._below.get(unit, [])
        while len(below) == 1 and below[0] not in self._direct and self._below.get(below[0]):
            unit = below[0]
            below = self._below[unit]
        return unit

    def path(self, unit: int | None) -> tuple[tuple[int, str], ...]:
        """The units from the top down to this one."""
        ways = [] if unit is None else [(each, self._names[each]) for each in self._up(unit)]
        return tuple(reversed(ways))

    def rows(self, unit: int | None) -> tuple[BoardRow, ...]:
        """The unit's own people first, then the units below it by name."""
        below = sorted(self._below.get(unit, []), key=lambda each: self._names[each])
        rows = [self._row(each, self._all[each]) for each in below]
        if unit is not None and unit in self._direct:
            rows.insert(0, self._row(unit, self._direct[unit], direct=True))
        return tuple(rows)

    def _row(self, unit: int, count: _Count, direct: bool = False) -> BoardRow:
        opens = not direct and bool(self._below.get(unit))
        return BoardRow(
            unit, self._names[unit], direct, opens, count.people, count.states, count.healths
        )

    def _up(self, unit: int) -> list[int]:
        """The unit and those above it; a circle ends where it closes."""
        way: list[int] = []
        current: int | None = unit
        while current is not None and current not in way:
            way.append(current)
            current = self._parents.get(current)
        return way


def _sum(rows: Iterable[BoardRow], unit: int, name: str) -> BoardRow:
    count = _Count()
    for row in rows:
        count.add(_Count(Counter(row.states), Counter(row.healths)))
    return BoardRow(unit, name, False, False, count.people, count.states, count.healths)
