"""The agency under fire: one office for each client, with a head and staff that join in groups."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from threading import Lock

from sqlalchemy import select

from engine import clock, commands
from engine.accounts import actor_from
from engine.act import act
from engine.actor import SYSTEM, Actor
from engine.commands import EmployeeRow
from engine.db import Database
from engine.models import Employee
from tools.faults import agencies

#: So many people of an office are at work at once; those who came first leave first.
AT_WORK = 40
#: After so many seconds Plan Week opens for somebody who joined: by then his SKP may be agreed.
SOON = (4.0, 30.0)


@dataclass(frozen=True)
class Person:
    """Somebody with a token of the JSON API."""

    id: int
    token: str


@dataclass
class Office:
    """A head and the staff whose pejabat penilai he is."""

    number: int
    head: Person
    staff: list[Person] = field(default_factory=list)


class Agency:
    """Takes people in and opens last year's cycle for them, beside the processes that are killed.

    Plan Week opens for each of them soon, at a moment of his own: a timer may come due while no
    worker lives.
    """

    def __init__(self, database: Database, offices: int, seed: int) -> None:
        self.database = database
        self.year = clock.now().year - 1
        self._lock, self._random = Lock(), Random(seed)
        self._taken_in = 0
        top = self._take_in([("Bupati", ""), ("Sekretaris Daerah", _nip(0))], "Setda", sdm=True)
        self._sdm = top[1]
        heads = self._take_in([(f"Kepala {n}", _nip(1)) for n in range(offices)], "Setda")
        self.offices = [Office(n, self._person(head)) for n, head in enumerate(heads)]

    def grow(self, office: Office, number: int) -> None:
        """Open the cycle for so many more people of an office."""
        with self._lock:
            rows = [(f"Staf {office.number}", _nip(2 + office.number))] * number
            actors = self._take_in(rows, f"Dinas {office.number}")
            ids = [actor.id for actor in actors if actor.id is not None]
            act(self.database, self._sdm, commands.open_cycle, self.year, "kasn_pp46", ids)
            act(self.database, SYSTEM, agencies.give_own_plan_week, self._soon(ids))
            office.staff += [self._person(actor) for actor in actors]
        del office.staff[:-AT_WORK]

    def _soon(self, people: list[int]) -> list[tuple[int, datetime]]:
        now = clock.now()
        return [(each, now + timedelta(seconds=self._random.uniform(*SOON))) for each in people]

    def _take_in(
        self, people: list[tuple[str, str]], unit: str, *, sdm: bool = False
    ) -> list[Actor]:
        first = self._taken_in
        self._taken_in += len(people)
        roles = ("sdm",) if sdm else ()
        rows = [
            EmployeeRow(_nip(n), f"{name} {n}", name, unit, superior_nip=superior, roles=roles)
            for n, (name, superior) in enumerate(people, first)
        ]
        act(self.database, SYSTEM, commands.add_people, rows=rows)
        with self.database.read() as session:
            nips = [row.nip for row in rows]
            found = session.scalars(
                select(Employee).where(Employee.nip.in_(nips)).order_by(Employee.nip)
            )
            return [actor_from(person) for person in found]

    def _person(self, actor: Actor) -> Person:
        assert actor.id is not None
        return Person(actor.id, act(self.database, actor, commands.start_session))


def _nip(number: int) -> str:
    return f"9999{number:014d}"
