"""Carries over to a running cycle what a calendar has changed: a change of many dates at once."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from engine.calendar_moves import MovedEdge
from engine.models import DateChange
from engine.plain import PlainCycle
from engine.redating.lines import NO_ROWS, Layers, Row, Rows
from engine.redating.plan import Person, Plan
from engine.redating.population import concerned
from engine.redating.ways import Wish, Written
from engine.redating.writing import Change, carry_out
from engine.windows import ALL, Edge

#: A change that is about no one edge, and comes with no rule.
NO_EDGE: Edge = ("", "")


def recount(
    session: Session,
    cycle: PlainCycle,
    moves: Sequence[MovedEdge],
    change: Change,
    names: Mapping[str, str],
) -> DateChange:
    """Do what `moves` say, as one change that can be undone; all are of this cycle."""
    layers = Layers.read(session, cycle.id, ALL)
    written = [_written(layers, each) for each in moves]
    after = _with(layers, written)
    plan = Plan(
        wish=Wish(NO_EDGE, "", ALL),
        old=None,
        new=None,
        edges=tuple(dict.fromkeys((each.key, each.edge) for each in moves)),
        written=tuple(written),
        people=tuple(_people(session, cycle.id, layers, after)),
        tallies=(),
    )
    made, _ = carry_out(session, cycle, plan, change, names)
    return made


def _written(layers: Layers, move: MovedEdge) -> Written:
    edge = (move.key, move.edge)
    old = layers.of(move.scope).get(edge)
    new = Row(move.new, move.rule, old.change_id if old else None, move.calendar)
    return Written(edge, move.scope, old, new, mine=False)


def _with(layers: Layers, written: Sequence[Written]) -> Layers:
    rows = {scope: dict(found) for scope, found in layers.rows.items()}
    for each in written:
        rows.setdefault(each.scope, {})[each.edge] = each.new
    return Layers(rows)


def _people(session: Session, cycle_id: int, before: Layers, after: Layers) -> Iterator[Person]:
    """Whose dates move, each with the first of them; those who are alike are compared once."""
    known: dict[int, Person | None] = {}
    for each in concerned(session, cycle_id, ALL):
        own = ("appraisal", each.appraisal_id)
        rows = before.of(own), after.of(own)
        if any(rows):
            moved = _first(before, after, each.unit_id, *rows)
        else:
            if each.unit_id not in known:
                known[each.unit_id] = _first(before, after, each.unit_id, NO_ROWS, NO_ROWS)
            moved = known[each.unit_id]
        if moved is not None:
            yield moved._replace(appraisal_id=each.appraisal_id, instance_id=each.instance_id)


def _first(before: Layers, after: Layers, unit_id: int, *own: Rows) -> Person | None:
    old, new = before.dues(unit_id, own[0]), after.dues(unit_id, own[1])
    moved = [edge for edge, due in new.items() if due != old.get(edge)]
    if not moved:
        return None
    edge = min(moved, key=lambda edge: str(new[edge]))
    return Person(0, 0, unit_id, "moved", edge, old.get(edge), new[edge])
