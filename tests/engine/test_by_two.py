"""Moves to another version, and calendars that move dates, are done by two officers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from engine import commands, queries
from engine.calendar_edits import CalendarChange
from engine.calendars import AGENCY
from engine.errors import (
    BadDate,
    CalendarMoved,
    DatesMoved,
    EngineError,
    MoveWaits,
    NeedsAnother,
    NobodyMoves,
    NoReason,
    NotYours,
    ProposalDecided,
)
from tests.engine.test_calendars import AFTER, number, off, rows_of
from tests.engine.test_moving import RENAMED, RETITLED, TOLD, cycle_of, publish, versions

if TYPE_CHECKING:
    from tests.engine.agency import Agency

WHY = "Perbaikan alur"


@pytest.fixture
def january(agency: Agency) -> Agency:
    """Inspektur and Kepala Dinas PU are to draft their SKP; two officers watch each other."""
    agency.at(2026, 1, 5, 9)
    agency.open_cycle("inspektur", "kadis_pu")
    agency.by_four_eyes()
    return agency


def propose(agency: Agency, number: int, who: str = "sdm", **more: Any) -> str:
    args = {"cycle_id": cycle_of(agency), "number": number, "reason": WHY} | more
    return agency.do(who, commands.propose_move, **args)


def seen(agency: Agency, proposal: str) -> str:
    preview = agency.ask("sdm_2", queries.proposal, proposal).preview
    assert preview is not None
    return preview.seen


def accept(agency: Agency, proposal: str, who: str = "sdm_2") -> str:
    given = {"proposal_id": proposal, "seen": seen(agency, proposal)}
    return agency.do(who, commands.accept_proposal, **given)


def told(agency: Agency, who: str) -> list[str]:
    return [each.kind for each in agency.ask(who, queries.notices)]


# ---- moves ------------------------------------------------------------------------------------


def test_nobody_moves_appraisals_alone(january: Agency) -> None:
    number = publish(january, *RETITLED)
    with pytest.raises(NeedsAnother):
        january.do(
            "sdm", commands.move_to_version, cycle_id=cycle_of(january), number=number, reason=WHY
        )
    assert versions(january) == [1, 1]


def test_another_officer_moves_who_was_proposed(january: Agency) -> None:
    number = publish(january, *RETITLED)
    chosen = [january.id_of("inspektur")]
    proposal = propose(january, number, employee_ids=chosen)
    assert "move_proposed" in told(january, "sdm_2")
    [line] = january.ask("sdm_2", queries.open_moves, number)
    assert (line.id, line.reason, line.mine) == (proposal, WHY, False)
    with pytest.raises(NeedsAnother):
        accept(january, proposal, "sdm")
    batch = accept(january, proposal)
    assert versions(january) == [1, 2]
    moved = january.ask("sdm", queries.move_result, batch).line
    assert moved.who == january.people["sdm_2"].name
    assert moved.reason == f"{WHY}; diusulkan {january.people['sdm'].name}"
    assert "move_accepted" in told(january, "sdm")
    assert january.ask("sdm", queries.open_moves, number) == ()
    january.do("sdm", commands.undo_move, batch_id=batch)  # puts back what stood
    assert versions(january) == [1, 1]


def test_what_is_called_otherwise_is_proposed_with_it(january: Agency) -> None:
    proposal = propose(january, publish(january, *RENAMED), renames=TOLD)
    accept(january, proposal)
    assert versions(january) == [2, 2]


def test_who_joined_since_the_look_is_not_moved(january: Agency) -> None:
    proposal = propose(january, publish(january, *RETITLED))
    stale = seen(january, proposal)
    january.open_cycle("auditor_1")
    with pytest.raises(DatesMoved):
        january.do("sdm_2", commands.accept_proposal, proposal_id=proposal, seen=stale)
    accept(january, proposal)
    assert versions(january) == [2, 2, 2]


def test_a_move_is_proposed_with_a_reason_and_once(january: Agency) -> None:
    number = publish(january, *RETITLED)
    with pytest.raises(NoReason):
        propose(january, number, reason=" ")
    with pytest.raises(NobodyMoves):
        propose(january, number, employee_ids=[])
    with pytest.raises(NotYours):
        propose(january, number, who="inspektur")
    proposal = propose(january, number)
    with pytest.raises(MoveWaits):
        propose(january, number, who="sdm_2")
    with pytest.raises(BadDate):
        january.do("sdm_2", commands.decline_proposal, proposal_id=proposal, answer=" ")
    january.do("sdm_2", commands.decline_proposal, proposal_id=proposal, answer="Belum perlu")
    assert "move_declined" in told(january, "sdm")
    again = propose(january, number)
    january.do("sdm", commands.withdraw_proposal, proposal_id=again)
    assert versions(january) == [1, 1]


def test_two_who_accept_at_once_begin_one_move(january: Agency) -> None:
    proposal = propose(january, publish(january, *RETITLED))
    given = {"proposal_id": proposal, "seen": seen(january, proposal)}

    def accept_it(_: int) -> str:
        try:
            january.do("sdm_2", commands.accept_proposal, **given)
        except EngineError as error:
            return type(error).__name__
        return "made"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(accept_it, range(2))) == ["ProposalDecided", "made"]


# ---- calendars --------------------------------------------------------------------------------


def day_off(agency: Agency) -> CalendarChange:
    return CalendarChange(AGENCY, number(agency, AGENCY), (off(AFTER),), note="Hari jadi")


def test_nobody_moves_the_dates_of_a_cycle_by_a_calendar_alone(january: Agency) -> None:
    before, change = rows_of(january), day_off(january)
    with pytest.raises(NeedsAnother):
        january.do("sdm", commands.change_calendar, change=change, move=True)
    assert number(january, AGENCY) == change.seen
    assert january.ask("sdm", queries.preview_calendar, change).another
    january.do("sdm", commands.change_calendar, change=change)  # a day alone moves no date
    assert number(january, AGENCY) == change.seen + 1
    assert rows_of(january) == before
    with pytest.raises(NeedsAnother):
        january.do("sdm", commands.move_to_calendars, reason="Hari jadi")


def test_another_officer_moves_the_dates_that_were_proposed(january: Agency) -> None:
    before = rows_of(january)
    proposal = january.do("sdm", commands.propose_calendar, change=day_off(january))
    assert "calendar_proposed" in told(january, "sdm_2")
    [line] = january.ask("sdm_2", queries.open_calendars)
    assert (line.id, line.key, line.reason) == (proposal, AGENCY, "Hari jadi")
    with pytest.raises(NeedsAnother):
        accept(january, proposal, "sdm")
    assert rows_of(january) == before
    accept(january, proposal)
    assert rows_of(january) != before
    assert number(january, AGENCY) == 1
    [version] = january.ask("sdm", queries.calendar_versions, AGENCY)
    assert version.note == f"Hari jadi; diusulkan {january.people['sdm'].name}"
    with pytest.raises(ProposalDecided):
        january.do("sdm_2", commands.accept_proposal, proposal_id=proposal, seen="")


def test_a_note_that_fills_its_room_has_the_name_of_who_proposed_it(january: Agency) -> None:
    change = replace(day_off(january), note="x" * 200)
    accept(january, january.do("sdm", commands.propose_calendar, change=change))
    [version] = january.ask("sdm", queries.calendar_versions, AGENCY)
    assert version.note.endswith(f"x …; diusulkan {january.people['sdm'].name}")
    assert len(version.note) == 200


def test_a_calendar_that_changed_since_says_why_it_can_no_longer_be(january: Agency) -> None:
    proposal = january.do("sdm", commands.propose_calendar, change=day_off(january))
    with pytest.raises(DatesMoved):
        january.do("sdm_2", commands.accept_proposal, proposal_id=proposal, seen="x")
    january.do("sdm_2", commands.change_calendar, change=day_off(january))
    found = january.ask("sdm_2", queries.proposal, proposal)
    assert found.preview is None
    assert isinstance(found.trouble, CalendarMoved)
    with pytest.raises(CalendarMoved):
        january.do("sdm_2", commands.accept_proposal, proposal_id=proposal, seen="")
