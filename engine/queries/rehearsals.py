"""Rehearsals as Bagian SDM sees them: what runs, what came of it, what must run before."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import drafts, rehearsed
from engine.actor import Actor
from engine.errors import NotYours, RehearsalNotFound
from engine.models import DiagramDraft, Employee, Rehearsal, Version
from engine.policy import may_draw
from engine.scenarios import Scenario
from engine.uploads import digest_of


@dataclass(frozen=True)
class RehearsalPage:
    """A rehearsal: of a draft (its id and name) or of a version (its number).

    `state` is running, done, cancelled or failed (`reason`: slow, large, failed, lost). `names`
    are the people its result names, by their numbers. `saved` says whether the draft keeps it.
    """

    id: str
    draft_id: str
    draft: str
    version: int | None
    who: str
    begun_at: datetime
    seconds: int
    state: str
    reason: str
    reached: date | None
    scenario: Scenario
    result: Mapping[str, Any] | None
    names: Mapping[int, str]
    saved: bool

    @property
    def stuck(self) -> int:
        """How many did not come to their end."""
        return sum(each["count"] for each in (self.result or {}).get("stuck", ()))


@dataclass(frozen=True)
class Wanted:
    """What must be rehearsed before a draft is published: by which scenario, and what came of it.

    `done` is None until that scenario has run on just these files; `new` are the places where
    somebody is stuck now, and nobody was before.
    """

    scenario: Scenario
    done: RehearsalPage | None
    new: frozenset[str]


def rehearsals(session: Session, actor: Actor, draft_id: str = "") -> tuple[RehearsalPage, ...]:
    """The last fifty rehearsals, of one draft or of all. Raises `NotYours`, `DraftNotFound`."""
    _may(actor)
    chosen = select(Rehearsal).order_by(Rehearsal.id.desc()).limit(50)
    if draft_id:
        chosen = chosen.where(Rehearsal.draft_id == drafts.find(session, draft_id).id)
    return tuple(_page(session, each) for each in session.scalars(chosen))


def rehearsal(session: Session, actor: Actor, rehearsal_id: str) -> RehearsalPage:
    """One rehearsal. Raises `NotYours`, `RehearsalNotFound`."""
    _may(actor)
    return _page(session, rehearsed.find(session, rehearsal_id))


def rehearsal_json(session: Session, actor: Actor, rehearsal_id: str) -> dict[str, Any]:
    """The result with every notice, of people only their numbers.

    Raises `NotYours`, `RehearsalNotFound` also for one that has no result.
    """
    _may(actor)
    found = rehearsed.find(session, rehearsal_id)
    if found.result is None:
        raise RehearsalNotFound
    return whole_json(
        Scenario.from_json(found.scenario), found.result, json.loads(zlib.decompress(found.told))
    )


def whole_json(
    scenario: Scenario, result: Mapping[str, Any], notices: list[list[Any]]
) -> dict[str, Any]:
    """A result as it is given to others."""
    fields = ("day", "kind", "title", "to", "about", "due", "count")
    return {
        "scenario": scenario.to_json(),
        **result,
        "notices": [dict(zip(fields, row, strict=True)) for row in notices],
    }


def rehearsal_wanted(session: Session, actor: Actor, draft_id: str) -> Wanted | None:
    """What publishing a draft asks to be rehearsed; None for one without a scenario.

    Raises `NotYours`, `DraftNotFound`, `DraftOvertaken`.
    """
    _may(actor)
    draft = drafts.find(session, draft_id)
    scenario = rehearsed.wanted(session, draft)
    if scenario is None:
        return None
    digest = digest_of(drafts.to_publish(session, draft))
    found = rehearsed.last(session, digest, scenario)
    if found is None:
        return Wanted(scenario, None, frozenset())
    new = rehearsed.newly_stuck(found.result or {}, scenario)
    return Wanted(scenario, _page(session, found), new)


def appraised_people(session: Session, actor: Actor) -> int:
    """How many people of this installation would be appraised. Raises `NotYours`."""
    _may(actor)
    chosen = select(func.count()).where(Employee.active, Employee.appraised)
    return session.scalar(chosen) or 0


def _may(actor: Actor) -> None:
    if not may_draw(actor):
        raise NotYours


def _page(session: Session, row: Rehearsal) -> RehearsalPage:
    draft = session.get_one(DiagramDraft, row.draft_id) if row.draft_id else None
    version = session.get_one(Version, row.version_id) if row.version_id else None
    scenario = Scenario.from_json(row.scenario)
    silent = rehearsed.is_silent(row)
    ended = row.ended_at or row.heard_at
    return RehearsalPage(
        id=row.public_id,
        draft_id=draft.public_id if draft else "",
        draft=draft.name if draft else "",
        version=version.number if version else None,
        who=session.get_one(Employee, row.by).name,
        begun_at=row.begun_at,
        seconds=round((ended - row.begun_at).total_seconds()),
        state="failed" if silent else row.state,
        reason="lost" if silent else row.reason,
        reached=row.reached,
        scenario=scenario,
        result=row.result,
        names=_names(session, scenario, row.result or {}),
        saved=bool(draft and draft.scenario and scenario.plays_as(_stored(draft.scenario))),
    )


def _stored(scenario: Mapping[str, Any]) -> Scenario:
    return Scenario.from_json(scenario)


def _names(session: Session, scenario: Scenario, result: Mapping[str, Any]) -> dict[int, str]:
    """Who stands behind the numbers, as the pages of Bagian SDM may say."""
    numbers = {number for each in result.get("stuck", ()) for number in each["people"]}
    for each in result.get("examples", ()):
        numbers |= {each["to"], each["about"]}
    if not scenario.own:
        return {number: f"Pegawai {number}" for number in numbers}
    rows = session.execute(select(Employee.id, Employee.name).where(Employee.id.in_(numbers)))
    return dict(rows.all())
