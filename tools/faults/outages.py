"""People send forms while the store is away or its disk is full; then all goes on by itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic, sleep
from typing import Any

from engine import clock
from engine.act import act
from engine.actor import SYSTEM
from engine.db import Database, open_database
from engine.models import History, Task, Timer
from tests.engine.agency import Agency
from tools.faults import agencies
from tools.faults.clients import Acknowledged
from tools.faults.copies import copy
from tools.faults.findings import half_applied, lost, twice
from tools.faults.product import PLAIN_WORKER, Reply, Server, serving, until, working
from tools.faults.stores import Store

#: So many forms wait before the outage, and so many timers fall due in it.
PEOPLE = 12
#: How soon all must be done again, in seconds: less than what a timer that failed would wait.
SOON = 45.0
_PAUSE = 0.1
_PLANNING = Task.step == "plan_dialogs"


def outage(store: Store, seconds: float, worker: Sequence[str] = PLAIN_WORKER) -> dict[str, Any]:
    """Let `store` be in trouble for so long under a server and a worker; returns the counts.

    Both are left to themselves: nobody starts them again. Raises TimeoutError if they have not
    come back after `SOON`.
    """
    return at_once([(store, seconds, worker)])[0]


def at_once(trials: Sequence[tuple[Store, float, Sequence[str]]]) -> list[dict[str, Any]]:
    """The same for several stores at the same time, as an outage is mostly spent waiting."""
    with ExitStack() as left, ThreadPoolExecutor(len(trials)) as pool:
        databases = [left.enter_context(closing(open_database(each.url))) for each, *_ in trials]
        # One after the other, and before any trial begins: it stops the clock of this process.
        settled = [_settle(database) for database in databases]
        return list(pool.map(_live_through, trials, settled))


def _live_through(
    trial: tuple[Store, float, Sequence[str]], settled: tuple[Agency, list[int]]
) -> dict[str, Any]:
    (store, seconds, worker), (agency, later) = trial, settled
    database = agency.database
    with serving(store.url) as server, working(store.url, worker):
        agencies.move_plan_week(database, clock.now())
        until(lambda: agency.count(Task, _PLANNING) == PEOPLE, SOON)
        sender = _Sender(agency, server)
        _fall_due(database, later, timedelta(seconds=seconds / 2))
        with store.trouble():
            end = monotonic() + seconds
            while monotonic() < end:
                sender.send_one()
        begun = monotonic()
        until(sender.send_one, SOON, 0)
        answered_after = monotonic() - begun
        sender.send_all()
        until(lambda: not agency.count(Timer), SOON - (monotonic() - begun))
        fired_after = monotonic() - begun
    heard = sender.heard
    return {
        "seconds": seconds,
        "refused": heard.refused,
        "without_retry_after": heard.at_a_loss,
        "other": dict(heard.other),
        "acknowledged": len(heard.acknowledged),
        "answered_after": round(answered_after, 1),
        "timers_due": len(later),
        "timers_fired": agency.count(Task, _PLANNING) - PEOPLE,
        "fired_twice": _fired_twice(agency),
        "fired_after": round(fired_after, 1),
        "lost": lost(database, heard.acknowledged),
        "twice": twice(database),
        "half_applied": len(half_applied(database)),
    }


def recovered(counts: Mapping[str, Any]) -> bool:
    """Whether all were told to wait, nothing was lost, and what was due happened once."""
    wrong = ("without_retry_after", "other", "fired_twice", "lost", "twice", "half_applied")
    return (
        counts["refused"] > 0
        and counts["acknowledged"] == PEOPLE
        and counts["timers_fired"] == counts["timers_due"]
        and not any(counts[name] for name in wrong)
    )


def _settle(database: Database) -> tuple[Agency, list[int]]:
    """People who wait for Plan Week, and as many, by employee id, for a date of their own."""
    agency = agencies.waiting_for_plan_week(database)
    agencies.move_plan_week(database, clock.now() + timedelta(days=1))
    copied = copy(database, agency.appraisal().id, 2 * PEOPLE - 1)
    later = [each.employee_id for each in copied[:PEOPLE]]
    _fall_due(database, later, timedelta(days=1))
    return agency, later


def _fall_due(database: Database, people: Sequence[int], wait: timedelta) -> None:
    at = clock.now() + wait
    act(database, SYSTEM, agencies.give_own_plan_week, [(each, at) for each in people])


def _fired_twice(agency: Agency) -> int:
    lines = Counter(row.instance_id for row in agency.rows(History, History.act == "fired"))
    return sum(count > 1 for count in lines.values())


# ---- who sends --------------------------------------------------------------------------------


@dataclass
class _Heard:
    """What the sender was told."""

    refused: int = 0
    #: 503 without a Retry-After.
    at_a_loss: int = 0
    #: Neither done nor 503, by status; 0 for a lost connection.
    other: Counter[int] = field(default_factory=Counter)
    acknowledged: list[Acknowledged] = field(default_factory=list)

    def hear(self, reply: Reply, person_id: int, task_id: str) -> bool:
        """Note one reply; returns whether the form is done."""
        if reply.status == 200:
            self.acknowledged.append(Acknowledged(person_id, task_id, reply.body["number"]))
        elif reply.status == 503:
            self.refused += 1
            self.at_a_loss += not reply.retry_after.isdigit()
        else:
            self.other[reply.status] += 1
        return reply.status == 200


class _Sender:
    """The Sekda, whose forms of Plan Week wait: sends one after the other until each is done."""

    def __init__(self, agency: Agency, server: Server) -> None:
        self.heard = _Heard()
        self._server, self._me = server, agency.id_of("sekda")
        [self._token] = agencies.tokens_of(agency.database, [self._me]).values()
        self._waiting = [task.id for task in agency.rows(Task, _PLANNING, Task.state == "open")]
        self._answers = agency.answers("sekda", self._waiting[0])

    def send_one(self) -> bool:
        """Send the next form, under its name, once; returns whether it, or all, is done."""
        if not self._waiting:
            return True
        task_id = self._waiting[-1]
        reply = self._server.complete(self._token, task_id, self._answers, key=task_id)
        done = self.heard.hear(reply, self._me, task_id)
        if done:
            self._waiting.pop()
        sleep(_PAUSE)
        return done

    def send_all(self) -> None:
        """Send what is left, now that the store is back."""
        while self._waiting:
            until(self.send_one, SOON, 0)
