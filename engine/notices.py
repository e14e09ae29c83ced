"""The one place that writes notices: what is said to people, and whether it is mailed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from engine import clock
from engine.models import Notice, table
from engine.prepared import Prepared

AT_ONCE = timedelta(0)

_TOLD = Prepared(
    insert(table(Notice)),
    *("employee_id", "at", "kind", "params", "task_id", "appraisal_id"),
    *("mail", "mail_at", "attempts", "failure"),
)


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to tell one person; `kind` says which sentence, `params` (plain JSON) fill it."""

    employee_id: int
    kind: str
    params: Mapping[str, Any]
    task_id: str | None = None
    appraisal_id: str | None = None


def tell(session: Session, notes: Sequence[Note], mail_after: timedelta = AT_ONCE) -> None:
    """Tell all of them, in one statement whatever their number.

    Where this installation sends mail each note also waits to be mailed, after `mail_after` of
    the machine's time, with the act that caused it.
    """
    if notes:
        _TOLD.run_many(session, rows(session, notes, mail_after))


def rows(
    session: Session, notes: Sequence[Note], mail_after: timedelta = AT_ONCE
) -> list[dict[str, Any]]:
    """The notes as rows of `notice`."""
    mailed: dict[str, Any] = {"mail": "none", "mail_at": None}
    if session.info.get("mails"):
        mailed = {"mail": "waiting", "mail_at": clock.real() + mail_after}
    at = clock.now()
    return [
        {
            "employee_id": note.employee_id,
            "at": at,
            "kind": note.kind,
            "params": dict(note.params),
            "task_id": note.task_id,
            "appraisal_id": note.appraisal_id,
            **mailed,
        }
        for note in notes
    ]
