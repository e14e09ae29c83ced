"""Where a blob meets its rows: loads an instance, steps it, and keeps tasks and timers in step.

Nothing else writes `instance.blob`, `task`, `timer` or `history`. The statements are made once and
say only what changed: what was open before a step is known from the state itself.
"""

from engine.instances.parts import Entry, Placed, Sent, Stepped, Subject, World
from engine.instances.placing import Difference, differences, place, remind_as_before
from engine.instances.record import NEXT_SEQ, next_seq, note_all
from engine.instances.stepping import (
    begin,
    complete,
    copies,
    create,
    fire,
    note,
    try_start,
)
from engine.instances.tasks import NewTask, task_row
from engine.instances.timers import timer_row

__all__ = [
    "NEXT_SEQ",
    "Difference",
    "Entry",
    "NewTask",
    "Placed",
    "Sent",
    "Stepped",
    "Subject",
    "World",
    "begin",
    "complete",
    "copies",
    "create",
    "differences",
    "fire",
    "next_seq",
    "note",
    "note_all",
    "place",
    "remind_as_before",
    "task_row",
    "timer_row",
    "try_start",
]
