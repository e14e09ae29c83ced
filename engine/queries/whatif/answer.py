"""What if dates were others: everybody's days to come, before and after; nothing is stored."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, redating, timeline, whatif
from engine.actor import Actor
from engine.errors import BadDate, NotYours
from engine.models import Appraisal, Employee, Unit
from engine.policy import may_run_cycles
from engine.queries.timeline import EdgeLine, PhaseLine
from engine.queries.whatif.asked import (
    WhatIfAsked,
    calendars_of,
    handing_of,
    other_of,
    scope_of,
    wishes_of,
)
from engine.queries.whatif.shapes import (
    DateLine,
    DraftLine,
    GroupLine,
    HandLine,
    LeftLine,
    PersonLine,
    PersonStep,
    SpreadLine,
    StageLine,
    StepLine,
    WeekLine,
    WhatIf,
)
from engine.queries.why import Reckoning, WhyDate
from engine.redating import Layers, Year
from engine.whatif import END, Mine, Place, Projection
from engine.windows import Edge
from schemas.said import say

PAGE_SIZE = 50
Persons = Mapping[tuple[date, int], int]
#: So many of the busiest hands are listed.
MOST_HANDS = 20


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
        wishes = wishes_of(session, actor, self._year, asked)
        self._scope = scope_of(session, asked)
        self._other = other_of(session, actor, self._year, self._names, asked, wishes)
        self.draft = whatif.drawn_up(
            session,
            self._year,
            self._scope,
            wishes,
            self._names,
            calendars_of(session, self._year, asked),
            self._other.wishes,
        )
        self._handing = handing_of(session, actor, self._year, asked)
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
        loads = (
            whatif.load_of(self.before, zone),
            whatif.load_of(self.after, zone, swap=self._handing.swap),
        )
        spread = self._spread()
        names = self._people_of(loads[1])
        listed, found, page, pages = self._listed()
        return WhatIf(
            people=len(self._cohort.members),
            stopped=self._cohort.stopped,
            stuck=sum(len(each.members) for each in self.after.groups if each.run.ended is None),
            runs=self._projector.runs,
            days=self._behaviour.others,
            other=self._other.title,
            version=self._other.number,
            supposed=len(self._asked.days),
            heir=self._handing.heir,
            handed=len(self._handing.swap.people),
            kept=self._handing.left,
            lines=tuple(self._line(each.plan) for each in self.draft.lines),
            left=tuple(self._left()),
            dates=tuple(self._dates()),
            stages=self._stages(*sums),
            phases=(
                self._phases(self._year, self.draft.before),
                self._phases(self.draft.year, self.draft.after),
            ),
            steps=self._steps(*sums),
            weeks=_weeks(*loads, names),
            hands=_hands(loads[0].persons, loads[1].persons, names),
            forms=_hands(loads[0].forms, loads[1].forms, names),
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
        found = [_own(each, number) for each in (self.before, self.after)]
        if found[0] is None or found[1] is None:
            raise BadDate("person", say("Tidak ada penilaian ini di antara yang diproyeksikan."))
        (member, before), (_, after) = found[0], found[1]
        own = whatif.mine(before), whatif.mine(after)
        last = {(step.phase, step.step): step for run in (before, after) for step in run.steps}
        whys = (
            self._reckoned(self._year, self.draft.before, member, before),
            self._reckoned(self.draft.year, self.draft.after, member, after),
        )
        [line] = self._named([(number or 0, own[0].get(END), own[1].get(END))])
        return line, tuple(
            PersonStep(
                self._names.get(place[0], place[0]),
                last[place].title if place in last else "",
                own[0].get(place),
                own[1].get(place),
                *(_why(each, last[place].edge) if place in last else None for each in whys),
            )
            for place in _in_turn(*own)
        )

    def _reckoned(
        self, year: Year, layers: Layers, member: whatif.Member, run: whatif.Run
    ) -> Reckoning:
        """The dates of one person as they are once all has happened that is projected."""
        return Reckoning(
            self._session,
            year,
            self._names,
            layers,
            member.unit_id,
            member.appraisal_id,
            dict(run.events),
            coming=run.events != member.events,
        )

    # ---- parts --------------------------------------------------------------------------------

    def _line(self, plan: redating.Plan) -> DraftLine:
        key, edge = plan.wish.edge
        rule = timeline.Spoken(plan.wish.rule, self._names)
        why = self._of_scope(self.draft.year, self.draft.after).why(plan.wish.edge)
        return DraftLine(key, self._names[key], edge, rule, plan.old, plan.new, why)

    def _of_scope(self, year: Year, layers: Layers) -> Reckoning:
        """The dates of the cycle, or of the unit that is asked about."""
        return Reckoning(self._session, year, self._names, layers, self._scope[1])

    def _left(self) -> Iterator[LeftLine]:
        """The rules of the other diagrams that this cycle cannot have, and why."""
        names = {**self._other.names, **self._names}
        left = [(each.edge, each.rule, each.why) for each in self._other.left]
        left += [(wish.edge, wish.rule, error.problem) for wish, error in self.draft.left]
        for (key, edge), rule, why in left:
            yield LeftLine(names.get(key, key), edge, rule, why)

    def _dates(self) -> Iterator[DateLine]:
        """Each date of the cycle or the unit before and after, and why it is so."""
        whys = (
            self._of_scope(self._year, self.draft.before),
            self._of_scope(self.draft.year, self.draft.after),
        )
        edges = sorted(self.draft.after.narrowest(self._scope[1]), key=_place)
        for key, name in self._names.items():
            for edge in (each for each in edges if each[0] == key):
                before, after = (each.why(edge) for each in whys)
                yield DateLine(key, name, edge[1], before, after)

    def _stages(self, before: whatif.Sums, after: whatif.Sums) -> tuple[StageLine, ...]:
        """The end of each stage over all, that of the year last."""
        return tuple(
            StageLine(
                key,
                name,
                before.stages.get(key, whatif.NOBODY),
                after.stages.get(key, whatif.NOBODY),
            )
            for key, name in (*self._names.items(), END)
            if key in before.stages or key in after.stages
        )

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
        wanted |= {person for person, _, _ in (*_fullest(load.persons), *_fullest(load.forms))}
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


# ---- what is made of the sums -----------------------------------------------------------------


def _own(projection: Projection, number: int | None) -> tuple[whatif.Member, whatif.Run] | None:
    found = (
        (member, group.run)
        for group in projection.groups
        for member in group.members
        if member.appraisal_id == number
    )
    return next(found, None)


def _why(reckoned: Reckoning, edge: Edge) -> WhyDate | None:
    """Why a step is due when it is; None for one that no date holds."""
    return reckoned.why(edge) if reckoned.has(edge) else None


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


def _fullest(load: Persons) -> list[tuple[int, date, int]]:
    """The fullest week of each who does most for others: who, when, how many."""
    best: dict[int, tuple[int, date]] = {}
    for (monday, person), number in load.items():
        if (number, monday) > best.get(person, (0, date.min)):
            best[person] = number, monday
    ordered = sorted(best.items(), key=lambda each: (-each[1][0], each[0]))[:MOST_HANDS]
    return [(person, monday, number) for person, (number, monday) in ordered]


def _hands(before: Persons, after: Persons, names: Mapping[int, str]) -> tuple[HandLine, ...]:
    return tuple(
        HandLine(names.get(person, ""), monday, before.get((monday, person), 0), number)
        for person, monday, number in _fullest(after)
    )
