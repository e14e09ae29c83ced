"""Compares the history of an instance with itself and with what follows from it."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from engine import policy
from engine.bpmn.parse import Specs
from engine.doctor.findings import Finding
from engine.doctor.records import Record

#: The acts that move a process; every other line is only told.
STEPS = frozenset({"started", "completed", "fired", "moved", "moved_back"})

Done = tuple[str, str, int | None]


def contradictions(record: Record) -> Iterator[Finding]:
    """What an instance's history says otherwise than its tasks, answers, appraisal or itself."""
    yield from _order(record)
    yield from _readable(record)
    yield from _steps(record)
    yield from _sent(record)
    yield from _answered(record)
    yield from _anonymous(record)
    if record.case is not None and all(line.passed is not None for line in record.history):
        yield from _state(record)


def _order(record: Record) -> Iterator[Finding]:
    there = {line.seq for line in record.history}
    for seq in range(1, max(there, default=1) + 1):
        if seq not in there:
            yield _line("history_gap", record, seq)


def _readable(record: Record) -> Iterator[Finding]:
    for line in record.history:
        if line.passed is None:
            yield _line("history_unreadable", record, line.seq)
        elif strangers := [
            name for name in line.passed if not _drawn(record.specs_at(line.seq), name)
        ]:
            yield _line("history_stranger", record, line.seq, strangers[0])


def _drawn(specs: Specs, name: str) -> bool:
    process, _, element = name.partition(":")
    return element in specs.elements.get(process, ())


def _steps(record: Record) -> Iterator[Finding]:
    counted = sum(line.act in STEPS for line in record.history)
    if counted != record.instance.rev:
        params = {"counted": counted, "rev": record.instance.rev}
        yield Finding("history_rev", record.instance.public_id, params=params)


def _sent(record: Record) -> Iterator[Finding]:
    """Every form that was sent is one done task, and one line with the same person."""
    told = Counter(
        (line.phase, line.step, line.employee_id)
        for line in record.history
        if line.act == "completed"
    )
    done: Counter[Done] = Counter()
    for task in record.tasks:
        if task.state == "done":
            by = None if task.step in policy.ANONYMOUS else task.done_by
            done[task.phase, task.step, by] += 1
    here = record.instance.public_id
    for kind, more, less in (("history_undone", told, done), ("history_untold", done, told)):
        for phase, step, _ in (more - less).elements():
            yield Finding(kind, here, f"{phase}.{step}")


def _answered(record: Record) -> Iterator[Finding]:
    """Every sent form left a revision of its answer, from the first on."""
    done = Counter(
        (task.phase, task.step, task.item)
        for task in record.tasks
        if task.state == "done" and task.step not in policy.ANONYMOUS
    )
    here = record.instance.public_id
    for (phase, step, item), count in done.items():
        for _ in range(count - len(record.answers.get((phase, step, item), ()))):
            yield Finding("answer_missing", here, f"{phase}.{step}")
    for (phase, step, _), revisions in record.answers.items():
        for revision in sorted({*range(1, max(revisions) + 1)} - {*revisions}):
            yield Finding("answer_gap", here, f"{phase}.{step}", {"revision": revision})


def _anonymous(record: Record) -> Iterator[Finding]:
    for line in record.history:
        unsigned = line.act == "completed" and line.step in policy.ANONYMOUS
        if unsigned and (line.employee_id is not None or _tells_an_hour(record, line.at)):
            yield _line("anonymous_history", record, line.seq)


def _tells_an_hour(record: Record, at: datetime) -> bool:
    """Whether a moment is more than a day: the agency's, or that of UTC, as older lines have it."""
    zones = [UTC] if record.case is None else [UTC, ZoneInfo(record.case.cycle.zone)]
    return all(at.astimezone(zone).time() != time() for zone in zones)


def _state(record: Record) -> Iterator[Finding]:
    """The appraisal is where the last element that leads to a state has brought it."""
    assert record.case is not None  # noqa: S101 - for the type checker
    stored, reached = record.case.appraisal.state, "draft"
    for line in record.history:
        for name in line.passed or ():
            process, _, element = name.partition(":")
            reached = record.specs_at(line.seq).states.get((process, element), reached)
    if record.instance.state == "done":
        reached = "closed"
    elif record.instance.state == "cancelled":
        reached = "cancelled"
    if stored != reached:
        params = {"stored": stored, "expected": reached}
        yield Finding("appraisal_state", record.instance.public_id, params=params)


def _line(kind: str, record: Record, seq: int, element: str = "") -> Finding:
    return Finding(kind, record.instance.public_id, element or "riwayat", {"seq": seq})
