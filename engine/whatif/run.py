"""One appraisal to its end: the engine steps its state in memory while the clock is driven."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from engine import timeline, windows
from engine.bpmn import step
from engine.bpmn.errors import BpmnError
from engine.bpmn.frontier import Seal
from engine.bpmn.parse import Specs, Step
from engine.plain import PlainCycle
from engine.rules.profile import Profile
from engine.timeline import WorkCalendar
from engine.whatif.behaviour import Behaviour, routing
from engine.windows import Edge
from schemas.facts import Facts, Person

#: No year is longer; what still waits then waits for ever.
LONGEST = timedelta(days=800)
MOST_STEPS = 2000
#: A task that comes round so often goes on for ever.
MOST_ROUNDS = 6


@dataclass(frozen=True)
class Start:
    """Where appraisals that are alike stand, told of one of them.

    `people` are the pegawai, the two officials and all others of its state; `dates` hold until an
    event (local days in `events`) gives others by `rules`, counted on `calendar`.
    """

    specs: Specs
    closing: frozenset[tuple[str, str]]
    cycle: PlainCycle
    profile: Profile
    blob: bytes
    people: tuple[int, ...]
    raters: tuple[str, ...]
    appraisal_class: str
    dates: Mapping[Edge, datetime | None]
    rules: Mapping[Edge, str]
    events: Mapping[str, date]
    calendar: WorkCalendar


@dataclass(frozen=True)
class Projected:
    """A step still to come: aware UTC instants, `done` None if it is never done.

    `edge` is the date it is due by, of which window; `holder` is the place of who does it among the
    people of the start; None for a group, and for somebody who is not known yet. `waits`: its
    task is open as the run begins.
    """

    phase: str
    process: str
    step: str
    title: str
    role: str
    edge: Edge
    holder: int | None
    opened: datetime
    due: datetime | None
    done: datetime | None
    waits: bool

    @property
    def late(self) -> bool:
        """Whether it is done too late, or never."""
        return self.due is not None and (self.done is None or self.done >= self.due)


@dataclass(frozen=True)
class Run:
    """All that comes, in the order in which it is done; `stuck` says why it does not end.

    `way` are the elements that will be passed, and when; `events` the local days of what has
    happened by then.
    """

    steps: tuple[Projected, ...]
    ended: datetime | None
    stuck: str = ""
    way: tuple[tuple[datetime, step.Passed], ...] = ()
    events: tuple[tuple[str, date], ...] = ()


def begun(start: Start, now: datetime, seal: Seal) -> bytes:
    """The state in which the year of `start` begins at `now`; it has none of its own yet.

    Raises `BpmnError` where the diagram cannot be begun.
    """
    world = _World(start, now, dict(start.dates), dict(start.events))
    return step.start(start.specs, start.cycle.process, {}, world, seal).blob


def drive(start: Start, behaviour: Behaviour, now: datetime, seal: Seal) -> Run:
    """Run the appraisals of `start` to their end, from `now` on."""
    drive = _Drive(start, behaviour, now, seal)
    try:
        drive.live()
    except BpmnError as error:
        return drive.result(f"{error.element}: {error.reason}")
    return drive.result(drive.stuck)


@dataclass
class _World:
    """What a step asks of the world: the driven time, dates as they will be, nobody's answers."""

    start: Start
    now: datetime
    dates: dict[Edge, datetime | None]
    events: dict[str, date]

    def due(self, phase: str, edge: str) -> datetime | None:
        return self.dates.get(self.edge_of(phase, edge))

    def edge_of(self, phase: str, edge: str) -> Edge:
        key, _, name = edge.rpartition(".")
        return self.key_of(key or phase), name

    def key_of(self, phase: str) -> str:
        return self.start.specs.phase_key(self.start.cycle.process, phase)

    def happened(self, event: str) -> None:
        start = self.start
        self.events.setdefault(event, timeline.local_day(self.now, start.cycle.zone))
        self.dates |= windows.anchored(
            start.calendar, start.cycle, start.profile, start.rules, self.events
        )

    def functions(self, phase: str) -> Mapping[str, Callable[..., Any]]:
        return {
            "due": lambda edge: _iso(self.due(phase, edge)),
            "runs": lambda key: key in self.start.profile.phases,
            "raters": lambda: [f"atasan:{self.start.people[1]}", *self.start.raters],
            "rater": lambda text: int(text.split(":")[1]),
            # What nobody has answered yet: a good year, in which nothing has to be followed up.
            "npk": lambda: _GOOD,
            "predikat": lambda: "",
            "mid_year_count": lambda kind: int(kind != "in_progress"),
        }


_GOOD = Decimal(85)


