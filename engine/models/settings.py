"""What an installation and its readers keep for themselves."""

from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from engine import ids
from engine.columns import PublicId
from engine.models.base import Base


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
