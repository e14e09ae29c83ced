"""Fills an empty store with the demo agency, its cycle and the two SKPs, and sets its clock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock, commands, drafts, readiness
from engine.accounts import actor_from
from engine.act import act
from engine.actor import SYSTEM, Actor
from engine.db import Database
from engine.demo import skp
from engine.demo.agency import INSPEKTUR, KEPALA_DPU, KEPALA_SDM, PEOPLE
from engine.demo.moving import DEMO, is_demo, keep_offset, restore_clock
from engine.errors import NotYours
from engine.models import Employee, Setting, Task

YEAR, PROFILE, ZONE = 2026, "kasn_pp46", "Asia/Jakarta"
BEGIN = datetime(YEAR, 1, 5, 8, tzinfo=ZoneInfo(ZONE))


def prepare(database: Database) -> None:
    """Make `database` the demo's, or go on with the demo that it holds.

    The first time: the agency, the cycle of 2026 for everybody who can start, the two SKPs as
    drafts, and the clock on the first Monday of the year; all of it or nothing. Later: only the
    clock, where it was left. Raises `NotYours` for a store in which other people live.
    """
    with database.read() as session:
        begun = is_demo(session)
        inhabited = bool(session.scalar(select(func.count()).select_from(Employee)))
    if inhabited and not begun:
        raise NotYours
    if not begun:
        act(database, SYSTEM, _fill)
    with database.read() as session:
        restore_clock(session)


def _fill(session: Session, actor: Actor) -> None:
    clock.set_offset(clock.offset() + (BEGIN - clock.now()))
    keep_offset(session, clock.offset())
    # Who tries it is alone: he may publish what he has drawn himself.
    settings = {DEMO: "1", "zone": ZONE, drafts.FOUR_EYES: drafts.OFF}
    session.add_all(Setting(name=name, value=value) for name, value in settings.items())
    commands.add_people(session, actor, rows=PEOPLE)
    ready = [
        candidate.employee.id
        for candidate in readiness.candidates(session, YEAR, PROFILE)
        if not candidate.reason
    ]
    head_of_sdm = _person(session, KEPALA_SDM)
    commands.open_cycle(session, head_of_sdm, year=YEAR, profile=PROFILE, employee_ids=ready)
    _draft_skp(session, INSPEKTUR, skp.inspektur(YEAR))
    _draft_skp(session, KEPALA_DPU, skp.kepala_dpu(YEAR))


def _draft_skp(session: Session, nip: str, answers: Mapping[str, Any]) -> None:
    person = _person(session, nip)
    task_id = session.scalars(
        select(Task.id).where(Task.assignee_id == person.id, Task.step == "draft_skp")
    ).one()
    commands.save_draft(session, person, task_id=task_id, answers=answers)


def _person(session: Session, nip: str) -> Actor:
    return actor_from(session.scalars(select(Employee).where(Employee.nip == nip)).one())
