"""The notices that wait to be mailed, gathered into letters: one person, one letter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.orm import Session

from engine.db import connection_of
from engine.letters import Item, Letter
from engine.models import Employee, Notice, Setting, Task

ZONE = "Asia/Jakarta"
#: So many for each letter are looked through for people.
_NOTICES = 10


@dataclass(frozen=True)
class Claimed:
    """A letter that is ours to send: the notices it says, and how often it was tried before.

    `number` is the id of the first notice it ever said, and stays when that is moot.
    """

    letter: Letter
    number: int
    notices: tuple[int, ...]
    attempts: int
    zone: str


def waiting(session: Session, now: datetime, limit: int) -> Sequence[int]:
    """The ids of people who have mail waiting at `now`, whoever waits longest first."""
    # No GROUP BY: it would lure SQLite away from the small index of what waits.
    rows = session.scalars(
        select(Notice.employee_id)
        .where(Notice.mail_at <= now)
        .order_by(Notice.mail_at)
        .limit(limit * _NOTICES)
    )
    return list(dict.fromkeys(rows))[:limit]


def claim(
    session: Session, people: Sequence[int], now: datetime, until: datetime
) -> Sequence[Claimed]:
    """Take the mail of `people` until an instant; nobody else then finds it before.

    What was tried together stays together; all that is new becomes one letter. Nothing is sent to
    who has no address or has left, nor about a task that is no longer open.
    """
    rows = session.execute(_waiting_of(people, now)).all()
    moot = [row.id for row in rows if _is_moot(row)]
    if moot:
        session.execute(update(Notice).where(Notice.id.in_(moot)).values(mail="none", mail_at=None))
    zone = session.get(Setting, "zone")
    letters = list(_letters(session, rows, zone.value if zone else ZONE))
    mine = [
        {"notice_id": each, "number": letter.number, "until": until}
        for letter in letters
        for each in letter.notices
    ]
    if mine:
        connection_of(session).execute(_CLAIM, mine)
    return letters


_CLAIM = (
    update(Notice)
    .where(Notice.id == bindparam("notice_id"))
    .values(letter=bindparam("number"), mail_at=bindparam("until"))
)


def _waiting_of(people: Sequence[int], now: datetime) -> Any:
    return (
        select(
            Notice.id,
            Notice.employee_id,
            Notice.kind,
            Notice.params,
            Notice.task_id,
            Notice.appraisal_id,
            Notice.letter,
            Notice.attempts,
            Employee.name,
            Employee.email,
            Employee.language,
            Employee.active,
            Task.state,
        )
        .join(Employee, Employee.id == Notice.employee_id)
        .outerjoin(Task, Task.id == Notice.task_id)
        .where(Notice.employee_id.in_(people), Notice.mail_at <= now)
        .order_by(Notice.employee_id, func.coalesce(Notice.letter, 0), Notice.id)
        .with_for_update(of=Notice, skip_locked=True)
    )


def _is_moot(row: Row[Any]) -> bool:
    closed = row.task_id is not None and row.state != "open"
    return closed or not row.active or not row.email.strip()


def _letters(session: Session, rows: Sequence[Row[Any]], zone: str) -> Iterator[Claimed]:
    open_rows = (row for row in rows if not _is_moot(row))
    for _, group in groupby(open_rows, key=lambda row: (row.employee_id, row.letter)):
        notices = list(group)
        first = notices[0]
        number = first.letter or first.id
        letter = Letter(
            # Neither another store's nor a number that says how many mails there were.
            id=session.info["seal"].sign(f"mail {number}".encode()).hex(),
            name=first.name,
            address=first.email.strip(),
            language=first.language,
            items=tuple(
                Item(row.kind, row.params, row.task_id, row.appraisal_id) for row in notices
            ),
        )
        yield Claimed(letter, number, tuple(row.id for row in notices), first.attempts, zone)
