"""Deadlines that come near, pass, and stay missed: told to people without any engine state.

`task.remind_at` says when a task is looked at next, `task.told` how many stages of its deadline
lie behind. Both move in the transaction that tells, so each stage is told once, whatever stops.
Whoever moves `due_at` sets `remind_at` to now and `told` to None; the next sweep does the rest.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, insert, literal_column, select, update
from sqlalchemy.orm import Session, aliased

from engine import accounts, calendars, definitions, notices, policy
from engine.db import Database, connection_of
from engine.models import Appraisal, Cycle, Employee, Notice, Task
from engine.notices import Note
from engine.rules.notices import Notices
from engine.timeline import Stage, WorkCalendar, last_moment, stages

#: Tasks of one transaction.
BATCH = 500
#: Mails wait so long, so that what several batches find reaches a person in one.
GATHER = timedelta(seconds=30)


@dataclass(frozen=True)
class Told:
    """How many tasks were reminded of, marked overdue and escalated."""

    reminded: int = 0
    overdue: int = 0
    escalated: int = 0


def sweep(database: Database, now: datetime) -> Told:
    """Tell about every deadline of an open task that is near or missed at `now`.

    At most 500 tasks for each commit; several workers share them. Bagian SDM hears numbers only.
    """
    told: Counter[str] = Counter()
    digest = _Digest()
    with database.read() as session:
        waiting = session.execute(_due(now).limit(1)).first() is not None
    while waiting:
        with database.begin() as session:
            tasks = session.execute(_claimed(now)).all()
            told += _tell(session, tasks, now, digest)
        waiting = len(tasks) == BATCH
    return Told(told["due_soon"], told["overdue"], told["escalated"])


def _due(now: datetime) -> Select[Any]:
    """The ids of the tasks to look at, by the small index of the open ones."""
    # Written out, not bound: only so do both databases see that the partial index serves.
    is_open = Task.state == literal_column("'open'")
    return select(Task.id).where(is_open, Task.remind_at <= now)


def _claimed(now: datetime) -> Select[Any]:
    holder = aliased(Employee)
    return (
        _due(now)
        .add_columns(
            Task.assignee_id,
            Task.step,
            Task.title,
            Task.opened_at,
            Task.due_at,
            Task.told,
            Appraisal.public_id,
            Appraisal.employee_id,
            Appraisal.pejabat_penilai_id,
            Appraisal.atasan_pejabat_penilai_id,
            Appraisal.header["pegawai"]["name"].as_string().label("subject"),
            holder.superior_id,
            holder.unit_id,
            Cycle.zone,
            Cycle.profile_id,
        )
        .join(Appraisal, Appraisal.instance_id == Task.instance_id)
        .join(Cycle, Cycle.id == Appraisal.cycle_id)
        .outerjoin(holder, holder.id == Task.assignee_id)
        .order_by(Task.remind_at, Task.id)
        .limit(BATCH)
        .with_for_update(of=Task, skip_locked=True)
    )


def _tell(
    session: Session, tasks: Sequence[Row[Any]], now: datetime, digest: "_Digest"
) -> Counter[str]:
    """Tell what is due of `tasks` and move them on, in a number of statements that is constant."""
    told: Counter[str] = Counter()
    for_sdm: Counter[str] = Counter()
    notes: list[Note] = []
    moved: list[dict[str, Any]] = []
    plans = _Plans(session)
    for task in tasks:
        plan = plans.of(task)
        behind = bisect_right(plan.instants, now)
        for stage in _ripe(plan, task.told, behind):
            told[stage.kind] += 1
            notes += _notes(task, stage)
            if _concerns_sdm(task, stage):
                for_sdm[stage.kind] += 1
        following = plan.instants[behind] if behind < len(plan.instants) else None
        moved.append({"task_id": task.id, "behind": behind, "following": following})
    notices.tell(session, notes, GATHER)
    digest.add(session, for_sdm)
    if moved:
        connection_of(session).execute(_MOVE, moved)
    return told


_MOVE = (
    update(Task)
    .where(Task.id == bindparam("task_id"))
    .values(told=bindparam("behind"), remind_at=bindparam("following"))
)


# ---- which stages -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Plan:
    stages: tuple[Stage, ...] = ()
    instants: tuple[datetime, ...] = ()


class _Plans:
    """The plans of one batch: tasks with the same deadline share one."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._notices: dict[int, Notices] = {}

    def of(self, task: Row[Any]) -> _Plan:
        """The stages of a task's deadline, on its holder's working days; none without a date."""
        if task.due_at is None:
            return _Plan()
        if task.profile_id not in self._notices:
            profile = definitions.profile_of(self._session, task.profile_id)
            self._notices[task.profile_id] = profile.notices
        # Whoever was asked in time shares the plan of all others.
        opened_at = max(task.opened_at, last_moment(task.due_at))
        told = self._notices[task.profile_id]
        calendar = calendars.calendar_for(self._session, task.unit_id)
        return _plan(task.due_at, opened_at, task.zone, calendar, told)


