"""Tugas Saya: everything that waits for one person, of all his roles, sorted by due date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased, join

from engine import calendars, clock, definitions, policy, timeline
from engine.actor import Actor
from engine.db import connection_of
from engine.models import Appraisal, Cycle, Draft, Employee, Task, Unit, Version, is_done, is_open
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
    phase_key: str = ""
    #: The date it is due by, for whoever may look at the appraisal: window and edge.
    due_date: tuple[str, str] | None = None
    #: In whose stead its owner does it; "" where it is his own.
    in_stead_of: str = ""


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
    """The lists of Tugas Saya; what the person waits for himself is told by `my_waits`."""

    items: tuple[InboxItem, ...]
    done: tuple[DoneItem, ...]
    done_count: int


def inbox(session: Session, actor: Actor, done_limit: int = 50) -> Inbox:
    """What waits for `actor`, and what he has done (R-010)."""
    return Inbox(
        items=items_where(session, actor),
        done=_done(session, actor, done_limit),
        done_count=session.scalar(select(func.count()).select_from(Task).where(_done_by(actor)))
        or 0,
    )


def item_of(session: Session, actor: Actor, task_id: str) -> InboxItem:
    """The inbox item of one task, open or not; the caller has asked for the right."""
    return _pictures(session, actor, _asked(session, actor, _ITEMS.where(Task.id == task_id)))[0]


def items_where(
    session: Session, actor: Actor, *conditions: ColumnElement[bool]
) -> tuple[InboxItem, ...]:
    """The actor's open tasks that meet `conditions`, by due date."""
    mine = _MINE_OF_SDM if actor.is_sdm else _MINE
    wanted = mine.where(*conditions) if conditions else mine
    return _pictures(session, actor, _asked(session, actor, wanted))


def page_where(
    session: Session, actor: Actor, limit: int, offset: int, *conditions: ColumnElement[bool]
) -> tuple[tuple[InboxItem, ...], int]:
    """So many of them from `offset` on, and how many there are; 0 where the page is empty."""
    mine = _PAGE_OF_SDM if actor.is_sdm else _PAGE
    wanted = _paged(_mine(actor.is_sdm), *conditions) if conditions else mine
    rows = _asked(session, actor, wanted, limit=limit, offset=offset)
    return _pictures(session, actor, rows), rows[0].total if rows else 0


# ---- what is asked ----------------------------------------------------------------------------

# Whole statements, made once: making one costs more than asking it.
_ME: BindParameter[int] = bindparam("me", type_=Integer)
_HOLDER, _OFFICIAL = aliased(Employee), aliased(Employee)
_OF_TASK = join(Task, Appraisal, Appraisal.instance_id == Task.instance_id).outerjoin(
    Draft, and_(Draft.task_id == Task.id, Draft.employee_id == _ME)
)
_ITEMS = (
    select(
        *(Task.id, Task.title, Task.phase, Task.role, Task.form, Task.comment),
        *(Task.due_at, Task.opened_at),
        Appraisal.public_id,
        Appraisal.header["pegawai"]["name"].as_string().label("subject"),
        Appraisal.header["pegawai"]["position"].as_string().label("position"),
        *(Cycle.year, Cycle.zone, Cycle.process, Cycle.version_id),
        Version.hash,
        Unit.name.label("unit"),
        _HOLDER.unit_id.label("holder_unit"),
        calendars.TOKEN.scalar_subquery().label("calendars"),
        Draft.saved_at.label("draft_at"),
        *(Task.edge, Appraisal.employee_id, Appraisal.pejabat_penilai_id),
        Appraisal.atasan_pejabat_penilai_id,
        _OFFICIAL.name.label("official"),
    )
    .select_from(_OF_TASK)
    .join(Cycle, Cycle.id == Appraisal.cycle_id)
    .join(Version, Version.id == Cycle.version_id)
    .join(Unit, Unit.id == Appraisal.unit_id)
    .outerjoin(_HOLDER, _HOLDER.id == Task.assignee_id)
    .outerjoin(_OFFICIAL, _OFFICIAL.id == Task.in_stead_of_id)
    .order_by(Task.due_at.is_(None), Task.due_at, Task.opened_at, Task.id)
)


def _mine(is_sdm: bool) -> ColumnElement[bool]:
    personal = Task.assignee_id == _ME
    group = and_(Task.role == "sdm", Task.assignee_id.is_(None), Appraisal.employee_id != _ME)
    return and_(is_open(), or_(personal, group) if is_sdm else personal)


