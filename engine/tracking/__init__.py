"""Who is tracked by whom: what a viewer may see, what a filter asks, how an appraisal stands."""

from engine.tracking.filters import SORTS, AppraisalFilter, conditions
from engine.tracking.health import HEALTHS, OVER
from engine.tracking.nudging import Nudge, to_nudge
from engine.tracking.scope import below

__all__ = [
    "HEALTHS",
    "OVER",
    "SORTS",
    "AppraisalFilter",
    "Nudge",
    "below",
    "conditions",
    "to_nudge",
]
