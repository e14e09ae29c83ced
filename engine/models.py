"""The tables: what is asked of whom, what was answered, and where each appraisal stands."""

import secrets
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    or_,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from engine import clock, ids
from engine.columns import Exact, Instant, Passed, PublicId


class Base(DeclarativeBase):
    """The registry of all tables, with predictable constraint names for migrations."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant,
        Decimal: Exact,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


def table(model: type[Base]) -> Table:
    """The table of a model, for statements that need no objects."""
    found = model.__table__
    assert isinstance(found, Table)  # noqa: S101 - for the type checker
    return found


# ---- people -----------------------------------------------------------------------------------


class Unit(Base):
    """An organisation unit (unit kerja)."""

    __tablename__ = "unit"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)


class Employee(Base):
    """A person who signs in: appraised, appraising, or running the cycle."""

    __tablename__ = "employee"
    id: Mapped[int] = mapped_column(primary_key=True)
    nip: Mapped[str] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[str] = mapped_column(String(200))
    rank: Mapped[str] = mapped_column(String(80), default="")
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    superior_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"), index=True)
    appraisal_class: Mapped[str] = mapped_column(String(12), default="functional")
    appraised: Mapped[bool] = mapped_column(Boolean, default=True)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    roles: Mapped[list[Any]] = mapped_column(default=list)
    email: Mapped[str] = mapped_column(String(200), default="")
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(2), default="id")


class SignedIn(Base):
    """A server-side session; only the hash of its token is stored."""

    __tablename__ = "signed_in"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class FirstLink(Base):
    """A one-time link by which the first SDM account of an empty store is made."""

    __tablename__ = "first_link"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime]


# ---- definitions and cycles -------------------------------------------------------------------


class Version(Base):
    """One published set of diagrams and decision tables, immutable."""

    __tablename__ = "version"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Integer, unique=True)
    hash: Mapped[str] = mapped_column(String(64), index=True)
    files: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    #: Who published it, None for a release's own; what it is called and why it was made.
    created_by: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    name: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    #: What is rehearsed before the next version is published (`engine.scenarios`).
    scenario: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class DiagramDraft(Base):
    """Diagrams being changed: those of a version, less what `DraftFile` says otherwise."""

    __tablename__ = "diagram_draft"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=ids.random_id)
    base_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    name: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    updated_by: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    #: Everybody who has changed something; four eyes ask for somebody else.
    editors: Mapped[list[Any]] = mapped_column(default=list)
    #: What is rehearsed before it is published; it goes to its version.
    scenario: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class DraftFile(Base):
    """One changed file of a draft."""

    __tablename__ = "draft_file"
    draft_id: Mapped[int] = mapped_column(ForeignKey("diagram_draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(120), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    rev: Mapped[int]
    at: Mapped[datetime]
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))


class DraftReader(Base):
    """Who has a file of a draft open, and when he was last heard of (machine time)."""

    __tablename__ = "draft_reader"
    draft_id: Mapped[int] = mapped_column(ForeignKey("diagram_draft.id"), primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime]


#: One at a time: a rehearsal takes all the processors there are.
REHEARSED_NOW = text("state = 'running'")


class Rehearsal(Base):
    """A year lived in a sandbox: by which scenario, on which diagrams, and what came of it."""

    __tablename__ = "rehearsal"
    __table_args__ = (
        Index(
            "ix_rehearsal_running",
            "state",
            unique=True,
            sqlite_where=REHEARSED_NOW,
            postgresql_where=REHEARSED_NOW,
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=ids.random_id)
    #: Of a draft, until that is published; then of its version.
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("diagram_draft.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"))
    #: Names the files that were rehearsed (`uploads.digest_of`).
    digest: Mapped[str] = mapped_column(String(64))
    scenario: Mapped[dict[str, Any]]
    by: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    #: Machine time, all three; whoever runs it is heard of while it lives.
    begun_at: Mapped[datetime]
    heard_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    #: running | done | cancelled | failed
    state: Mapped[str] = mapped_column(String(10), default="running")
    #: The rehearsed day it has come to.
    reached: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    #: Every notice that would have gone out: compressed JSON.
    told: Mapped[bytes] = mapped_column(LargeBinary, default=b"")


class ProfileVersion(Base):
    """One regulation profile as some cycle uses it, immutable (R-194, R-196)."""

    __tablename__ = "profile_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), index=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class Cycle(Base):
    """One appraisal year of one regulation profile."""

    __tablename__ = "cycle"
    __table_args__ = (UniqueConstraint("year", "profile_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    year: Mapped[int]
    zone: Mapped[str] = mapped_column(String(40))
    process: Mapped[str] = mapped_column(String(60))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile_version.id"))
    #: The working days it was opened with, as `engine.calendars` cites them.
    calendar: Mapped[str] = mapped_column(String(80))
    #: Names the state of the shared windows; `windows.put` changes it.
    dates: Mapped[str] = mapped_column(String(22), default=lambda: secrets.token_urlsafe(12))
    opened_at: Mapped[datetime]
    opened_by: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    closed_at: Mapped[datetime | None]


class Window(Base):
    """When one edge of a phase comes; the narrowest scope wins."""

    __tablename__ = "window"
    # The key begins with the edge: what one appraisal has of its own is found by whom it is for.
    __table_args__ = (Index("ix_window_own", "scope_id", "scope", "cycle_id"),)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    edge: Mapped[str] = mapped_column(String(60), primary_key=True)
    scope: Mapped[str] = mapped_column(String(10), primary_key=True, default="all")
    scope_id: Mapped[int] = mapped_column(primary_key=True, default=0)
    due_at: Mapped[datetime | None]
    rule: Mapped[str] = mapped_column(String(200))
    #: The change its rule came with; None: as the diagram says, or worked out from an event.
    change_id: Mapped[int | None] = mapped_column(ForeignKey("date_change.id"))
    #: The working days it was counted on; "" where somebody set the date himself.
    calendar: Mapped[str] = mapped_column(String(200), default="")


class DateChange(Base):
    """One edge of a running cycle moved, for all, for a unit or for one appraisal."""

    __tablename__ = "date_change"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    edge: Mapped[str] = mapped_column(String(60))
    scope: Mapped[str] = mapped_column(String(10))
    scope_id: Mapped[int]
    rule: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    letter: Mapped[str] = mapped_column(String(120), default="")
    people: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    #: When to look once more at what steps opened that ran meanwhile; None when that was done.
    settle_at: Mapped[datetime | None]
    #: The intervention that several people's dates were moved with.
    intervention_id: Mapped[int | None] = mapped_column(ForeignKey("intervention.id"), index=True)


class DateProposal(Base):
    """A change of dates that one officer asks another to make, as it was typed."""

    __tablename__ = "date_proposal"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=ids.random_id)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    #: "key.edge"
    edge: Mapped[str] = mapped_column(String(121))
    rule: Mapped[str] = mapped_column(String(200))
    #: all | unit | person
    scope: Mapped[str] = mapped_column(String(10))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    nip: Mapped[str] = mapped_column(String(18), default="")
    reason: Mapped[str] = mapped_column(Text)
    letter: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    #: open | accepted | declined | withdrawn
    state: Mapped[str] = mapped_column(String(10), default="open")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    #: Why it was declined.
    answer: Mapped[str] = mapped_column(Text, default="")
    #: What came of it.
    change_id: Mapped[int | None] = mapped_column(ForeignKey("date_change.id"), index=True)


class ChangedWindow(Base):
    """A row of `window` as a change found it (nothing, if it was not there) and left it."""

    __tablename__ = "changed_window"
    change_id: Mapped[int] = mapped_column(ForeignKey("date_change.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    edge: Mapped[str] = mapped_column(String(60), primary_key=True)
    scope: Mapped[str] = mapped_column(String(10), primary_key=True)
    scope_id: Mapped[int] = mapped_column(primary_key=True)
    old_due_at: Mapped[datetime | None]
    old_rule: Mapped[str | None] = mapped_column(String(200))
    old_change_id: Mapped[int | None]
    old_calendar: Mapped[str] = mapped_column(String(200), default="")
    new_due_at: Mapped[datetime | None]
    new_rule: Mapped[str] = mapped_column(String(200))
    new_change_id: Mapped[int | None]
    new_calendar: Mapped[str] = mapped_column(String(200), default="")


class Redated(Base):
    """An appraisal that a change moved: of all its dates that moved, the first."""

    __tablename__ = "redated"
    change_id: Mapped[int] = mapped_column(ForeignKey("date_change.id"), primary_key=True)
    appraisal_id: Mapped[int] = mapped_column(ForeignKey("appraisal.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(60))
    edge: Mapped[str] = mapped_column(String(60))
    old_due_at: Mapped[datetime | None]
    new_due_at: Mapped[datetime | None]


class RedatedTask(Base):
    """An open task that a change moved, as it was before, and where it went."""

    __tablename__ = "redated_task"
    change_id: Mapped[int] = mapped_column(ForeignKey("date_change.id"), primary_key=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("task.id"), primary_key=True)
    due_at: Mapped[datetime | None]
    remind_at: Mapped[datetime | None]
    told: Mapped[int | None]
    new_due_at: Mapped[datetime | None]


class CalendarVersion(Base):
    """One state of the nation's, the agency's or a unit's calendar; it never changes again."""

    __tablename__ = "calendar_version"
    #: national | agency | unit
    layer: Mapped[str] = mapped_column(String(10), primary_key=True)
    #: 0 for the nation and the agency.
    unit_id: Mapped[int] = mapped_column(primary_key=True, default=0)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    #: None for what was shipped.
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    note: Mapped[str] = mapped_column(String(200), default="")


