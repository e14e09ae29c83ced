"""What if the dates were others: the projection is what the engine then does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from engine import calendars, clock, commands, queries, redating, whatif
from engine.calendar_edits import CalendarChange
from engine.calendars import NATION
from engine.errors import LineRefused
from engine.models import Appraisal, Base, Cycle, Task, Timer
from engine.queries import WhatIfAsked
from engine.queries.whatif.asked import calendars_of, other_of
from engine.redating import Asked, Layers
from engine.rehearsal.answers import fill
from engine.timeline import SpecialDay
from tests.engine.agency import HEADS, local
from tests.engine.crowd import multiply

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from tests.engine.agency import Agency, Live

Done = tuple[int, str, str, datetime]
"""Which appraisal, which step of which phase, and when it was finished."""

CLOSING = {"close_coaching", "close_forms", "close_receipt"}
DAYS = 3


# ---- what is projected ------------------------------------------------------------------------


@dataclass(frozen=True)
class Thought:
    """What is thought of: lines, a draft of the diagrams by its id, days of the nation's."""

    lines: Sequence[Asked] = ()
    draft: str = ""
    days: Sequence[SpecialDay] = ()


def project(agency: Agency, when: whatif.When, *lines: Asked) -> set[Done]:
    """Every step still to come, by a draft of lines."""
    return projected(agency, when, Thought(lines))


def projected(agency: Agency, when: whatif.When, thought: Thought) -> set[Done]:
    """Every step still to come, by a timeline that is thought of."""
    with agency.database.read() as session:
        draft = thought_through(agency, session, thought)
        unit = thought.lines[0].unit if thought.lines else None
        cohort = whatif.cohort_of(session, draft.year, ("unit", unit) if unit else ("all", 0))
        behaviour = whatif.Behaviour(when, others=DAYS)
        projector = whatif.Projector(cohort, behaviour, clock.now(), session.info["seal"])
        found = projector.of(draft.year, draft.after)
    assert not [group.run.stuck for group in found.groups if group.run.stuck]
    return {
        (member.appraisal_id, step.phase, step.step, step.done)
        for member, steps in found.steps_by_person()
        for step in steps
        if step.done is not None
    }


# ---- what is lived ----------------------------------------------------------------------------


@dataclass
class Driven:
    """A store in which the clock is driven and everybody acts as it is assumed."""

    agency: Agency
    when: str
    done: set[Done] = field(default_factory=set)

    def live(self) -> set[Done]:
        """Until nothing is left to do; returns what was done when."""
        self.agency.sweep()
        while (moment := self._next()) is not None:
            self.agency.hand.move_to(max(clock.now(), moment))
            self.agency.sweep()
            for task, who in self._ripe():
                self._do(task, who)
                break
        return self.done

    def _next(self) -> datetime | None:
        timers = [timer.due_at for timer in self.agency.rows(Timer) if timer.due_at]
        return min([*timers, *(self._at(task) for task, _ in self._acting())], default=None)

    def _ripe(self) -> Sequence[tuple[Task, str]]:
        return [pair for pair in self._acting() if self._at(pair[0]) <= clock.now()]

    def _acting(self) -> list[tuple[Task, str]]:
        """The open tasks that do not only end the wait for others."""
        found = self.agency._open_tasks()
        busy = {(task.instance_id, task.phase) for task, _ in found if task.step not in CLOSING}
        return [
            (task, who)
            for task, who in found
            if task.step not in CLOSING or (task.instance_id, task.phase) not in busy
        ]

    def _at(self, task: Task) -> datetime:
        if self.when == "first":
            return task.opened_at
        if self.when == "last":
            assert task.due_at is not None
            return max(task.opened_at, task.due_at - timedelta(seconds=1))
        return task.opened_at + timedelta(days=DAYS)

    def _do(self, task: Task, who: str) -> None:
        form = self.agency.ask(who, queries.task_page, task.id).form
        self.agency.send(who, task.id, fill(form))
        [appraisal] = self.agency.rows(Appraisal, Appraisal.instance_id == task.instance_id)
        self.done.add((appraisal.id, task.phase, task.step, clock.now()))


