"""Diagrams: what was published, what is being drawn, what was rehearsed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from engine import ids
from engine.columns import PublicId
from engine.models.base import Base


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
    #: What its officer wants for appraisals that ran on others: leave | later | now; "" for none.
    running: Mapped[str] = mapped_column(String(5), default="")
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
