"""One appraisal on its diagram: the way it took, where it waits, what lies ahead and when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from sqlalchemy import literal, null, select
from sqlalchemy.orm import Session

from engine import calendars, clock, facts, policy, timeline, whatif
from engine.actor import Actor
from engine.bpmn.outline import Line, Outline
from engine.bpmn.reach import reach
from engine.models import Employee, Task, Timer, Version, waits
from engine.queries.appraisals.drawn import drawings_of, drawn_at, name_of, path_of
from engine.tracking.trail import Trail, trail_of

State = Literal["done", "waits", "next", "perhaps", "never"]
"""Passed; where it stands; expected to be passed; not ruled out; passed by for good."""


@dataclass(frozen=True)
class PathSpot:
    """An element of the diagram: what became of it, or will. Days are those of the agency.

    `people` have done it, have it or will have it; none where it is nobody's to know, a group's or
    not known yet. Of a phase `begun` and `opens` to `closes` tell when it was reached and when it
    should be; of a question `answer` is what was said last.
    """

    line: Line
    state: State
    people: tuple[str, ...] = ()
    #: How often it was passed, and when last.
    times: int = 0
    passed: date | None = None
    begun: date | None = None
    #: Where it stands: since when, and until when.
    since: date | None = None
    due_at: datetime | None = None
    late: bool = False
    #: When it is expected to begin and to be passed, if all goes well and nobody is late.
    begins: date | None = None
    expected: date | None = None
    opens: datetime | None = None
    closes: datetime | None = None
    answer: str = ""


@dataclass(frozen=True)
class Path:
    """One appraisal on the diagram of the year, or of a phase of it (`phase`, else "").

    `flows` has the state of each flow, by its id. Without `projected` nothing was expected: it is
    over, or stands still. `ends` is when the year is expected to end.
    """

    id: str
    subject: str
    year: int
    viewer: policy.Viewer
    version: int
    phase: str
    name: str
    #: The path of the diagram among the files of its version.
    path: str
    spots: tuple[PathSpot, ...]
    flows: Mapping[str, State]
    stopped: bool
    projected: bool
    ends: date | None

    @property
    def standing(self) -> tuple[PathSpot, ...]:
        """Where it waits now."""
        return tuple(spot for spot in self.spots if spot.state == "waits")


def path(session: Session, actor: Actor, public_id: str, phase: str = "") -> Path:
    """The way of one appraisal, on the diagram of the year or of a phase.

    Raises `AppraisalNotFound` for whoever has no part in it, `PhaseNotFound`.
    """
    case, as_whom = facts.case_for_viewer(session, actor, public_id)
    year = case.instance.process
    number, digest, token = session.execute(
        select(Version.number, Version.hash, calendars.TOKEN.scalar_subquery()).where(
            Version.id == case.instance.version_id
        )
    ).one()
    calendars.known(session, token)
    drawings = drawings_of(session, number, digest)
    drawn = drawn_at(drawings, year, phase)
    look = _Look(
        case,
        drawn,
        phase,
        trail_of(session, case),
        _standing(session, case, drawn, phase),
        whatif.ahead_of(session, case),
    )
    return Path(
        id=case.appraisal.public_id,
        subject=case.appraisal.header["pegawai"]["name"],
        year=case.cycle.year,
        viewer=as_whom,
        version=number,
        phase=phase,
        name=name_of(drawings, year, phase) or drawn.name,
        path=path_of(drawings, drawn),
        spots=tuple(look.spot(line) for line in drawn.lines),
        flows={way.flow: look.flow(way.flow) for line in drawn.lines for way in line.ways},
        stopped=case.instance.state == "incident",
        projected=look.run is not None,
        ends=look.day(look.run.ended) if look.run and look.run.ended else None,
    )


# ---- where it stands --------------------------------------------------------------------------


@dataclass
class _Stand:
    """What waits at one element: the names of those who are asked, unless nobody may know them."""

    people: set[str] = field(default_factory=set)
    since: list[datetime] = field(default_factory=list)
    due: list[datetime] = field(default_factory=list)

    def asked(self, since: datetime, name: str) -> None:
        """Somebody is asked; no name where it is a group, or nobody's to know."""
        self.since.append(since)
        if name:
            self.people.add(name)


def _standing(
    session: Session, case: facts.Case, drawn: Outline, phase: str
) -> Mapping[str, _Stand]:
    """All that waits on a diagram, by its elements: what is inside of a call stands at the call."""
    found = defaultdict[str, _Stand](_Stand)
    own = {line.id for line in drawn.lines}
    calls = {
        process: line.id
        for line in drawn.lines
        if line.kind == "call"
        for process in case.specs.processes_of(line.calls)
    }
    # One question for both; a timer has a phase and an element, and was asked of nobody.
    tasks = (
        select(Task.process, Task.phase, Task.step, Task.opened_at, Task.due_at, Employee.name)
        .outerjoin(Employee, Employee.id == Task.assignee_id)
        .where(Task.instance_id == case.instance.id, waits())
    )
    timers = select(literal(""), Timer.key, Timer.element, null(), Timer.due_at, null()).where(
        Timer.instance_id == case.instance.id
    )
    for process, key, step, opened, due, name in session.execute(tasks.union_all(timers)):
        if phase and key != phase:
            continue
        if process:
            inside = calls.get(process, "") if phase else key
            stand = found[step if process == drawn.process else inside]
            stand.asked(opened, "" if step in policy.ANONYMOUS else name or "")
        else:
            stand = found[step if step in own else key]
        stand.due += [due] if due else []
    return found