class CalendarDay(Base):
    """A day that a calendar says something about, from version `since` until before `until`."""

    __tablename__ = "calendar_day"
    __table_args__ = (
        ForeignKeyConstraint(
            ["layer", "unit_id", "since"],
            ["calendar_version.layer", "calendar_version.unit_id", "calendar_version.number"],
            name="fk_calendar_day_version",
        ),
    )
    layer: Mapped[str] = mapped_column(String(10), primary_key=True)
    unit_id: Mapped[int] = mapped_column(primary_key=True, default=0)
    day: Mapped[date] = mapped_column(primary_key=True)
    since: Mapped[int] = mapped_column(primary_key=True)
    #: None while it holds.
    until: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(200))
    #: holiday | shared_leave | local | worked
    kind: Mapped[str] = mapped_column(String(12))
    half: Mapped[bool] = mapped_column(default=False)
    estimate: Mapped[bool] = mapped_column(default=False)


# ---- processes --------------------------------------------------------------------------------


class Instance(Base):
    """A running process: its small blob and the version it was born with."""

    __tablename__ = "instance"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    process: Mapped[str] = mapped_column(String(60))
    #: running | held | incident | done | cancelled
    state: Mapped[str] = mapped_column(String(10), default="running", index=True)
    rev: Mapped[int] = mapped_column(default=0)
    blob: Mapped[bytes] = mapped_column(LargeBinary)


