"""Works too long for one transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from engine.columns import PublicId
from engine.models.base import Base


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