@lru_cache(maxsize=4096)
def _plan(
    due_at: datetime, opened_at: datetime, zone: str, calendar: WorkCalendar, told: Notices
) -> _Plan:
    found = stages(due_at, opened_at, zone, calendar, told)
    return _Plan(found, tuple(stage.at for stage in found))


def _ripe(plan: _Plan, told: int | None, behind: int) -> Sequence[Stage]:
    """The stages to tell now: of several reminders the last, and none for what is over.

    At the first look (and when its date has moved) a task is not reminded of for the past.
    """
    ripe = plan.stages[told or 0 : behind]
    if not ripe or (told is not None and ripe[-1].kind == "due_soon"):
        return ripe[-1:]
    return [stage for stage in ripe if stage.kind != "due_soon"]


# ---- who hears of it --------------------------------------------------------------------------


def _notes(task: Row[Any], stage: Stage) -> Iterator[Note]:
    params = {"title": task.title, "subject": task.subject, "due": task.due_at.isoformat()}
    if stage.kind != "escalated" and task.assignee_id is not None:
        yield Note(task.assignee_id, stage.kind, params, task_id=task.id)
    # Who is late with a 360 form is between him and his inbox.
    if task.step in policy.ANONYMOUS or stage.kind == "due_soon" or stage.to == "sdm":
        return
    listener = task.pejabat_penilai_id if stage.kind == "overdue" else _superior(task)
    if listener is not None and listener != task.assignee_id:
        party = listener in (task.pejabat_penilai_id, task.atasan_pejabat_penilai_id)
        yield Note(listener, stage.kind, params, appraisal_id=task.public_id if party else None)


def _superior(task: Row[Any]) -> int | None:
    """The superior of whoever is late, as the appraisal has it, else as he has it himself."""
    above: dict[int | None, int | None] = {
        task.pejabat_penilai_id: task.atasan_pejabat_penilai_id,
        task.employee_id: task.pejabat_penilai_id,
    }
    return above.get(task.assignee_id, task.superior_id)


def _concerns_sdm(task: Row[Any], stage: Stage) -> bool:
    """Bagian SDM hears of all that is late (R-016), and is reminded of its own."""
    if stage.kind == "due_soon":
        return task.assignee_id is None
    return stage.kind == "overdue" or stage.to == "sdm"


@dataclass
class _Digest:
    """One message to each of Bagian SDM for all that a sweep found of a kind, batch by batch."""

    _counts: Counter[str] = field(default_factory=Counter)
    _written: dict[str, list[int]] = field(default_factory=dict)

    def add(self, session: Session, found: Counter[str]) -> None:
        """Write the messages, or put the new number into those of an earlier batch."""
        self._counts += found
        connection = connection_of(session)
        for kind in found:
            params = {"count": self._counts[kind]}
            if kind in self._written:
                earlier = Notice.id.in_(self._written[kind])
                connection.execute(update(Notice).where(earlier).values(params=params))
                continue
            people = [Note(each, f"{kind}_many", params) for each in accounts.bagian_sdm(session)]
            if people:
                ids = connection.execute(
                    insert(Notice).returning(Notice.id), notices.rows(session, people, GATHER)
                )
                self._written[kind] = list(ids.scalars())
