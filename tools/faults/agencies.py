"""Agencies in the middle of last year's cycle: all that it waits for is due on the real clock."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import clock, commands, windows
from engine.accounts import actor_from
from engine.act import act
from engine.actor import SYSTEM, Actor
from engine.commands import EmployeeRow
from engine.db import Database
from engine.models import Appraisal, Cycle, Employee, Timer
from tests.engine.agency import PEOPLE, Agency, local, nip, people_of

PLAN_WEEK = ("plan_week", "opens")
_RULE = "1 Februari"


def waiting_for_plan_week(database: Database) -> Agency:
    """The SKP of the Inspektur is agreed: a timer waits for Plan Week."""
    with _january(database) as agency:
        agency.open_cycle("inspektur", year=_last_year())
        agency.fill("inspektur", "draft_skp")
        agency.fill("sekda", "approve_skp")
    return agency


def standing_at(database: Database, step: str) -> Agency:
    """The Inspektur has come to a step of the cycle."""
    with _january(database) as agency:
        agency.open_cycle("inspektur", year=_last_year(), profile="pp46_bkn2013")
        agency.live_until(step)
    return agency


def move_plan_week(database: Database, opens: datetime) -> None:
    """Let Plan Week open at another instant for all who have no date of their own."""

    def move(session: Session, _actor: Actor) -> None:
        windows.put(session, session.scalars(select(Cycle)).one(), PLAN_WEEK, opens, _RULE)
        shared = select(Appraisal.instance_id).where(~Appraisal.dated)
        waits = (Timer.key == PLAN_WEEK[0], Timer.instance_id.in_(shared))
        session.execute(update(Timer).where(*waits).values(due_at=opens))

    act(database, SYSTEM, move)


def give_own_plan_week(
    session: Session, _actor: Actor, opens: Sequence[tuple[int, datetime]]
) -> None:
    """Let Plan Week open at an instant of his own for each employee, wherever he is."""
    cycle = session.scalars(select(Cycle)).one()
    for employee_id, at in opens:
        found = select(Appraisal).where(Appraisal.employee_id == employee_id)
        windows.move(session, cycle, session.scalars(found).one(), PLAN_WEEK, at, _RULE)


def more_of_sdm(database: Database, number: int) -> list[Actor]:
    """So many more people of Bagian SDM."""
    nips = [nip(100 + n) for n in range(number)]
    rows = [
        EmployeeRow(each, f"Pranata SDM {n}", "Pranata", "SDM", superior_nip=nip(2), roles=("sdm",))
        for n, each in enumerate(nips)
    ]
    act(database, SYSTEM, commands.add_people, rows=rows)
    with database.read() as session:
        found = session.scalars(select(Employee).where(Employee.nip.in_(nips)))
        return [actor_from(person) for person in found]


def tokens_of(database: Database, employee_ids: Sequence[int]) -> dict[int, str]:
    """A token of the JSON API for each of some people."""
    with database.read() as session:
        people = [actor_from(session.get_one(Employee, each)) for each in employee_ids]
    return {
        person.id: act(database, person, commands.start_session)
        for person in people
        if person.id is not None
    }


@contextmanager
def _january(database: Database) -> Iterator[Agency]:
    """The clock stands in January of last year, where nobody has begun."""
    with clock.frozen(local(_last_year(), 1, 5, 9)) as hand:
        act(database, SYSTEM, commands.add_people, rows=list(PEOPLE.values()))
        yield people_of(database, hand)


def _last_year() -> int:
    return clock.real().year - 1
