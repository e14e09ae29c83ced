"""Tugas Saya: everything that waits for one person, of all his roles, sorted by due date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from engine import clock, definitions, policy, timeline, windows
from engine.actor import Actor
from engine.models import Appraisal, Cycle, Draft, Employee, Task, Unit, is_done, is_open
from schemas import form


@dataclass(frozen=True)
class InboxItem:
    """One waiting task as its owner sees it."""

    id: str
    title: str
    subject: str
    position: str
    unit: str
    cycle: str
    phase: str
    role: str
    due_at: datetime | None
    late: bool
    days_left: int | None
    state: str
    draft_at: datetime | None
    minutes: int
    bulk: bool
    form: str
    opened_at: datetime
    comment: str
    appraisal_id: str
    holder: str = ""
    phase_key: str = ""


@dataclass(frozen=True)
class DoneItem:
    """A task the person has finished."""

    title: str
    subject: str
    phase: str
    done_at: datetime
    appraisal_id: str


@dataclass(frozen=True)
class Inbox:
    """The lists of Tugas Saya; `waiting` is what others hold of the person's own appraisals."""

    items: tuple[InboxItem, ...]
    waiting: tuple[InboxItem, ...]
    done: tuple[DoneItem, ...]
    done_count: int


def inbox(session: Session, actor: Actor, done_limit: int = 50) -> Inbox:
    """What waits for `actor`, what he waits for, and what he has done (R-010)."""
    return Inbox(
        items=_items(session, actor, _mine(actor)),
        waiting=_items(session, actor, _others(actor), named=True),
        done=_done(session, actor, done_limit),
        done_count=session.scalar(select(func.count()).select_from(Task).where(_done_by(actor)))
        or 0,
    )


def item_of(session: Session, actor: Actor, task_id: str) -> InboxItem:
    """The inbox item of one task, open or not; the caller has asked for the right."""
    return _items(session, actor, Task.id == task_id)[0]


def items_where(
    session: Session,
    actor: Actor,
    *conditions: ColumnElement[bool],
    limit: int | None = None,
    offset: int = 0,
) -> tuple[InboxItem, ...]:
    """The actor's open tasks that meet `conditions`, by due date; `limit` of them."""
    wanted = and_(_mine(actor), *conditions)
    rows = session.execute(_query(actor).where(wanted).limit(limit).offset(offset)).all()
    return _pictures(session, rows)


def count_where(session: Session, actor: Actor, *conditions: ColumnElement[bool]) -> int:
    """How many of the actor's open tasks meet `conditions`."""
    found = _query(actor).where(_mine(actor), *conditions).order_by(None)
    return session.scalar(found.with_only_columns(func.count())) or 0


def _mine(actor: Actor) -> ColumnElement[bool]:
    group = and_(Task.role == "sdm", Task.assignee_id.is_(None), Appraisal.employee_id != actor.id)
    personal = Task.assignee_id == actor.id
    return and_(is_open(), or_(personal, group) if actor.is_sdm else personal)


def _others(actor: Actor) -> ColumnElement[bool]:
    """What others hold of the actor's own appraisal; raters stay unnamed by being left out."""
    return and_(
        is_open(),
        Task.step != "review_behaviour",
        Appraisal.employee_id == actor.id,
        or_(Task.assignee_id.is_(None), Task.assignee_id != actor.id),
    )


def _done_by(actor: Actor) -> ColumnElement[bool]:
    return and_(is_done(), Task.done_by == actor.id)


def _query(actor: Actor) -> Select[Task, Appraisal, Cycle, str, str, datetime]:
    holder = aliased(Employee)
    return (
        select(Task, Appraisal, Cycle, Unit.name, holder.name, Draft.saved_at)
        .join(Appraisal, Appraisal.instance_id == Task.instance_id)
        .join(Cycle, Cycle.id == Appraisal.cycle_id)
        .join(Unit, Unit.id == Appraisal.unit_id)
        .outerjoin(holder, holder.id == Task.assignee_id)
        .outerjoin(Draft, and_(Draft.task_id == Task.id, Draft.employee_id == actor.id))
        .order_by(Task.due_at.is_(None), Task.due_at, Task.opened_at, Task.id)
    )


