"""Rehearsing a draft: begun by somebody, noted by whoever runs it, kept with the draft."""

import json
import zlib
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import clock, definitions, drafts, rehearsed
from engine.actor import Actor
from engine.errors import (
    BadDefinition,
    FormRejected,
    NotRehearsed,
    NotYours,
    RehearsalNotFound,
    RehearsalRuns,
)
from engine.models import DiagramDraft, Rehearsal, Version
from engine.policy import may_draw
from engine.scenarios import Scenario
from engine.uploads import Checked, digest_of
from schemas.said import say


def begin_rehearsal(
    session: Session, actor: Actor, draft_id: str, scenario: Scenario, checked: Checked
) -> str:
    """Note that a draft is rehearsed from now on; its id. Who began it runs it.

    `checked` is the verdict about `drafts.to_publish`. Raises `NotYours`, `DraftNotFound`,
    `DraftOvertaken`, `BadDefinition`, and `RehearsalRuns` while another one lives.
    """
    _may(actor)
    draft = drafts.find(session, draft_id)
    digest = digest_of(drafts.to_publish(session, draft))
    if checked.problems or checked.digest != digest:
        raise BadDefinition(checked.problems)
    for other in session.scalars(select(Rehearsal).where(Rehearsal.state == "running")):
        if not rehearsed.is_silent(other):
            raise RehearsalRuns
        _end(other, "failed", "lost")
    session.flush()
    begun = Rehearsal(
        draft_id=draft.id,
        digest=digest,
        scenario=scenario.to_json(),
        by=actor.id,
        begun_at=clock.real(),
        heard_at=clock.real(),
    )
    session.add(begun)
    session.flush()
    return begun.public_id


def note_rehearsal(session: Session, _actor: Actor, rehearsal_id: str, reached: date) -> bool:
    """Note how far it has come; whether to go on."""
    noted = session.execute(
        update(Rehearsal)
        .where(Rehearsal.public_id == rehearsal_id, Rehearsal.state == "running")
        .values(heard_at=clock.real(), reached=reached)
    )
    return bool(noted.rowcount)  # type: ignore[attr-defined]


def end_rehearsal(
    session: Session,
    _actor: Actor,
    rehearsal_id: str,
    result: dict[str, Any],
    notices: list[list[Any]],
) -> None:
    """Keep what came of it; what was stopped meanwhile stays stopped."""
    found = rehearsed.find(session, rehearsal_id)
    if found.state == "running":
        found.result = result
        found.told = zlib.compress(json.dumps(notices, separators=(",", ":")).encode())
        _end(found, "done")


def lose_rehearsal(session: Session, _actor: Actor, rehearsal_id: str, reason: str) -> None:
    """Note that it did not come to an end: slow, large, failed."""
    found = rehearsed.find(session, rehearsal_id)
    if found.state == "running":
        _end(found, "failed", reason)


def stop_rehearsal(session: Session, actor: Actor, rehearsal_id: str) -> None:
    """End a rehearsal that runs. Raises `NotYours`, `RehearsalNotFound`."""
    _may(actor)
    found = rehearsed.find(session, rehearsal_id)
    if found.state == "running":
        _end(found, "cancelled")


def save_scenario(session: Session, actor: Actor, rehearsal_id: str) -> None:
    """Keep a scenario with its draft: it travels to the version, and runs before each publishing.

    Where somebody was stuck in this rehearsal is what is expected from now on. Raises `NotYours`,
    `RehearsalNotFound` also for one that came to no end, or whose draft is gone.
    """
    _may(actor)
    found = rehearsed.find(session, rehearsal_id)
    if found.result is None or found.draft_id is None:
        raise RehearsalNotFound
    draft = session.get_one(DiagramDraft, found.draft_id)
    draft.scenario = {**found.scenario, "stuck": sorted(rehearsed.stuck_at(found.result))}


def forget_scenario(session: Session, actor: Actor, draft_id: str) -> None:
    """Let a draft go without one; its base version's still holds. Raises `NotYours`."""
    _may(actor)
    drafts.find(session, draft_id, hold=True).scenario = None


def may_publish(
    session: Session, draft: DiagramDraft, digest: str, despite: str
) -> dict[str, Any] | None:
    """The scenario a version takes along, once it has been rehearsed on just these files.

    Raises `NotRehearsed`; `FormRejected` where somebody is stuck at places where nobody was, and
    `despite` does not say why it is published all the same.
    """
    wanted = rehearsed.wanted(session, draft)
    if wanted is None or digest == definitions.current(session).hash:
        return draft.scenario
    found = rehearsed.last(session, digest, wanted)
    if found is None:
        raise NotRehearsed
    if rehearsed.newly_stuck(found.result or {}, wanted) and not despite.strip():
        said = say("Tulis mengapa tetap diterbitkan walaupun ada yang macet.")
        raise FormRejected({"despite": [said]})
    return wanted.to_json()


def hand_over(session: Session, draft: DiagramDraft, version: Version | None) -> None:
    """Rehearsals of a draft go to its version, or with the draft."""
    of_draft = Rehearsal.draft_id == draft.id
    if version is None:
        for each in session.scalars(select(Rehearsal).where(of_draft)):
            session.delete(each)
    else:
        values = {"draft_id": None, "version_id": version.id}
        session.execute(update(Rehearsal).where(of_draft).values(values))
    session.flush()


def _may(actor: Actor) -> None:
    if not may_draw(actor):
        raise NotYours


def _end(found: Rehearsal, state: str, reason: str = "") -> None:
    found.state, found.reason, found.ended_at = state, reason, clock.real()
