"""Clients at work, servers and workers killed under them, and the count afterwards."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from threading import Event
from time import monotonic
from typing import Any

from engine import clock
from engine.db import open_database
from tools.faults import findings
from tools.faults.clients import Client
from tools.faults.lanes import Lane, Quota
from tools.faults.offices import Agency
from tools.faults.product import free_port, until
from tools.faults.starter import Starter

WORKERS = 2


def storm(url: str, *, kills: int, clients: int, seed: int, seconds: float) -> dict[str, Any]:
    """Kill `kills` processes while `clients` send forms to the store at `url`; returns the counts.

    TIMBANG_KEY must be set: all processes share it. Raises what stopped a client or a process.
    """
    begun = monotonic()
    with closing(open_database(url)) as database:
        agency = Agency(database, clients, seed)
        port = free_port()
        at_work = [
            Client(agency, office, port, seed * 1000 + office.number) for office in agency.offices
        ]
        quota = Quota(kills, seconds)
        with closing(Starter(url)) as starter:
            ports = [port, *[0] * WORKERS]
            lanes = [Lane(starter, each, seed * 1000 + 500 + n) for n, each in enumerate(ports)]
            end = _fight(at_work, lanes, quota, lambda at: not findings.overdue(database, at))
        said = [client.said for client in at_work]
        acknowledged = [each for one in said for each in one.acknowledged]
        half = findings.half_applied(database)
        return {
            "kills": quota.done,
            "of_servers": lanes[0].killed,
            "of_workers": sum(lane.killed for lane in lanes[1:]),
            "acknowledged": len(acknowledged),
            "repeated": sum(one.repeated for one in said),
            "unavailable": sum(one.unavailable for one in said),
            "refused": sum(len(one.refused) for one in said),
            "refusals": sorted({each for one in said for each in one.refused}),
            **findings.timers(database, end, [lane.down for lane in lanes[1:]]),
            "lost": findings.lost(database, acknowledged),
            "twice": findings.twice(database) + sum(one.renumbered for one in said),
            "half_applied": len(half),
            "findings": half[:10],
            "seconds": round(monotonic() - begun),
        }


def clean(counts: Mapping[str, Any]) -> bool:
    """Whether something was acknowledged, nothing lost, doubled or half done, no timer missed."""
    wrong = ("lost", "twice", "half_applied", "fired_twice", "missed")
    return bool(counts["acknowledged"]) and not any(counts[name] for name in wrong)


def _fight(
    clients: list[Client], lanes: list[Lane], quota: Quota, settled: Callable[[datetime], bool]
) -> datetime:
    """Until the quota is used up and all is done; returns when the last client had his answer."""
    stop, give_up = Event(), Event()
    try:
        with ThreadPoolExecutor(len(clients) + len(lanes)) as pool:
            killing = [pool.submit(lane.run, quota, give_up) for lane in lanes]
            working = [pool.submit(client.work, stop) for client in clients]
            try:
                for each in killing:
                    each.result()
                stop.set()
                for each in working:
                    each.result()
                end = clock.now()
                until(lambda: settled(end), 60)
                return end
            finally:
                give_up.set()
                stop.set()
    finally:
        for lane in lanes:
            lane.stop()
