"""Task rows: what opened, what is done, what was withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from engine import clock, policy
from engine.bpmn import step
from engine.ids import ordered_id
from engine.instances.parts import Entry, Sent, Stepped, World
from engine.models import Draft, Task, table
from engine.plain import PlainAppraisal, PlainInstance, PlainTask
from engine.prepared import Prepared, Writes


@dataclass
class NewTask:
    """A task that has just opened: its row."""

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
    opened_at: datetime
    remind_at: datetime
    state: str = "open"
    comment: str = ""
    in_stead_of_id: int | None = None

    def still_with(self, stored: PlainTask | Task) -> "NewTask":
        """The same, done by whoever does the stored one in the stead of the same person."""
        if stored.in_stead_of_id is None or stored.in_stead_of_id != self.assignee_id:
            return self
        other, his = stored.assignee_id, stored.in_stead_of_id
        return replace(self, assignee_id=other, in_stead_of_id=his)


def finish(writes: Writes, task: PlainTask, entry: Entry, sent: Sent) -> None:
    """Mark a task as done by whom and by what request."""
    row = {
        "task": task.id,
        "at": clock.now(),
        "by": entry.employee_id,
        "sent": sent.request,
        "number": sent.receipt,
    }
    writes.add(_DONE, [row])


_DONE = Prepared(
    update(table(Task))
    .where(Task.id == bindparam("task"))
    .values(
        state="done",
        done_at=bindparam("at"),
        done_by=bindparam("by"),
        remind_at=None,
        request=bindparam("sent"),
        receipt=bindparam("number"),
    )
)
_WITHDRAWN = Prepared(
    update(table(Task))
    .where(
        Task.instance_id == bindparam("instance"),
        Task.engine_id == bindparam("gone"),
        Task.state == "open",
    )
    .values(state="withdrawn", done_at=bindparam("at"), remind_at=None)
)
# What somebody typed into a 360 form must not outlive it beside his name.
_FORGOTTEN = Prepared(
    delete(table(Draft)).where(
        Draft.task_id.in_(
            select(Task.id).where(
                Task.instance_id == bindparam("instance"),
                Task.engine_id == bindparam("gone"),
                or_(*(Task.step == each for each in sorted(policy.ANONYMOUS))),
            )
        )
    )
)
_OPENED = Prepared(insert(table(Task)), *(each.name for each in fields(NewTask)))


def withdraw(writes: Writes, steps: Sequence[Stepped], entry: Entry) -> None:
    """Withdraw what waits no longer without having been done, and its 360 drafts."""
    done = entry.task.engine_id if entry.task else None
    rows = [
        {"instance": each.subject.instance.id, "gone": gone, "at": clock.now()}
        for each in steps
        for gone in each.outcome.closed
        if gone != done
    ]
    writes.add(_WITHDRAWN, rows)
    writes.add(_FORGOTTEN, [{name: row[name] for name in ("instance", "gone")} for row in rows])


def open_new(
    session: Session, writes: Writes, steps: Sequence[Stepped], entry: Entry
) -> list[tuple[PlainAppraisal, NewTask]]:
    """Write the tasks that opened; returns each with its appraisal."""
    opened = [
        (each.subject.appraisal, task_row(each.subject.instance, task, each.world))
        for each in steps
        for task in each.outcome.opened
    ]
    tasks = [task for _, task in opened]
    if entry.note:
        _comment(session, entry, steps[0].subject.instance, tasks)
    writes.add(_OPENED, [vars(task) for task in tasks])
    return opened


def _comment(
    session: Session, entry: Entry, instance: PlainInstance, opened: Sequence[NewTask]
) -> None:
    """Tell the owner of work that came back why it did."""
    done = session.execute(
        select(Task.phase, Task.step, Task.item).where(
            Task.instance_id == instance.id, Task.state == "done"
        )
    )
    before = {(phase, name, item) for phase, name, item in done}
    if entry.task:  # its row is still to be written
        before.add((entry.task.phase, entry.task.step, entry.task.item))
    for task in opened:
        if (task.phase, task.step, task.item) in before:
            task.comment = entry.note


def task_row(instance: PlainInstance, task: step.OpenTask, world: World) -> NewTask:
    """The row of a task that opened: whom it is for and until when."""
    drawn, now = task.step, clock.now()
    assignee = task.assignee if task.assignee is not None else world.holder(drawn.role)
    return NewTask(
        id=ordered_id(),
        instance_id=instance.id,
        engine_id=task.id,
        process=drawn.process,
        phase=task.phase,
        step=drawn.id,
        item=task.item,
        title=drawn.name,
        form=drawn.form,
        role=task.item.split(":")[0] if ":" in task.item else drawn.role,
        assignee_id=assignee,
        edge=drawn.edge,
        due_at=world.due(task.phase, drawn.edge),
        hard=drawn.props.get("hard_deadline") == "true",
        opened_at=now,
        remind_at=now,
    )
