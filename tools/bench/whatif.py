"""The row of projected dates: what if one date were another, for twenty thousand people."""

import zlib

import msgpack
from sqlalchemy import bindparam, select, update

from engine import queries
from engine.bpmn import frontier
from engine.db import Database
from engine.models import Cycle, Instance, table
from engine.queries import WhatIfAsked
from tools.bench import crowd, ours
from tools.bench.meter import Cost, flat, in_turns, milliseconds, ratio
from tools.bench.plan import Plan
from tools.bench.reference import Reference
from tools.bench.table import Figures


def projected(plan: Plan) -> Figures:
    """The whole answer of a what-if, before and after, and the load that the timeline shows.

    Each is shared among all it is about. Everybody has a state of his own, as those have who did
    their steps at other moments.
    """
    database, meter = plan.new("whatif"), plan.meter
    here, there = ours.waiting(database), Reference(database)
    many = plan.many(20_000)
    crowd.add(database, crowd.standing(database, here.people[0].id), many)
    _live_apart(database)
    with database.read() as session:
        cycle = session.scalars(select(Cycle.public_id)).one()

    def ask(number: int) -> list[Cost]:
        asked = WhatIfAsked(lines=(("plan_week.opens", f"{3 + number % 20} Maret"),))
        meter.time(lambda: answer(asked))
        return [cost.share(many) for cost in meter.take()]

    def answer(asked: WhatIfAsked) -> None:
        with database.read() as session:
            found = queries.what_if(session, here.sdm, cycle, asked)
        if found.people != many + 1 or found.stuck:
            raise RuntimeError("not all were projected to their end")

    def look(_: int) -> list[Cost]:
        meter.time(load)
        return [cost.share(many) for cost in meter.take()]

    def load() -> None:
        with database.read() as session:
            queries.cycle_load(session, here.sdm, cycle)

    found, looked, plain = in_turns(
        plan.rounds, ask, look, lambda number: there.live(meter, number)
    )
    return {
        "person in a what-if ÷ reference completion": ratio(flat(found), flat(plain)),
        "person in a what-if, ms": milliseconds(flat(found)),
        "person in the load of a timeline, ms": milliseconds(flat(looked)),
    }


def _live_apart(database: Database) -> None:
    """Give every state moments of its own; what it waits for stays."""
    changed = update(table(Instance)).where(Instance.id == bindparam("instance"))
    with database.begin() as session:
        rows = [
            {"instance": number, "new": _moved(blob, number, database.seal)}
            for number, blob in session.execute(select(Instance.id, Instance.blob))
        ]
        session.connection().execute(changed.values(blob=bindparam("new")), rows)


def _moved(blob: bytes, number: int, seal: frontier.Seal) -> bytes:
    name, (rows, *rest), subs = frontier.unsealed(blob, seal)
    rows = [[*row[:4], row[4] + number, *row[5:]] for row in rows]
    body = zlib.compress(msgpack.packb((name, (rows, *rest), subs)), 1)
    head = blob[:4]
    return head + seal.sign(head + body) + body
