"""How long steps take people, from what was done in a cycle so far."""

from collections import defaultdict
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Appraisal, Task
from engine.whatif.behaviour import Behaviour, When

#: So many of the last tasks that were done tell how long a step takes.
MOST = 20_000


def behaviour_of(session: Session, cycle_id: int, when: When) -> Behaviour:
    """How people are assumed to act; for "usual" by the median days of each step so far.

    A step that nobody has done yet takes the median of all, and where nothing was done, one day.
    """
    return _usual(session, cycle_id) if when == "usual" else Behaviour(when)


def _usual(session: Session, cycle_id: int) -> Behaviour:
    rows = session.execute(
        select(Task.process, Task.step, Task.opened_at, Task.done_at)
        .join(Appraisal, Appraisal.instance_id == Task.instance_id)
        .where(Appraisal.cycle_id == cycle_id, Task.state == "done")
        .order_by(Task.id.desc())
        .limit(MOST)
    )
    taken = defaultdict[tuple[str, str], list[int]](list)
    for process, step, opened, done in rows:
        if done is not None:
            taken[process, step].append((done - opened).days)
    every = [days for found in taken.values() for days in found]
    return Behaviour(
        when="usual",
        days={step: round(median(found)) for step, found in taken.items()},
        others=round(median(every)) if every else 1,
    )
