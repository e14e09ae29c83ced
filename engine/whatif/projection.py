"""Everybody's days to come: one run for all who are alike."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from engine.bpmn.frontier import Seal
from engine.redating import Layers, Year
from engine.whatif.behaviour import Behaviour
from engine.whatif.cohort import Cohort, Kind, Member
from engine.whatif.run import Projected, Run, Start, drive


@dataclass(frozen=True)
class Group:
    """Appraisals that are alike, and what comes for each of them."""

    run: Run
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Projection:
    """What comes for all from `now` on, by groups."""

    groups: tuple[Group, ...]
    now: datetime

    def steps_by_person(self) -> Iterator[tuple[Member, tuple[Projected, ...]]]:
        """Each appraisal with its steps."""
        for group in self.groups:
            for member in group.members:
                yield member, group.run.steps


@dataclass
class Projector:
    """Projects a cohort on some dates; who stays as he was in an earlier one is not run again."""

    cohort: Cohort
    behaviour: Behaviour
    now: datetime
    seal: Seal

    def __post_init__(self) -> None:
        self._known: dict[object, Run] = {}

    @property
    def runs(self) -> int:
        """How many runs of the engine it took so far."""
        return len(self._known)

    def of(self, year: Year, layers: Layers) -> Projection:
        """What comes for the cohort by these dates."""
        return self.of_kinds(self.cohort.alike(year, layers))

    def of_kinds(self, kinds: Iterable[Kind]) -> Projection:
        """What comes for those who were found alike, by the dates of each kind."""
        groups = [Group(self._run(key, start), tuple(members)) for key, start, members in kinds]
        return Projection(tuple(groups), self.now)

    def _run(self, key: object, start: Start) -> Run:
        if key not in self._known:
            self._known[key] = drive(start, self.behaviour, self.now, self.seal)
        return self._known[key]
