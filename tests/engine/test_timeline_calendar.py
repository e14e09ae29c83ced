"""Working days, counted one by one and by the calendar, and where its holidays come from."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.timeline import (
    KINDS,
    SpecialDay,
    WorkCalendar,
    instant,
    last_moment,
    layered,
    local_day,
    national_calendar,
    national_days,
)

A_DAY = timedelta(days=1)
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
kinds = st.sampled_from(KINDS)
special = st.builds(SpecialDay, days, st.text(max_size=9), kinds, st.booleans(), st.booleans())
layers = st.lists(st.lists(special, max_size=80, unique_by=lambda each: each.day), max_size=3)
calendars = layers.map(lambda each: layered(each, "tes"))


def counted(calendar: WorkCalendar, start: date, end: date) -> int:
    """Count the working days after `start` up to `end`, day by day."""
    count = 0
    while start < end:
        start += A_DAY
        count += calendar.is_working(start)
    return count


@given(layers, days)
def test_of_several_calendars_the_nearest_that_knows_a_day_decides(
    layers: list[list[SpecialDay]], day: date
) -> None:
    calendar = layered(layers, "tes")
    said = [each for layer in reversed(layers) for each in layer if each.day == day]
    if not said:
        assert calendar.is_working(day) is (day.isoweekday() <= 5)
    else:
        assert calendar.is_working(day) is (said[0].half or said[0].kind == "worked")
        assert calendar.names[day] == said[0].name


def test_half_a_day_is_a_working_day_of_which_the_office_closes_earlier() -> None:
    eve = SpecialDay(date(2026, 12, 31), "Malam tahun baru", "local", half=True)
    assert layered([[eve]], "tes").add(date(2026, 12, 30), 1) == date(2026, 12, 31)


def test_a_unit_works_on_a_saturday_and_on_a_day_that_the_nation_has_off() -> None:
    nation = national_days(2026, 2026)
    saturday = SpecialDay(date(2026, 4, 4), "Pelayanan Sabtu", "worked")
    friday = SpecialDay(date(2026, 4, 3), "Siaga", "worked")
    calendar = layered([nation, [friday, saturday]], "tes")
    assert calendar.between(date(2026, 4, 2), date(2026, 4, 6)) == 3
    assert layered([nation], "tes").between(date(2026, 4, 2), date(2026, 4, 6)) == 1


@given(calendars, days, days)
def test_between_counts_what_a_finger_on_the_calendar_counts(
    calendar: WorkCalendar, start: date, end: date
) -> None:
    if end < start:
        assert calendar.between(start, end) == -counted(calendar, end - A_DAY, start - A_DAY)
    else:
        assert calendar.between(start, end) == counted(calendar, start, end)


@given(calendars, days, st.integers(-60, 60))
def test_adding_lands_on_a_working_day_at_that_distance(
    calendar: WorkCalendar, day: date, number: int
) -> None:
    landed = calendar.add(day, number)
    assert calendar.between(day, landed) == number
    assert calendar.is_working(landed) or number == 0
    assert (landed > day) == (number > 0)


@given(calendars, days)
def test_on_or_after_is_the_first_working_day_from_there(calendar: WorkCalendar, day: date) -> None:
    found = calendar.on_or_after(day)
    assert calendar.is_working(found)
    assert counted(calendar, day - A_DAY, found) == 1


def test_saturdays_sundays_and_holidays_are_off() -> None:
    calendar = WorkCalendar(frozenset({date(2026, 1, 1)}))
    assert not calendar.is_working(date(2026, 1, 1))
    assert calendar.is_working(date(2026, 1, 2))
    assert not calendar.is_working(date(2026, 1, 3))
    assert not calendar.is_working(date(2026, 1, 4))
    assert calendar.add(date(2025, 12, 31), 2) == date(2026, 1, 5)


def test_the_national_calendar_knows_holidays_shared_leave_and_its_source() -> None:
    calendar = national_calendar(2026, 2027)
    assert calendar.names[date(2026, 8, 17)] == "Hari Kemerdekaan Republik Indonesia"
    assert calendar.names[date(2026, 12, 24)] == "Cuti Bersama Hari Raya Natal"
    kinds = {each.day: (each.kind, each.estimate) for each in national_days(2026, 2027)}
    assert kinds[date(2026, 12, 24)] == ("shared_leave", False)
    assert kinds[date(2026, 8, 17)] == ("holiday", False)
    assert kinds[date(2027, 3, 10)] == ("holiday", True)
    assert calendar.names[date(2027, 3, 10)] == "Hari Raya Idul Fitri"
    assert calendar.holidays == frozenset(calendar.names)
    assert calendar.add(date(2026, 12, 23), 1) == date(2026, 12, 28)
    assert calendar.version.startswith("holidays 0.")
    assert calendar.version.endswith(" ID 2026-2027")
    assert {day.year for day in calendar.holidays} == {2026, 2027}
    assert national_calendar(2026, 2027) is calendar


def test_a_calendar_says_which_years_it_knows() -> None:
    calendar = national_calendar(2026, 2027)
    assert calendar.covers(date(2026, 1, 1))
    assert calendar.covers(date(2027, 12, 31))
    assert not calendar.covers(date(2025, 12, 31))
    assert not calendar.covers(date(2028, 1, 1))
    assert WorkCalendar(frozenset()).covers(date(2099, 1, 1))


def test_a_calendar_that_runs_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="from 2027 back to 2026"):
        national_calendar(2027, 2026)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (datetime(2026, 4, 1, 1, tzinfo=UTC), 3),  # Wednesday; Good Friday is off
        (datetime(2026, 4, 6, 16, 59, tzinfo=UTC), 1),  # Monday 23.59 WIB
        (datetime(2026, 4, 6, 17, tzinfo=UTC), 0),  # Tuesday 00.00 WIB, the last day
        (datetime(2026, 4, 7, 16, 59, tzinfo=UTC), 0),
        (datetime(2026, 4, 7, 17, tzinfo=UTC), -1),  # late since a second
        (datetime(2026, 4, 11, 5, tzinfo=UTC), -3),  # Saturday: Wednesday to Friday have passed
    ],
)
def test_days_left_are_working_days_until_the_last_day(now: datetime, left: int) -> None:
    """From the instants a task page has: the deadline is exclusive, the days are the zone's."""
    due_at = instant(date(2026, 4, 7), "closes", "Asia/Jakarta")
    today, last = local_day(now, "Asia/Jakarta"), local_day(last_moment(due_at), "Asia/Jakarta")
    assert national_calendar(2026, 2027).days_left(today, last) == left
