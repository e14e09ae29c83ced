"""What a score is computed from, and what a keberatan decision puts in its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from engine.rules.behaviour import RaterForm
from engine.rules.skp import CreativityClaim, Row

__all__ = ["Decided", "Inputs"]


@dataclass(frozen=True)
class Inputs:
    """One person's year: agreed rows, accepted extras, submitted behaviour forms by group.

    `position` is "structural" or "functional"; a form's scores follow `behaviour.aspects_of`.
    """

    position: str
    rows: Sequence[Row] = ()
    extra_tasks: int = 0
    creativity: Sequence[CreativityClaim] = ()
    behaviour: Mapping[str, Sequence[RaterForm]] = field(default_factory=dict)


@dataclass(frozen=True)
class Decided:
    """The final numbers of a keberatan decision; None keeps what was computed (R-082)."""

    skp_score: Decimal | None = None
    behaviour_score: Decimal | None = None
