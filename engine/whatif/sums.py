"""What a projection comes to: each step's dates over all, and the load by week and person."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

from engine import timeline
from engine.whatif.cohort import Member
from engine.whatif.projection import Projection
from engine.whatif.run import Projected, Run
from engine.whatif.swap import NO_SWAP, Swap, is_form, stays

K = TypeVar("K")

Place = tuple[str, str]
"""A step of the year: phase and step."""
END: Place = ("", "")
"""The end of the year, counted like a step."""


class Spread(NamedTuple):
    """When a step is done: of so many people, so many late or never; None if it is never done."""

    people: int
    earliest: datetime | None
    median: datetime | None
    latest: datetime | None
    late: int


NOBODY = Spread(0, None, None, None, 0)


class Mine(NamedTuple):
    """A step of one person: when the last of its tasks is done, None if never."""

    done: datetime | None
    late: bool


@dataclass(frozen=True)
class Step:
    """How a step is called and whose it is."""

    title: str
    role: str


@dataclass(frozen=True)
class Sums:
    """The steps of a projection, in the order in which they come; `stages` are done by phase."""

    spreads: Mapping[Place, Spread]
    steps: Mapping[Place, Step]
    stages: Mapping[str, Spread]
    late: int
    """People who are late at least once."""


def mine(run: Run) -> dict[Place, Mine]:
    """The steps of one person, and the end of his year."""
    found: dict[Place, Mine] = {}
    for step in run.steps:
        place, one = (step.phase, step.step), Mine(step.done, step.late)
        found[place] = _both(found.get(place, one), one)
    return found | {END: Mine(run.ended, False)}


def _stages(own: Mapping[Place, Mine]) -> dict[str, Mine]:
    """When somebody is through with each stage."""
    found: dict[str, Mine] = {}
    for (phase, _), one in own.items():
        found[phase] = _both(found.get(phase, one), one)
    return found


def _both(one: Mine, other: Mine) -> Mine:
    """Both of two: as late as the later, never if one never is."""
    dones = one.done, other.done
    done = None if None in dones else max(each for each in dones if each is not None)
    return Mine(done, one.late or other.late)


def sums_of(projection: Projection) -> Sums:
    """The steps over all people."""
    places, stages = _Dones[Place](), _Dones[str]()
    steps, people = dict[Place, Step](), 0
    for group in projection.groups:
        number = len(group.members)
        for step in group.run.steps:
            steps.setdefault((step.phase, step.step), Step(step.title, step.role))
        own = mine(group.run)
        places.count(own, number)
        stages.count(_stages(own), number)
        people += number * any(one.late for one in own.values())
    return Sums(places.spreads(), steps, stages.spreads(), people)


class _Dones(Generic[K]):
    """When so many were done with something, and so many late."""

    def __init__(self) -> None:
        self._dones: defaultdict[K, Counter[datetime | None]] = defaultdict(Counter)
        self._late: Counter[K] = Counter()

    def count(self, own: Mapping[K, Mine], number: int) -> None:
        """Add so many people who are alike."""
        for place, one in own.items():
            self._dones[place][one.done] += number
            self._late[place] += number * one.late

    def spreads(self) -> dict[K, Spread]:
        """What it comes to."""
        return {each: _spread(dones, self._late[each]) for each, dones in self._dones.items()}


def _spread(dones: Counter[datetime | None], late: int) -> Spread:
    known = sorted((at, number) for at, number in dones.items() if at is not None)
    if not known:
        return Spread(dones.total(), None, None, None, late)
    return Spread(dones.total(), known[0][0], _median(known), known[-1][0], late)


def _median(known: Iterable[tuple[datetime, int]]) -> datetime:
    """The moment by which half of them, rounded up, are done."""
    every = list(known)
    half, seen = (sum(number for _, number in every) + 1) // 2, 0
    for at, number in every:
        seen += number
        if seen >= half:
            return at
    raise ValueError("a median of nothing")


# ---- load -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Load:
    """Tasks by the Monday of their week: all, those open by now, and what one does for others.

    `forms` are those of the 360 among the latter.
    """

    tasks: Counter[date] = field(default_factory=Counter)
    waiting: Counter[date] = field(default_factory=Counter)
    persons: Counter[tuple[date, int]] = field(default_factory=Counter)
    forms: Counter[tuple[date, int]] = field(default_factory=Counter)

    @property
    def most(self) -> int:
        """The tasks of the fullest week."""
        return max(self.tasks.values(), default=0)

    @property
    def most_of_one(self) -> int:
        """The most that one person does in a week for others."""
        return max(self.persons.values(), default=0)

    def peaks(self) -> dict[date, tuple[int, int]]:
        """For each week the fullest hands: how many tasks, and whose (of several the first)."""
        found: dict[date, tuple[int, int]] = {}
        for (monday, person), number in self.persons.items():
            known = found.get(monday)
            if known is None or (number, -person) > (known[0], -known[1]):
                found[monday] = number, person
        return found


def load_of(projection: Projection, zone: str, phase: str = "", swap: Swap = NO_SWAP) -> Load:
    """The tasks of each week, by when they are done; what is never done, by when it was due.

    With `phase` those of one window alone; with `swap` as if others were the officials.
    """
    load = Load()
    for group in projection.groups:
        weeks = Counter[tuple[date, _Hands]]()
        for step in group.run.steps:
            at = _at(step)
            if at is not None and phase in ("", step.phase):
                monday = week_of(at, zone)
                hands = _Hands(step.holder, is_form(step), stays(step, projection.now))
                weeks[monday, hands] += 1
                load.waiting[monday] += len(group.members) * step.waits
        known: dict[_Hands, Counter[int]] = {}
        for (monday, hands), number in weeks.items():
            load.tasks[monday] += number * len(group.members)
            if hands.place:  # what a pegawai does for himself is nobody's load
                people = known.setdefault(hands, _people(group.members, hands, swap))
                for person, times in people.items():
                    load.persons[monday, person] += number * times
                    if hands.form:
                        load.forms[monday, person] += number * times
    return load


class _Hands(NamedTuple):
    """Whose task it is, by his place among the people of a state; and what becomes of it."""

    place: int | None
    form: bool
    stays: bool


def _people(members: Iterable[Member], hands: _Hands, swap: Swap) -> Counter[int]:
    place = hands.place or 0
    if not swap.people:
        return Counter(each.shape.people[place] for each in members)
    return Counter(swap.holder(each, place, stays=hands.stays) for each in members)


def _at(step: Projected) -> datetime | None:
    if step.done is not None:
        return step.done
    return None if step.due is None else timeline.last_moment(step.due)


def week_of(at: datetime, zone: str) -> date:
    """The Monday of the week in which an instant lies."""
    day = timeline.local_day(at, zone)
    return day - timedelta(days=day.weekday())
