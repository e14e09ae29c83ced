"""Date rules, working days, the instants of deadlines: what a timeline is before it is rows."""

from engine.timeline.calendar import WorkCalendar, layered, national_calendar
from engine.timeline.faults import Fault, faults, faults_of_any_year, named
from engine.timeline.grammar import RuleError, parse
from engine.timeline.instants import (
    ZONES,
    ZoneError,
    instant,
    last_moment,
    local_day,
    zone_label,
)
from engine.timeline.order import broken_order, order_problems
from engine.timeline.resolve import LOWER_BOUND, TimelineError, events_in, near, resolve, shifted
from engine.timeline.rule import Day, Edge, Event, Offset, Rule, Week
from engine.timeline.sentences import Language, day_in_words, sentence
from engine.timeline.special import KINDS, Kind, SpecialDay, national_days, source
from engine.timeline.spoken import Spoken
from engine.timeline.stages import Stage, stages
from engine.timeline.typed import typed

__all__ = [
    "KINDS",
    "LOWER_BOUND",
    "ZONES",
    "Day",
    "Edge",
    "Event",
    "Fault",
    "Kind",
    "Language",
    "Offset",
    "Rule",
    "RuleError",
    "SpecialDay",
    "Spoken",
    "Stage",
    "TimelineError",
    "Week",
    "WorkCalendar",
    "ZoneError",
    "broken_order",
    "day_in_words",
    "events_in",
    "faults",
    "faults_of_any_year",
    "instant",
    "last_moment",
    "layered",
    "local_day",
    "named",
    "national_calendar",
    "national_days",
    "near",
    "order_problems",
    "parse",
    "resolve",
    "sentence",
    "shifted",
    "source",
    "stages",
    "typed",
    "zone_label",
]
