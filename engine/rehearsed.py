"""What a draft's scenario asks for before it is published, and whether that was rehearsed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, definitions
from engine.errors import RehearsalNotFound
from engine.models import DiagramDraft, Rehearsal
from engine.scenarios import Place, Scenario

#: A rehearsal nobody has heard of for so long has died with its process.
SILENT = timedelta(minutes=1)


def find(session: Session, rehearsal_id: str) -> Rehearsal:
    """A rehearsal by its public id. Raises `RehearsalNotFound`."""
    found = session.scalar(select(Rehearsal).where(Rehearsal.public_id == rehearsal_id))
    if found is None:
        raise RehearsalNotFound
    return found


def wanted(session: Session, draft: DiagramDraft) -> Scenario | None:
    """The scenario saved with a draft, else the one of the newest version."""
    stored = draft.scenario or definitions.current(session).scenario
    return None if stored is None else Scenario.from_json(stored)


def last(session: Session, digest: str, scenario: Scenario) -> Rehearsal | None:
    """The last rehearsal of this scenario on just these files that came to its end."""
    found = session.scalars(
        select(Rehearsal)
        .where(Rehearsal.digest == digest, Rehearsal.state == "done")
        .order_by(Rehearsal.id.desc())
    )
    return next(
        (each for each in found if scenario.plays_as(Scenario.from_json(each.scenario))), None
    )


def stuck_at(result: Mapping[str, Any]) -> frozenset[Place]:
    """Where somebody was stuck."""
    return frozenset(each["place"] for each in result.get("stuck", ()))


def newly_stuck(result: Mapping[str, Any], scenario: Scenario) -> frozenset[Place]:
    """Where somebody was stuck, and nobody was when the scenario was saved."""
    return stuck_at(result) - set(scenario.stuck)


def is_silent(row: Rehearsal) -> bool:
    """Whether it should run, and whoever ran it is gone."""
    return row.state == "running" and clock.real() - row.heard_at >= SILENT
