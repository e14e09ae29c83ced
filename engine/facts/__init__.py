"""What is known about one appraisal when somebody acts on it: its case and its world."""

from engine.facts.case import Case
from engine.facts.reading import (
    COLUMNS,
    case_for_viewer,
    case_of_appraisal,
    case_of_row,
    case_of_task,
    held_case,
    hold,
)
from engine.facts.relations import line_above, relation_of
from engine.facts.telling import event_instant, next_sentences, subject_name
from engine.facts.world import World

__all__ = [
    "COLUMNS",
    "Case",
    "World",
    "case_for_viewer",
    "case_of_appraisal",
    "case_of_row",
    "case_of_task",
    "event_instant",
    "held_case",
    "hold",
    "line_above",
    "next_sentences",
    "relation_of",
    "subject_name",
]
