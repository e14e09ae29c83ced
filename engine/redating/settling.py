"""Puts right what a step opened by the dates of before, because it ran while they moved."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.db import Database
from engine.models import Appraisal, ChangedWindow, Cycle, DateChange, Instance
from engine.redating.asking import held
from engine.redating.population import within
from engine.redating.tasks import move_timers, out_of_step, settle_tasks
from engine.windows import Edge


def settle(database: Database) -> int:
    """Settle the changes that were made or undone a minute ago; returns for how many people."""
    with database.read() as session:
        due = select(DateChange.id).where(DateChange.settle_at <= clock.now())
        changes = session.scalars(due.order_by(DateChange.id)).all()
    settled = 0
    for number in changes:
        with database.begin() as session:
            settled += _settle(session, number)
    return settled


def _settle(session: Session, number: int) -> int:
    change = session.get_one(DateChange, number)
    # Dates that are being moved just now are waited for.
    held(session, session.get_one(Cycle, change.cycle_id))
    session.refresh(change)
    if change.settle_at is None or change.settle_at > clock.now():
        return 0
    change.settle_at = None
    session.flush()
    whom, edges = within(change.cycle_id, (change.scope, change.scope_id)), _edges(session, number)
    found = out_of_step(session, whom, edges) if edges else []
    if found:
        # Steps that run in them now are waited for; what they opened has its date already.
        these = select(Instance.id).where(Instance.id.in_(found)).order_by(Instance.id)
        session.execute(these.with_for_update())
        whom.append(Appraisal.instance_id.in_(found))
        settle_tasks(session, whom, edges)
        move_timers(session, whom, edges)
    return len(found)


def _edges(session: Session, number: int) -> list[Edge]:
    edges = select(ChangedWindow.key, ChangedWindow.edge).where(ChangedWindow.change_id == number)
    return [(key, edge) for key, edge in session.execute(edges.distinct())]
