"""What runs: an appraisal's process, its open tasks, what it waits for."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    literal_column,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from engine import clock
from engine.columns import PublicId
from engine.models.base import Base


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


#: What an instance is when nothing moves it any more.
OVER = ("done", "cancelled")


def is_over() -> ColumnElement[bool]:
    """Whether nothing moves an `Instance` any more."""
    return Instance.state.in_(OVER)


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
    #: In whose stead the assignee does it; None: it is his own. No foreign key, so that the column
    #: came to the largest tables without rewriting them.
    in_stead_of_id: Mapped[int | None]
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
