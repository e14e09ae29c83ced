"""Figures of a cycle for whoever leads: how long, how late, how much, how good, and what next.

Each counts the appraisals that the viewer may see, and no others, in the database.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.actor import Actor
from engine.queries.figures.asked import Asked, Row, asked
from engine.queries.figures.coachings import CoachingLine, CoachingWeek, coachings
from engine.queries.figures.growth import GrownWeek, growth
from engine.queries.figures.outlooks import (
    LatePerson,
    Projection,
    StageOutlook,
    UnitOutlook,
)
from engine.queries.figures.outlooks import projection as projected
from engine.queries.figures.passages import standing
from engine.queries.figures.punctual import Punctuality, punctuality
from engine.queries.figures.ratings import MIN_GROUP, RatingLine, Ratings, ratings
from engine.queries.figures.reviewers import Reviewer, ReviewLoad, review_load
from engine.queries.figures.times import Lost, StagePart, StageTime, times

__all__ = [
    "MIN_GROUP",
    "CoachingLine",
    "CoachingWeek",
    "Figures",
    "GrownWeek",
    "LatePerson",
    "Lost",
    "Projected",
    "Projection",
    "Punctuality",
    "RatingLine",
    "Ratings",
    "ReviewLoad",
    "Reviewer",
    "Row",
    "Scope",
    "StageOutlook",
    "StagePart",
    "StageTime",
    "UnitOutlook",
    "figures",
    "projection",
]


@dataclass(frozen=True)
class Scope:
    """What was counted: a cycle below a unit (None: from the top); `path` leads there."""

    cycle: str
    year: int
    unit_id: int | None
    unit: str
    path: tuple[tuple[int, str], ...]
    rows: tuple[Row, ...]
    people: int
    done: int


@dataclass(frozen=True)
class Figures:
    """All figures of a part of the organisation."""

    scope: Scope
    stages: tuple[StageTime, ...]
    lost: tuple[Lost, ...]
    punctuality: Punctuality
    coachings: tuple[CoachingWeek, ...]
    reviewers: ReviewLoad
    ratings: Ratings
    growth: tuple[GrownWeek, ...]
    projection: Projection


@dataclass(frozen=True)
class Projected:
    """The projection alone."""

    scope: Scope
    projection: Projection


def figures(
    session: Session, actor: Actor, cycle: str = "", unit_id: int | None = None
) -> Figures | None:
    """The figures of a cycle (by default the newest) below a unit, or from the top.

    None where there is no cycle. Raises `CycleNotFound`, `UnitNotFound` (also where the actor
    sees nobody in the unit).
    """
    found = asked(session, actor, cycle, unit_id)
    if found is None:
        return None
    stood, taken = standing(found), times(found)
    return Figures(
        scope=_scope(found),
        stages=taken.stages,
        lost=taken.lost,
        punctuality=punctuality(found, stood),
        coachings=coachings(found),
        reviewers=review_load(found),
        ratings=ratings(found),
        growth=growth(found),
        projection=projected(found, stood),
    )


def projection(
    session: Session, actor: Actor, cycle: str = "", unit_id: int | None = None
) -> Projected | None:
    """Who will be late at the present pace, and when units will be done; as `figures`."""
    found = asked(session, actor, cycle, unit_id)
    return None if found is None else Projected(_scope(found), projected(found, standing(found)))


def _scope(found: Asked) -> Scope:
    path = found.units.path(found.unit_id)
    return Scope(
        cycle=found.cycle.public_id,
        year=found.cycle.year,
        unit_id=found.unit_id,
        unit=path[-1][1] if path else "",
        path=path,
        rows=found.rows,
        people=found.people,
        done=found.done,
    )
