"""How the people of a scenario behave: so many per cent of each, chosen by its seed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from engine.rehearsal.parts import NEVER, Move
from engine.rehearsal.temper import Asked, Cast
from engine.scenarios import BEHAVIOURS, Scenario

ON_TIME = "on_time"
#: Whoever leaves, or gets another superior, does so on a day between these of the year.
EARLIEST, LATEST = 30, 330


@dataclass(frozen=True)
class Turn:
    """What happens to somebody on a day: `what` is leaves, or superior (he gets another judge)."""

    at: datetime
    nip: str
    what: str


@dataclass(frozen=True)
class Script(Cast):
    """The scenario's cast: who is not named in `behaviours` does everything in time."""

    behaviours: dict[str, str] = field(default_factory=dict)

    def move(self, asked: Asked) -> Move:
        """What is said to `asked`, and when."""
        behaviour = self.behaviours.get(asked.actor, ON_TIME)
        if behaviour == "absent":
            return NEVER[0]
        move = super().move(asked)
        if behaviour == "late" and move.after is not None:
            return replace(move, late=self.dice(asked).randint(1, 5))
        return move

    def _temper(self, nip: str) -> str:
        if self.behaviours.get(nip) == "objects":
            return "objects"
        return Random(f"{self.seed} {nip}").choice(_WORKERS)  # noqa: S311 - nothing is secret


_WORKERS = ("calm", "calm", "calm", "weak", "bright")


def script_for(scenario: Scenario, nips: Sequence[str]) -> Script:
    """Who behaves how among `nips`, exactly so many of each as the scenario's shares say."""
    order = sorted(nips)
    Random(f"{scenario.seed} behaviours").shuffle(order)  # noqa: S311
    behaviours: dict[str, str] = {}
    for behaviour in BEHAVIOURS:
        count = round(scenario.shares.get(behaviour, 0) * len(nips) / 100)
        for nip in order[len(behaviours) : len(behaviours) + count]:
            behaviours[nip] = behaviour
    return Script(scenario.seed, {}, behaviours)


def turns_of(script: Script, begin: datetime) -> list[Turn]:
    """On which day of the year who leaves, and who gets another superior."""
    found = []
    for nip, what in script.behaviours.items():
        if what in ("leaves", "superior"):
            day = Random(f"{script.seed} {nip} {what}").randint(EARLIEST, LATEST)  # noqa: S311
            found.append(Turn(begin + timedelta(days=day), nip, what))
    return sorted(found, key=lambda turn: (turn.at, turn.nip))
