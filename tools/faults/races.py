"""Four people who send one task at once; people who send while the worker closes their task."""

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from time import monotonic, sleep
from typing import Any

from engine.actor import Actor
from engine.db import open_database
from engine.models import Answer, Task
from tests.engine.agency import Agency
from tools.faults import agencies
from tools.faults.copies import Copied, copy
from tools.faults.findings import half_applied
from tools.faults.product import PLAIN_WORKER, Reply, Server, serving, until, working

CLIENTS = 4
#: Seconds between two forms of one sender until the worker begins, five seconds after its start.
_UNHURRIED = 0.5
_OPEN = Task.state == "open"


# ---- four on one ------------------------------------------------------------------------------


def four_on_one(url: str, tasks: int) -> dict[str, Any]:
    """Four of Bagian SDM send each of `tasks` tasks at the same moment; returns the counts."""
    begun = monotonic()
    with closing(open_database(url)) as database:
        agency = agencies.standing_at(database, "distribute_forms")
        copy(database, agency.appraisal().id, tasks - 1)
        team = agencies.more_of_sdm(database, CLIENTS)
        tokens = agencies.tokens_of(database, [each.id for each in team if each.id is not None])
        task_ids = [task.id for task in agency.rows(Task, _OPEN)]
        answers = agency.answers("sdm", task_ids[0])
        with serving(url) as server, ThreadPoolExecutor(CLIENTS) as pool:
            replies = {
                task_id: _at_once(pool, server, list(tokens.values()), task_id, answers)
                for task_id in task_ids
            }
        return {
            "tasks": len(task_ids),
            **_verdicts(agency, team, replies),
            "answers": agency.count(Answer, Answer.step == "distribute_forms"),
            "half_applied": len(half_applied(database)),
            "seconds": round(monotonic() - begun, 1),
        }


def fair(counts: Mapping[str, Any]) -> bool:
    """Whether each task had one winner, and all others heard who."""
    tasks = counts["tasks"]
    return (
        counts["won"] == counts["answers"] == tasks
        and counts["told_who"] == (CLIENTS - 1) * tasks
        and not counts["other"]
        and not counts["half_applied"]
    )


def _at_once(
    pool: ThreadPoolExecutor, server: Server, tokens: list[str], task_id: str, answers: Any
) -> list[Reply]:
    start = Barrier(len(tokens))

    def send(token: str) -> Reply:
        start.wait()
        return server.complete(token, task_id, answers, key=token)

    return list(pool.map(send, tokens))


def _verdicts(
    agency: Agency, team: list[Actor], replies: Mapping[str, list[Reply]]
) -> dict[str, int]:
    """How many won and stand in the store as such, were told that name, or neither."""
    counts = Counter(won=0, told_who=0, other=0)
    done = {task.id: task for task in agency.rows(Task, Task.state == "done")}
    for task_id, each in replies.items():
        task = done.get(task_id)
        for person, reply in zip(team, each, strict=True):
            winner = next((one for one in team if task and one.id == task.done_by), None)
            if winner is None:
                counts["other"] += 1
            elif person == winner and (reply.status, reply.body.get("number")) == (
                200,
                task.receipt,
            ):
                counts["won"] += 1
            elif person != winner and reply.status == 409 and winner.name in reply.body["detail"]:
                counts["told_who"] += 1
            else:
                counts["other"] += 1
    return dict(counts)


# ---- a timer against who sends ----------------------------------------------------------------


def timer_against_people(url: str, tasks: int) -> dict[str, Any]:
    """People answer to their results while the worker closes these; returns the counts."""
    begun = monotonic()
    with closing(open_database(url)) as database:
        agency = agencies.standing_at(database, "respond_result")
        first = agency.appraisal()
        crowd = [Copied(first.employee_id, first.instance_id), *copy(database, first.id, tasks - 1)]
        waiting = {
            task.instance_id: task.id for task in agency.rows(Task, Task.step == "respond_result")
        }
        answers = agency.answers("inspektur", waiting[first.instance_id], response="terima")
        tokens = agencies.tokens_of(database, [each.employee_id for each in crowd])

        def closing_has_begun() -> bool:
            return bool(agency.count(Task, Task.state == "withdrawn"))

        def send(each: Copied) -> tuple[int, Reply]:
            if not closing_has_begun():
                sleep(_UNHURRIED)
            token, task_id = tokens[each.employee_id], waiting[each.instance_id]
            return each.instance_id, server.complete(token, task_id, answers, key=task_id)

        with serving(url) as server, working(url, PLAIN_WORKER):
            # The worker takes those with small numbers first; they meet.
            with ThreadPoolExecutor(CLIENTS) as pool:
                replies = dict(pool.map(send, reversed(crowd)))
            until(lambda: not agency.count(Task, Task.step == "respond_result", _OPEN), 60)
        return {
            "tasks": len(crowd),
            **_outcomes(agency, replies),
            "half_applied": len(half_applied(database)),
            "seconds": round(monotonic() - begun, 1),
        }


def decided(counts: Mapping[str, Any]) -> bool:
    """Whether each task has exactly one outcome, and everybody heard the one that it has."""
    return (
        counts["sent"] + counts["withdrawn"] == counts["tasks"]
        and not counts["both"]
        and not counts["neither"]
        and not counts["misled"]
        and not counts["half_applied"]
    )


def _outcomes(agency: Agency, replies: Mapping[int, Reply]) -> dict[str, int]:
    """What each was told, against what the store holds of it."""
    answered = {row.instance_id for row in agency.rows(Answer, Answer.step == "respond_result")}
    withdrawn = {row.instance_id for row in agency.rows(Task, Task.state == "withdrawn")}
    counts = Counter(sent=0, withdrawn=0, both=0, neither=0, misled=0)
    for instance_id, reply in replies.items():
        has = (instance_id in answered, instance_id in withdrawn)
        if has == (True, False):
            counts["sent" if reply.status == 200 else "misled"] += 1
        elif has == (False, True):
            kind = reply.body.get("type")
            counts["withdrawn" if kind == "urn:timbang:withdrawn" else "misled"] += 1
        else:
            counts["both" if all(has) else "neither"] += 1
    return dict(counts)
