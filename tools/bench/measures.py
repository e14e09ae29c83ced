"""The rows of the table: each is measured beside the reference, in one interleaved run."""

import gc
import json
import random
from collections.abc import Iterable
from statistics import mean, median
from typing import Any

from engine.db import Database
from tools.bench import crowd, diagrams, ours
from tools.bench.meter import Meter, ratio
from tools.bench.ours import LAST, Ours
from tools.bench.reference import Reference

Table = dict[str, Any]


def completions(database: Database, meter: Meter, rounds: int) -> Table:
    """One whole instance on each side per round, in random order: cost, growth, size, counts."""
    chance, here, there = random.Random(1), _opened(database, rounds + 2), Reference(database)
    for number in range(2):  # compiles and caches what a server has had since its start
        _live(here, Meter(), number)
        _live_reference(there, Meter(), number)
    settle()
    costs: dict[str, list[list[int]]] = {"ours": [], "reference": []}
    for number in range(2, rounds + 2):
        for side in chance.sample(["ours", "reference"], 2):
            if side == "ours":
                costs[side].append(_live(here, meter, number))
            else:
                costs[side].append(_live_reference(there, meter, number))
    mine, plain = _flat(costs["ours"]), _flat(costs["reference"])
    return {
        "complete ÷ reference": ratio(mine, plain),
        "complete, ms": round(median(mine) / 1e6, 3),
        "reference, ms": round(median(plain) / 1e6, 3),
        "task 22 ÷ task 2, ÷ the reference's": round(
            ratio(_nth(costs["ours"], 21), _nth(costs["ours"], 1))
            / ratio(_nth(costs["reference"], 21), _nth(costs["reference"], 1)),
            3,
        ),
    }


def counts(database: Database) -> Table:
    """Statements and commits of the completions of one instance."""
    here = _opened(database, 2)
    _live(here, Meter(), 0)
    statements, commits = [], []
    with here.counting() as take:
        for step in range(LAST + 1):
            person = here.people[1]
            task = here.task_of(person)
            take()
            here.complete(person, task, ours.answers(step, 1), f"r{step}")
            found = take()
            statements.append(found[0])
            commits.append(found[1])
    return {
        "statements per completion, mean": round(mean(statements), 2),
        "statements per completion, most": max(statements),
        "commits per completion": max(commits),
    }


def sizes(database: Database, instances: int) -> Table:
    """Bytes that a finished instance leaves, history and index included, against its forms."""
    here = _opened(database, instances + 1)
    _live(here, Meter(), 0)
    before, plain = here.size(), 0
    for number in range(1, instances + 1):
        _live(here, Meter(), number)
        plain += sum(len(json.dumps(ours.answers(n, number))) for n in range(LAST + 1))
    return {"bytes per instance ÷ its forms": round((here.size() - before) / plain, 2)}


def crowded(database: Database, meter: Meter, others: int, rounds: int) -> Table:
    """First completions with many other open instances and with none, each against itself."""
    here = _opened(database, 2 * rounds + 3)
    _live(here, Meter(), 0)
    settle()
    alone = [_first(here, meter, number) for number in range(1, rounds + 1)]
    crowd.add_others(database, here.people[-1].id or 0, others)
    crowd.analyze(database)
    beside = [_first(here, meter, number) for number in range(rounds + 1, 2 * rounds + 1)]
    return {f"complete with {others} others ÷ with none": ratio(beside, alone)}


def settle() -> None:
    """What `timbang serve` does once it is warm: what lives long is looked at no more."""
    gc.collect()
    gc.freeze()


def _opened(database: Database, people: int) -> Ours:
    here = Ours(database, diagrams.files())
    here.settle(people)
    here.open(here.people)
    return here


def _live(here: Ours, meter: Meter, number: int) -> list[int]:
    person = here.people[number]
    for step in range(LAST + 1):
        task, said = here.task_of(person), ours.answers(step, number)
        meter.time(lambda: here.complete(person, task, said, f"r{step}"))  # noqa: B023
    if not here.finished(person):
        raise RuntimeError("the year did not end")
    return meter.take()


def _live_reference(there: Reference, meter: Meter, number: int) -> list[int]:
    key = there.start(number)
    for step in range(LAST + 1):
        said = ours.answers(step, number)
        meter.time(lambda: there.complete(key, step, said, LAST))  # noqa: B023
    return meter.take()


def _first(here: Ours, meter: Meter, number: int) -> int:
    person = here.people[number]
    task = here.task_of(person)
    meter.time(lambda: here.complete(person, task, ours.answers(0, number), "r0"))
    return meter.take()[0]


def _flat(costs: Iterable[list[int]]) -> list[int]:
    return [cost for each in costs for cost in each]


def _nth(costs: Iterable[list[int]], place: int) -> list[int]:
    return [each[place] for each in costs]
