"""Verbs that change the world; one function per intention. None commits: `engine.act` does."""

from engine.commands.coaching import record_informal_coaching
from engine.commands.cycles import close_cycle, open_cycle, open_cycle_in_chunks
from engine.commands.dates import change_dates, check_reason, undo_change
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
    "change_dates",
    "change_password",
    "check_reason",
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
    "undo_change",
]