class Appraisal(Base):
    """One employee's year in one cycle, with the relations frozen at its start (R-001)."""

    __tablename__ = "appraisal"
    __table_args__ = (UniqueConstraint("cycle_id", "employee_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), unique=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    pejabat_penilai_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    atasan_pejabat_penilai_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    appraisal_class: Mapped[str] = mapped_column(String(12))
    header: Mapped[dict[str, Any]]
    #: Whether it has windows of its own.
    dated: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(30), default="draft", index=True)
    skp_score: Mapped[Decimal | None]
    behaviour_score: Mapped[Decimal | None]
    npk: Mapped[Decimal | None]
    predikat: Mapped[str | None] = mapped_column(String(40))
    people_review_rating: Mapped[str | None] = mapped_column(String(40))
    keberatan: Mapped[bool] = mapped_column(default=False)
    finalised_at: Mapped[datetime | None]
    finalised_by: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    entered_at: Mapped[datetime | None]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))


#: Written out, not bound: only so do both databases see that a partial index serves the question.
OPEN = text("state = 'open'")
HELD = text("state = 'held'")
DONE = text("state = 'done'")
#: What waits for a group: nobody in it has been named.
GROUP = text("state = 'open' AND assignee_id IS NULL")


class Task(Base):
    """One thing asked of one person (or of the SDM group)."""

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_inbox", "assignee_id", "due_at", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_task_group", "role", "due_at", sqlite_where=GROUP, postgresql_where=GROUP),
        Index("ix_task_done", "done_by", "done_at", sqlite_where=DONE, postgresql_where=DONE),
        Index("ix_task_instance", "instance_id"),
        Index("ix_task_remind", "remind_at", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_task_held", "instance_id", sqlite_where=HELD, postgresql_where=HELD),
    )
    id: Mapped[str] = mapped_column(PublicId, primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    engine_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    process: Mapped[str] = mapped_column(String(60))
    phase: Mapped[str] = mapped_column(String(60))
    step: Mapped[str] = mapped_column(String(60))
    item: Mapped[str] = mapped_column(String(40), default="")
    title: Mapped[str] = mapped_column(String(200))
    form: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(40))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    edge: Mapped[str] = mapped_column(String(60))
    due_at: Mapped[datetime | None]
    hard: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime]
    #: open | held | done | withdrawn
    state: Mapped[str] = mapped_column(String(10), default="open")
    comment: Mapped[str] = mapped_column(Text, default="")
    #: When `engine.reminders` looks at this task next; whoever moves `due_at` sets it to now.
    remind_at: Mapped[datetime | None] = mapped_column(default=clock.now)
    #: How many stages of the deadline lie behind; None: nobody has looked yet (set with the above).
    told: Mapped[int | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    #: Fingerprint of the request that finished it, and the number its sender got.
    request: Mapped[bytes] = mapped_column(LargeBinary(16), default=b"")
    receipt: Mapped[str] = mapped_column(String(40), default="")


def is_open() -> ColumnElement[bool]:
    """Whether a task waits, written out for the small indexes of open tasks."""
    return Task.state == literal_column("'open'")


def waits() -> ColumnElement[bool]:
    """Whether a task is open, or will be again when its appraisal is no longer held."""
    return or_(is_open(), Task.state == literal_column("'held'"))


#: What an instance is when nothing moves it any more.
OVER = ("done", "cancelled")


def is_over() -> ColumnElement[bool]:
    """Whether nothing moves an `Instance` any more."""
    return Instance.state.in_(OVER)


def is_done() -> ColumnElement[bool]:
    """Whether a task was finished by somebody, written out for the index of finished tasks."""
    return Task.state == literal_column("'done'")


class Timer(Base):
    """A timer event that waits; `due_at` is an index of its window."""

    __tablename__ = "timer"
    __table_args__ = (Index("ix_timer_due", "due_at"),)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True)
    engine_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    element: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(60))
    edge: Mapped[str] = mapped_column(String(60))
    due_at: Mapped[datetime | None]
    #: How often firing it failed, and before when it is not tried again.
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]