def thought_through(agency: Agency, session: Session, thought: Thought) -> whatif.Draft:
    cycle, sdm = session.scalars(select(Cycle)).one(), agency.people["sdm"]
    year, words = redating.year_of(session, cycle), redating.names_of(session, cycle)
    wishes = [redating.wish_of(session, sdm, year, line) for line in thought.lines]
    asked = WhatIfAsked(
        timeline=f"draft:{thought.draft}" if thought.draft else "",
        layer="national",
        days=tuple(thought.days),
    )
    other = other_of(session, sdm, year, words, asked, wishes)
    return whatif.drawn_up(
        session,
        year,
        wishes[0].scope if wishes else ("all", 0),
        wishes,
        words,
        calendars_of(session, year, asked),
        other.wishes,
    )


def carry_out(agency: Agency, thought: Thought) -> None:
    """Do all that was thought of: first the calendar, then each date in the order it is told in."""
    with agency.database.read() as session:
        wishes = [line.plan.wish for line in thought_through(agency, session, thought).lines]
        number = calendars.known(session).number(NATION)
    if thought.days:
        days = CalendarChange(NATION, number, tuple(thought.days))
        agency.do("sdm", commands.change_calendar, change=days, move=True)
    for wish in wishes:
        kind, unit = wish.scope
        change(agency, Asked(".".join(wish.edge), wish.rule, kind, unit or None))


def draft_with(agency: Agency, rules: Mapping[str, str]) -> str:
    """A draft of the diagrams in which the windows of the year have other rules."""
    draft: str = agency.do("sdm", commands.begin_draft, name="Rancangan")
    places = {}
    for edge, rule in rules.items():
        key, _, name = edge.partition(".")
        places[f"{name}:{key}"] = rule
    agency.do(
        "sdm", commands.edit_diagram,
        draft_id=draft, name="siklus_kasn.bpmn", rev=0, changes=places,
    )  # fmt: skip
    return draft


def change(agency: Agency, line: Asked) -> None:
    """Carry a line out, as its preview says."""
    [cycle] = agency.rows(Cycle)
    seen = agency.ask("sdm", queries.date_preview, cycle.public_id, line).seen
    why = {"reason": "Uji", "letter": "1", "seen": seen}
    agency.do("sdm", commands.change_dates, cycle_id=cycle.public_id, asked=line, **why)


# ---- they are the same ------------------------------------------------------------------------


@pytest.mark.parametrize("when", whatif.WAYS)
def test_a_whole_year_is_projected_as_it_is_then_lived(agency: Agency, when: Any) -> None:
    agency.open_cycle("inspektur", "auditor_1")
    foreseen = project(agency, when)
    assert len(foreseen) > 50
    assert Driven(agency, when).live() == foreseen


@pytest.mark.parametrize("until", ["review_behaviour", "respond_result"])
def test_the_rest_of_a_year_is_projected_from_where_each_one_stands(
    lived: Live, until: str
) -> None:
    agency = lived("inspektur", "kadis_pu", until=until)
    foreseen = project(agency, "last")
    assert {phase for _, phase, _, _ in foreseen} >= {"keberatan", "results_entry"}
    assert Driven(agency, "last").live() == foreseen


def test_each_goes_on_from_his_own_place_though_all_are_projected_together(agency: Agency) -> None:
    """One drafts, one waits for approval, one got his SKP back, one waits for Plan Week."""
    agency.open_cycle(*HEADS)
    for who in HEADS[1:]:
        agency.fill(who, "draft_skp", who)
    back = {"decision": "kembalikan", "note": "Mohon dilengkapi dahulu."}
    agency.fill("sekda", "approve_skp", HEADS[2], **back)
    agency.fill("sekda", "approve_skp", HEADS[3])
    foreseen = project(agency, "last")
    assert Driven(agency, "last").live() == foreseen


