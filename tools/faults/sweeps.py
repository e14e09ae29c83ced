"""Workers that share many timers which are due at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import timedelta
from time import monotonic
from typing import Any

from engine import clock
from engine.db import open_database
from engine.models import History, Incident, Task, Timer
from tools.faults import agencies
from tools.faults.copies import copy
from tools.faults.findings import half_applied
from tools.faults.product import until, working

WORKERS = 2


def sweep(url: str, timers: int, worker: Sequence[str]) -> dict[str, Any]:
    """Two workers on `timers` due timers of the store at `url`; returns the counts."""
    begun = monotonic()
    with closing(open_database(url)) as database:
        agency = agencies.waiting_for_plan_week(database)
        copy(database, agency.appraisal().id, timers - 1)
        agencies.move_plan_week(database, clock.now() + timedelta(days=1))
        due = agency.count(Timer)
        with working(url, *[worker] * WORKERS):
            agencies.move_plan_week(database, clock.now())
            until(lambda: not agency.count(Timer), 240)
        # Both have ended, and finished what they were at.
        fired = Counter(row.instance_id for row in agency.rows(History, History.act == "fired"))
        opened = Counter(row.instance_id for row in agency.rows(Task, Task.step == "plan_dialogs"))
        return {
            "timers": due,
            "workers": WORKERS,
            "fired": len(fired),
            "fired_twice": sum(count > 1 for count in (fired | opened).values()),
            "incidents": agency.count(Incident),
            "half_applied": len(half_applied(database)),
            "seconds": round(monotonic() - begun, 1),
        }


def once(counts: Mapping[str, Any]) -> bool:
    """Whether each timer fired, and fired once."""
    wrong = counts["fired_twice"] or counts["incidents"] or counts["half_applied"]
    return counts["fired"] == counts["timers"] and not wrong
