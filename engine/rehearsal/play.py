"""Plays one part of a scenario in a child process, on a store of its own."""

import gc
import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import apart, clock, commands, definitions, readiness
from engine.accounts import actor_from
from engine.act import act
from engine.actor import SYSTEM, Actor
from engine.commands.cycles import YEAR_PROCESS
from engine.db import Database
from engine.errors import EngineError
from engine.models import Employee
from engine.rehearsal import copied, told
from engine.rehearsal.people import agency
from engine.rehearsal.sandbox import ZONE, scratch
from engine.rehearsal.script import Script, script_for, turns_of
from engine.rehearsal.unreached import reachable
from engine.rehearsal.year import Year
from engine.scenarios import Scenario
from engine.uploads import Checked, digest_of

#: Whoever works at pages goes first.
NICENESS = 5
#: After so many days everything that is read once has been read.
SETTLED = 2


def play(given: Mapping[str, Any], tell: apart.Tell) -> dict[str, Any]:
    """Live the part of `given["part"]` among `given["parts"]`: each so-manieth of the people.

    `given` has the scenario, the files by path, the copy of the people (None: invented ones) and
    a folder for the store. The day that was reached is told. Returns what `told.part_of` reads,
    or why the year cannot begin ("refused").
    """
    os.nice(NICENESS)
    gc.disable()  # once a day is enough
    scenario = Scenario.from_json(given["scenario"])
    zone = (given["copy"] or {}).get("zone") or ZONE
    begin = datetime(scenario.year, 1, 2, 9, tzinfo=ZoneInfo(zone))
    with clock.frozen(begin) as hand:
        database = scratch(Path(given["folder"]) / f"part-{given['part']}.db")
        try:
            act(database, SYSTEM, _set_stage, given=given, scenario=scenario)
            with database.read() as session:
                cohort, left_out = _cohort(session, scenario, given["copy"])
            script = script_for(scenario, list(cohort))
            mine = sorted(cohort.values())[given["part"] :: given["parts"]]
            year = Year(database, hand, script, zone, turns_of(script, begin))
            if not cohort:
                return {"refused": "tidak ada pegawai yang dapat dinilai."}
            if mine:
                try:
                    _open(database, scenario, mine)
                except EngineError as error:
                    return {"refused": str(error)}
                year.live(partial(_tell, tell, Tidy()))
            return _told(database, given, scenario, script, year) | {"left_out": left_out}
        finally:
            database.close()


class Tidy:
    """Throws away once a day what is no longer used."""

    def __init__(self) -> None:
        """Nothing was thrown away yet."""
        self._days = 0

    def up(self) -> None:
        """Look through what is new; what the first days read stays until the end.

        Diagrams and modules are nearly all there is: to look through them daily was half of
        the whole work.
        """
        gc.collect()
        self._days += 1
        if self._days == SETTLED:
            gc.freeze()


def _tell(tell: apart.Tell, tidy: Tidy, day: date) -> None:
    tidy.up()
    tell(day.isoformat())


def _set_stage(
    session: Session, _actor: Actor, given: Mapping[str, Any], scenario: Scenario
) -> None:
    if given["copy"] is None:
        commands.add_people(session, SYSTEM, agency(scenario.size))
    else:
        chosen = _chosen(scenario, copied.appraised(given["copy"]))
        copied.place(session, given["copy"], copied.around(given["copy"], chosen))
    files = given["files"]
    # Whoever hands them over has had them checked.
    definitions.publish_checked(session, files, Checked(digest_of(files), ()))


def _chosen(scenario: Scenario, ids: Sequence[int]) -> list[int]:
    """Whose year is rehearsed, of all who would be appraised."""
    if scenario.size >= len(ids):
        return sorted(ids)
    return sorted(Random(f"{scenario.seed} cohort").sample(sorted(ids), scenario.size))  # noqa: S311


def _cohort(
    session: Session, scenario: Scenario, copy: copied.Copied | None
) -> tuple[dict[str, int], int]:
    """Who is appraised, ids by NIP; and how many of those chosen cannot start."""
    people = {person.id: person for person in session.scalars(select(Employee))}
    ids = [each.id for each in people.values() if each.active and each.appraised]
    chosen = _chosen(scenario, ids if copy is None else copied.appraised(copy))
    able = [each for each in chosen if readiness.why_not(people[each], people) is None]
    return {people[each].nip: each for each in able}, len(chosen) - len(able)


def _open(database: Database, scenario: Scenario, ids: Sequence[int]) -> None:
    with database.read() as session:
        people = session.scalars(select(Employee).order_by(Employee.id)).all()
        officers = [actor_from(each) for each in people if each.active and "sdm" in each.roles]
        if officers:
            actor = officers[0]
        else:  # an agency without Bagian SDM has nobody to do its tasks, but its year can be seen
            actor = Actor(people[0].id, people[0].name, roles=frozenset({"sdm"}))
    act(
        database,
        actor,
        commands.open_cycle,
        year=scenario.year,
        profile=scenario.profile,
        employee_ids=ids,
    )


def _told(
    database: Database, given: Mapping[str, Any], scenario: Scenario, script: Script, year: Year
) -> dict[str, Any]:
    phases = definitions.shipped_profiles()[scenario.profile].phases
    possible = reachable(given["files"], YEAR_PROCESS, phases)
    with database.read() as session:
        return told.part_of(session, possible, script, year)