def _paged(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Some of the items, each with the number of them all."""
    total = select(func.count()).select_from(_OF_TASK).where(*conditions).correlate(None)
    items = _ITEMS.add_columns(total.scalar_subquery().label("total")).where(*conditions)
    return items.limit(bindparam("limit")).offset(bindparam("offset"))


_MINE, _MINE_OF_SDM = (_ITEMS.where(_mine(is_sdm)) for is_sdm in (False, True))
_PAGE, _PAGE_OF_SDM = (_paged(_mine(is_sdm)) for is_sdm in (False, True))


def _asked(
    session: Session, actor: Actor, question: Select[Any], **more: int
) -> Sequence[Row[Any]]:
    return connection_of(session).execute(question, {"me": actor.id, **more}).all()


def _done_by(actor: Actor) -> ColumnElement[bool]:
    return and_(is_done(), Task.done_by == actor.id)


# ---- what is shown ----------------------------------------------------------------------------


def _pictures(session: Session, actor: Actor, rows: Sequence[Row[Any]]) -> tuple[InboxItem, ...]:
    now = clock.now()
    names = _Names(session)
    if not rows:
        return ()
    known = calendars.known(session, rows[0].calendars)
    return tuple(
        _item(row, names.of(row), now, known.of(row.holder_unit), _due_date(actor, row, names))
        for row in rows
    )


def _due_date(actor: Actor, row: Row[Any], names: "_Names") -> tuple[str, str] | None:
    """Which date it is due by, for those who take part in the appraisal; a rater has no part."""
    parties = row.employee_id, row.pejabat_penilai_id, row.atasan_pejabat_penilai_id
    if row.due_at is None or not (actor.is_sdm or actor.id in parties):
        return None
    return names.key_of(row), row.edge


class _Names:
    """How the years' diagrams name their phases, by key."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[str, str], Mapping[str, str]] = {}

    def of(self, row: Row[Any]) -> Mapping[str, str]:
        """The names in the year of a row with `version_id`, `hash` and `process`."""
        key = (row.hash, row.process)
        if key not in self._known:
            specs = definitions.specs_of(self._session, row.version_id, row.hash)
            self._known[key] = {each.key: each.name for each in specs.phases_of(row.process)}
        return self._known[key]

    def key_of(self, row: Row[Any]) -> str:
        """The window of the phase of a task."""
        specs = definitions.specs_of(self._session, row.version_id, row.hash)
        return specs.phase_key(row.process, row.phase)


def _item(
    row: Row[Any],
    names: Mapping[str, str],
    now: datetime,
    calendar: timeline.WorkCalendar,
    due_date: tuple[str, str] | None,
) -> InboxItem:
    late = row.due_at is not None and row.due_at <= now
    cls = form(row.form)
    return InboxItem(
        id=row.id,
        title=row.title,
        subject=row.subject,
        position=row.position,
        unit=row.unit,
        cycle=str(row.year),
        phase=names.get(row.phase, row.phase),
        role=row.role,
        due_at=row.due_at,
        late=late,
        days_left=_days_left(calendar, row.zone, now, row.due_at),
        state=_state(row, late),
        draft_at=row.draft_at,
        minutes=cls.minutes,
        bulk=cls.bulk,
        form=row.form,
        opened_at=row.opened_at,
        comment=row.comment,
        appraisal_id=row.public_id,
        phase_key=row.phase,
        due_date=due_date,
        in_stead_of=row.official or "",
    )


def _state(row: Row[Any], late: bool) -> str:
    if late:
        return "terlambat"
    if row.comment:
        return "dikembalikan"
    return "draf" if row.draft_at else "baru"


def _done(session: Session, actor: Actor, limit: int) -> tuple[DoneItem, ...]:
    rows = session.execute(
        select(
            *(Task.title, Task.phase, Task.step, Task.done_at, Task.opened_at),
            Appraisal.public_id,
            Appraisal.header["pegawai"]["name"].as_string().label("subject"),
            *(Cycle.process, Cycle.version_id),
            Version.hash,
        )
        .join(Appraisal, Appraisal.instance_id == Task.instance_id)
        .join(Cycle, Cycle.id == Appraisal.cycle_id)
        .join(Version, Version.id == Cycle.version_id)
        .where(_done_by(actor))
        .order_by(Task.done_at.desc())
        .limit(limit)
    ).all()
    names = _Names(session)
    return tuple(
        DoneItem(
            title=row.title,
            subject=row.subject,
            phase=names.of(row).get(row.phase, row.phase),
            done_at=row.done_at or row.opened_at,
            # A rater has no part in the appraisal beyond his form.
            appraisal_id="" if row.step in policy.ANONYMOUS else row.public_id,
        )
        for row in rows
    )


def _days_left(
    calendar: timeline.WorkCalendar, zone: str, now: datetime, due_at: datetime | None
) -> int | None:
    """The holder's working days from today to the day it closes; negative once it is past."""
    if due_at is None:
        return None
    today = now.astimezone(ZoneInfo(zone)).date()
    last = timeline.last_moment(due_at).astimezone(ZoneInfo(zone)).date()
    return calendar.days_left(today, last)
