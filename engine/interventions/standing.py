"""Why an appraisal stands still by somebody's hand."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import AlreadyOver, Held, Withdrawn
from engine.models import Employee, Intervened, Intervention


@dataclass(frozen=True)
class Standing:
    """The intervention that holds an appraisal, or has cancelled it."""

    id: str
    kind: str
    who: str
    since: datetime
    reason: str


def standing(session: Session, appraisal_id: int) -> Standing | None:
    """The last that was done to it and not undone, if that was to hold or to cancel it."""
    row = session.execute(
        select(Intervention, Employee.name)
        .join(Intervened, Intervened.intervention_id == Intervention.id)
        .join(Employee, Employee.id == Intervention.by)
        .where(
            Intervened.appraisal_id == appraisal_id,
            Intervened.verdict == "",
            Intervened.undone.is_(False),
            Intervention.state == "done",
            Intervention.kind.in_(("hold", "release", "cancel")),
        )
        .order_by(Intervention.id.desc())
        .limit(1)
    ).first()
    if row is None or row[0].kind == "release":
        return None
    made, who = row
    return Standing(made.public_id, made.kind, who, made.decided_at or made.at, made.reason)


def held(session: Session, appraisal_id: int) -> AlreadyOver:
    """Why a task of an appraisal that is held cannot be answered."""
    found = standing(session, appraisal_id)
    return Held(found.who, found.since, found.reason) if found else Withdrawn()