def _items(
    session: Session, actor: Actor, condition: ColumnElement[bool], named: bool = False
) -> tuple[InboxItem, ...]:
    rows = session.execute(_query(actor).where(condition)).all()
    return _pictures(session, rows, named)


def _pictures(
    session: Session,
    rows: Sequence[Row[Task, Appraisal, Cycle, str, str, datetime]],
    named: bool = False,
) -> tuple[InboxItem, ...]:
    names = _names(session, {cycle.id: cycle for _, _, cycle, *_ in rows})
    return tuple(_item(row, names, named) for row in rows)


def _item(
    row: Row[Task, Appraisal, Cycle, str, str, datetime],
    names: Mapping[int, Mapping[str, str]],
    named: bool,
) -> InboxItem:
    task, appraisal, cycle, unit, holder, draft_at = row
    now = clock.now()
    late = task.due_at is not None and task.due_at <= now
    cls = form(task.form)
    return InboxItem(
        id=task.id,
        title=task.title,
        subject=appraisal.header["pegawai"]["name"],
        position=appraisal.header["pegawai"]["position"],
        unit=unit,
        cycle=str(cycle.year),
        phase=names[cycle.id].get(task.phase, task.phase),
        role=task.role,
        due_at=task.due_at,
        late=late,
        days_left=days_left(cycle, now, task.due_at),
        state=_state(task, late, draft_at),
        draft_at=draft_at,
        minutes=cls.minutes,
        bulk=cls.bulk,
        form=task.form,
        opened_at=task.opened_at,
        comment=task.comment,
        appraisal_id=appraisal.public_id,
        holder=(holder or "Bagian SDM") if named else "",
        phase_key=task.phase,
    )


def _state(task: Task, late: bool, draft_at: datetime | None) -> str:
    if late:
        return "terlambat"
    if task.comment:
        return "dikembalikan"
    return "draf" if draft_at else "baru"


def _done(session: Session, actor: Actor, limit: int) -> tuple[DoneItem, ...]:
    rows = session.execute(
        select(Task, Appraisal, Cycle)
        .join(Appraisal, Appraisal.instance_id == Task.instance_id)
        .join(Cycle, Cycle.id == Appraisal.cycle_id)
        .where(_done_by(actor))
        .order_by(Task.done_at.desc())
        .limit(limit)
    ).all()
    names = _names(session, {cycle.id: cycle for _, _, cycle in rows})
    return tuple(
        DoneItem(
            title=task.title,
            subject=appraisal.header["pegawai"]["name"],
            phase=names[cycle.id].get(task.phase, task.phase),
            done_at=task.done_at or task.opened_at,
            # A rater has no part in the appraisal beyond his form.
            appraisal_id="" if task.step in policy.ANONYMOUS else appraisal.public_id,
        )
        for task, appraisal, cycle in rows
    )


def phase_names(session: Session, cycle: Cycle) -> dict[str, str]:
    """How the year's diagram names its phases, by key."""
    phases = definitions.specs_of(session, cycle.version_id).phases_of(cycle.process)
    return {phase.key: phase.name for phase in phases}


def _names(session: Session, cycles: Mapping[int, Cycle]) -> dict[int, dict[str, str]]:
    return {key: phase_names(session, cycle) for key, cycle in cycles.items()}


def days_left(cycle: Cycle, now: datetime, due_at: datetime | None) -> int | None:
    """Working days from today to the day a deadline closes; negative once it is past."""
    if due_at is None:
        return None
    today = now.astimezone(ZoneInfo(cycle.zone)).date()
    last = timeline.last_moment(due_at).astimezone(ZoneInfo(cycle.zone)).date()
    return windows.calendar_of(cycle.year).days_left(today, last)
