"""Moves the dates of a running cycle: what would move and why not, the writing, and the undoing."""

from engine.redating.asking import (
    Asked,
    asked_of,
    change_of,
    cycle_of,
    held,
    names_of,
    wish_of,
    year_of,
)
from engine.redating.lines import THOUGHT_OF, Layers, Row, Rows, changed, following
from engine.redating.plan import Person, Plan, Tally, granted, plan
from engine.redating.population import Events, events_of, within
from engine.redating.recounting import recount
from engine.redating.settling import settle
from engine.redating.undoing import hindrance, undo
from engine.redating.ways import Wish, Year
from engine.redating.writing import Change, apply

__all__ = [
    "THOUGHT_OF",
    "Asked",
    "Change",
    "Events",
    "Layers",
    "Person",
    "Plan",
    "Row",
    "Rows",
    "Tally",
    "Wish",
    "Year",
    "apply",
    "asked_of",
    "change_of",
    "changed",
    "cycle_of",
    "events_of",
    "following",
    "granted",
    "held",
    "hindrance",
    "names_of",
    "plan",
    "recount",
    "settle",
    "undo",
    "wish_of",
    "within",
    "year_of",
]
