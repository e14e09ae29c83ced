"""What was done to many appraisals from the list."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from engine import ids
from engine.columns import PublicId
from engine.models.base import Base


class Intervention(Base):
    """Bagian SDM, or who stands above, steps in: the same is done to several appraisals at once."""

    __tablename__ = "intervention"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=ids.random_id)
    #: hold | release | cancel | hand_over | extend | reassign
    kind: Mapped[str] = mapped_column(String(10))
    #: Who becomes Pejabat Penilai Kinerja, where one is handed over; of tasks, who does them.
    heir_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    #: Whose tasks are given to him.
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
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
    #: The ids of its tasks that another does since.
    tasks: Mapped[list[str] | None] = mapped_column(JSON)
