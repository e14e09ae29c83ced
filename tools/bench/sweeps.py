"""Rows of the worker: what is due, and what it costs to find that nothing is."""

from datetime import UTC, datetime

from engine import clock, reminders, timers
from engine.db import Database
from tools.bench import crowd, ours
from tools.bench.meter import Cost, flat, in_turns, milliseconds, ratio
from tools.bench.plan import Plan
from tools.bench.reference import Reference
from tools.bench.table import Figures

#: A morning after the second phase of the year has opened.
MARCH = datetime(2026, 3, 2, 2, tzinfo=UTC)
#: Just after the first reminder of the first phase's deadline.
FEBRUARY = datetime(2026, 2, 21, 0, 30, tzinfo=UTC)


def fired(plan: Plan) -> Figures:
    """Timers that are due and move their process on, many in a sweep."""
    database, meter = plan.new("fired"), plan.meter
    here, there = ours.waiting(database), Reference(database)
    like = crowd.standing(database, here.people[0].id)
    plan.hand.move_to(MARCH)
    timers.fire_due(database)
    many = plan.many(500)

    def fire(_: int) -> list[Cost]:
        crowd.add(database, like, many)
        if meter.time(lambda: timers.fire_due(database)) != many:
            raise RuntimeError("not all timers fired")
        return [cost.share(many) for cost in meter.take()]

    mine, plain = in_turns(plan.rounds, fire, lambda number: there.live(meter, number))
    return {
        "timer fired ÷ reference completion": ratio(flat(mine), flat(plain)),
        "timer fired, ms": milliseconds(flat(mine)),
        "timer fired, its reference completion, ms": milliseconds(flat(plain)),
    }


def noticed(plan: Plan) -> Figures:
    """Deadlines that are near, many in a sweep: their holders are told, no process is touched."""
    database, meter = plan.new("noticed"), plan.meter
    here, there = ours.opened(database, 1), Reference(database)
    reminders.sweep(database, clock.now())
    like = crowd.standing(database, here.people[0].id)
    plan.hand.move_to(FEBRUARY)
    reminders.sweep(database, clock.now())
    many = plan.many(1_000)

    def tell(_: int) -> list[Cost]:
        crowd.add(database, like, many)
        if meter.time(lambda: reminders.sweep(database, clock.now())).reminded != many:
            raise RuntimeError("not all were told")
        return [cost.share(many) for cost in meter.take()]

    mine, plain = in_turns(plan.rounds, tell, lambda number: there.live(meter, number))
    return {
        "due notice ÷ reference completion": ratio(flat(mine), flat(plain)),
        "due notice, ms": milliseconds(flat(mine)),
        "due notice, its reference completion, ms": milliseconds(flat(plain)),
    }


def empty(plan: Plan) -> Figures:
    """A sweep in which nothing is due, with many that wait and with few."""
    meter = plan.meter
    few = _store_with_waiting(plan, "few", plan.many(1_000))
    many = _store_with_waiting(plan, "many", plan.many(100_000))

    def sweep(database: Database) -> list[Cost]:
        meter.time(lambda: _sweep(database))
        return meter.take()

    with_many, with_few = in_turns(10 * plan.rounds, lambda _: sweep(many), lambda _: sweep(few))
    return {
        "empty sweep, many waiting ÷ few": ratio(flat(with_many), flat(with_few)),
        "empty sweep, many waiting, ms": milliseconds(flat(with_many)),
    }


def _store_with_waiting(plan: Plan, name: str, number: int) -> Database:
    """So many who wait for a timer, and so many with a task whose deadline is far."""
    plan.hand.move_to(ours.JANUARY)
    database = plan.new(name)
    here = ours.waiting(database)
    here.open_for_more(1)
    reminders.sweep(database, clock.now())
    for person in here.people:
        crowd.add(database, crowd.standing(database, person.id), number)
    return database


def _sweep(database: Database) -> None:
    if timers.fire_due(database) or reminders.sweep(database, clock.now()) != reminders.Told():
        raise RuntimeError("something was due")
