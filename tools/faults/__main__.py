"""Try the product's processes under faults and print as JSON what was lost, doubled or halved.

tools/faults/run kill [--kills 200] [--clients 8] [--seed 1] [--seconds 1800]
tools/faults/run restart [--instances 10000]
tools/faults/run race [--tasks 100]
tools/faults/run sweep [--timers 500]
tools/faults/run outage [--seconds 30]
tools/faults/run full [--seconds 30]

Each takes --database sqlite|postgresql; without it, both are tried one after the other.
"""

import argparse
import json
import os
import secrets
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from importlib.util import find_spec
from typing import Any

from tools.faults import outages, races, restart, stores, storm, sweeps
from tools.faults.product import PLAIN_WORKER, WORKER
from tools.faults.stores import Store

Counts = dict[str, Any]
Open = Callable[[str], AbstractContextManager[Store]]
#: What is tried on a new store, and what its counts must be.
Trial = tuple[Callable[[Store], Counts], Callable[[Mapping[str, Any]], bool]]


def main() -> int:
    """Read the command line, do it, print; returns 1 if anything is not as it must be."""
    given = _parser().parse_args()
    os.environ.setdefault("TIMBANG_KEY", secrets.token_urlsafe(32))
    table: dict[str, Counts] = {}
    good = True
    for kind in [given.database] if given.database else stores.KINDS:
        for name, (trial, holds) in given.trials(given, kind).items():
            with given.open(kind) as store:
                counts = trial(store)
            table[f"{kind}, {name}"] = counts
            good = good and holds(counts)
    print(json.dumps(table, indent=1))
    return 0 if good else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    def verb(name: str, trials: Callable[..., Any], about: str, **options: float) -> None:
        one = verbs.add_parser(name, help=about)
        one.add_argument("--database", choices=stores.KINDS)
        for option, usual in options.items():
            one.add_argument(f"--{option}", type=type(usual), default=usual)
        opened = stores.store_on_small_disk if name == "full" else stores.store
        one.set_defaults(trials=trials, open=opened)

    kills = {"kills": 200, "clients": 8, "seed": 1, "seconds": 1800.0}
    verb("kill", _kill, "SIGKILL servers and workers while clients send forms", **kills)
    verb("restart", _restart, "a server on a store with many instances", instances=10_000)
    verb("race", _race, "four on one task, and a timer against who sends", tasks=100)
    verb("sweep", _sweep, "two workers on many timers that are due", timers=500)
    verb("outage", _outage, "the store is away for a while", seconds=30.0)
    verb("full", _outage, "the store's disk is full for a while", seconds=30.0)
    return parser


def _kill(given: argparse.Namespace, _kind: str) -> dict[str, Trial]:
    options = {name: getattr(given, name) for name in ("kills", "clients", "seed", "seconds")}
    return {"kills": (lambda store: storm.storm(store.url, **options), storm.clean)}


def _restart(given: argparse.Namespace, _kind: str) -> dict[str, Trial]:
    return {"restart": (lambda store: restart.restart(store.url, given.instances), restart.soon)}


def _race(given: argparse.Namespace, _kind: str) -> dict[str, Trial]:
    return {
        "four on one": (lambda store: races.four_on_one(store.url, given.tasks), races.fair),
        "a timer against people": (
            lambda store: races.timer_against_people(store.url, given.tasks),
            races.decided,
        ),
    }


def _sweep(given: argparse.Namespace, kind: str) -> dict[str, Trial]:
    def trial(worker: tuple[str, ...], store: Store) -> Counts:
        return sweeps.sweep(store.url, given.timers, worker)

    return {name: (partial(trial, each), sweeps.once) for name, each in _workers(kind).items()}


def _outage(given: argparse.Namespace, kind: str) -> dict[str, Trial]:
    def trial(worker: tuple[str, ...], store: Store) -> Counts:
        return outages.outage(store, given.seconds, worker)

    return {
        name: (partial(trial, each), outages.recovered) for name, each in _workers(kind).items()
    }


def _workers(kind: str) -> dict[str, tuple[str, ...]]:
    """The ways in which workers share their duties here."""
    ways = {"by locks": PLAIN_WORKER}
    if kind == "postgresql" and find_spec("procrastinate"):
        ways["by procrastinate"] = WORKER
    return ways


if __name__ == "__main__":
    sys.exit(main())
