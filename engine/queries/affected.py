"""What publishing a draft would leave behind: running appraisals by stage, and what a move says.

Appraisals that stand alike (same version, same open tasks and timers with the same dates) get one
verdict, that of one of them: the question is asked at each look at the page.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import definitions, drafts, moving
from engine.actor import Actor
from engine.errors import NotYours
from engine.models import Appraisal, Cycle, Instance, Task, Timer, Version, is_over, waits
from engine.plain import PlainCycle, plain
from engine.policy import may_draw
from engine.uploads import digest_of

#: So many ways of standing are judged, the most frequent first; of the rest nothing is said.
MOST_JUDGED = 60


@dataclass(frozen=True)
class AffectedStage:
    """Running appraisals of a cycle and version in one state, by what a move would come to."""

    year: int
    number: int
    state: str
    people: int
    clean: int
    dates: int
    stays: int

    @property
    def unknown(self) -> int:
        """Those whose way of standing was not judged."""
        return self.people - self.clean - self.dates - self.stays


def affected_by_draft(session: Session, actor: Actor, draft_id: str) -> tuple[AffectedStage, ...]:
    """Who stays on an older version when a draft is published, and could move to it.

    The draft must have been checked. Nobody where it is what is newest already. Raises `NotYours`,
    `DraftNotFound`, `DraftOvertaken`.
    """
    if not may_draw(actor):
        raise NotYours
    files = drafts.to_publish(session, drafts.find(session, draft_id))
    if digest_of(files) == definitions.current(session).hash:
        return ()
    alike = _alike(session)
    judges: dict[int, moving.Judge] = {}
    counts: dict[tuple[int, int, str], Counter[str]] = defaultdict(Counter)
    by_size = sorted(alike.items(), key=lambda each: (-len(each[1]), each[1][0]))
    for place, (key, ids) in enumerate(by_size):
        cycle_id, number, state = key[:3]
        counts[cycle_id, number, state]["people"] += len(ids)
        if place < MOST_JUDGED:
            if cycle_id not in judges:
                cycle = plain(PlainCycle, session.get_one(Cycle, cycle_id))
                judges[cycle_id] = moving.Judge(session, cycle, 0, {}, files)
            verdict = _verdict(judges[cycle_id], ids)
            counts[cycle_id, number, state][verdict] += len(ids)
    years = _years(session, counts)
    found = (
        AffectedStage(years[cycle_id], number, state, each["people"], each["clean"],
                      each["dates"], each["stays"])
        for (cycle_id, number, state), each in counts.items()
    )  # fmt: skip
    return tuple(sorted(found, key=lambda each: (-each.year, each.number, -each.people)))


def _verdict(judge: moving.Judge, ids: Sequence[int]) -> str:
    judged = judge.judge(ids[:1])
    if not judged or not judged[0].moves:
        return "stays"
    return "dates" if judged[0].redated else "clean"


def _years(session: Session, counts: Iterable[tuple[int, int, str]]) -> dict[int, int]:
    ids = {cycle_id for cycle_id, _, _ in counts}
    rows = session.execute(select(Cycle.id, Cycle.year).where(Cycle.id.in_(ids)))
    return dict(rows.all())


def _alike(session: Session) -> dict[tuple[Any, ...], list[int]]:
    """The ids of running appraisals, by cycle, version, state, and where they stand until when."""
    here = select(Instance.id).where(~is_over())
    places: dict[int, list[Any]] = defaultdict(list)
    tasks = select(
        Task.instance_id, Task.process, Task.phase, Task.step, Task.edge, Task.due_at
    ).where(Task.instance_id.in_(here), waits())
    timers = select(Timer.instance_id, Timer.element, Timer.key, Timer.edge, Timer.due_at).where(
        Timer.instance_id.in_(here)
    )
    for asked in (tasks, timers):
        for instance_id, *where in session.execute(asked):
            places[instance_id].append(tuple(map(str, where)))
    running = (
        select(
            *(Appraisal.id, Appraisal.instance_id, Appraisal.cycle_id, Version.number),
            Appraisal.state,
        )
        .join(Instance, Instance.id == Appraisal.instance_id)
        .join(Version, Version.id == Instance.version_id)
        .where(~is_over())
        .order_by(Appraisal.id)
    )
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for number, instance_id, *kind in session.execute(running):
        alike[(*kind, frozenset(places[instance_id]))].append(number)
    return alike
