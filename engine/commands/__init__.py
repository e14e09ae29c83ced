"""Verbs that change the world; one function per intention. None commits: `engine.act` does."""

from engine.commands.calendars import change_calendar
from engine.commands.coaching import record_informal_coaching
from engine.commands.cycles import close_cycle, open_cycle, open_cycle_in_chunks
from engine.commands.incidents import Resumed, resume, resume_all
from engine.commands.notices import mark_notices_read, retry_mail
from engine.commands.people import add_people, change_password, import_people
from engine.commands.people_file import EmployeeRow
from engine.commands.sessions import (
    claim_first_account,
    end_session,
    offer_first_account,
    sign_in,
    start_session,
)
from engine.commands.tasks import (
    BulkResult,
    Receipt,
    complete_many,
    complete_task,
    save_draft,
)

__all__ = [
    "BulkResult",
    "EmployeeRow",
    "Receipt",
    "Resumed",
    "add_people",
    "change_calendar",
    "change_password",
    "claim_first_account",
    "close_cycle",
    "complete_many",
    "complete_task",
    "end_session",
    "import_people",
    "mark_notices_read",
    "offer_first_account",
    "open_cycle",
    "open_cycle_in_chunks",
    "record_informal_coaching",
    "resume",
    "resume_all",
    "retry_mail",
    "save_draft",
    "sign_in",
    "start_session",
]
