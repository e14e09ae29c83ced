"""A year: its regulation, its windows, and who changed them."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from engine import ids
from engine.columns import PublicId
from engine.models.base import Base


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


class Proposal(Base):
    """What one officer asks another to do, as it was typed."""

    __tablename__ = "proposal"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=ids.random_id)
    #: dates | move | calendar
    kind: Mapped[str] = mapped_column(String(10))
    #: What is asked, in the terms of its kind: `redating.Asked`, `moving.Wish`, `CalendarChange`.
    wish: Mapped[dict[str, Any]]
    #: The cycle that it concerns; a calendar concerns all.
    cycle_id: Mapped[int | None] = mapped_column(ForeignKey("cycle.id"), index=True)
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
    #: What came of it, if it was one of dates.
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
