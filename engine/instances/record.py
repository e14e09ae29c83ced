"""What is told of a step: lines of the history, and notices to those who have a new task."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from engine import clock, notices
from engine.bpmn import step
from engine.instances.parts import Entry, Stepped
from engine.instances.tasks import NewTask
from engine.models import History, table
from engine.plain import PlainAppraisal
from engine.prepared import Prepared, Writes

#: The number of the next line in the history of an `instance`.
NEXT_SEQ = (
    select(func.coalesce(func.max(History.seq), 0) + 1)
    .where(History.instance_id == bindparam("instance"))
    .scalar_subquery()
)
_COLUMNS = (
    *("at", "employee_id", "in_stead_of_id", "act", "phase", "step", "title", "note", "passed"),
)
_RECORDED = Prepared(
    insert(table(History)).values(
        instance_id=bindparam("instance"),
        seq=NEXT_SEQ,
        **{name: bindparam(name) for name in _COLUMNS},
    )
)


def next_seq(session: Session, instance_id: int) -> int:
    """The number of the next line in the history of an instance."""
    return int(session.scalars(select(NEXT_SEQ), {"instance": instance_id}).one())


def record(writes: Writes, steps: Sequence[Stepped], entry: Entry) -> None:
    """A line of the history for each step, with what it passed."""
    passed = [(each.subject.instance.id, _names(each.outcome)) for each in steps]
    write(writes, passed, entry)


def _names(outcome: step.Outcome) -> list[str]:
    """The elements that were passed, each followed by the flows taken from it."""
    names = []
    for item in outcome.passed:
        names.append(f"{item.process}:{item.element}")
        names += [f"{item.process}:{flow}" for flow in item.flows]
    return names


def write(writes: Writes, passed: Sequence[tuple[int, list[str]]], entry: Entry) -> None:
    """A line for each instance id, with the names of what was passed."""
    line = _line(entry)
    writes.add(_RECORDED, [line | {"instance": each, "passed": names} for each, names in passed])


def note_all(session: Session, lines: Sequence[tuple[int, Entry]]) -> None:
    """A line for each instance id, each with its own entry, for what did not move the process."""
    rows = [_line(entry) | {"instance": instance, "passed": []} for instance, entry in lines]
    _RECORDED.run_many(session, rows)


def _line(entry: Entry) -> dict[str, Any]:
    task = entry.task
    return {
        "at": entry.at or clock.now(),
        "employee_id": None if entry.anonymous else entry.employee_id,
        "in_stead_of_id": _in_stead_of(entry),
        "act": entry.act,
        "phase": task.phase if task else entry.phase,
        "step": task.step if task else "",
        "title": task.title if task else entry.title,
        "note": entry.note,
    }


def _in_stead_of(entry: Entry) -> int | None:
    task = entry.task
    if task is None or entry.anonymous or task.assignee_id != entry.employee_id:
        return None
    return task.in_stead_of_id


def tell(session: Session, opened: Sequence[tuple[PlainAppraisal, NewTask]], entry: Entry) -> None:
    """Tell each person about a new task; the inbox and the notice always agree."""
    notices.tell(
        session,
        [
            notices.Note(
                task.assignee_id,
                "task",
                {
                    "title": task.title,
                    "subject": appraisal.header["pegawai"]["name"],
                    "comment": task.comment,
                    "due": task.due_at.isoformat() if task.due_at else None,
                },
                task_id=task.id,
            )
            for appraisal, task in opened
            if task.assignee_id is not None and task.assignee_id != entry.employee_id
        ],
    )
