"""The small blob: the live tasks of an instance and what the engine looks at from them.

Finished history, finished call activities and predicted tasks are left out; what comes next is
predicted again from the shared specs. A blob is `TB`, a format byte, a key-id byte, 16 bytes of
HMAC and compressed msgpack. Task specs are stored by name, so that a blob survives a new version
of its diagram.
"""

import zlib
from collections.abc import Hashable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

import msgpack
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins import ParallelGatewayMixin
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.specs.Join import Join
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.bounds import Workflow
from engine.bpmn.errors import BlobRefused
from engine.bpmn.parse import Specs

LIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED
FORMAT = 1
LARGEST_STATE = 1_000_000  # bytes before compression; a busy year needs a few thousand
_HEAD = b"TB" + bytes([FORMAT, 0])
_SIGNATURE = 16
_DECIMAL = 1

State = tuple[str, Any, Any]
"""The name of the process, its part, and for each open call inside: the id of the calling task,
the id of the task that called the caller's process (None: the process itself), name and part.

A part is (rows, place of the root, id of the last task, success, completed); a row is (id, place
of its parent, name, state, moment, triggered, internal data, what its data changed).
"""


class TaskId(bytes):
    """The id of a stored task; new ones get a UUID from the library.

    A step looks up tasks by the hundred, and the hash of a UUID is computed anew each time.
    """

    __slots__ = ()

    @property
    def bytes(self) -> "TaskId":
        """As a UUID gives them."""
        return self


class Seal(Protocol):
    """Signs blobs and checks them."""

    def sign(self, data: bytes) -> bytes:
        """16 bytes over `data`."""

    def holds(self, data: bytes, signature: bytes) -> bool:
        """Whether `signature` belongs to `data`."""


def dump(workflow: BpmnWorkflow, seal: Seal) -> bytes:
    """The blob of `workflow` (typically under 1 KB, whatever its history)."""
    subs = [
        (task_id.bytes, _owner(sub, task_id), sub.spec.name, _part(sub, _caller(sub).data))
        for task_id, sub in workflow.subprocesses.items()
        if not sub.completed
    ]
    return sealed((workflow.spec.name, _part(workflow, {}), subs), seal)


def sealed(state: State, seal: Seal) -> bytes:
    """The blob of an unpacked state."""
    packed = msgpack.packb(state, default=_pack)
    if len(packed) > LARGEST_STATE:
        raise BlobRefused(f"keadaan proses melebihi {LARGEST_STATE // 1000} kB")
    body = zlib.compress(packed, 1)
    return _HEAD + seal.sign(_HEAD + body) + body


def load(blob: bytes, specs: Specs, seal: Seal, script_engine: Any) -> BpmnWorkflow:
    """The workflow of `blob`, ready to go on.

    Raises `BlobRefused` for another format, a wrong signature or a task its specs do not have.
    """
    name, top, subs = unsealed(blob, seal)
    workflow = Workflow(
        specs.workflows[name],
        specs.workflows,
        script_engine=script_engine,
        deserializing=True,
    )
    _restore(workflow, top, {})
    for task_bytes, owner, spec_name, part in subs:
        task_id = TaskId(task_bytes)
        parent = workflow.subprocesses[TaskId(owner)] if owner else workflow
        caller = parent.tasks[task_id]
        sub = BpmnSubWorkflow(specs.workflows[spec_name], task_id, workflow, deserializing=True)
        workflow.subprocesses[task_id] = sub
        _restore(sub, part, caller.data)
        sub.completed_event.connect(caller.task_spec._on_subworkflow_completed, caller)
    return workflow


def grow(task: Task) -> None:
    """Give the children of a task that has run, and are live now, children of their own."""
    for child in task.children:
        if child._state & LIVE and not child._children:
            child.task_spec._predict_hook(child)


def unsealed(blob: bytes, seal: Seal) -> State:
    """The process of a blob, its top and its subs, as `dump` packs them. Raises `BlobRefused`."""
    head, rest = blob[: len(_HEAD)], blob[len(_HEAD) :]
    if head != _HEAD:
        raise BlobRefused("format proses ini tidak dikenal oleh rilis ini")
    signature, body = rest[:_SIGNATURE], rest[_SIGNATURE:]
    if not seal.holds(head + body, signature):
        raise BlobRefused("tanda tangan keadaan proses tidak cocok")
    unpacked = msgpack.unpackb(zlib.decompress(body), strict_map_key=False, ext_hook=_unpack)
    name, top, subs = unpacked
    return name, top, subs


def _pack(value: object) -> msgpack.ExtType:
    if isinstance(value, Decimal):
        return msgpack.ExtType(_DECIMAL, str(value).encode())
    raise BlobRefused(f"nilai jenis {type(value).__name__} tidak dapat disimpan dalam proses")


def _unpack(code: int, data: bytes) -> Decimal:
    if code != _DECIMAL:
        raise BlobRefused("jenis nilai dalam proses tidak dikenal")
    return Decimal(data.decode())


# ---- what is kept -----------------------------------------------------------------------------


def _part(workflow: Any, base: Mapping[str, Any]) -> tuple[Any, ...]:
    kept, with_data = _kept(workflow)
    index = {task.id: place for place, task in enumerate(kept)}
    rows = [_row(task, index, with_data, base) for task in kept]
    last = workflow.last_task
    last_id = last.id.bytes if last is not None and last.id in index else None
    return rows, index[workflow.task_tree.id], last_id, workflow.success, workflow.completed