class Happening(Base):
    """The moment an event happened that windows are anchored on (diterima, diajukan)."""

    __tablename__ = "happening"
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]
    #: When it became known: a receipt that was withheld counts from earlier (R-076).
    noted_at: Mapped[datetime | None] = mapped_column(default=clock.now)


# ---- what people said -------------------------------------------------------------------------


class Draft(Base):
    """What somebody typed and has not sent."""

    __tablename__ = "draft"
    task_id: Mapped[str] = mapped_column(ForeignKey("task.id"), primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), primary_key=True)
    data: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class Answer(Base):
    """A form as it was accepted; a later round is a new revision."""

    __tablename__ = "answer"
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True)
    #: The order of an instance's answers: where its history had come to.
    seq: Mapped[int] = mapped_column(primary_key=True)
    phase: Mapped[str] = mapped_column(String(60))
    step: Mapped[str] = mapped_column(String(60))
    item: Mapped[str] = mapped_column(String(40), default="")
    revision: Mapped[int]
    form: Mapped[str] = mapped_column(String(80))
    data: Mapped[dict[str, Any]]
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    at: Mapped[datetime]
    late: Mapped[bool] = mapped_column(default=False)


class BehaviourAnswer(Base):
    """One 360 form. No person, no time, no order: nobody can tell who wrote it."""

    __tablename__ = "behaviour_answer"
    # SQLite's hidden row numbers would keep the order of sending.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it once
    id: Mapped[str] = mapped_column(PublicId, primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), index=True)
    rater_group: Mapped[str] = mapped_column(String(10))
    data: Mapped[dict[str, Any]]


class Sheet(Base):
    """A score sheet as it was computed, step by step."""

    __tablename__ = "sheet"
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True)
    phase: Mapped[str] = mapped_column(String(60), primary_key=True)
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]


# ---- what happened ----------------------------------------------------------------------------


class History(Base):
    """Append-only: one row for each act on an instance (R-019)."""

    __tablename__ = "history"
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    act: Mapped[str] = mapped_column(String(20))
    phase: Mapped[str] = mapped_column(String(60), default="")
    step: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    passed: Mapped[list[str]] = mapped_column(Passed, default=list)


FAILED = text("mail = 'failed'")
#: A comparison with `mail_at` implies it, so both databases use the small index of what waits.
TO_MAIL = text("mail_at IS NOT NULL")


