"""What if dates were others: everybody's days to come, before and after; nothing is stored."""

from engine.queries.whatif.answer import PAGE_SIZE, what_if, what_if_of
from engine.queries.whatif.asked import MOST_LINES, WhatIfAsked
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

__all__ = [
    "MOST_LINES",
    "PAGE_SIZE",
    "DateLine",
    "DraftLine",
    "GroupLine",
    "HandLine",
    "LeftLine",
    "PersonLine",
    "PersonStep",
    "SpreadLine",
    "StageLine",
    "StepLine",
    "WeekLine",
    "WhatIf",
    "WhatIfAsked",
    "what_if",
    "what_if_of",
]
