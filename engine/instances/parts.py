"""The words of this room: whose step it is, what it came to, what is said about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from engine.bpmn import step
from engine.bpmn.parse import Specs
from engine.models import Task
from engine.plain import PlainAppraisal, PlainInstance, PlainTask


class World(step.Surroundings, Protocol):
    """What an instance's step asks of the rest of the engine."""

    def holder(self, role: str) -> int | None:
        """The employee who holds `role` for this appraisal; None for a group."""

    def due(self, phase: str, edge: str) -> datetime | None:
        """The instant of an edge of a phase for this appraisal."""


@dataclass(frozen=True)
class Entry:
    """What a history row says about an act."""

    act: str
    employee_id: int | None = None
    task: PlainTask | Task | None = None
    note: str = ""
    #: 360 forms leave no trace of the person (R-054).
    anonymous: bool = False
    #: When; None: now.
    at: datetime | None = None
    #: The phase and its name, where no task is meant.
    phase: str = ""
    title: str = ""


@dataclass(frozen=True)
class Subject:
    """The instance that is stepped, and the appraisal it runs for."""

    specs: Specs
    instance: PlainInstance
    appraisal: PlainAppraisal


@dataclass(frozen=True)
class Stepped:
    """A step of one instance that is still to be written."""

    subject: Subject
    outcome: step.Outcome
    world: World


@dataclass(frozen=True)
class Placed:
    """An instance put into a state of another version: what waits there, by whose dates.

    `tasks` and `timers` are its open rows as they are stored, by engine id.
    """

    subject: Subject
    version_id: int
    blob: bytes
    waits: step.Waits
    world: World
    tasks: Mapping[bytes, PlainTask]
    timers: Mapping[bytes, Mapping[str, Any]]


@dataclass(frozen=True)
class Sent:
    """By what request a task was finished, and the number its sender got."""

    request: bytes = b""
    receipt: str = ""
