"""timbang as one of several engines that do the same work: JSON lines in, JSON lines out.

tools/bench/peer db=URL [pm=PID_OF_POSTGRESQL] [models=FOLDER]

A line in is {"cmd": NAME, …}; a line out has the costs of what was done, in nanoseconds, or an
"error". `models` is ignored: timbang brings the same six phases as its own diagrams.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

from engine import clock, timers
from engine.actor import Actor
from engine.db import open_database
from engine.warm import warm_up
from tools.bench import crowd, inbox, ours, sweeps
from tools.bench.meter import Cost, Meter
from tools.bench.ours import Ours
from tools.bench.stores import KEY

Reply = dict[str, Any]

_SUPPLY = 200


class Peer:
    """One store, and the commands of the harness on it."""

    def __init__(self, url: str, postmaster: int, hand: clock.Hand) -> None:
        self._database = open_database(url, KEY)
        self._meter, self._hand = Meter(postmaster), hand
        self._opened: Ours | None = None
        self._next = 0
        self._users: list[int] = []
        self._commands: dict[str, Callable[..., Reply]] = {
            "instance": self._instance,
            "first": self._first,
            "bytes": lambda: {"bytes": self._here().size()},
            "prefill": self._prefill,
            "inbox_setup": self._inbox_setup,
            "inbox": self._inbox,
            "timer_setup": self._timer_setup,
            "sweep": self._sweep,
            "empty_sweep": self._empty_sweep,
            "future_sweep": self._future_sweep,
        }

    def answer(self, request: Reply) -> Reply:
        """Do what a line asks for."""
        name = request.pop("cmd")
        if name not in self._commands:
            return {"error": f"timbang has no command {name}"}
        try:
            return self._commands[name](**request)
        # Whatever breaks is told to the harness, which goes on with the others.
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}"}

    # ---- completions --------------------------------------------------------------------------

    def _instance(self) -> Reply:
        """The start and the whole year of somebody new."""
        here, number = self._here(), self._somebody()
        self._start(number)
        started = self._meter.take()
        return _shown(started + here.live(self._meter, number))

    def _first(self, n: int) -> Reply:
        """The starts and the first completions of so many new people."""
        here, started, completed = self._here(), list[Cost](), list[Cost]()
        for _ in range(n):
            number = self._somebody()
            self._start(number)
            started += self._meter.take()
            completed += here.live(self._meter, number, steps=1)
        return {"start": _shown(started), "first": _shown(completed)}

    def _prefill(self, n: int) -> Reply:
        here, number = self._here(), self._somebody()
        here.open([here.people[number]])
        crowd.add(self._database, crowd.standing(self._database, here.people[number].id), n)
        return {}

    def _here(self) -> Ours:
        if self._opened is None:
            self._opened = ours.opened(self._database, 1)
            self._next = 1
            warm_up(self._database)
        return self._opened

    def _somebody(self) -> int:
        """The number of somebody who has not started yet; new people come many at a time."""
        people = self._here().people
        if self._next == len(people):
            ids = crowd.add_people(self._database, people[0].id, _SUPPLY)
            people += [Actor(each, f"Pegawai {each}") for each in ids]
        self._next += 1
        return self._next - 1

    def _start(self, number: int) -> None:
        here = self._here()
        self._meter.time(lambda: here.open([here.people[number]]))

    # ---- the inbox ----------------------------------------------------------------------------

    def _inbox_setup(self, tasks: int, users: int) -> Reply:
        self._users = inbox.fill(self._database, users, tasks)
        warm_up(self._database)
        return {}

    def _inbox(self, n: int) -> Reply:
        for number in range(n):
            user = self._users[number * 7907 % len(self._users)]
            self._meter.time(lambda: inbox.first_page(self._database, user))  # noqa: B023
        return _shown(self._meter.take())

    # ---- timers -------------------------------------------------------------------------------

    def _timer_setup(self, n: int, due: bool) -> Reply:
        here = ours.waiting(self._database)
        crowd.add(self._database, crowd.standing(self._database, here.people[0].id), n - 1)
        warm_up(self._database)
        if due:
            self._hand.move_to(sweeps.MARCH)
        return {}

    def _sweep(self, **_: int) -> Reply:
        """All that is due: a sweep here has no limit."""
        fired = self._meter.time(lambda: timers.fire_due(self._database))
        return _shown(self._meter.take()) | {"fired": fired}

    def _empty_sweep(self, n: int) -> Reply:
        for _ in range(n):
            self._meter.time(lambda: timers.fire_due(self._database))
        return _shown(self._meter.take()) | {"fired": 0}

    def _future_sweep(self, n: int, rows: int) -> Reply:
        self._timer_setup(rows, due=False)
        return self._empty_sweep(n)


def _shown(costs: list[Cost]) -> Reply:
    return {
        "wall": [cost.wall for cost in costs],
        "cpu": [cost.own for cost in costs],
        "dbcpu": [cost.server for cost in costs],
    }


def main() -> None:
    """Answer line by line until there are no more."""
    given = dict(argument.split("=", 1) for argument in sys.argv[1:])
    with clock.frozen(ours.JANUARY) as hand:
        peer = Peer(given["db"], int(given.get("pm", "0")), hand)
        print(json.dumps({"ready": True}), flush=True)
        for line in sys.stdin:
            print(json.dumps(peer.answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
