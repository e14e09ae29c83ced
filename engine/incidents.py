"""What stops a process, kept for the record: opened by a failure, closed by whoever goes on."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.orm import Session

from engine import accounts, clock, notices, policy
from engine.errors import ProcessFailed
from engine.models import Appraisal, Incident, Notice, Task, table
from engine.prepared import Prepared

KIND = "stopped"


@dataclass(frozen=True)
class Failure:
    """A step that could not be taken: where, why, how often, and whose form it was."""

    element: str
    reason: str
    container: str = ""
    attempts: int = 1
    task_id: str | None = None

    @classmethod
    def of(cls, error: ProcessFailed, attempts: int = 1) -> "Failure":
        """What an error says of a step."""
        params = error.params
        return cls(params["element"], params["reason"], error.container, attempts, error.task_id)


def note(session: Session, instance_id: int, failure: Failure) -> None:
    """Write that a step failed, and tell Bagian SDM; what is open already is only counted."""
    again = session.execute(
        update(Incident)
        .where(
            *_open(instance_id),
            Incident.container == failure.container,
            Incident.element == failure.element,
            Incident.reason == failure.reason,
            Incident.task_id.is_not_distinct_from(failure.task_id),
        )
        .values(attempts=Incident.attempts + failure.attempts)
        .execution_options(synchronize_session=False)
    )
    if again.rowcount:  # type: ignore[attr-defined]
        return
    at = clock.now()
    if failure.task_id is not None and _anonymous(session, failure.task_id):
        # 360 forms leave no trace of the hour, not even where they failed.
        at = at.replace(hour=0, minute=0, second=0, microsecond=0)
    session.add(
        Incident(
            instance_id=instance_id,
            at=at,
            container=failure.container,
            element=failure.element,
            reason=failure.reason,
            attempts=failure.attempts,
            task_id=failure.task_id,
        )
    )
    _tell(session, instance_id)


def close(session: Session, instance_id: int, by: int | None = None) -> int:
    """Close what is open for an instance, as `by` let it go on; returns how many there were."""
    closed = session.execute(
        update(Incident)
        .where(*_open(instance_id))
        .values(resolved_at=clock.now(), resolved_by=by)
        .execution_options(synchronize_session=False)
    )
    return int(closed.rowcount)  # type: ignore[attr-defined]


def close_of_task(session: Session, task_id: str) -> None:
    """Close what is open for a form, which could be sent now."""
    _THROUGH.run(session, {"task": task_id, "at": clock.now()})


_THROUGH = Prepared(
    update(table(Incident))
    .where(Incident.task_id == bindparam("task"), Incident.resolved_at.is_(None))
    .values(resolved_at=bindparam("at"))
)


def _open(instance_id: int) -> Sequence[ColumnElement[bool]]:
    return [Incident.instance_id == instance_id, Incident.resolved_at.is_(None)]


def _anonymous(session: Session, task_id: str) -> bool:
    return session.scalar(select(Task.step).where(Task.id == task_id)) in policy.ANONYMOUS


def _tell(session: Session, instance_id: int) -> None:
    """Tell Bagian SDM, but nobody twice who has not read that anything stopped."""
    appraisal = session.scalar(select(Appraisal).where(Appraisal.instance_id == instance_id))
    if appraisal is None:
        return
    unread = select(Notice.employee_id).where(Notice.kind == KIND, Notice.read_at.is_(None))
    knowing = {appraisal.employee_id, *session.scalars(unread)}
    notes = [
        notices.Note(
            person,
            KIND,
            {"subject": appraisal.header["pegawai"]["name"]},
            appraisal_id=appraisal.public_id,
        )
        for person in accounts.bagian_sdm(session)
        if person not in knowing
    ]
    notices.tell(session, notes)
