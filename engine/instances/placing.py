"""Puts instances into states of another version, and their rows with them; nothing is run."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from engine import clock
from engine.errors import Moved
from engine.instances import record
from engine.instances.parts import Entry, Placed
from engine.instances.tasks import NewTask, task_row
from engine.instances.timers import timer_row
from engine.models import Instance, Task, Timer, table, waits
from engine.plain import PlainTask
from engine.prepared import Prepared, Writes

#: What the state says of an open task; the rest is the row's own life.
_OF_TASK = (
    *("process", "phase", "step", "item", "title", "form", "role"),
    *("assignee_id", "in_stead_of_id", "edge", "due_at", "hard"),
)
_OF_TIMER = ("element", "key", "edge", "due_at")

_MOVED = Prepared(
    update(table(Instance))
    .where(Instance.id == bindparam("instance"), Instance.rev == bindparam("seen"))
    .values(version_id=bindparam("new_version"), blob=bindparam("new_blob"), rev=Instance.rev + 1)
)
_TASK = Prepared(
    update(table(Task))
    .where(
        Task.instance_id == bindparam("instance"),
        Task.engine_id == bindparam("waiting"),
        waits(),
    )
    .values({name: bindparam(f"new_{name}") for name in _OF_TASK})
)
_REMINDED = Prepared(
    update(table(Task))
    .where(Task.id == bindparam("task"))
    .values(remind_at=bindparam("again"), told=bindparam("stages"))
)
_TIMER = Prepared(
    update(table(Timer))
    .where(Timer.instance_id == bindparam("instance"), Timer.engine_id == bindparam("waiting"))
    .values({name: bindparam(f"new_{name}") for name in _OF_TIMER})
)


@dataclass(frozen=True)
class Difference:
    """An open task (`task`) or a waiting timer that the new version says otherwise."""

    engine_id: bytes
    title: str
    phase: str
    old: datetime | None
    new: datetime | None
    task: PlainTask | None
    row: NewTask | None

    @property
    def redated(self) -> bool:
        """Whether its date moves."""
        return self.old != self.new

    @property
    def handed_on(self) -> bool:
        """Whether another person, or a group, has the task then."""
        if self.task is None or self.row is None:
            return False
        return self.task.assignee_id != self.row.assignee_id


def differences(placed: Placed) -> Iterator[Difference]:
    """What changes for the tasks and timers of an instance."""
    for open_task in placed.waits.tasks:
        stored = placed.tasks[open_task.id]
        row = task_row(placed.subject.instance, open_task, placed.world).still_with(stored)
        if any(getattr(row, name) != getattr(stored, name) for name in _OF_TASK):
            yield Difference(
                open_task.id, row.title, row.phase, stored.due_at, row.due_at, stored, row
            )
    for timer in placed.waits.timers:
        old, new = placed.timers[timer.id], timer_row(placed.subject.instance, timer)
        if any(new[name] != old[name] for name in _OF_TIMER):
            yield Difference(
                timer.id,
                _name(placed, timer.element),
                new["key"],
                old["due_at"],
                new["due_at"],
                None,
                None,
            )


def place(
    session: Session,
    moves: Sequence[tuple[Placed, Entry, Collection[Difference]]],
) -> None:
    """Write them: states, rows, and a line in each history. Raises `Moved`."""
    writes = Writes(session)
    writes.add(_MOVED, [_instance(placed) for placed, _, _ in moves], missed=Moved)
    again: list[dict[str, Any]] = []
    for placed, entry, different in moves:
        instance = placed.subject.instance.id
        tasks = [each for each in different if each.row is not None]
        writes.add(_TASK, [_task(instance, each) for each in tasks])
        # The next sweep finds anew when to remind of it.
        again += [
            {"task": each.task.id, "again": clock.now(), "stages": None}
            for each in tasks
            if each.redated and each.task is not None
        ]
        timers = {each.engine_id for each in different if each.row is None}
        writes.add(
            _TIMER,
            [
                _timer(instance, placed, timer)
                for timer in placed.waits.timers
                if timer.id in timers
            ],
        )
        record.write(writes, [(instance, [])], entry)
    writes.send()
    _REMINDED.run_many(session, again)


def remind_as_before(
    session: Session, tasks: Sequence[tuple[str, datetime | None, int | None]]
) -> None:
    """Give tasks, by id, back what they knew of their reminders."""
    rows = [{"task": task, "again": again, "stages": told} for task, again, told in tasks]
    _REMINDED.run_many(session, rows)


def _name(placed: Placed, element: str) -> str:
    """What the drawing calls an element."""
    names = placed.subject.specs.names
    return next((name for (_, each), name in names.items() if each == element), element)


def _instance(placed: Placed) -> dict[str, Any]:
    return {
        "instance": placed.subject.instance.id,
        "seen": placed.subject.instance.rev,
        "new_version": placed.version_id,
        "new_blob": placed.blob,
    }


def _task(instance: int, each: Difference) -> dict[str, Any]:
    values = {f"new_{name}": getattr(each.row, name) for name in _OF_TASK}
    return {"instance": instance, "waiting": each.engine_id, **values}


def _timer(instance: int, placed: Placed, timer: Any) -> dict[str, Any]:
    row = timer_row(placed.subject.instance, timer)
    values = {f"new_{name}": row[name] for name in _OF_TIMER}
    return {"instance": instance, "waiting": timer.id, **values}
