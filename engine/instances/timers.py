"""Timer rows: an index of what the states wait for."""

from collections.abc import Collection, Sequence
from typing import Any, NoReturn

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.orm import Session

from engine.bpmn import step
from engine.errors import ProcessFailed
from engine.instances.parts import Stepped
from engine.models import Timer, table
from engine.plain import PlainInstance
from engine.prepared import Prepared, Writes

_STOPPED = Prepared(
    delete(table(Timer)).where(
        Timer.instance_id == bindparam("instance"), Timer.engine_id == bindparam("gone")
    )
)
_SET = Prepared(
    insert(table(Timer)), "instance_id", "engine_id", "element", "key", "edge", "due_at"
)


def match(writes: Writes, steps: Sequence[Stepped]) -> None:
    """Write the timers that wait since these steps, and delete those that wait no longer."""
    stopped = [
        {"instance": each.subject.instance.id, "gone": gone}
        for each in steps
        for gone in each.outcome.stopped
    ]
    writes.add(_STOPPED, stopped)
    waiting = [
        timer_row(each.subject.instance, timer) for each in steps for timer in each.outcome.set
    ]
    writes.add(_SET, waiting)


_MOVED = Prepared(
    update(table(Timer))
    .where(Timer.instance_id == bindparam("instance"), Timer.engine_id == bindparam("timer"))
    .values(due_at=bindparam("due"))
)


def correct(session: Session, stepped: Stepped, due: Collection[bytes]) -> None:
    """Bring rows that called for nothing into step: the timer moved, or is long gone."""
    instance, outcome = stepped.subject.instance, stepped.outcome
    waiting = {timer.id: timer for timer in outcome.timers}
    for each in due:
        row = {"instance": instance.id, "timer": each}
        if each in waiting:
            timer = waiting[each]
            if timer.due is not None and timer.due <= stepped.world.now:
                _stuck(instance, timer)
            _MOVED.run(session, row | {"due": timer.due})
        elif each not in outcome.before:
            _STOPPED.run(session, {"instance": instance.id, "gone": each})


def _stuck(instance: PlainInstance, timer: step.Waiting) -> NoReturn:
    failed = ProcessFailed(element=timer.element, reason="batas waktunya lewat tanpa akibat.")
    failed.instance_id = instance.id
    raise failed


def timer_row(instance: PlainInstance, waiting: step.Waiting) -> dict[str, Any]:
    """The row of a timer that waits."""
    key, _, edge = waiting.edge.rpartition(".")
    return {
        "instance_id": instance.id,
        "engine_id": waiting.id,
        "element": waiting.element,
        "key": key or waiting.phase,
        "edge": edge,
        "due_at": waiting.due,
    }
