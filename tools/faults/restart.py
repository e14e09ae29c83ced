"""How long a server takes to be ready again, with many appraisals in its store."""

from collections.abc import Mapping
from contextlib import closing
from typing import Any

from engine.db import open_database
from engine.models import Instance
from tools.faults import agencies
from tools.faults.copies import copy
from tools.faults.product import SERVER, Server, free_port, running

#: In seconds.
LIMIT = 2.0
_TIMES = 5


def restart(url: str, instances: int) -> dict[str, Any]:
    """Kill and start a server on a store of so many instances; returns the seconds until ready.

    The first start is not counted: in it Python compiles and keeps what it reads.
    """
    with closing(open_database(url)) as database:
        agency = agencies.waiting_for_plan_week(database)
        copy(database, agency.appraisal().id, instances - 1)
        there = agency.count(Instance)
    _ready_after(url)
    return {"instances": there, "seconds": sorted(_ready_after(url) for _ in range(_TIMES))}


def soon(counts: Mapping[str, Any]) -> bool:
    """Whether it was ready within the limit, in the middle of the tries."""
    return counts["seconds"][_TIMES // 2] < LIMIT


def _ready_after(url: str) -> float:
    port = free_port()
    with running(url, *SERVER, PORT=str(port), PYTHONDONTWRITEBYTECODE="") as process:
        seconds = Server(port).wait_until_ready()
        process.kill()
    return round(seconds, 2)
