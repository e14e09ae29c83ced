"""The rows that a state asks for: the doctor's one way into `engine.instances`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine import facts, instances
from engine.bpmn import frontier, step
from engine.doctor.records import Record
from engine.models import Task

#: What a task's and a timer's row say about the state; the rest is their own life.
TASK = (
    "process",
    "phase",
    "step",
    "item",
    "title",
    "form",
    "role",
    "assignee_id",
    "in_stead_of_id",
    "edge",
    "due_at",
    "hard",
)
TIMER = ("element", "key", "edge", "due_at")

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Expected:
    """The open tasks and waiting timers by engine id, each with the values of its row."""

    ended: bool
    tasks: Mapping[bytes, Values]
    timers: Mapping[bytes, Values]


def expected(record: Record, case: facts.Case, seal: frontier.Seal) -> Expected:
    """What the rows of an instance should be, as its state and its windows stand now.

    Raises `BlobRefused` for a state that cannot be read, `BpmnError` for one that cannot be told.
    """
    world = facts.World(case.session, case)
    waits = step.look(record.specs, record.instance.blob, world, seal)
    stored = {task.engine_id: task for task in record.tasks if task.state in ("open", "held")}
    asked = () if record.instance.state == "cancelled" else waits.tasks
    return Expected(
        ended=waits.ended,
        tasks={task.id: _task(case, task, world, stored.get(task.id)) for task in asked},
        timers={timer.id: _timer(case, timer) for timer in waits.timers},
    )


def _task(
    case: facts.Case, task: step.OpenTask, world: instances.World, stored: Task | None
) -> Values:
    row = instances.task_row(case.instance, task, world)
    if stored is not None:
        row = row.still_with(stored)
    return {name: getattr(row, name) for name in TASK}


def _timer(case: facts.Case, waiting: step.Waiting) -> Values:
    row = instances.timer_row(case.instance, waiting)
    return {name: row[name] for name in TIMER}
