"""Rows as plain values: for acts, where objects of the ORM would be much of the cost.

They tell how the store stood when they were read, and nobody changes it through them: whoever
changes a row says so in a statement.
"""

from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement

from engine.models import OVER, Base, table

P = TypeVar("P", bound=tuple[Any, ...])


class PlainTask(NamedTuple):
    """What an act looks at of its task."""

    id: str
    instance_id: int
    engine_id: bytes
    process: str
    phase: str
    step: str
    item: str
    title: str
    form: str
    role: str
    assignee_id: int | None
    edge: str
    due_at: datetime | None
    hard: bool
    state: str
    comment: str
    done_at: datetime | None
    done_by: int | None
    request: bytes
    receipt: str
    in_stead_of_id: int | None


class PlainAppraisal(NamedTuple):
    """Whose year it is, with the relations frozen at its start (R-001)."""

    id: int
    public_id: str
    cycle_id: int
    instance_id: int
    employee_id: int
    pejabat_penilai_id: int
    atasan_pejabat_penilai_id: int
    unit_id: int
    appraisal_class: str
    header: dict[str, Any]
    dated: bool
    state: str


class PlainEmployee(NamedTuple):
    """Whether somebody is to be appraised, and by whom."""

    id: int
    name: str
    active: bool
    appraised: bool
    superior_id: int | None


class PlainCycle(NamedTuple):
    """The year that an appraisal belongs to."""

    id: int
    year: int
    zone: str
    process: str
    version_id: int
    profile_id: int
    dates: str


class PlainInstance(NamedTuple):
    """A running process as it was read."""

    id: int
    version_id: int
    process: str
    state: str
    rev: int
    blob: bytes

    @property
    def over(self) -> bool:
        """Whether nothing moves it any more."""
        return self.state in OVER


def columns(kind: type[P], model: type[Base]) -> list[ColumnElement[Any]]:
    """The columns of `model` that `kind` holds, in its order."""
    return [table(model).c[name] for name in _names(kind)]


def plain(kind: type[P], row: Base) -> P:
    """The plain values of an object of the ORM."""
    return kind(*(getattr(row, name) for name in _names(kind)))


def _names(kind: type[Any]) -> tuple[str, ...]:
    names: tuple[str, ...] = kind._fields
    return names
