"""The saved filters of the list of appraisals: one's own, and what others share."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.actor import Actor
from engine.models import Employee, SavedView


@dataclass(frozen=True)
class ViewLine:
    """A saved filter; `owner` is "" for one's own."""

    id: str
    name: str
    query: str
    shared: bool
    owner: str


def saved_views(session: Session, actor: Actor) -> tuple[ViewLine, ...]:
    """The actor's own first, then the shared ones of others, by name."""
    mine = SavedView.employee_id == actor.id
    rows = session.execute(
        select(SavedView, Employee.name)
        .join(Employee, Employee.id == SavedView.employee_id)
        .where(or_(mine, SavedView.shared))
        .order_by(mine.desc(), SavedView.name, SavedView.id)
    )
    return tuple(
        ViewLine(
            id=view.public_id,
            name=view.name,
            query=view.query,
            shared=view.shared,
            owner="" if view.employee_id == actor.id else owner,
        )
        for view, owner in rows
    )
