"""My open tasks as a list to page through and to filter: what another program asks for."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import Session

from engine import clock
from engine.actor import Actor
from engine.models import Draft, Task
from engine.queries.inbox import InboxItem, page_where

STATES = ("terlambat", "dikembalikan", "draf", "baru")
"""What an open task can be, in the order in which the first that fits is its state."""


@dataclass(frozen=True)
class TaskFilter:
    """Which of my open tasks; everything given must hold. `state` is one of `STATES`."""

    state: str = ""
    phase: str = ""
    role: str = ""
    page: int = 1
    per_page: int = 50


@dataclass(frozen=True)
class TaskList:
    """One page of my open tasks, first due first, and how many there are in all."""

    items: tuple[InboxItem, ...]
    total: int
    page: int
    pages: int


def my_tasks(session: Session, actor: Actor, wanted: TaskFilter) -> TaskList:
    """The actor's open tasks of all his roles that meet the filter, paged."""
    found = _page(session, actor, wanted, max(1, wanted.page))
    if found.items or found.page == 1:
        return found
    # Beyond the end: the nearest page is the last.
    return _page(session, actor, wanted, _page(session, actor, wanted, 1).pages)


def _page(session: Session, actor: Actor, wanted: TaskFilter, page: int) -> TaskList:
    size = wanted.per_page
    items, total = page_where(session, actor, size, (page - 1) * size, *_conditions(wanted))
    return TaskList(items, total, page, pages=max(1, -(-total // size)))


def _conditions(wanted: TaskFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.phase:
        conditions.append(Task.phase == wanted.phase)
    if wanted.role:
        conditions.append(Task.role == wanted.role)
    if wanted.state:
        conditions.append(_in_state(wanted.state))
    return conditions


def _in_state(state: str) -> ColumnElement[bool]:
    now = clock.now()
    in_time = or_(Task.due_at.is_(None), Task.due_at > now)
    drafted = Draft.saved_at.is_not(None)  # the actor's own draft stands beside each task
    return {
        "terlambat": Task.due_at <= now,
        "dikembalikan": and_(in_time, Task.comment != ""),
        "draf": and_(in_time, Task.comment == "", drafted),
        "baru": and_(in_time, Task.comment == "", ~drafted),
    }[state]
