"""When a deadline is reminded of, missed and escalated: instants from a date and a profile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from engine.rules.notices import Distance, Notices
from engine.timeline.calendar import WorkCalendar
from engine.timeline.instants import at_hour, last_moment, local_day

Kind = Literal["due_soon", "overdue", "escalated"]


@dataclass(frozen=True)
class Stage:
    """At `at` (aware UTC) something is told; `to` says to whom an escalation goes."""

    at: datetime
    kind: Kind
    to: str = ""


def stages(
    due_at: datetime, opened_at: datetime, zone: str, calendar: WorkCalendar, notices: Notices
) -> tuple[Stage, ...]:
    """Give all stages of a deadline (exclusive, see `instant`) in the order of their instants.

    Distances count from the last day in time. What was asked for only later is escalated so long
    after that day: nobody is late with what he could not know. Raises ZoneError.
    """
    last = local_day(last_moment(due_at), zone)
    late_since = max(last, local_day(opened_at, zone))
    found = [Stage(due_at, "overdue")]
    found += _reminders(last, due_at, zone, calendar, notices)
    for escalation in notices.escalate_after:
        day = _away(late_since, escalation.after, 1, calendar)
        at = max(at_hour(day, notices.hour, zone), due_at)
        found.append(Stage(at, "escalated", escalation.to))
    return tuple(sorted(found, key=lambda stage: stage.at))


def _reminders(
    last: date, due_at: datetime, zone: str, calendar: WorkCalendar, notices: Notices
) -> Iterator[Stage]:
    days = {_away(last, before, -1, calendar) for before in notices.remind_before}
    instants = (at_hour(day, notices.hour, zone) for day in sorted(days))
    return (Stage(at, "due_soon") for at in instants if at < due_at)


def _away(day: date, distance: Distance, way: int, calendar: WorkCalendar) -> date:
    number = way * distance.number
    match distance.unit:
        case "hari kerja":
            return calendar.add(day, number)
        case "minggu":
            return day + timedelta(weeks=number)
        case "hari":
            return day + timedelta(days=number)
