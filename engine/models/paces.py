"""What the worker has worked out of how long stages take, until it does so again."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import Base


class StagePace(Base):
    """How long an open stage took those of its cycle who have passed it."""

    __tablename__ = "stage_pace"
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    phase: Mapped[str] = mapped_column(String(60), primary_key=True)
    #: Working days, and of how many.
    median: Mapped[int]
    passed: Mapped[int]


class Behind(Base):
    """An appraisal that will leave a stage after its date, if it takes as long as the others."""

    __tablename__ = "behind"
    # Without a foreign key: to check one, PostgreSQL would lock the instance that an act waits for.
    instance_id: Mapped[int] = mapped_column(primary_key=True)
    phase: Mapped[str] = mapped_column(String(60), primary_key=True)
    #: When the day begins on which it would end: a date up to here will be missed.
    ends_at: Mapped[datetime]
