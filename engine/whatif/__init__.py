"""What if the dates were others: the engine itself, run in memory with a driven clock."""

from engine.whatif.behaviour import WAYS, Behaviour
from engine.whatif.cohort import Cohort, Member, cohort_of
from engine.whatif.draft import Draft, Line, LineRefused, drawn_up
from engine.whatif.projection import Group, Projection, Projector
from engine.whatif.run import Projected, Run, Start, drive

__all__ = [
    "WAYS",
    "Behaviour",
    "Cohort",
    "Draft",
    "Group",
    "Line",
    "LineRefused",
    "Member",
    "Projected",
    "Projection",
    "Projector",
    "Run",
    "Start",
    "cohort_of",
    "drawn_up",
    "drive",
]