def _kept(workflow: Any) -> tuple[list[Task], set[Hashable]]:
    """The tasks to store, in tree order, and the ids of those whose data is stored."""
    tasks = workflow.tasks
    live = [task for task in tasks.values() if task._state & LIVE]
    joins = {task.task_spec.name for task in live if isinstance(task.task_spec, Join)}
    live += [
        task
        for task in tasks.values()
        if task.task_spec.name in joins and task._state & TaskState.FINISHED_MASK
    ]
    keep, data = {workflow.task_tree.id}, set()
    for task in live:
        keep.add(task.id)
        data.add(task.id)
        keep |= _neighbours(task, tasks)
        # The engine merges the parent's data into a waiting task at every look.
        if task._parent:
            data.add(task._parent)
    return [task for task in tasks.values() if task.id in keep], data


def _neighbours(task: Task, tasks: Mapping[Hashable, Task]) -> set[Hashable]:
    near: set[Hashable] = set()
    if task._parent:
        near.add(task._parent)
        if isinstance(tasks[task._parent].task_spec, BoundaryEventSplit):
            near.update(tasks[task._parent]._children)
    if isinstance(task.task_spec, BoundaryEventJoin):
        split = task.find_ancestor(task.task_spec.split_task)
        if split is not None:
            near.update((split.id, *split._children))
    if isinstance(task.task_spec, LoopTask):
        near.update(child for child in task._children if tasks[child].triggered)
    return near


def _row(
    task: Task, index: Mapping[Hashable, int], with_data: set[Hashable], base: Mapping[str, Any]
) -> tuple[Any, ...]:
    tasks, parent = task.workflow.tasks, task._parent
    while parent is not None and parent not in index:
        parent = tasks[parent]._parent
    delta = None
    if task.id in with_data:
        before = tasks[task._parent].data if task._parent in with_data else base
        delta = _delta(before, task.data)
    return (
        task.id.bytes,
        -1 if parent is None else index[parent],
        task.task_spec.name,
        task._state,
        task.last_state_change,
        task.triggered,
        task.internal_data,
        delta,
    )


def _delta(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    # Types are compared too: 1 == True, and a flag must come back a flag.
    changed = {
        name: value
        for name, value in after.items()
        if name not in before or before[name] != value or type(before[name]) is not type(value)
    }
    return changed, [name for name in before if name not in after]


def _caller(sub: BpmnSubWorkflow) -> Task:
    return sub.parent_workflow.tasks[sub.parent_task_id]


def _owner(sub: BpmnSubWorkflow, task_id: Hashable) -> bytes | None:
    above = sub.parent_workflow.parent_task_id
    return None if above is None else above.bytes


# ---- and restored -----------------------------------------------------------------------------


def _restore(workflow: Any, part: Any, base: Mapping[str, Any]) -> None:
    rows, root, last, success, completed = part
    tasks: list[Task] = []
    for row in rows:
        tasks.append(_task(workflow, row, rows, tasks, base))
    workflow.task_tree = tasks[root]
    workflow.last_task = workflow.tasks.get(TaskId(last)) if last else None
    workflow.success, workflow.completed = success, completed
    full = _looks_ahead(workflow.spec)
    for task in tasks:
        if task._state & LIVE:
            _predict(task, full)


def _task(workflow: Any, row: Any, rows: Any, before: list[Task], base: Mapping[str, Any]) -> Task:
    task_id, parent, name, state, changed_at, triggered, internal, delta = row
    spec = workflow.spec.task_specs.get(name)
    if spec is None:
        if state & LIVE:
            raise BlobRefused(f"tugas terbuka {name} tidak ada pada versi diagram ini")
        spec = workflow.spec.start
    task = Task(workflow, spec, state=state, id=TaskId(task_id))
    task.last_state_change, task.triggered, task.internal_data = changed_at, triggered, internal
    if parent >= 0:
        task._parent = before[parent].id
        before[parent]._children.append(task.id)
    if delta is not None:
        known = before[parent].data if parent >= 0 and rows[parent][7] is not None else base
        changed, gone = delta
        data = {key: _copy(value) for key, value in known.items() if key not in gone}
        task.data = {**data, **changed}
    if state == TaskState.WAITING and isinstance(spec, CatchingEvent):
        workflow.top_workflow.event_manager.add_task(task)
    return task


def _copy(value: Any) -> Any:
    return value.copy() if isinstance(value, dict | list) else value


def _predict(task: Task, full: bool) -> None:
    if full:
        task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)
    elif all(task.workflow.tasks[child].triggered for child in task._children):
        task.task_spec._predict_hook(task)


@lru_cache(maxsize=1024)
def _looks_ahead(spec: Any) -> bool:
    """Whether some join of `spec` lies in a loop: only then it looks at predicted tasks."""
    return any(
        isinstance(task, ParallelGatewayMixin) and len(task._inputs) > 1 and _returns(task)
        for task in spec.task_specs.values()
    )


def _returns(task: Any) -> bool:
    seen, todo = set(), list(task.outputs)
    while todo:
        following = todo.pop()
        if following is task:
            return True
        if following.name not in seen:
            seen.add(following.name)
            todo.extend(following.outputs)
    return False
