"""Extends one date for each of many people: as many changes of dates, made and undone together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import redating
from engine.actor import Actor
from engine.errors import BadDate, BadIntervention
from engine.interventions.asking import Asked
from engine.interventions.judging import Subject
from engine.models import Cycle, DateChange, Intervention
from schemas.said import say

#: Each is planned for himself; for more there is the unit, or the whole cycle.
MOST = 200


@dataclass(frozen=True)
class Extension:
    """What the extension is to one person: a plan, or why there is none."""

    plan: redating.Plan | None
    problem: Any = ""
    #: The cycle it is planned in, what its windows are called, and the rows that are there.
    year: redating.Year | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    layers: redating.Layers = field(default_factory=redating.Layers)


Extensions = Mapping[int, Extension]


def extensions(
    session: Session, actor: Actor, asked: Asked, found: Sequence[Subject], *, hold: bool
) -> tuple[list[Subject], Extensions]:
    """The same people judged by their dates, too; verdict "no_date" where one cannot move.

    With `hold` their cycles are kept for this act.

    Raises `BadIntervention` naming the field for what is wrong for everybody.
    """
    chosen = [each for each in found if not each.verdict]
    if len(chosen) > MOST:
        said = say("Paling banyak {n} orang sekaligus; untuk lebih banyak ada Linimasa.", n=MOST)
        raise BadIntervention("", said)
    years = _Years(session, actor, asked, hold=hold)
    planned = {each.id: years.extension(each) for each in chosen}
    judged = [
        replace(each, verdict="no_date")
        if each.id in planned and planned[each.id].plan is None
        else each
        for each in found
    ]
    return judged, planned


def extend(session: Session, made: Intervention, planned: Extensions, reason: str) -> None:
    """Make the planned changes; those who are concerned are told of each. Raises `DatesMoved`."""
    change = redating.Change(made.by, reason, made.letter)
    for extension in planned.values():
        if extension.plan is not None and extension.year is not None:
            cycle, plan = extension.year.cycle, extension.plan
            done = redating.apply(session, cycle, plan, change, extension.names)
            done.intervention_id = made.id
    session.flush()


def changes_of(session: Session, made: Intervention) -> Mapping[int, DateChange]:
    """The changes of dates it was carried out with, by appraisal."""
    rows = session.scalars(select(DateChange).where(DateChange.intervention_id == made.id))
    return {row.scope_id: row for row in rows}


def hindrances(session: Session, made: Intervention) -> dict[int, str]:
    """For each that was extended and is not undone: "" where it can be undone, else "dates"."""
    changes, found = changes_of(session, made), {}
    years = {
        each: redating.year_of(session, session.get_one(Cycle, each))
        for each in {change.cycle_id for change in changes.values()}
    }
    for number, change in changes.items():
        if change.undone_at is None:
            drawn = years[change.cycle_id].drawn
            found[number] = "dates" if redating.hindrance(session, change, drawn) else ""
    return found


def take_back(session: Session, made: Intervention, numbers: Sequence[int], actor_id: int) -> None:
    """Put the dates of these appraisals back."""
    for number, change in changes_of(session, made).items():
        if number in numbers:
            cycle = redating.held(session, session.get_one(Cycle, change.cycle_id))
            year, names = redating.year_of(session, cycle), redating.names_of(session, cycle)
            redating.undo(session, year.cycle, change, year.drawn, actor_id, names)


_Wanted = tuple[redating.Year, redating.Wish, dict[str, str]]


class _Years:
    """The cycles of the people, each read once."""

    def __init__(self, session: Session, actor: Actor, asked: Asked, *, hold: bool) -> None:
        self._session, self._actor, self._asked, self._hold = session, actor, asked, hold
        self._known: dict[int, _Wanted] = {}

    def extension(self, one: Subject) -> Extension:
        """What it is to one person."""
        year, wish, names = self._of(one.cycle_id)
        mine = replace(wish, scope=("appraisal", one.id))
        layers = redating.Layers.read(self._session, year.cycle.id, mine.scope)
        try:
            plan = redating.plan(self._session, year, mine, names, layers)
        except BadDate as error:
            return Extension(None, error.problem)
        if not any(plan.moved):
            return Extension(None, say("Baginya tahap ini sudah selesai."))
        return Extension(plan, "", year, names, layers)

    def _of(self, cycle_id: int) -> _Wanted:
        if cycle_id not in self._known:
            session = self._session
            cycle = session.get_one(Cycle, cycle_id)
            if self._hold:
                redating.held(session, cycle)
            year = redating.year_of(session, cycle)
            asked = redating.Asked(self._asked.edge, self._asked.rule)
            try:
                wish = redating.wish_of(session, self._actor, year, asked)
            except BadDate as error:
                raise BadIntervention(error.field, error.problem) from error
            names = redating.names_of(session, cycle)
            self._known[cycle_id] = year, wish, names
        return self._known[cycle_id]
