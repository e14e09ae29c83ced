"""Working days: Monday to Friday less the days off, and what else people work on, as layers say."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from types import MappingProxyType

from engine.timeline.special import SpecialDay, national_days, source


@dataclass(frozen=True)
class WorkCalendar:
    """The working days of some years.

    `holidays` are days off, `worked` days that people work on although they are Saturdays or
    Sundays, `names` what either is called, `version` says where they come from, and `years` are
    the first and last year they are known for (None: they are known for all).
    """

    holidays: frozenset[date]
    names: Mapping[date, str] = field(default_factory=dict, compare=False, repr=False)
    version: str = "tanpa nama"
    years: tuple[int, int] | None = None
    worked: frozenset[date] = frozenset()

    def covers(self, day: date) -> bool:
        """Whether the holidays of the day's year are known."""
        return self.years is None or self.years[0] <= day.year <= self.years[1]

    def is_working(self, day: date) -> bool:
        """Whether people work on that day."""
        if day.weekday() < _SATURDAY:
            return day not in self.holidays
        return day in self.worked

    def add(self, day: date, number: int) -> date:
        """Give the `number`-th working day after a day, before it if negative, itself for 0.

        The day itself is not counted. Raises OverflowError at the end of the calendar.
        """
        step = timedelta(days=1 if number > 0 else -1)
        for _ in range(abs(number)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def on_or_after(self, day: date) -> date:
        """Give the day itself if people work on it, else the next day they do."""
        return day if self.is_working(day) else self.add(day, 1)

    def between(self, start: date, end: date) -> int:
        """Count the working days from one day to another, the start itself not counted.

        Negative if the end comes first, so that `between(day, add(day, n)) == n`.
        """
        if end < start:
            one = timedelta(days=1)
            return self._up_to(end - one) - self._up_to(start - one)
        return self._up_to(end) - self._up_to(start)

    def days_left(self, today: date, last: date) -> int:
        """Count the working days left until the last day of a deadline: 0 on that day.

        Both are days of the agency's zone. Negative when late, by the working days since then.
        """
        if today <= last:
            return self.between(today, last)
        return -self.between(last, today)

    def _up_to(self, day: date) -> int:
        """Count the working days from the first Monday of all to this day."""
        weeks, days = divmod(day.toordinal(), 7)  # ordinal 1, 1 January of year 1, is a Monday
        weekdays = weeks * _SATURDAY + min(days, _SATURDAY)
        off = bisect_right(self._weekdays_off, day)
        return weekdays - off + bisect_right(self._weekends_worked, day)

    @cached_property
    def _weekdays_off(self) -> list[date]:
        return sorted(day for day in self.holidays if day.weekday() < _SATURDAY)

    @cached_property
    def _weekends_worked(self) -> list[date]:
        return sorted(day for day in self.worked if day.weekday() >= _SATURDAY)


def layered(
    layers: Iterable[Iterable[SpecialDay]], version: str, years: tuple[int, int] | None = None
) -> WorkCalendar:
    """Lay calendars over one another; of a day, the last one that knows it decides.

    A unit may so work on a day the nation has off, and have off one the agency works on.
    """
    known = {each.day: each for layer in layers for each in layer}
    return WorkCalendar(
        frozenset(day for day, each in known.items() if not each.is_working),
        MappingProxyType({day: known[day].name for day in sorted(known)}),
        version,
        years,
        frozenset(day for day, each in known.items() if each.is_working),
    )


@cache
def national_calendar(first_year: int, last_year: int) -> WorkCalendar:
    """Give Indonesia's working days from one year to another, both included.

    Days off are the national holidays and the shared leave days (cuti bersama), as they are
    shipped. Raises ValueError if the last year comes first.
    """
    name = f"{source()} ID {first_year}-{last_year}"
    return layered([national_days(first_year, last_year)], name, (first_year, last_year))


_SATURDAY = 5
