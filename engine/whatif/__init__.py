"""What if the dates were others: the engine itself, run in memory with a driven clock."""

from engine.whatif.ahead import ahead_of
from engine.whatif.behaviour import WAYS, Behaviour, When
from engine.whatif.cohort import Cohort, Member, cohort_of
from engine.whatif.draft import Draft, Line, drawn_up
from engine.whatif.drawn import Otherwise, otherwise, year_in
from engine.whatif.fresh import Appraised, Fresh, fresh
from engine.whatif.habits import behaviour_of
from engine.whatif.projection import Group, Projection, Projector
from engine.whatif.run import Projected, Run, Start, drive
from engine.whatif.stagger import Shifted, Stagger, staggered
from engine.whatif.sums import (
    END,
    NOBODY,
    Load,
    Mine,
    Place,
    Spread,
    Sums,
    load_of,
    mine,
    sums_of,
    week_of,
)
from engine.whatif.swap import NO_SWAP, Swap

__all__ = [
    "END",
    "NOBODY",
    "NO_SWAP",
    "WAYS",
    "Appraised",
    "Behaviour",
    "Cohort",
    "Draft",
    "Fresh",
    "Group",
    "Line",
    "Load",
    "Member",
    "Mine",
    "Otherwise",
    "Place",
    "Projected",
    "Projection",
    "Projector",
    "Run",
    "Shifted",
    "Spread",
    "Stagger",
    "Start",
    "Sums",
    "Swap",
    "When",
    "ahead_of",
    "behaviour_of",
    "cohort_of",
    "drawn_up",
    "drive",
    "fresh",
    "load_of",
    "mine",
    "otherwise",
    "staggered",
    "sums_of",
    "week_of",
    "year_in",
]
