"""What happened: to a process, and what people were told of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from engine import ids
from engine.columns import Passed, PublicId
from engine.models.base import Base


class History(Base):
    """Append-only: one row for each act on an instance (R-019)."""

    __tablename__ = "history"
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    #: In whose stead he acted, as `Task.in_stead_of_id`.
    in_stead_of_id: Mapped[int | None]
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
