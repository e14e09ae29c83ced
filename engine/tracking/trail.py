"""The way that lies behind an appraisal, place by place, as its history says."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import facts
from engine.models import Employee, History

Spot = tuple[str, str]
"""An element or a flow by its id, in a phase; "" stands for the diagram of the year itself."""


@dataclass(frozen=True)
class Passing:
    """When a spot was passed, and by whom: "" where nobody was asked, or nobody may know."""

    at: datetime
    who: str


@dataclass(frozen=True)
class Trail:
    """All that was passed, the oldest passing of each spot first.

    `entered` are the flows by which each phase is reached.
    """

    passings: Mapping[Spot, tuple[Passing, ...]]
    entered: Mapping[str, frozenset[str]]

    def of(self, spot: Spot) -> tuple[Passing, ...]:
        """Each time a spot was passed."""
        return self.passings.get(spot, ())

    def began(self, phase: str) -> datetime | None:
        """When a phase was reached for the first time."""
        moments = [each.at for flow in self.entered.get(phase, ()) for each in self.of(("", flow))]
        return min(moments, default=None)

    def ended(self, phase: str) -> datetime | None:
        """When a phase was left for the last time."""
        return max((each.at for each in self.of(("", phase))), default=None)


def trail_of(session: Session, case: facts.Case) -> Trail:
    """The way of an appraisal so far; in its history a rater has no name and no hour (R-054)."""
    rows = session.execute(
        select(History.at, History.step, History.phase, History.passed, Employee.name)
        .outerjoin(Employee, Employee.id == History.employee_id)
        .where(History.instance_id == case.instance.id)
        .order_by(History.seq)
    )
    walk = _Walk(case)
    for at, step, phase, passed, name in rows:
        for each in passed:
            process, _, spot = each.partition(":")
            walk.to(process, spot, phase, Passing(at, (name or "") if spot == step else ""))
    return Trail({spot: tuple(each) for spot, each in walk.found.items()}, walk.entered)


class _Walk:
    """Finds in which phase an element was passed: a history names its process alone.

    Two phases may call the same process. It is always the one that was reached last.
    """

    def __init__(self, case: facts.Case) -> None:
        self.year = case.instance.process
        self.found = defaultdict[Spot, list[Passing]](list)
        calls = {phase.key: phase.process for phase in case.specs.phases_of(self.year)}
        flows = {
            flow: target
            for (container, _, target), flow in case.specs.flows.items()
            if case.specs.owner.get(container) == self.year and target in calls
        }
        self.entered = {
            key: frozenset(flow for flow, target in flows.items() if target == key) for key in calls
        }
        self._calls, self._flows = calls, flows
        self._inside: dict[str, str] = {}

    def to(self, process: str, spot: str, phase: str, passing: Passing) -> None:
        """Pass an element or a flow of a process."""
        if process == self.year:
            self.found["", spot].append(passing)
            if spot in self._flows:
                key = self._flows[spot]
                self._inside[self._calls[key]] = key
            return
        # What a phase calls itself is told where it is called.
        key = self._inside.get(process) or (phase if self._calls.get(phase) == process else "")
        if key:
            self.found[key, spot].append(passing)
