"""Starts, completes, fires: steps instances and writes what came of it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from engine.bpmn import step
from engine.bpmn.errors import BlobRefused, BpmnError, TaskGone
from engine.bpmn.parse import Specs
from engine.db import connection_of
from engine.errors import Moved, ProcessFailed
from engine.ids import random_id
from engine.instances import record, states, tasks, timers
from engine.instances.parts import Entry, Sent, Stepped, Subject, World
from engine.instances.tasks import NewTask
from engine.models import Instance, table
from engine.plain import PlainInstance, PlainTask, plain
from engine.prepared import Prepared, Writes


def create(
    session: Session, specs: Specs, version_id: int, process: str, world: World
) -> tuple[PlainInstance, step.Outcome]:
    """A new instance of `process`, without rows yet: call `begin` when its appraisal exists."""
    outcome = try_start(session, specs, process, world)
    instance = Instance(
        public_id=random_id(),
        version_id=version_id,
        process=process,
        state=_state(outcome),
        rev=1,
        blob=outcome.blob,
    )
    session.add(instance)
    session.flush()
    return plain(PlainInstance, instance), outcome


def try_start(session: Session, specs: Specs, process: str, world: World) -> step.Outcome:
    """What a start of `process` comes to; nothing is stored. Raises `ProcessFailed`."""
    return _guarded(None, lambda: step.start(specs, process, {}, world, _seal(session)))


def copies(
    session: Session, version_id: int, process: str, outcome: step.Outcome, count: int
) -> list[PlainInstance]:
    """So many new instances that all stand where `outcome` does: call `begin` with them.

    They share the engine's ids of tasks and timers; rows are keyed by instance and engine id.
    """
    row: dict[str, Any] = {
        "version_id": version_id,
        "process": process,
        "state": _state(outcome),
        "rev": 1,
        "blob": outcome.blob,
    }
    rows = [row | {"public_id": random_id()} for _ in range(count)]
    made = connection_of(session).execute(_COPIED, rows)
    return [PlainInstance(**row, id=number) for (number,) in made]


_COPIED = insert(table(Instance)).returning(Instance.id)


def begin(session: Session, steps: Sequence[Stepped], entry: Entry) -> list[NewTask]:
    """Write the rows of new instances; returns the tasks that opened."""
    return _write(session, Writes(session), steps, entry)


def complete(
    session: Session,
    subject: Subject,
    task: PlainTask,
    values: Mapping[str, Any],
    world: World,
    entry: Entry,
    sent: Sent,
) -> list[NewTask]:
    """Finish `task` with its routing `values`; returns the tasks that opened."""
    outcome = _guarded(
        subject.instance,
        lambda: step.complete(
            subject.specs, subject.instance.blob, task.engine_id, values, world, _seal(session)
        ),
    )
    writes = Writes(session)
    tasks.finish(writes, task, entry, sent)
    return _settle(session, writes, [Stepped(subject, outcome, world)], entry)


def fire(session: Session, due: Sequence[tuple[Subject, World, Collection[bytes]]]) -> int:
    """Fire the timers that are due now; returns in how many instances one did.

    Beside each instance stand the engine ids of the timers whose rows say so. The state itself
    decides: a row that says otherwise is corrected. Raises `ProcessFailed`, `Moved`.
    """
    steps = [_fired(session, subject, world) for subject, world, _ in due]
    for stepped, (_, _, rows) in zip(steps, due, strict=True):
        timers.correct(session, stepped, rows)
    moved = [each for each in steps if each.outcome.passed]
    _settle(session, Writes(session), moved, Entry("fired"))
    return len(moved)


def _fired(session: Session, subject: Subject, world: World) -> Stepped:
    blob, seal = subject.instance.blob, _seal(session)
    outcome = _guarded(subject.instance, lambda: step.fire(subject.specs, blob, world, seal))
    return Stepped(subject, outcome, world)


def _settle(
    session: Session, writes: Writes, steps: Sequence[Stepped], entry: Entry
) -> list[NewTask]:
    """Save what came of steps: blobs, and then all that `_write` does."""
    _save_blobs(writes, steps)
    return _write(session, writes, steps, entry)


def _write(
    session: Session, writes: Writes, steps: Sequence[Stepped], entry: Entry
) -> list[NewTask]:
    """Tasks, timers, states of the appraisals, history, notices: a few statements for all."""
    tasks.withdraw(writes, steps, entry)
    opened = tasks.open_new(session, writes, steps, entry)
    timers.match(writes, steps)
    states.reach(writes, steps, entry)
    record.record(writes, steps, entry)
    writes.send()
    record.tell(session, opened, entry)
    session.flush()
    return [task for _, task in opened]


def note(session: Session, instance_id: int, entry: Entry) -> None:
    """A history row for something that did not move the process."""
    writes = Writes(session)
    record.write(writes, [(instance_id, [])], entry)
    writes.send()


def _guarded(instance: PlainInstance | None, run: Callable[[], step.Outcome]) -> step.Outcome:
    try:
        return run()
    except TaskGone as error:
        raise Moved from error
    except BpmnError as error:
        failed = ProcessFailed(element=error.element, reason=error.reason)
        failed.instance_id = instance.id if instance else None
        failed.container = error.container
        failed.lasting = isinstance(error, BlobRefused)
        raise failed from error


def _seal(session: Session) -> Any:
    return session.info["seal"]


_SAVE = Prepared(
    update(table(Instance))
    .where(Instance.id == bindparam("instance"), Instance.rev == bindparam("seen"))
    .values(blob=bindparam("new_blob"), state=bindparam("new_state"), rev=Instance.rev + 1)
)


def _save_blobs(writes: Writes, steps: Sequence[Stepped]) -> None:
    rows = [
        {
            "instance": each.subject.instance.id,
            "seen": each.subject.instance.rev,
            "new_blob": each.outcome.blob,
            "new_state": _state(each.outcome),
        }
        for each in steps
    ]
    writes.add(_SAVE, rows, missed=Moved)


def _state(outcome: step.Outcome) -> str:
    return "done" if outcome.ended else "running"
