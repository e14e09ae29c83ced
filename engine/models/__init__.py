"""The tables: what is asked of whom, what was answered, and where each appraisal stands."""

from engine.models.answers import Answer, BehaviourAnswer, Draft, Sheet
from engine.models.base import Base, table
from engine.models.batches import Batch, BatchItem, MovedInstance, Moving
from engine.models.calendars import CalendarDay, CalendarVersion
from engine.models.cycles import (
    ChangedWindow,
    Cycle,
    DateChange,
    ProfileVersion,
    Proposal,
    Redated,
    RedatedTask,
    Window,
)
from engine.models.diagrams import (
    REHEARSED_NOW,
    DiagramDraft,
    DraftFile,
    DraftReader,
    Rehearsal,
    Version,
)
from engine.models.interventions import Intervened, Intervention
from engine.models.paces import Behind, StagePace
from engine.models.people import Employee, FirstLink, SignedIn, Unit
from engine.models.processes import (
    DONE,
    GROUP,
    HELD,
    OPEN,
    OVER,
    Appraisal,
    Happening,
    Instance,
    Task,
    Timer,
    is_done,
    is_open,
    is_over,
    waits,
)
from engine.models.records import FAILED, TO_MAIL, History, Incident, Notice
from engine.models.settings import Heartbeat, SavedView, Setting

__all__ = [
    "DONE",
    "FAILED",
    "GROUP",
    "HELD",
    "OPEN",
    "OVER",
    "REHEARSED_NOW",
    "TO_MAIL",
    "Answer",
    "Appraisal",
    "Base",
    "Batch",
    "BatchItem",
    "BehaviourAnswer",
    "Behind",
    "CalendarDay",
    "CalendarVersion",
    "ChangedWindow",
    "Cycle",
    "DateChange",
    "DiagramDraft",
    "Draft",
    "DraftFile",
    "DraftReader",
    "Employee",
    "FirstLink",
    "Happening",
    "Heartbeat",
    "History",
    "Incident",
    "Instance",
    "Intervened",
    "Intervention",
    "MovedInstance",
    "Moving",
    "Notice",
    "ProfileVersion",
    "Proposal",
    "Redated",
    "RedatedTask",
    "Rehearsal",
    "SavedView",
    "Setting",
    "Sheet",
    "SignedIn",
    "StagePace",
    "Task",
    "Timer",
    "Unit",
    "Version",
    "Window",
    "is_done",
    "is_open",
    "is_over",
    "table",
    "waits",
]
