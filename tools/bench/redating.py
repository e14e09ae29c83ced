"""The row of dates that move: a preview and a change of one date for fifty thousand people."""

from collections.abc import Callable

from sqlalchemy import select

from engine import commands, queries
from engine.act import act
from engine.db import Database
from engine.models import Cycle
from engine.redating import Asked
from tools.bench import crowd, ours
from tools.bench.meter import Cost, flat, in_turns, milliseconds, ratio
from tools.bench.plan import Plan
from tools.bench.reference import Reference
from tools.bench.table import Figures

#: Two days that the opening everybody waits for moves to, one after the other.
_DAYS = ("3 Maret", "5 Maret")


def redated(plan: Plan) -> Figures:
    """Each look and each change is shared among all those whom it moves."""
    database, meter = plan.new("redated"), plan.meter
    here, there = ours.waiting(database), Reference(database)
    many = plan.many(50_000)
    crowd.add(database, crowd.standing(database, here.people[0].id), many)
    moving = _Moving(database, here)

    def look(number: int) -> list[Cost]:
        return shared(lambda: moving.look(number))

    def move(number: int) -> list[Cost]:
        seen = moving.look(number)
        return shared(lambda: moving.move(number, seen))

    def shared(work: Callable[[], object]) -> list[Cost]:
        meter.time(work)
        return [cost.share(many) for cost in meter.take()]

    looked, plain = in_turns(plan.rounds, look, lambda number: there.live(meter, number))
    moved, again = in_turns(plan.rounds, move, lambda number: there.live(meter, number))
    if moving.people != many + 1:
        raise RuntimeError("not all were moved")
    return {
        "person in a re-date preview ÷ reference completion": ratio(flat(looked), flat(plain)),
        "person re-dated ÷ reference completion": ratio(flat(moved), flat(again)),
        "person in a re-date preview, ms": milliseconds(flat(looked)),
        "person re-dated, ms": milliseconds(flat(moved)),
    }


class _Moving:
    """Bagian SDM of one cycle, who moves one date."""

    def __init__(self, database: Database, here: ours.Ours) -> None:
        self._database, self._sdm, self.people = database, here.sdm, 0
        with database.read() as session:
            self._cycle = session.scalars(select(Cycle.public_id)).one()

    def look(self, number: int) -> str:
        """Preview the move; returns what names it."""
        with self._database.read() as session:
            seen = queries.date_preview(session, self._sdm, self._cycle, _asked(number))
        self.people = seen.moved
        return seen.seen

    def move(self, number: int, seen: str) -> None:
        """Move the date."""
        given = {"cycle_id": self._cycle, "asked": _asked(number), "reason": "x", "seen": seen}
        act(self._database, self._sdm, commands.change_dates, **given)


def _asked(number: int) -> Asked:
    return Asked("plan_week.opens", _DAYS[number % len(_DAYS)])
