"""Compares the rows of an instance with its state."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from engine.bpmn import frontier
from engine.bpmn.errors import BlobRefused, BpmnError
from engine.doctor.chronicle import contradictions
from engine.doctor.expected import TASK, TIMER, Expected, Values, expected
from engine.doctor.findings import Finding
from engine.doctor.records import Record
from engine.models import Task, Timer


def findings(record: Record, seal: frontier.Seal) -> tuple[Finding, ...]:
    """All that differs about one instance."""
    return (*differences(record, seal), *contradictions(record))


def differences(record: Record, seal: frontier.Seal) -> Iterator[Finding]:
    """What the tasks, timers, status and incidents of an instance say otherwise than its state."""
    here = record.instance.public_id
    yield from _incidents(record)
    if record.case is None:
        yield Finding("no_appraisal", here)
        return
    if record.dated and not record.case.appraisal.dated:
        yield Finding("windows_unmarked", here)
    try:
        right = expected(record, record.case, seal)
    except BlobRefused as error:
        yield Finding("state_unreadable", here, params={"reason": error.reason})
        return
    except BpmnError as error:
        yield Finding("state_unclear", here, error.element, {"reason": error.reason})
        return
    yield from _status(record, right)
    yield from _tasks(record, right)
    yield from _timers(record, right)


def status(record: Record, right: Expected) -> str:
    """The status an instance should have: whether it stands still is said by no state."""
    if right.ended:
        return "done"
    stored = record.instance.state
    return stored if stored in ("incident", "held", "cancelled") else "running"


def waiting(record: Record) -> str:
    """What a task is that waits: of an appraisal that is held, "held"."""
    return "held" if record.instance.state == "held" else "open"


def element(row: Values) -> str:
    """How a task is named to an operator: phase, step and, for one of many, whose.

    >>> element({"phase": "form_filling", "step": "review_behaviour", "item": "kolega:7"})
    'form_filling.review_behaviour[kolega:7]'
    """
    item = f"[{row['item']}]" if row["item"] else ""
    return f"{row['phase']}.{row['step']}{item}"


def values(row: Task | Timer, columns: tuple[str, ...]) -> Values:
    """Some columns of a row."""
    return {name: getattr(row, name) for name in columns}


def _incidents(record: Record) -> Iterator[Finding]:
    here = record.instance.public_id
    for incident in record.incidents:
        yield Finding("incident_open", here, incident.element, {"reason": incident.reason})
    if record.instance.state == "incident" and not record.incidents:
        yield Finding("incident_missing", here)


def _status(record: Record, right: Expected) -> Iterator[Finding]:
    stored, wanted = record.instance.state, status(record, right)
    if stored != wanted:
        params = {"stored": stored, "expected": wanted}
        yield Finding("state_differs", record.instance.public_id, params=params)


def _tasks(record: Record, right: Expected) -> Iterator[Finding]:
    here = record.instance.public_id
    opened, closed = defaultdict(list), set()
    for task in record.tasks:
        if task.state == waiting(record):
            opened[task.engine_id].append(task)
        elif task.state == "done":
            closed.add(task.engine_id)
    for engine_id, wanted in right.tasks.items():
        rows = opened.pop(engine_id, [])
        if not rows:
            kind = "task_reclosed" if engine_id in closed else "task_missing"
            yield Finding(kind, here, element(wanted))
            continue
        yield from _otherwise("task_differs", here, element(wanted), rows[0], wanted)
        for extra in rows[1:]:
            yield Finding("task_twice", here, f"{element(wanted)} {extra.id}")
    for task in (each for rows in opened.values() for each in rows):
        yield Finding("task_extra", here, f"{element(values(task, TASK))} {task.id}")


def _timers(record: Record, right: Expected) -> Iterator[Finding]:
    here = record.instance.public_id
    rows = {timer.engine_id: timer for timer in record.timers}
    for engine_id, wanted in right.timers.items():
        row = rows.pop(engine_id, None)
        if row is None:
            yield Finding("timer_missing", here, wanted["element"])
        else:
            yield from _otherwise("timer_differs", here, wanted["element"], row, wanted)
    for timer in rows.values():
        yield Finding("timer_extra", here, timer.element)


def _otherwise(
    kind: str, here: str, name: str, row: Task | Timer, wanted: Values
) -> Iterator[Finding]:
    stored = values(row, TASK if isinstance(row, Task) else TIMER)
    for column, value in wanted.items():
        if stored[column] != value:
            params = {
                "column": column,
                "stored": _plain(stored[column]),
                "expected": _plain(value),
            }
            yield Finding(kind, here, name, params)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
