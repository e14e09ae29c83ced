"""Verbs that change the world; one function per intention. None commits: `engine.act` does."""

from engine.commands.calendars import change_calendar, move_to_calendars, propose_calendar
from engine.commands.coaching import record_informal_coaching
from engine.commands.cycles import YEARS, close_cycle, open_cycle, open_cycle_in_chunks
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
from engine.commands.interventions import (
    accept_intervention,
    decline_intervention,
    intervene,
    undo_intervention,
    withdraw_intervention,
)
from engine.commands.moving import move_to_version, propose_move, undo_move
from engine.commands.notices import mark_notices_read, retry_mail
from engine.commands.nudging import nudge
from engine.commands.people import add_people, change_password, import_people
from engine.commands.people_file import EmployeeRow
from engine.commands.proposals import (
    accept_proposal,
    decline_proposal,
    propose_dates,
    withdraw_proposal,
)
from engine.commands.rehearsals import (
    begin_rehearsal,
    end_rehearsal,
    forget_scenario,
    lose_rehearsal,
    note_rehearsal,
    save_scenario,
    stop_rehearsal,
)
from engine.commands.sessions import (
    claim_first_account,
    end_session,
    offer_first_account,
    sign_in,
    start_session,
)
from engine.commands.tables import edit_table
from engine.commands.tasks import (
    BulkResult,
    Receipt,
    answer_task,
    complete_many,
    complete_task,
    save_draft,
)
from engine.commands.views import delete_view, save_view

__all__ = [
    "YEARS",
    "BulkResult",
    "EmployeeRow",
    "Receipt",
    "Resumed",
    "accept_intervention",
    "accept_proposal",
    "add_people",
    "answer_task",
    "begin_draft",
    "begin_rehearsal",
    "change_calendar",
    "change_dates",
    "change_password",
    "check_reason",
    "claim_first_account",
    "close_cycle",
    "complete_many",
    "complete_task",
    "decline_intervention",
    "decline_proposal",
    "delete_view",
    "describe_draft",
    "discard_draft",
    "edit_diagram",
    "edit_table",
    "end_rehearsal",
    "end_session",
    "forget_scenario",
    "import_file",
    "import_people",
    "intervene",
    "keep_mine",
    "keep_theirs",
    "lose_rehearsal",
    "mark_notices_read",
    "move_to_calendars",
    "move_to_version",
    "note_rehearsal",
    "nudge",
    "offer_first_account",
    "open_cycle",
    "open_cycle_in_chunks",
    "propose_calendar",
    "propose_dates",
    "propose_move",
    "publish_draft",
    "read_along",
    "record_informal_coaching",
    "resume",
    "resume_all",
    "retry_mail",
    "save_diagram",
    "save_draft",
    "save_scenario",
    "save_view",
    "sign_in",
    "start_session",
    "stop_rehearsal",
    "undo_change",
    "undo_intervention",
    "undo_move",
    "withdraw_intervention",
    "withdraw_proposal",
]