#: Days that are in order whichever of them are chosen.
MOVES = {
    "skp_agreement.closes": ("20 Februari", "15 Maret"),
    "rater_nomination.opens": ("3 Desember", "10 Desember"),
    "rater_nomination.closes": ("12 Desember", "18 Desember", "31 Desember"),
    "form_filling.closes": ("10 Januari tahun depan", "form_filling.opens + 5 hari kerja"),
    "final_dialog.closes": ("final_dialog.opens + 8 hari", "18 Januari tahun depan"),
    "keberatan.closes": ("20 Januari tahun depan", "final_dialog.closes + 7 hari"),
    "final_rating.closes": ("29 Januari tahun depan", "30 Januari tahun depan"),
}
timelines = st.dictionaries(
    st.sampled_from(sorted(MOVES)), st.integers(0, 2), min_size=1, max_size=4
).map(lambda found: [Asked(edge, MOVES[edge][n % len(MOVES[edge])]) for edge, n in found.items()])


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=timelines, when=st.sampled_from(whatif.WAYS))
def test_any_draft_is_projected_as_it_is_lived_once_it_is_carried_out(
    lived: Live, lines: list[Asked], when: whatif.When
) -> None:
    agency = lived("inspektur", until="draft_skp")
    foreseen = project(agency, when, *lines)
    for place in order_of(agency, *lines):
        change(agency, lines[place])
    assert Driven(agency, when).live() == foreseen


#: Windows of a draft, whichever of their rules are chosen, and days of leave in April.
DRAWN = {
    "plan_week.closes": ("20 Februari", "9 Maret"),
    "coaching_week_1.closes": ("20 April", "coaching_week_1.opens + 9 hari kerja"),
    "mid_year_dialog.closes": ("15 Juli", "mid_year_dialog.opens + 2 minggu"),
    "keberatan.closes": ("20 Januari tahun depan", "final_dialog.closes + 5 hari kerja"),
    "final_rating.closes": ("29 Januari tahun depan", "30 Januari tahun depan"),
}
drawings = st.dictionaries(st.sampled_from(sorted(DRAWN)), st.integers(0, 1), min_size=2)


@settings(
    max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawing=drawings, leave=st.sets(st.integers(9, 24)))
def test_the_windows_of_a_draft_and_days_of_leave_are_projected_as_they_are_lived(
    lived: Live, drawing: dict[str, int], leave: set[int]
) -> None:
    """The day after each Coaching Week is among the leave; only the first is drawn otherwise."""
    agency = lived()
    agency.open_cycle("inspektur")
    rules = {edge: DRAWN[edge][number] for edge, number in drawing.items()}
    off = [date(2026, 10, 8), *(date(2026, 4, day) for day in {8, 21, *leave})]
    days = [SpecialDay(day, "Cuti", "shared_leave") for day in off]
    thought = Thought(draft=draft_with(agency, rules), days=days)
    with agency.database.read() as session:
        lines = thought_through(agency, session, thought).lines
    assert {".".join(line.plan.wish.edge) for line in lines} == rules.keys()
    foreseen = projected(agency, "last", thought)
    assert foreseen != projected(agency, "last", Thought(draft=thought.draft))
    carry_out(agency, thought)
    assert Driven(agency, "last").live() == foreseen


def test_an_extension_for_one_unit_is_projected_as_it_is_then_lived(agency: Agency) -> None:
    agency.open_cycle("inspektur", "kadis_pu")
    own = agency.appraisal("kadis_pu")
    lines = [
        Asked("skp_agreement.closes", "20 Februari", "unit", own.unit_id),
        Asked("form_filling.closes", "form_filling.opens + 9 hari", "unit", own.unit_id),
    ]
    foreseen = project(agency, "last", *lines)
    for place in order_of(agency, *lines):
        change(agency, lines[place])
    lived = Driven(agency, "last").live()
    assert {each for each in lived if each[0] == own.id} == foreseen
    assert {each[1:] for each in lived if each[0] != own.id} != {each[1:] for each in foreseen}


def order_of(agency: Agency, *lines: Asked) -> list[int]:
    with agency.database.read() as session:
        return [line.place for line in thought_through(agency, session, Thought(lines)).lines]


# ---- drafts -----------------------------------------------------------------------------------


def test_a_later_window_is_moved_first_where_the_order_wants_it(waiting: Agency) -> None:
    """Keberatan may close on 30 January only once results are entered later (R-004)."""
    lines = (
        Asked("keberatan.closes", "30 Januari tahun depan"),
        Asked("results_entry.closes", "10 Februari tahun depan"),
        Asked("final_rating.closes", "8 Februari tahun depan"),
    )
    assert order_of(waiting, *lines) == [1, 2, 0]