class Notice(Base):
    """A message for one person: in the application, and as a mail where mail is set up."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_person", "employee_id", "read_at"),
        Index(
            "ix_notice_mail",
            "mail_at",
            "employee_id",
            sqlite_where=TO_MAIL,
            postgresql_where=TO_MAIL,
        ),
        Index("ix_notice_failed", "id", sqlite_where=FAILED, postgresql_where=FAILED),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))
    params: Mapped[dict[str, Any]]
    task_id: Mapped[str | None] = mapped_column(PublicId)
    appraisal_id: Mapped[str | None] = mapped_column(PublicId)
    read_at: Mapped[datetime | None]
    #: none | waiting | sent | failed
    mail: Mapped[str] = mapped_column(String(8), default="none")
    #: Not before (machine time); only what waits has one.
    mail_at: Mapped[datetime | None]
    #: The first notice of the mail that says this one too; set when the mail is first tried.
    letter: Mapped[int | None]
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(String(200), default="")


class Incident(Base):
    """A step the engine could not take; the answers are kept, the instance is untouched."""

    __tablename__ = "incident"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=ids.random_id)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), index=True)
    #: The task whose form could not be sent; None where no person was at work.
    task_id: Mapped[str | None] = mapped_column(ForeignKey("task.id"), index=True)
    #: When it failed first, and how often since.
    at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=1)
    #: The process or sub-process the element stands in; "" where none is known.
    container: Mapped[str] = mapped_column(String(80), default="")
    element: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text)
    resolved_at: Mapped[datetime | None]
    #: Who let the process go on; None where it went on by itself.
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))


class Intervention(Base):
    """Bagian SDM, or who stands above, steps in: the same is done to several appraisals at once."""

    __tablename__ = "intervention"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=ids.random_id)
    #: hold | release | cancel | hand_over | extend
    kind: Mapped[str] = mapped_column(String(10))
    #: Who becomes Pejabat Penilai Kinerja, where one is handed over.
    heir_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    #: Which date is extended ("key.edge"), its rule, and the number of the letter that allows it.
    edge: Mapped[str] = mapped_column(String(121), default="")
    rule: Mapped[str] = mapped_column(String(200), default="")
    letter: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    #: proposed | done | declined | withdrawn
    state: Mapped[str] = mapped_column(String(10), default="done")
    #: Who looked at a proposal, when, and why it was declined.
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    answer: Mapped[str] = mapped_column(Text, default="")
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))


class Intervened(Base):
    """What became of one appraisal: why it was left alone, or how it stood before."""

    __tablename__ = "intervened"
    intervention_id: Mapped[int] = mapped_column(ForeignKey("intervention.id"), primary_key=True)
    appraisal_id: Mapped[int] = mapped_column(
        ForeignKey("appraisal.id"), primary_key=True, index=True
    )
    #: "" where it is done, else why not.
    verdict: Mapped[str] = mapped_column(String(16), default="")
    undone: Mapped[bool] = mapped_column(default=False)
    instance_state: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(30))
    pejabat_penilai_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    atasan_pejabat_penilai_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    #: How it named its people, where that changed.
    header: Mapped[dict[str, Any] | None]


class Batch(Base):
    """A work too long for one transaction; the worker goes on with it from `done`."""

    __tablename__ = "batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    #: Under whose right each chunk is done.
    actor_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    #: running | done | failed
    state: Mapped[str] = mapped_column(String(10), default="running", index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class BatchItem(Base):
    """One subject of a batch, in the order they are done; `reason` says why it was left out."""

    __tablename__ = "batch_item"
    __table_args__ = (UniqueConstraint("batch_id", "subject_id"),)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200), default="")


class Moving(Base):
    """What a batch is to do that moves appraisals to another version, or takes one back."""

    __tablename__ = "moving"
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    #: [container, element, what it is now called]
    renames: Mapped[list[Any]]
    reason: Mapped[str] = mapped_column(Text)
    #: The batch that this one takes back.
    undoes: Mapped[int | None] = mapped_column(ForeignKey("batch.id"))


class MovedInstance(Base):
    """A process that was moved: from where to where, and how it stood before."""

    __tablename__ = "moved_instance"
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    instance_id: Mapped[int] = mapped_column(
        ForeignKey("instance.id"), primary_key=True, index=True
    )
    old_version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    new_version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    #: Its line in the history, and the process' revision after it: undone while it is that one.
    seq: Mapped[int]
    rev: Mapped[int]
    #: The state before; None once it has been taken back.
    blob: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: [engine id, due_at, remind_at, told] of each task whose date moved, as it was.
    tasks: Mapped[list[Any]]
    #: [title, phase, old, new] of each date that moved.
    dates: Mapped[list[Any]]


class SavedView(Base):
    """A filter of the list of appraisals under a name; what it finds is each reader's own."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("employee_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=ids.random_id)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    name: Mapped[str] = mapped_column(String(80))
    #: As it stands in the address of the list.
    query: Mapped[str] = mapped_column(Text)
    shared: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]


class Heartbeat(Base):
    """When a worker was last heard of (machine time)."""

    __tablename__ = "heartbeat"
    worker: Mapped[str] = mapped_column(String(120), primary_key=True)
    at: Mapped[datetime]


class Setting(Base):
    """A setting of this installation: agency name, zone, the demo's clock."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
