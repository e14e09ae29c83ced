"""Another Pejabat Penilai Kinerja that is only thought of: whose work is then whose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine import policy
from engine.whatif.cohort import Member
from engine.whatif.run import Projected

#: The places of the two officials among the people of a state.
_JUDGE, _ABOVE = 1, 2


@dataclass(frozen=True)
class Swap:
    """Who takes the places of the officials of some appraisals, by the appraisal's id.

    As a handing over has it (R-018): what is open follows, but for a 360 form that waits.
    """

    people: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    def holder(self, member: Member, place: int, *, stays: bool) -> int:
        """Who holds the tasks of a place of somebody's appraisal."""
        officials = self.people.get(member.appraisal_id)
        if officials is None or stays or place not in (_JUDGE, _ABOVE):
            return member.shape.people[place]
        return officials[place - _JUDGE]


NO_SWAP = Swap()


def is_form(step: Projected) -> bool:
    """Whether it is a form of the 360."""
    return step.step in policy.ANONYMOUS


def stays(step: Projected, now: datetime) -> bool:
    """Whether it stays with whom it waits for, whoever takes over: a 360 form that is out."""
    return is_form(step) and step.opened <= now
