"""The one place that writes notices: what is said to people, and what waits to be sent outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from engine import clock
from engine.models import Notice, Outbox, table
from engine.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to tell one person; `kind` says which sentence, `params` (plain JSON) fill it."""

    employee_id: int
    kind: str
    params: Mapping[str, Any]
    task_id: str | None = None
    appraisal_id: str | None = None


# In what order they come back is the store's affair: each brings its person.
_NOTICE = insert(table(Notice)).returning(Notice.id, Notice.employee_id)
_OUTBOX = Prepared(insert(table(Outbox)), "employee_id", "notice_id", "at")


def tell(session: Session, notes: Sequence[Note]) -> None:
    """Tell all of them, in the application and by a row of the outbox: two statements."""
    if not notes:
        return
    at = clock.now()
    rows = [
        {
            "employee_id": note.employee_id,
            "at": at,
            "kind": note.kind,
            "params": dict(note.params),
            "task_id": note.task_id,
            "appraisal_id": note.appraisal_id,
        }
        for note in notes
    ]
    told = session.connection().execute(_NOTICE, rows)
    outbox = [
        {"employee_id": employee_id, "notice_id": notice_id, "at": at}
        for notice_id, employee_id in told
    ]
    _OUTBOX.run_many(session, outbox)
