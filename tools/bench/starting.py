"""The row of starts: a cycle opened for many at once, against a plain start for each."""

from tools.bench import crowd, ours
from tools.bench.meter import Cost, flat, in_turns, milliseconds, ratio
from tools.bench.plan import Plan
from tools.bench.reference import Reference
from tools.bench.table import Figures

_PLAIN = 24


def starts(plan: Plan) -> Figures:
    """Both acts of an opening: SDM's own, and the worker's chunks that follow it."""
    database, meter = plan.new("starts"), plan.meter
    here, there = ours.settled(database, 1), Reference(database)
    many = plan.many(1_000)

    def in_bulk(_: int) -> list[Cost]:
        people = crowd.add_people(database, here.people[0].id, many)
        meter.time(lambda: here.open_in_chunks(people))
        return [cost.share(many) for cost in meter.take()]

    def one_by_one(number: int) -> list[Cost]:
        for _ in range(_PLAIN):
            meter.time(lambda: there.start(number))
        return meter.take()

    mine, plain = in_turns(plan.rounds, in_bulk, one_by_one)
    here.check_started(many * (plan.rounds + 2))
    return {
        "start in bulk ÷ reference start": ratio(flat(mine), flat(plain)),
        "start in bulk, ms": milliseconds(flat(mine)),
        "reference start, ms": milliseconds(flat(plain)),
    }
