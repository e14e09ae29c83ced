"""Which days are worked."""

from datetime import date, datetime

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import Base


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
