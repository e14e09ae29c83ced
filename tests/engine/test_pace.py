"""Queues at a pace: what is expected is what happens when people go one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from engine.queries.figures.pace import FAR, Due, Pace, outlook, pace_of
from engine.timeline import WorkCalendar

TODAY = date(2026, 1, 26)
NO_HOLIDAYS = WorkCalendar(frozenset())
some_days = st.dates(date(2026, 1, 1), date(2026, 3, 31))
calendars = st.builds(WorkCalendar, st.frozensets(some_days, max_size=20))
queues = st.lists(st.builds(Due, st.none() | some_days, st.integers(0, 5)), max_size=6)
paces = st.builds(Pace, st.integers(1, 40), st.integers(1, 25))


def one_by_one(queue: list[Due], pace: Pace, calendar: WorkCalendar) -> tuple[int, date | None]:
    """How many come late who are not overdue yet, and when the last comes; day by day."""
    line = [due.day or date.max for due in queue for _ in range(due.number)]
    day, worked, late, last = TODAY, 0, 0, None
    for place, due in enumerate(sorted(line), 1):
        while place * pace.days > worked * pace.done:
            while not calendar.is_working(day):
                day += timedelta(days=1)
            worked, last, day = worked + 1, day, day + timedelta(days=1)
        assert last is not None
        late += last > due >= TODAY
    return late, last


@given(queues, paces, calendars)
@example([Due(TODAY, 3)], Pace(2, 1), NO_HOLIDAYS)
def test_what_is_expected_is_what_comes_of_it(
    queue: list[Due], pace: Pace, calendar: WorkCalendar
) -> None:
    found = outlook(queue, pace, TODAY, calendar)
    late, last = one_by_one(queue, pace, calendar)
    assert found.late == late
    assert found.overdue == sum(due.number for due in queue if due.day and due.day < TODAY)
    if found.days is None or found.days <= FAR:
        assert found.finish == last


@given(queues, paces, calendars, st.integers(0, 5), st.integers(0, 5))
def test_a_slower_pace_never_finishes_earlier_nor_leaves_fewer_late(
    queue: list[Due], pace: Pace, calendar: WorkCalendar, fewer: int, longer: int
) -> None:
    slower = Pace(max(1, pace.done - fewer), pace.days + longer)
    now, then = (outlook(queue, each, TODAY, calendar) for each in (pace, slower))
    assert (then.days or 0) >= (now.days or 0)
    assert (then.finish or date.max) >= (now.finish or date.max) or not now.waiting
    assert then.late >= now.late
    assert then.overdue == now.overdue


@given(queues, paces, calendars, st.integers(0, 5))
def test_whoever_is_done_is_not_late_and_makes_room(
    queue: list[Due], pace: Pace, calendar: WorkCalendar, place: int
) -> None:
    assert outlook([], pace, TODAY, calendar).late == 0
    before = outlook(queue, pace, TODAY, calendar)
    assert before.late + before.overdue <= before.waiting
    if place < len(queue) and queue[place].number:
        queue[place] = replace(queue[place], number=queue[place].number - 1)
    after = outlook(queue, pace, TODAY, calendar)
    assert after.late <= before.late
    assert (after.days or 0) <= (before.days or 0)


@given(queues, calendars)
def test_without_a_pace_only_what_is_overdue_is_said(
    queue: list[Due], calendar: WorkCalendar
) -> None:
    found = outlook(queue, None, TODAY, calendar)
    assert (found.late, found.places, found.days, found.finish) == (0, (), None, None)


def test_too_few_tell_no_pace() -> None:
    assert pace_of(4, 20) is None
    assert pace_of(5, 20) == Pace(5, 20)
    assert pace_of(9, 0) is None


def test_what_is_too_far_has_no_date() -> None:
    found = outlook([Due(date(2026, 2, 6), FAR + 1)], Pace(1, 1), TODAY, NO_HOLIDAYS)
    assert (found.days, found.finish) == (FAR + 1, None)
    assert found.late == FAR + 1 - 10


def test_those_who_take_the_pace_of_all_are_served_like_all() -> None:
    """Four of ten who wait get four of ten turns."""
    assert Pace(7, 14).share(4, 10).days_for(1) == 5
    assert Pace(7, 14).share(10, 10).days_for(3) == Pace(7, 14).days_for(3)
