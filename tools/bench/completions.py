"""Rows of the hot path: what one person's sending of one form costs."""

import json
from concurrent.futures import ThreadPoolExecutor
from statistics import mean
from unittest.mock import patch
from uuid import uuid4

from engine import definitions
from engine.db import Database
from tools.bench import crowd, diagrams, ours
from tools.bench.meter import Meter, flat, in_turns, milliseconds, ratio
from tools.bench.ours import LAST, Ours
from tools.bench.plan import Plan
from tools.bench.reference import Reference
from tools.bench.table import Figures

#: Who meets a server that has just started, all at once.
_AT_ONCE = 4


def complete(plan: Plan) -> Figures:
    """A whole year on each side per round: what a completion costs, and whether that grows."""
    database, meter = plan.new("complete"), plan.meter
    here, there = ours.opened(database, plan.rounds + 2), Reference(database)
    mine, plain = in_turns(
        plan.rounds,
        lambda number: here.live(meter, number),
        lambda number: there.live(meter, number),
    )
    grown = ratio([year[21] for year in mine], [year[1] for year in mine])
    grown_plain = ratio([year[21] for year in plain], [year[1] for year in plain])
    return {
        "complete ÷ reference": ratio(flat(mine), flat(plain)),
        "complete, ms": milliseconds(flat(mine)),
        "reference completion, ms": milliseconds(flat(plain)),
        "task 22 ÷ task 2, ÷ the reference's": grown / grown_plain,
    }


def counts(plan: Plan) -> Figures:
    """Statements and commits of the completions of one year."""
    here = ours.opened(plan.new("counts"), 2)
    here.live(Meter(), 0)
    person, found = here.people[1], []
    with here.counting() as take:
        for step in range(LAST + 1):
            task = here.task_of(person)
            take()
            here.complete(person, task, ours.answers(step, 1), f"r{step}")
            found.append(take())
    statements = [number for number, _ in found]
    return {
        "statements per completion, mean": mean(statements),
        "statements per completion, most": max(statements),
        "commits per completion": max(commits for _, commits in found),
    }


def sizes(plan: Plan) -> Figures:
    """Bytes that a finished year leaves, history and index included, against its forms."""
    years = 4 * plan.rounds
    here = ours.opened(plan.new("sizes"), years + 1)
    here.live(Meter(), 0)
    before, forms = here.size(), 0
    for number in range(1, years + 1):
        here.live(Meter(), number)
        forms += sum(len(json.dumps(ours.answers(n, number))) for n in range(LAST + 1))
    return {"bytes per instance ÷ its forms": (here.size() - before) / forms}


def crowded(plan: Plan) -> Figures:
    """First completions beside many other open appraisals, against those in a store without."""
    rounds, meter = 5 * plan.rounds, plan.meter
    alone, beside = (ours.opened(plan.new(name), rounds + 3) for name in ("alone", "beside"))
    crowd.add(beside.database, crowd.standing(beside.database, beside.people[-1].id), plan.others)
    with_others, without = in_turns(
        rounds,
        lambda number: beside.live(meter, number, steps=1),
        lambda number: alone.live(meter, number, steps=1),
    )
    return {"complete beside others ÷ alone": ratio(flat(with_others), flat(without))}


def parses(plan: Plan) -> Figures:
    """How often a version's diagrams are parsed while many use it in one process."""
    database, found = plan.new("parses"), []
    for number in range(2):
        # Like no other version in this process, or they would be known already.
        mark = f"<!-- {uuid4()} -->".encode()
        files = {path: text + mark for path, text in diagrams.files().items()}
        with patch.object(definitions, "read", wraps=definitions.read) as read:
            here = Ours(database, files)
            here.publish()
            _ask_for_the_newest(database)
            here.settle(1)
            plan.hand.move_to(ours.january(2026 + number))
            here.open(here.people, 2026 + number)
            here.live(Meter(), 0)
        found.append(read.call_count)
    return {"spec parses per process and version": max(found)}


def _ask_for_the_newest(database: Database) -> None:
    def ask(_: int) -> None:
        with database.read() as session:
            definitions.specs_of(session, definitions.current(session).id)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(ask, range(_AT_ONCE)))
