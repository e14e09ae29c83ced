"""The rows of a cycle's dates, layer by layer: all, a unit, one appraisal."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from engine import timeline
from engine.models import Appraisal, Window
from engine.windows import ALL, Edge, Scope


class Row(NamedTuple):
    """A row of `window`: `change_id` says with which change its rule came, if with one.

    `calendar` cites the working days it was counted on.
    """

    due_at: datetime | None
    rule: str
    change_id: int | None
    calendar: str = ""


#: What a rule has in place of a change, as long as nothing is stored.
THOUGHT_OF = 0

Rows = dict[Edge, Row]
Rules = Mapping[Edge, str]
NO_ROWS: Rows = {}


@dataclass(frozen=True)
class Layers:
    """All rows of a cycle that matter to some people, by whom they are for."""

    rows: Mapping[Scope, Rows] = field(default_factory=dict)

    @classmethod
    def read(cls, session: Session, cycle_id: int, scope: Scope) -> "Layers":
        """The rows that the people of `scope` may have."""
        found: dict[Scope, Rows] = {}
        rows = session.execute(
            select(
                Window.key, Window.edge, Window.scope, Window.scope_id, Window.due_at,
                Window.rule, Window.change_id, Window.calendar,
            ).where(Window.cycle_id == cycle_id, _concerns(scope))
        )  # fmt: skip
        for key, edge, kind, number, due_at, rule, change_id, calendar in rows:
            row = Row(due_at, rule, change_id, calendar)
            found.setdefault((kind, number), {})[key, edge] = row
        return cls(found)

    def with_rows(self, rows: Iterable[tuple[Scope, Edge, Row]]) -> "Layers":
        """The same with some rows written, in memory alone."""
        found = {scope: dict(known) for scope, known in self.rows.items()}
        for scope, edge, row in rows:
            found.setdefault(scope, {})[edge] = row
        return Layers(found)

    def of(self, scope: Scope) -> Rows:
        """The rows of one layer."""
        return self.rows.get(scope, NO_ROWS)

    def units(self) -> Iterator[int]:
        """The units that have rows of their own."""
        return (number for kind, number in self.rows if kind == "unit")

    def changed_for(self, unit_id: int, appraisal_id: int) -> Rows:
        """The rows by whose rules somebody's dates are reckoned, of those that were changed."""
        found: Rows = {}
        for scope in (ALL, ("unit", unit_id), ("appraisal", appraisal_id)):
            rows = self.of(scope)
            found |= {edge: row for edge, row in rows.items() if row.change_id is not None}
        return found

    def narrowest(self, unit_id: int, own: Rows = NO_ROWS) -> Rows:
        """The rows of somebody of a unit: the narrowest wins."""
        return {**self.of(ALL), **self.of(("unit", unit_id)), **own}

    def dues(self, unit_id: int, own: Rows = NO_ROWS) -> dict[Edge, datetime | None]:
        """The instants of somebody of a unit."""
        return {edge: row.due_at for edge, row in self.narrowest(unit_id, own).items()}


def _concerns(scope: Scope) -> ColumnElement[bool]:
    """The rows of all, and the narrower ones of those that `scope` is about."""
    kind, number = scope
    if kind == "all":
        return Window.cycle_id.is_not(None)
    if kind == "unit":
        people = select(Appraisal.id).where(Appraisal.unit_id == number)
        unit = number
    else:
        people = select(Appraisal.id).where(Appraisal.id == number)
        unit = select(Appraisal.unit_id).where(Appraisal.id == number).scalar_subquery()  # type: ignore[assignment]
    return or_(
        Window.scope == "all",
        (Window.scope == "unit") & (Window.scope_id == unit),
        (Window.scope == "appraisal") & Window.scope_id.in_(people),
    )


def changed(rows: Rows) -> dict[Edge, str]:
    """The rules that came with a change."""
    return {edge: row.rule for edge, row in rows.items() if row.change_id is not None}


def following(rules: Rules, edge: Edge) -> tuple[Edge, ...]:
    """The edge and all that are reckoned from it, by their rules or their lower bounds."""
    found = [edge]
    for at in found:
        for key, name in rules:
            bounded = key, name.removesuffix(timeline.LOWER_BOUND)
            if bounded not in found and _anchor(rules[key, name]) == timeline.Edge(*at):
                found.append(bounded)
    return tuple(found)


def events_behind(rules: Rules, edges: tuple[Edge, ...]) -> frozenset[str]:
    """The events that some edges are reckoned from, directly or through others."""
    found: set[str] = set()
    todo, seen = list(edges), set(edges)
    while todo:
        key, name = todo.pop()
        for rule in (rules.get((key, name)), rules.get((key, f"{name}{timeline.LOWER_BOUND}"))):
            anchor = _anchor(rule) if rule else None
            if isinstance(anchor, timeline.Event):
                found.add(anchor.name)
            elif isinstance(anchor, timeline.Edge) and (anchor.key, anchor.edge) not in seen:
                seen.add((anchor.key, anchor.edge))
                todo.append((anchor.key, anchor.edge))
    return frozenset(found)


@cache
def _anchor(rule: str) -> object:
    return timeline.parse(rule).anchor
