"""Verbs that change the world; one function per intention. None commits: `engine.act` does."""

from engine.commands.calendars import change_calendar
from engine.commands.coaching import record_informal_coaching
from engine.commands.cycles import close_cycle, open_cycle, open_cycle_in_chunks
from engine.commands.dates import change_dates, check_reason, undo_change
from engine.commands.diagrams import (
    begin_draft,
    describe_draft,
    discard_draft,
    edit_diagram,
    import_file,
    keep_mine,
    keep_theirs,
    publish_draft,
    read_along,
    save_diagram,
)
from engine.commands.incidents import Resumed, resume, resume_all
from engine.commands.moving import move_to_version, undo_move
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
    "begin_draft",
    "change_calendar",
    "change_dates",
    "change_password",
    "check_reason",
    "claim_first_account",
    "close_cycle",
    "complete_many",
    "complete_task",
    "describe_draft",
    "discard_draft",
    "edit_diagram",
    "end_session",
    "import_file",
    "import_people",
    "keep_mine",
    "keep_theirs",
    "mark_notices_read",
    "move_to_version",
    "offer_first_account",
    "open_cycle",
    "open_cycle_in_chunks",
    "publish_draft",
    "read_along",
    "record_informal_coaching",
    "resume",
    "resume_all",
    "retry_mail",
    "save_diagram",
    "save_draft",
    "sign_in",
    "start_session",
    "undo_change",
    "undo_move",
]
