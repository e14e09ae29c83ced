"""Clients at work, servers and workers killed under them, and the count afterwards."""

import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event
from time import monotonic
from typing import Any

from engine.db import open_database
from tools.faults import findings
from tools.faults.clients import Client
from tools.faults.lanes import Lane, Quota
from tools.faults.offices import Agency
from tools.faults.starter import Starter

WORKERS = 2


def storm(url: str, *, kills: int, clients: int, seed: int, seconds: float) -> dict[str, Any]:
    """Kill `kills` processes while `clients` send forms to the store at `url`; returns the counts.

    TIMBANG_KEY must be set: all processes share it. Raises what stopped a client or a process.
    """
    begun = monotonic()
    with closing(open_database(url)) as database:
        agency = Agency(database, clients)
        port = _free_port()
        at_work = [
            Client(agency, office, port, seed * 1000 + office.number) for office in agency.offices
        ]
        quota = Quota(kills, seconds)
        with closing(Starter(url)) as starter:
            ports = [port, *[0] * WORKERS]
            lanes = [Lane(starter, each, seed * 1000 + 500 + n) for n, each in enumerate(ports)]
            _fight(at_work, lanes, quota)
        said = [client.said for client in at_work]
        acknowledged = [each for one in said for each in one.acknowledged]
        half = findings.half_applied(database)
        return {
            "kills": quota.done,
            "of_servers": lanes[0].killed,
            "of_workers": sum(lane.killed for lane in lanes[1:]),
            "acknowledged": len(acknowledged),
            "repeated": sum(one.repeated for one in said),
            "refused": sum(len(one.refused) for one in said),
            "refusals": sorted({each for one in said for each in one.refused}),
            "fired": findings.fired(database),
            "lost": findings.lost(database, acknowledged),
            "twice": findings.twice(database) + sum(one.renumbered for one in said),
            "half_applied": len(half),
            "findings": half[:10],
            "seconds": round(monotonic() - begun),
        }


def clean(counts: Mapping[str, Any]) -> bool:
    """Whether something was acknowledged, and nothing lost, done twice or half done."""
    wrong = counts["lost"] or counts["twice"] or counts["half_applied"]
    return bool(counts["acknowledged"]) and not wrong


def _fight(clients: list[Client], lanes: list[Lane], quota: Quota) -> None:
    """Until the quota is used up and every client has his last answer."""
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
            finally:
                give_up.set()
                stop.set()
    finally:
        for lane in lanes:
            lane.stop()


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
