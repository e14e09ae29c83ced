"""What the store holds of all that was acknowledged."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from engine import doctor
from engine.db import Database
from engine.models import Answer, Appraisal, History, Task, Timer, Window
from tools.faults.clients import Acknowledged

Place = tuple[int, str, str]
#: The times at which one worker did not live.
Spans = Sequence[tuple[datetime, datetime]]


def lost(database: Database, acknowledged: Sequence[Acknowledged]) -> int:
    """Sendings with a receipt whose task, answer or history line the store does not have."""
    done, answers, lines = _done(database), _answers(database), _lines(database)
    count = 0
    for each in acknowledged:
        task = done.get(each.task_id)
        kept = task is not None and (task.done_by, task.receipt) == (each.person_id, each.number)
        count += not (kept and answers[_place(task)] and lines[_place(task)])
    return count


def twice(database: Database) -> int:
    """Answers and history lines beyond one for each task that is done, and receipts given twice."""
    done = _done(database).values()
    tasks = Counter(_place(task) for task in done)
    receipts = Counter(task.receipt for task in done)
    return (
        (_answers(database) - tasks).total()
        + (_lines(database) - tasks).total()
        + sum(count - 1 for count in receipts.values())
    )


def half_applied(database: Database) -> list[str]:
    """What the doctor finds: kind and process of each finding."""
    return [str(finding) for finding in doctor.examine(database)]


def timers(database: Database, until: datetime, down: Sequence[Spans]) -> dict[str, int]:
    """What became of the timers that were due until a moment.

    `down` is when each of the workers did not live.
    """
    with database.read() as session:
        due = select(Appraisal.instance_id, Window.due_at).join(
            Window, (Window.scope == "appraisal") & (Window.scope_id == Appraisal.id)
        )
        moments = {row.instance_id: row.due_at for row in session.execute(due)}
        lines = session.scalars(select(History.instance_id).where(History.act == "fired"))
        fired = Counter(lines.all())
    return {
        "fired": len(fired),
        "due_in_downtime": sum(_within(moments[each], down) for each in fired),
        "fired_twice": sum(count - 1 for count in fired.values()),
        "missed": overdue(database, until),
    }


def overdue(database: Database, at: datetime) -> int:
    """How many timers that were due at a moment have not fired."""
    with database.read() as session:
        query = select(func.count()).select_from(Timer).where(Timer.due_at <= at)
        return session.scalar(query) or 0


def _within(moment: datetime, down: Sequence[Spans]) -> bool:
    """Whether no worker lived at a moment."""
    return all(any(start <= moment < end for start, end in spans) for spans in down)


def _done(database: Database) -> dict[str, Any]:
    with database.read() as session:
        columns = (Task.instance_id, Task.phase, Task.step, Task.done_by, Task.receipt)
        rows = session.execute(select(Task.id, *columns).where(Task.state == "done"))
        return {row.id: row for row in rows}


def _answers(database: Database) -> Counter[Place]:
    with database.read() as session:
        rows = session.execute(select(Answer.instance_id, Answer.phase, Answer.step))
        return Counter(_place(row) for row in rows)


def _lines(database: Database) -> Counter[Place]:
    with database.read() as session:
        rows = session.execute(
            select(History.instance_id, History.phase, History.step).where(
                History.act == "completed"
            )
        )
        return Counter(_place(row) for row in rows)


def _place(row: Any) -> Place:
    return row.instance_id, row.phase, row.step