def test_a_line_that_can_come_at_no_place_is_refused_by_its_place(waiting: Agency) -> None:
    good = Asked("plan_week.closes", "20 Februari")
    bad = Asked("keberatan.closes", "5 Februari tahun depan")
    with waiting.database.read() as session, pytest.raises(LineRefused) as refused:
        thought_through(waiting, session, Thought((good, bad)))
    assert (refused.value.place, refused.value.field) == (1, "rule")
    assert "R-004" in str(refused.value.problem)


def test_of_a_draft_is_granted_what_can_be_and_the_rest_is_told_with_its_reason(
    waiting: Agency,
) -> None:
    """SKP closes before the draft was thought of; keberatan would close after the results."""
    rules = {
        "skp_agreement.opens": "3 Januari",
        "keberatan.closes": "5 Februari tahun depan",
        "plan_week.closes": "20 Februari",
    }
    thought = Thought(draft=draft_with(waiting, rules))
    with waiting.database.read() as session:
        draft = thought_through(waiting, session, thought)
    assert [line.plan.wish.edge for line in draft.lines] == [("plan_week", "closes")]
    left = {wish.edge: str(error.problem) for wish, error in draft.left}
    assert "R-005" in left["skp_agreement", "opens"]
    assert "R-004" in left["keberatan", "closes"]


def test_a_line_that_was_typed_goes_before_the_same_date_of_a_draft(waiting: Agency) -> None:
    thought = Thought(
        lines=[Asked("plan_week.closes", "15 Februari")],
        draft=draft_with(waiting, {"plan_week.closes": "20 Februari"}),
    )
    with waiting.database.read() as session:
        [line] = thought_through(waiting, session, thought).lines
    assert line.plan.wish.rule == "15 Februari"


def test_an_extension_that_was_given_stands_where_a_draft_says_nothing_else(
    waiting: Agency,
) -> None:
    change(waiting, Asked("plan_week.closes", "12 Februari"))
    thought = Thought(draft=draft_with(waiting, {"coaching_week_1.closes": "20 April"}))
    with waiting.database.read() as session:
        draft = thought_through(waiting, session, thought)
    assert [line.plan.wish.edge for line in draft.lines] == [("coaching_week_1", "closes")]
    assert draft.after.dues(0)["plan_week", "closes"] == local(2026, 2, 13)


def test_nothing_at_all_is_written(lived: Live) -> None:
    agency = lived("inspektur", "kadis_pu", until="review_behaviour")
    before = everything(agency)
    project(agency, "last", Asked("final_dialog.closes", "18 Januari tahun depan"))
    assert everything(agency) == before


def everything(agency: Agency) -> dict[str, list[str]]:
    with agency.database.read() as session:
        return {
            name: sorted(repr(tuple(row)) for row in session.execute(select(table)))
            for name, table in Base.metadata.tables.items()
        }


# ---- for many ---------------------------------------------------------------------------------


def test_many_who_are_alike_cost_one_run_and_no_more_statements(
    waiting: Agency, statements: list[str]
) -> None:
    line = Asked("plan_week.opens", "3 Februari")
    statements.clear()
    few = project(waiting, "last", line)
    asked = len(statements)
    waiting.do("sdm", multiply, appraisal_id=waiting.appraisal("kadis_pu").id, times=300)
    statements.clear()
    many = project(waiting, "last", line)
    assert len(statements) <= asked
    assert len({each[0] for each in many}) == len({each[0] for each in few}) + 300
    with waiting.database.read() as session:
        year = redating.year_of(session, session.scalars(select(Cycle)).one())
        cohort = whatif.cohort_of(session, year, ("all", 0))
        projector = whatif.Projector(cohort, whatif.Behaviour(), clock.now(), session.info["seal"])
        found = projector.of(year, Layers.read(session, year.cycle.id, ("all", 0)))
    # Each of the four lived for himself, 300 as the fourth did: they differ by ids alone.
    assert projector.runs == 1 == len(found.groups)
