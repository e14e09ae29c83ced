"""Filters of the list of appraisals, kept under a name and shared."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actor import Actor
from engine.errors import BadView, NotYours, ViewNotFound
from engine.models import SavedView
from schemas.said import say
from schemas.signs import unreadable

LONGEST_NAME = 80
LONGEST_QUERY = 2_000
MOST = 30


def save_view(
    session: Session, actor: Actor, name: str, query: str, *, shared: bool = False
) -> str:
    """Keep a filter, as it stands in the address, under a name; the same name is overwritten.

    A filter holds no data: whoever opens a shared one sees what he may see. Returns its public id;
    raises `BadView` naming the field, `NotYours` for the system.
    """
    if actor.id is None:
        raise NotYours
    name = " ".join(name.split())
    if not name:
        raise BadView("name", say("beri nama."))
    if unreadable(name):
        raise BadView("name", say("ada tanda dalam namanya yang tidak dapat dibaca; ketik ulang."))
    if len(name) > LONGEST_NAME:
        raise BadView("name", say("nama paling banyak {n} huruf.", n=LONGEST_NAME))
    if len(query) > LONGEST_QUERY:
        raise BadView("filter", say("saringannya terlalu panjang."))
    mine = SavedView.employee_id == actor.id
    found = session.scalar(select(SavedView).where(mine, SavedView.name == name))
    if found is None:
        if (session.scalar(select(func.count()).where(mine)) or 0) >= MOST:
            raise BadView("name", say("paling banyak {n}; hapus salah satu dahulu.", n=MOST))
        found = SavedView(employee_id=actor.id, name=name)
        session.add(found)
    found.query, found.shared, found.at = query, shared, clock.now()
    session.flush()
    return found.public_id


def delete_view(session: Session, actor: Actor, view_id: str) -> None:
    """Forget one of the actor's own. Raises `ViewNotFound`."""
    gone = session.execute(
        delete(SavedView)
        .where(SavedView.public_id == view_id, SavedView.employee_id == actor.id)
        .returning(SavedView.id)
    ).all()
    if not gone:
        raise ViewNotFound
