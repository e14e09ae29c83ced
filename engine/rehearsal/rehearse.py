"""Sets the stage: a scratch store, generated people, an open cycle; then the year is lived."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from sqlalchemy import select

from engine import clock, commands, definitions
from engine.accounts import actor_from
from engine.act import act
from engine.actor import SYSTEM
from engine.commands.cycles import YEAR_PROCESS
from engine.db import Database
from engine.models import Employee
from engine.rehearsal.parts import PARTS, Part
from engine.rehearsal.people import FIRST, OFFICERS, agency, nip
from engine.rehearsal.result import Result, result_of
from engine.rehearsal.sandbox import ZONE, scratch
from engine.rehearsal.temper import Cast
from engine.rehearsal.unreached import reachable
from engine.rehearsal.year import Year


def rehearse(
    year: int, people: int, seed: int, profile: str, parts: Sequence[Part] = PARTS
) -> Result:
    """Live the cycle of `year` for so many generated people, in a store that is thrown away.

    The first of them play `parts`, the others follow `seed`; the same arguments give the same
    result. Meanwhile the agency's time of the whole process is the rehearsal's. Raises what
    opening a cycle raises: `UnknownProfile`, `BadYear`, `CannotStart` for nobody.
    """
    begin = datetime(year, 1, 2, 9, tzinfo=ZoneInfo(ZONE))
    with TemporaryDirectory(prefix="timbang-") as folder, clock.frozen(begin) as hand:
        database = scratch(Path(folder) / "rehearsal.db")
        try:
            _open_cycle(database, year, people, profile)
            cast = Cast(seed, {nip(FIRST + place): part for place, part in enumerate(parts)})
            Year(database, hand, cast, ZONE).live()
            phases = definitions.shipped_profiles()[profile].phases
            possible = reachable(definitions.shipped(), YEAR_PROCESS, phases)
            with database.read() as session:
                return result_of(session, possible)
        finally:
            database.close()


def _open_cycle(database: Database, year: int, people: int, profile: str) -> None:
    act(database, SYSTEM, commands.add_people, rows=agency(people))
    with database.read() as session:
        ids = session.scalars(
            select(Employee.id).where(Employee.appraised).order_by(Employee.nip)
        ).all()
        officer = session.scalars(select(Employee).where(Employee.nip == nip(OFFICERS[0]))).one()
    act(
        database,
        actor_from(officer),
        commands.open_cycle,
        year=year,
        profile=profile,
        employee_ids=ids,
    )
