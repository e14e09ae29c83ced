"""Date rules, working days, the instants of deadlines: what a timeline is before it is rows."""

from engine.timeline.calendar import WorkCalendar, national_calendar
from engine.timeline.grammar import RuleError, parse
from engine.timeline.instants import (
    ZONES,
    ZoneError,
    instant,
    last_moment,
    local_day,
    zone_label,
)
from engine.timeline.order import order_problems
from engine.timeline.resolve import TimelineError, events_in, resolve, shifted
from engine.timeline.rule import Day, Edge, Event, Offset, Rule, Week
from engine.timeline.sentences import Language, day_in_words, sentence
from engine.timeline.stages import Stage, stages

__all__ = [
    "ZONES",
    "Day",
    "Edge",
    "Event",
    "Language",
    "Offset",
    "Rule",
    "RuleError",
    "Stage",
    "TimelineError",
    "Week",
    "WorkCalendar",
    "ZoneError",
    "day_in_words",
    "events_in",
    "instant",
    "last_moment",
    "local_day",
    "national_calendar",
    "order_problems",
    "parse",
    "resolve",
    "sentence",
    "shifted",
    "stages",
    "zone_label",
]