# ---- what became of each element --------------------------------------------------------------

_OFFICIALS = ("pegawai", "pejabat_penilai", "atasan_pejabat_penilai")


class _Look:
    """Looks at the elements of one diagram."""

    def __init__(
        self,
        case: facts.Case,
        drawn: Outline,
        phase: str,
        trail: Trail,
        standing: Mapping[str, _Stand],
        run: whatif.Run | None,
    ) -> None:
        self.case, self.drawn, self.phase = case, drawn, phase
        self.trail, self.standing, self.run = trail, standing, run
        self._ahead, self._begins = self._come()
        self._possible = reach(drawn, self._fronts(), self._runs)

    def _runs(self, key: str) -> bool:
        return key in self.case.profile.phases

    def _come(self) -> tuple[Mapping[str, datetime], Mapping[str, datetime]]:
        """When each element and flow comes, and when each phase begins."""
        come: dict[str, datetime] = {}
        begins: dict[str, datetime] = {}
        for at, passed in self.run.way if self.run else ():
            outside = passed.process == self.case.instance.process
            if not outside:
                begins.setdefault(passed.phase, at)
            if passed.process == self.drawn.process and (outside or passed.phase == self.phase):
                for name in (passed.element, *passed.flows):
                    come[name] = at
        return come, begins

    def _fronts(self) -> Iterable[str]:
        """From where the rest of this diagram may be reached."""
        fronts = {*self.standing, *self._ahead}
        begun = not self.phase or self.trail.began(self.phase) is not None
        if fronts or begun or self.case.instance.over or not self._runs(self.phase):
            return fronts
        return [line.id for line in self.drawn.lines if line.kind == "start" and not line.depth]

    def flow(self, name: str) -> State:
        """What became of a flow."""
        return "done" if self.trail.of((self.phase, name)) else self._to_come(name)

    def _to_come(self, name: str) -> State:
        if name in self._ahead:
            return "next"
        return "perhaps" if name in self._possible else "never"

    def spot(self, line: Line) -> PathSpot:
        """What became of an element."""
        passings = self.trail.of((self.phase, line.id))
        stand = self.standing.get(line.id)
        state = self._to_come(line.id)
        if stand is not None:
            state = "waits"
        elif passings and state != "next":
            state = "done"
        due = min(stand.due, default=None) if stand else None
        phase = line.id if line.kind == "call" and not self.phase else ""
        begun = self.day(self.trail.began(phase)) if phase else None
        dates = self.case.dates if phase and self._runs(phase) else {}
        return PathSpot(
            line=line,
            state=state,
            people=self._people(line, state, stand),
            times=len(passings),
            passed=self.day(passings[-1].at if passings else None),
            begun=begun,
            since=self._since(stand, begun),
            due_at=due,
            late=bool(stand and stand.since and due is not None and due <= clock.now()),
            begins=self.day(self._begins.get(phase)),
            expected=self.day(self._ahead.get(line.id)),
            opens=dates.get((phase, "opens")),
            closes=dates.get((phase, "closes")),
            answer=self._answer(line),
        )

    def _people(self, line: Line, state: State, stand: _Stand | None) -> tuple[str, ...]:
        if stand is not None:
            return tuple(sorted(stand.people))
        if state == "done":
            who = [each.who for each in self.trail.of((self.phase, line.id)) if each.who]
            return tuple(who[-1:])
        if line.kind != "task" or state == "never" or line.role not in _OFFICIALS:
            return ()
        # Whom an expression names is known only once it is asked.
        if self.case.specs.step_of(self.drawn.process, line.id).assignee:
            return ()
        return (str(self.case.appraisal.header[line.role]["name"]),)

    def _since(self, stand: _Stand | None, begun: date | None) -> date | None:
        """Since when somebody is asked there; in a phase, since it was reached."""
        if stand is None or not stand.since:
            return None
        return begun or self.day(min(stand.since))

    def _answer(self, line: Line) -> str:
        """The answer that was given last: the flow out of a question that was taken last."""
        if line.kind != "question":
            return ""
        taken = {
            way: passings[-1].at
            for way in line.ways
            if (passings := self.trail.of((self.phase, way.flow)))
        }
        return max(taken, key=lambda way: taken[way]).name if taken else ""

    def day(self, at: datetime | None) -> date | None:
        """The day of a moment in the agency."""
        return None if at is None else timeline.local_day(at, self.case.cycle.zone)
