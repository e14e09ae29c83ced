"""Reminding those whom others wait for."""

from sqlalchemy.orm import Session

from engine import instances, notices
from engine.actor import Actor
from engine.instances import Entry
from engine.notices import Note
from engine.tracking import AppraisalFilter, to_nudge


def nudge(session: Session, actor: Actor, wanted: AppraisalFilter) -> int:
    """Remind whoever holds a task of the appraisals that meet the filter; returns how many tasks.

    Only of what `actor` tracks, and of each task once a day: the rest is left out.
    """
    found = [each for each in to_nudge(session, actor, wanted) if not each.rested]
    notices.tell(
        session,
        [
            Note(
                each.holder_id,
                "nudged",
                {
                    "title": each.title,
                    "subject": each.subject,
                    "who": actor.name,
                    "due": each.due_at.isoformat() if each.due_at else None,
                },
                task_id=each.task_id,
            )
            for each in found
        ],
    )
    instances.note_all(
        session,
        [
            (
                each.instance_id,
                Entry("nudged", actor.id, phase=each.phase, title=each.title, note=each.holder),
            )
            for each in found
        ],
    )
    return len(found)