@dataclass
class _Drive:
    start: Start
    behaviour: Behaviour
    now: datetime
    seal: Seal
    stuck: str = ""
    tasks: Sequence[step.OpenTask] = ()
    timers: Sequence[step.Waiting] = ()
    opened: dict[bytes, datetime] = field(default_factory=dict)
    waiting: frozenset[bytes] = frozenset()
    rounds: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    done: list[Projected] = field(default_factory=list)
    way: list[tuple[datetime, step.Passed]] = field(default_factory=list)
    ended: datetime | None = None

    def __post_init__(self) -> None:
        self.blob = self.start.blob
        dates, events = dict(self.start.dates), dict(self.start.events)
        self.world = _World(self.start, self.now, dates, events)
        self.last = self.now + LONGEST

    def live(self) -> None:
        """Go from moment to moment until nobody does anything any more."""
        self._fire()
        self.waiting = frozenset(task.id for task in self.tasks)
        for _ in range(MOST_STEPS):
            moment = self._next()
            if moment is None or self.stuck or self.ended:
                return
            at, task = moment
            if at > self.last:
                return
            self.world.now = self.now = max(self.now, at)
            if task is None:
                self._fire()
            else:
                self._complete(task)
        self.stuck = "berputar tanpa akhir"

    def result(self, stuck: str) -> Run:
        """What has come so far, and what stays open."""
        left = [self._projected(task, None) for task in self.tasks]
        events = tuple(sorted(self.world.events.items()))
        return Run(tuple(self.done + left), self.ended, stuck, tuple(self.way), events)

    def _next(self) -> tuple[datetime, step.OpenTask | None] | None:
        """What happens next, and when. What is due fires before anybody acts at that moment."""
        moments: list[tuple[datetime, int, step.OpenTask | None]] = [
            (timer.due, -1, None) for timer in self.timers if timer.due is not None
        ]
        moments += [
            (max(self.now, self._acts_at(task)), place, task)
            for place, task in enumerate(self.tasks)
            if not self._waits_for_others(task)
        ]
        if not moments:
            return None
        at, _, task = min(moments, key=lambda each: each[:2])
        return at, task

    def _acts_at(self, task: step.OpenTask) -> datetime:
        due = self.world.due(task.phase, task.step.edge)
        return self.behaviour.acts_at(task.step, self.opened[task.id], due)

    def _waits_for_others(self, task: step.OpenTask) -> bool:
        """Whether it would only end the wait for others, who still act."""
        if not self._is_closing(task):
            return False
        return any(
            other.phase == task.phase and not self._is_closing(other) for other in self.tasks
        )

    def _is_closing(self, task: step.OpenTask) -> bool:
        return (task.step.process, task.step.id) in self.start.closing

    def _fire(self) -> None:
        outcome = step.fire(self.start.specs, self.blob, self.world, self.seal)
        self._take(outcome)
        if any(timer.due is not None and timer.due <= self.now for timer in self.timers):
            self.stuck = "batas waktu lewat tanpa akibat"

    def _complete(self, task: step.OpenTask) -> None:
        drawn = task.step
        key = task.phase, drawn.id, task.item
        if self.rounds[key] >= MOST_ROUNDS:
            self.stuck = f"{drawn.name}: kembali terus"
            return
        values = routing(drawn, self._facts(task), self.rounds[key])
        self.rounds[key] += 1
        self.done.append(self._projected(task, self.now))
        if event := drawn.props.get("event"):
            self.world.happened(event)
        self._take(
            step.complete(self.start.specs, self.blob, task.id, values, self.world, self.seal)
        )

    def _take(self, outcome: step.Outcome) -> None:
        self.blob, self.tasks, self.timers = outcome.blob, outcome.tasks, outcome.timers
        self.way += [(self.now, each) for each in outcome.passed]
        for task in outcome.tasks:
            self.opened.setdefault(task.id, self.now)
        if outcome.ended:
            self.ended = self.now

    def _facts(self, task: step.OpenTask) -> Facts:
        subject, superior, above = (Person(each) for each in self.start.people[:3])
        return Facts(
            now=self.now,
            year=self.start.cycle.year,
            zone=self.start.cycle.zone,
            phase=task.phase,
            step=task.step.id,
            item=task.item,
            subject=subject,
            pejabat_penilai=superior,
            atasan_pejabat_penilai=above,
            appraisal_class=self.start.appraisal_class,
        )

    def _projected(self, task: step.OpenTask, done: datetime | None) -> Projected:
        drawn = task.step
        return Projected(
            phase=task.phase,
            process=drawn.process,
            step=drawn.id,
            title=drawn.name,
            role=task.item.split(":")[0] if ":" in task.item else drawn.role,
            edge=self.world.edge_of(task.phase, drawn.edge),
            holder=self._holder(task, drawn),
            opened=self.opened[task.id],
            due=self.world.due(task.phase, drawn.edge),
            done=done,
            waits=task.id in self.waiting,
        )

    def _holder(self, task: step.OpenTask, drawn: Step) -> int | None:
        if task.assignee is None:
            return _OFFICIALS.get(drawn.role)
        people = self.start.people
        return people.index(task.assignee) if task.assignee in people else None


_OFFICIALS = {"pegawai": 0, "pejabat_penilai": 1, "atasan_pejabat_penilai": 2}


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()
