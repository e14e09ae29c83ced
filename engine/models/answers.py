"""What people said."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from engine.columns import PublicId
from engine.models.base import Base


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
