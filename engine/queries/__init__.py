"""Questions about the world; each returns plain pictures, never table rows."""

from engine.queries.appraisals import (
    AppraisalFilter,
    AppraisalList,
    AppraisalPage,
    AppraisalRow,
    Document,
    HistoryLine,
    Holder,
    Stage,
    appraisal_page,
    appraisals,
    informal_coaching_form,
    my_appraisals,
    team,
)
from engine.queries.batches import BatchProgress, batch_progress
from engine.queries.cycles import (
    CycleCard,
    Readiness,
    ReadyPerson,
    Register,
    RegisterRow,
    cycle_card,
    cycles,
    profiles,
    readiness,
    register,
    register_table,
)
from engine.queries.inbox import DoneItem, Inbox, InboxItem, inbox
from engine.queries.incidents import (
    IncidentLine,
    IncidentList,
    incident_count,
    open_incidents,
)
from engine.queries.mail import MailFailure, MailFailures, mail_failures
from engine.queries.next_steps import Hand, NextStep, next_steps
from engine.queries.notices import NoticeLine, notices, unread_count
from engine.queries.people import Account, actor_of, demo_accounts, employee_of, units, zone
from engine.queries.task_list import TaskFilter, TaskList, my_tasks
from engine.queries.tasks import TaskPage, bulk_tasks, task_page
from engine.queries.timers import TimerLine, timers
from engine.queries.workload import Workload, workload

__all__ = [
    "Account",
    "AppraisalFilter",
    "AppraisalList",
    "AppraisalPage",
    "AppraisalRow",
    "BatchProgress",
    "CycleCard",
    "Document",
    "DoneItem",
    "Hand",
    "HistoryLine",
    "Holder",
    "Inbox",
    "InboxItem",
    "IncidentLine",
    "IncidentList",
    "MailFailure",
    "MailFailures",
    "NextStep",
    "NoticeLine",
    "Readiness",
    "ReadyPerson",
    "Register",
    "RegisterRow",
    "Stage",
    "TaskFilter",
    "TaskList",
    "TaskPage",
    "TimerLine",
    "Workload",
    "actor_of",
    "appraisal_page",
    "appraisals",
    "batch_progress",
    "bulk_tasks",
    "cycle_card",
    "cycles",
    "demo_accounts",
    "employee_of",
    "inbox",
    "incident_count",
    "informal_coaching_form",
    "mail_failures",
    "my_appraisals",
    "my_tasks",
    "next_steps",
    "notices",
    "open_incidents",
    "profiles",
    "readiness",
    "register",
    "register_table",
    "task_page",
    "team",
    "timers",
    "units",
    "unread_count",
    "workload",
    "zone",
]
