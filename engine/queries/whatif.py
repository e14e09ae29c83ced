"""What if dates were others: everybody's days to come, before and after; nothing is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import calendars, clock, redating, timeline, whatif
from engine.actor import Actor
from engine.calendar_edits import CalendarChange, changed
from engine.errors import BadDate, LineRefused, NotYours
from engine.models import Appraisal, Employee, Unit
from engine.policy import may_run_cycles
from engine.queries.timeline import EdgeLine, PhaseLine
from engine.redating import Asked, Layers, Wish, Year
from engine.timeline import SpecialDay
from engine.whatif import END, Mine, Place, Projection, Spread
from engine.windows import Edge, Scope
from schemas.said import say

PAGE_SIZE = 50
MOST_LINES = 4
#: So many of the busiest hands are listed.
MOST_HANDS = 20


@dataclass(frozen=True)
class WhatIfAsked:
    """A draft as it was typed: `lines` are pairs of edge ("key.edge") and rule, in their rows.

    `day` is one more day of the calendar `layer`, "national", "agency" or "unit" (that of the
    cohort). `spread` names the window whose peak is to be spread; `focus` a step
    ("phase.step", "" for the end of the year) whose people are listed, `late` those alone who are
    late with it.
    """

    lines: tuple[tuple[str, str], ...] = ()
    scope: str = "all"
    unit: int | None = None
    when: whatif.When = "last"
    layer: str = ""
    day: SpecialDay | None = None
    spread: str = ""
    focus: str = ""
    late: bool = False
    page: int = 1


@dataclass(frozen=True)
class DraftLine:
    """A changed rule, in the order in which the lines can be carried out."""

    key: str
    phase: str
    edge: str
    rule: str
    old: datetime | None
    new: datetime | None


@dataclass(frozen=True)
class StepLine:
    """A step of the year before and after; `focus` names it. The end of the year has no title."""

    focus: str
    phase: str
    title: str
    role: str
    before: Spread
    after: Spread


@dataclass(frozen=True)
class WeekLine:
    """The tasks of a week before and after, and the fullest hands of it after."""

    monday: date
    before: int
    after: int
    peak_before: int
    peak: int
    who: str


@dataclass(frozen=True)
class HandLine:
    """What one person does for others in his fullest week after, and in the same week before."""

    who: str
    monday: date
    before: int
    after: int


@dataclass(frozen=True)
class PersonLine:
    """When one person has done the step in focus, before and after; None for never."""

    appraisal_id: str
    name: str
    unit: str
    before: Mine | None
    after: Mine | None


@dataclass(frozen=True)
class GroupLine:
    """A group of units of a stagger: its dates are `days` later by `rules` (edge, rule)."""

    units: tuple[tuple[int, str], ...]
    people: int
    days: int
    rules: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SpreadLine:
    """A stagger of one window: its groups, none where it would not help.

    The fullest week, of the window's tasks and of those that one person does for others, before
    and after; `whole` is that of all tasks after.
    """

    phase: str
    groups: tuple[GroupLine, ...]
    most: tuple[int, int]
    most_of_one: tuple[int, int]
    whole: int


@dataclass(frozen=True)
class WhatIf:
    """What a draft leads to; each pair is before and after.

    `people` run, `stopped` others wait for an incident to be seen to and are left out; `stuck`
    have no end in sight. `runs` is how many runs of the engine it took.
    """

    people: int
    stopped: int
    stuck: int
    runs: int
    days: int
    lines: tuple[DraftLine, ...]
    phases: tuple[tuple[PhaseLine, ...], tuple[PhaseLine, ...]]
    steps: tuple[StepLine, ...]
    weeks: tuple[WeekLine, ...]
    hands: tuple[HandLine, ...]
    late: tuple[int, int]
    most: tuple[int, int]
    most_of_one: tuple[int, int]
    spread: SpreadLine | None
    listed: tuple[PersonLine, ...]
    found: int
    page: int
    pages: int


@dataclass(frozen=True)
class PersonStep:
    """A step of one person before and after."""

    phase: str
    title: str
    before: Mine | None
    after: Mine | None


def what_if(session: Session, actor: Actor, cycle_id: str, asked: WhatIfAsked) -> WhatIf:
    """What comes of `asked`, in a number of statements that does not grow with the people.

    Raises `NotYours` but for SDM, `CycleNotFound`, `BadDate` naming the field, `LineRefused` the
    line as well.
    """
    found = _Answer(session, actor, cycle_id, asked)
    return found.whole()


def what_if_of(
    session: Session, actor: Actor, cycle_id: str, asked: WhatIfAsked, appraisal_id: str
) -> tuple[PersonLine, tuple[PersonStep, ...]]:
    """Every step to come of one person. Raises as `what_if`, and `BadDate` for a stranger."""
    return _Answer(session, actor, cycle_id, asked).of(appraisal_id)


class _Answer:
    """Both projections of one draft."""

    def __init__(self, session: Session, actor: Actor, cycle_id: str, asked: WhatIfAsked) -> None:
        if not may_run_cycles(actor):
            raise NotYours
        self._session, self._asked = session, asked
        cycle = redating.cycle_of(session, cycle_id)
        self._year = redating.year_of(session, cycle)
        self._names = redating.names_of(session, cycle)
        wishes = _wishes(session, actor, self._year, asked)
        self._scope = _scope(session, actor, self._year, asked)
        other = _calendars(session, self._year, asked)
        self.draft = whatif.drawn_up(session, self._year, self._scope, wishes, self._names, other)
        self._cohort = whatif.cohort_of(session, self._year, self._scope)
        self._behaviour = whatif.behaviour_of(session, cycle.id, asked.when)
        self._projector = whatif.Projector(
            self._cohort, self._behaviour, clock.now(), session.info["seal"]
        )
        self.before = self._projector.of(self._year, self.draft.before)
        self.after = self._projector.of(self.draft.year, self.draft.after)

    def whole(self) -> WhatIf:
        zone = self._year.cycle.zone
        sums = whatif.sums_of(self.before), whatif.sums_of(self.after)
        loads = whatif.load_of(self.before, zone), whatif.load_of(self.after, zone)
        spread = self._spread()
        names = self._people_of(loads[1])
        listed, found, page, pages = self._listed()
        return WhatIf(
            people=len(self._cohort.members),
            stopped=self._cohort.stopped,
            stuck=sum(len(each.members) for each in self.after.groups if each.run.ended is None),
            runs=self._projector.runs,
            days=self._behaviour.others,
            lines=tuple(self._line(each.plan) for each in self.draft.lines),
            phases=(
                self._phases(self._year, self.draft.before),
                self._phases(self.draft.year, self.draft.after),
            ),
            steps=self._steps(*sums),
            weeks=_weeks(*loads, names),
            hands=_hands(*loads, names),
            late=(sums[0].late, sums[1].late),
            most=(loads[0].most, loads[1].most),
            most_of_one=(loads[0].most_of_one, loads[1].most_of_one),
            spread=spread,
            listed=listed,
            found=found,
            page=page,
            pages=pages,
        )

    def of(self, appraisal_id: str) -> tuple[PersonLine, tuple[PersonStep, ...]]:
        number = self._session.scalar(
            select(Appraisal.id).where(Appraisal.public_id == appraisal_id)
        )
        before, after = (self._own(each, number) for each in (self.before, self.after))
        if before is None or after is None:
            raise BadDate("person", say("Tidak ada penilaian ini di antara yang diproyeksikan."))
        own = whatif.mine(before), whatif.mine(after)
        titles: dict[Place, str] = {}
        for run in (before, after):
            titles |= {(step.phase, step.step): step.title for step in run.steps}
        places = _in_turn(*own)
        [line] = self._named([(number or 0, own[0].get(END), own[1].get(END))])
        return line, tuple(
            PersonStep(
                self._names.get(place[0], place[0]),
                titles.get(place, ""),
                own[0].get(place),
                own[1].get(place),
            )
            for place in places
        )

    @staticmethod
    def _own(projection: Projection, number: int | None) -> whatif.Run | None:
        return next(
            (
                group.run
                for group in projection.groups
                for member in group.members
                if member.appraisal_id == number
            ),
            None,
        )

    # ---- parts --------------------------------------------------------------------------------

    def _line(self, plan: redating.Plan) -> DraftLine:
        key, edge = plan.wish.edge
        rule = timeline.Spoken(plan.wish.rule, self._names)
        return DraftLine(key, self._names[key], edge, rule, plan.old, plan.new)

    def _phases(self, year: Year, layers: Layers) -> tuple[PhaseLine, ...]:
        rows = layers.narrowest(self._scope[1] if self._scope[0] == "unit" else 0)
        now, lines = clock.now(), dict[str, list[EdgeLine]]()
        for (key, edge), row in sorted(rows.items(), key=lambda each: _place(each[0])):
            moved = self.draft.before.dues(self._scope[1]).get((key, edge)) != row.due_at
            past = row.due_at is not None and row.due_at <= now
            rule = timeline.Spoken(row.rule, self._names)
            lines.setdefault(key, []).append(EdgeLine(edge, rule, row.due_at, moved, 0, past))
        return tuple(
            PhaseLine(key, name, "next", tuple(lines.get(key, ())))
            for key, name in self._names.items()
        )

    def _steps(self, before: whatif.Sums, after: whatif.Sums) -> tuple[StepLine, ...]:
        steps = {**before.steps, **after.steps}
        lines = []
        for place in _in_turn(before.spreads, after.spreads):
            step = steps.get(place)
            lines.append(
                StepLine(
                    focus=".".join(place) if step else "",
                    phase=self._names.get(place[0], place[0]),
                    title=step.title if step else "",
                    role=step.role if step else "",
                    before=before.spreads.get(place, whatif.NOBODY),
                    after=after.spreads.get(place, whatif.NOBODY),
                )
            )
        return tuple(lines)

    def _people_of(self, load: whatif.Load) -> Mapping[int, str]:
        """The names of the fullest hands of each week, and of all."""
        wanted = {person for _, person in load.peaks().values()}
        wanted |= {person for person, _, _ in _fullest(load)}
        rows = self._session.execute(
            select(Employee.id, Employee.name).where(Employee.id.in_(wanted))
        )
        return {row.id: row.name for row in rows}

    def _spread(self) -> SpreadLine | None:
        key = self._asked.spread
        if key not in self._names:
            return None
        found = whatif.staggered(self._projector, self.draft.year, self.draft.after, key)
        units = {unit for group in found.groups for unit in group.units}
        rows = self._session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(units)))
        names = {row.id: row.name for row in rows}
        return SpreadLine(
            self._names[key],
            tuple(
                GroupLine(
                    tuple((unit, names.get(unit, "")) for unit in group.units),
                    group.people,
                    group.days,
                    tuple(
                        (".".join(edge), timeline.Spoken(rule, self._names))
                        for edge, rule in group.rules
                    ),
                )
                for group in found.groups
            ),
            (found.before.most, found.after.most),
            (found.before.most_of_one, found.after.most_of_one),
            found.whole.most,
        )

    def _listed(self) -> tuple[tuple[PersonLine, ...], int, int, int]:
        """The people behind a number: a page of them, those first who are latest after."""
        place = _place_of(self._asked.focus)
        before, after = (_of_all(each, place) for each in (self.before, self.after))
        numbers = [
            number
            for number in dict.fromkeys([*after, *before])
            if not self._asked.late
            or any(each[number].late for each in (before, after) if number in each)
        ]
        numbers.sort(key=lambda number: (_rank(after.get(number)), number))
        pages = max(1, -(-len(numbers) // PAGE_SIZE))
        page = min(max(1, self._asked.page), pages)
        shown = numbers[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        lines = self._named([(each, before.get(each), after.get(each)) for each in shown])
        return lines, len(numbers), page, pages

    def _named(
        self, people: Sequence[tuple[int, Mine | None, Mine | None]]
    ) -> tuple[PersonLine, ...]:
        rows = self._session.execute(
            select(Appraisal.id, Appraisal.public_id, Employee.name, Unit.name)
            .join(Employee, Employee.id == Appraisal.employee_id)
            .join(Unit, Unit.id == Appraisal.unit_id)
            .where(Appraisal.id.in_([number for number, _, _ in people]))
        )
        known = {row[0]: (row[1], row[2], row[3]) for row in rows}
        return tuple(PersonLine(*known[number], before, after) for number, before, after in people)


# ---- what was typed ---------------------------------------------------------------------------


def _wishes(session: Session, actor: Actor, year: Year, asked: WhatIfAsked) -> list[Wish]:
    wishes = []
    for place, (edge, rule) in enumerate(asked.lines):
        line = Asked(edge=edge, rule=rule, scope=asked.scope, unit=asked.unit)
        try:
            wishes.append(redating.wish_of(session, actor, year, line))
        except BadDate as error:
            if error.field not in ("edge", "rule"):
                raise
            raise LineRefused(place, error) from error
        if wishes[-1].edge in [wish.edge for wish in wishes[:-1]]:
            twice = BadDate("edge", say("Tanggal ini sudah ada di baris lain."))
            raise LineRefused(place, twice)
    return wishes


def _scope(session: Session, actor: Actor, year: Year, asked: WhatIfAsked) -> Scope:
    if asked.scope == "unit" and (asked.unit is None or session.get(Unit, asked.unit) is None):
        raise BadDate("unit", say("Pilih unit kerja."))
    return ("unit", asked.unit or 0) if asked.scope == "unit" else ("all", 0)


def _calendars(session: Session, year: Year, asked: WhatIfAsked) -> calendars.Calendars | None:
    if asked.day is None:
        return None
    if asked.layer == "unit" and asked.unit is None:
        raise BadDate("unit", say("Pilih unit kerja."))
    keys = {"national": calendars.NATION, "agency": calendars.AGENCY}
    key = keys.get(asked.layer, ("unit", asked.unit or 0))
    change = CalendarChange(key, year.calendars.number(key), put=(asked.day,))
    return changed(session, year.calendars, change)


# ---- what is made of the sums -----------------------------------------------------------------


def _place(edge: Edge) -> tuple[int, str]:
    return {"opens": 0, "closes": 1}.get(edge[1], 2), edge[1]


def _place_of(focus: str) -> Place:
    phase, _, step = focus.partition(".")
    return phase, step


def _in_turn(*found: Mapping[Place, object]) -> list[Place]:
    """All steps in the order in which they come, the end last."""
    places = dict.fromkeys(place for each in reversed(found) for place in each)
    return [*(place for place in places if place != END), END]


def _of_all(projection: Projection, place: Place) -> dict[int, Mine]:
    found: dict[int, Mine] = {}
    for group in projection.groups:
        own = whatif.mine(group.run).get(place)
        if own is not None:
            found |= dict.fromkeys((member.appraisal_id for member in group.members), own)
    return found


def _rank(own: Mine | None) -> tuple[bool, float]:
    """Never first, then from the latest on; who has nothing to do comes last."""
    if own is None:
        return True, 0
    return False, float("-inf") if own.done is None else -own.done.timestamp()


def _weeks(
    before: whatif.Load, after: whatif.Load, names: Mapping[int, str]
) -> tuple[WeekLine, ...]:
    peaks = before.peaks(), after.peaks()
    mondays = sorted({*before.tasks, *after.tasks})
    return tuple(
        WeekLine(
            monday,
            before.tasks[monday],
            after.tasks[monday],
            peaks[0].get(monday, (0, 0))[0],
            peaks[1].get(monday, (0, 0))[0],
            names.get(peaks[1].get(monday, (0, 0))[1], ""),
        )
        for monday in mondays
    )


def _fullest(load: whatif.Load) -> list[tuple[int, date, int]]:
    """The fullest week of each who does most for others: who, when, how many."""
    best: dict[int, tuple[int, date]] = {}
    for (monday, person), number in load.persons.items():
        if (number, monday) > best.get(person, (0, date.min)):
            best[person] = number, monday
    ordered = sorted(best.items(), key=lambda each: (-each[1][0], each[0]))[:MOST_HANDS]
    return [(person, monday, number) for person, (number, monday) in ordered]


def _hands(
    before: whatif.Load, after: whatif.Load, names: Mapping[int, str]
) -> tuple[HandLine, ...]:
    return tuple(
        HandLine(names.get(person, ""), monday, before.persons[monday, person], number)
        for person, monday, number in _fullest(after)
    )
