"""The work that dates bring: of a cycle just what Andaikan says, of diagrams what would come."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from engine import commands, queries, uploads
from engine.calendar_edits import CalendarChange
from engine.errors import NotYours
from engine.models import Cycle, Task
from engine.queries import CycleLoad, DrawnLoad, Week, WhatIfAsked
from engine.timeline import SpecialDay
from tests.engine.agency import HEADS
from tests.engine.crowd import multiply
from tests.engine.damage import flip_a_byte
from tests.engine.test_calendars import unit_of
from tests.engine.test_diagrams import YEAR, begin, edit

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live


def load(agency: Agency) -> CycleLoad:
    [cycle] = agency.rows(Cycle)
    return agency.ask("sdm", queries.cycle_load, cycle.public_id)


def numbers(weeks: tuple[Week, ...]) -> list[tuple[Any, ...]]:
    return [(each.monday, each.tasks, each.peak, each.who) for each in weeks]


def week(weeks: tuple[Week, ...], *monday: int) -> Week:
    return next(each for each in weeks if each.monday == date(*monday))


# ---- of a cycle -------------------------------------------------------------------------------


@pytest.mark.parametrize("until", ["draft_skp", "review_behaviour", "respond_result"])
def test_it_is_what_andaikan_says_at_the_same_moment(lived: Live, until: str) -> None:
    agency = lived("inspektur", "kadis_pu", until=until)
    [cycle] = agency.rows(Cycle)
    foreseen = agency.ask("sdm", queries.what_if, cycle.public_id, WhatIfAsked())
    assert numbers(load(agency).weeks) == [
        (each.monday, each.before, each.peak_before, each.who) for each in foreseen.weeks
    ]


def test_weeks_to_come_are_not_empty(waiting: Agency) -> None:
    """Four heads wait for Plan Week: the Sekda will schedule their dialogs, and nothing is open."""
    found = load(waiting)
    first = week(found.weeks, 2026, 2, 2)
    assert first == Week(date(2026, 2, 2), 8, 0, 4, "Sekretaris Daerah")
    assert found.weeks[-1].monday > date(2027, 1, 1)
    assert (found.people, found.stopped) == (4, 0)


def test_what_is_open_is_counted_among_all_that_is_due(lived: Live) -> None:
    agency = lived("inspektur", "kadis_pu", until="review_behaviour")
    found = load(agency)
    assert sum(each.waiting for each in found.weeks) == agency.count(Task, Task.state == "open") > 2
    assert all(each.waiting <= each.tasks for each in found.weeks)
    assert sum(each.tasks for each in found.weeks) > sum(each.waiting for each in found.weeks)


def test_what_is_late_is_work_of_this_week(agency: Agency) -> None:
    """SKP were due on 31 January; it is Wednesday, 11 February."""
    agency.open_cycle(*HEADS)
    agency.at(2026, 2, 11, 9)
    first = load(agency).weeks[0]
    assert (first.monday, first.waiting) == (date(2026, 2, 9), 4)


def test_who_is_stopped_or_cannot_be_read_is_counted_and_left_out(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    assert load(agency).people == 1
    flip_a_byte(agency)
    found = load(agency)
    assert (found.weeks, found.people, found.stopped) == ((), 0, 1)


def test_where_too_many_stand_differently_only_what_is_open_is_told(
    lived: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = lived("inspektur", "kadis_pu", until="review_behaviour")
    whole = load(agency)
    monkeypatch.setattr(queries.load, "MOST_KINDS", 1)
    part = load(agency)
    assert (whole.whole, part.whole) == (True, False)
    assert [(each.monday, each.tasks) for each in part.weeks] == [
        (each.monday, each.waiting) for each in whole.weeks if each.waiting
    ]
    assert [(each.peak, each.who) for each in part.weeks] == [(2, "Sekretaris Daerah")]


def test_a_cycle_that_is_closed_has_none(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    with agency.database.begin() as session:
        cycle = session.get_one(Cycle, 1)
        cycle.closed_at = cycle.opened_at
    assert load(agency) == CycleLoad((), 0, 0)


def test_many_cost_no_more_statements(waiting: Agency, statements: list[str]) -> None:
    load(waiting)
    statements.clear()
    load(waiting)
    few = len(statements)
    waiting.do("sdm", multiply, appraisal_id=waiting.appraisal("kadis_pu").id, times=300)
    statements.clear()
    found = load(waiting)
    assert len(statements) <= few
    assert (found.people, week(found.weeks, 2026, 2, 2).peak) == (304, 304)


# ---- of diagrams ------------------------------------------------------------------------------


def of_version(agency: Agency, number: int = 1, year: int | None = None) -> DrawnLoad:
    return agency.ask("sdm", queries.version_load, number, year)


def of_draft(agency: Agency, draft: str) -> DrawnLoad:
    checked = uploads.checked(agency.ask("sdm", queries.draft_files, draft))
    return agency.ask("sdm", queries.draft_load, draft, checked)


def test_a_version_would_bring_what_a_cycle_opened_with_it_does(agency: Agency) -> None:
    """Also where the days of one unit are others."""
    day_off = SpecialDay(date(2026, 4, 9), "Hari jadi", "local")
    unit = "unit", unit_of(agency, "kadis_pu")
    agency.do("sdm", commands.change_calendar, change=CalendarChange(unit, 0, (day_off,)))
    agency.open_cycle("inspektur", "auditor_1", "kadis_pu")
    found = of_version(agency)
    assert (found.process, found.year, found.people) == ("siklus_kasn", 2026, 3)
    assert numbers(found.weeks) == numbers(load(agency).weeks)
    # Whatever the people have done since.
    agency.fill("inspektur", "draft_skp")
    assert of_version(agency) == found


def test_another_year_has_the_people_of_the_newest_cycle(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    found = of_version(agency, year=2028)
    assert (found.year, found.people) == (2026, 1)
    assert found.weeks[0].monday >= date(2027, 12, 27)
    assert [each.tasks for each in found.weeks] != []


def test_a_draft_moves_the_load_with_its_windows(agency: Agency) -> None:
    agency.open_cycle(*HEADS)
    draft = begin(agency)
    assert of_draft(agency, draft).weeks == of_version(agency).weeks
    edit(agency, draft, YEAR, closes__plan_week="20 Februari")
    found = of_draft(agency, draft)
    assert week(found.weeks, 2026, 2, 16).peak == 4
    assert date(2026, 2, 2) not in [each.monday for each in found.weeks]
    # Nobody feels it.
    assert week(load(agency).weeks, 2026, 2, 2).peak == 4


def test_where_it_cannot_be_told_a_sentence_says_why(agency: Agency) -> None:
    draft = begin(agency)
    assert "Belum ada siklus" in str(of_version(agency).why_not)
    agency.open_cycle("inspektur")
    edit(agency, draft, YEAR, closes__plan_week="1 Januari")
    found = of_draft(agency, draft)
    assert (found.weeks, found.people) == ((), 0)
    assert "tidak bermasalah lagi" in str(found.why_not)


def test_others_than_sdm_may_not_ask(agency: Agency) -> None:
    cycle = agency.open_cycle("inspektur")
    for question, *asked in ((queries.cycle_load, cycle), (queries.version_load, 1)):
        with pytest.raises(NotYours):
            agency.ask("inspektur", question, *asked)
