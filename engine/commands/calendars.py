"""Changing a calendar of working days: each change is a new version of it."""

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from engine import calendar_edits, calendar_moves, calendars, clock, drafts, redating
from engine.actor import Actor
from engine.calendar_edits import CalendarChange
from engine.calendar_moves import MovedEdge
from engine.commands import laying
from engine.errors import DatesMoved, NeedsAnother, NotYours
from engine.models import CalendarDay, CalendarVersion, Cycle, Proposal, Task, is_open, table
from engine.plain import PlainCycle, plain
from engine.policy import may_run_cycles

#: So much has room beside a version.
_LONGEST_NOTE = 200


def change_calendar(
    session: Session, actor: Actor, change: CalendarChange, *, move: bool = False
) -> int:
    """Store the next version of a calendar; returns its number. What is the same changes nothing.

    Dates of running cycles move only if `move` says so; `calendar_moves.moved_by` says which. What
    is left of each, and reminders, are counted on the new days at once.
    Raises `NotYours`, `CalendarNotFound`, `CalendarMoved`, and `NeedsAnother` where moving dates
    must be proposed (`propose_calendar`).
    """
    if not may_run_cycles(actor):
        raise NotYours
    if move and drafts.four_eyes(session) and _moves(session, change):
        raise NeedsAnother
    return _store(session, actor, change, move=move)


def propose_calendar(session: Session, actor: Actor, change: CalendarChange) -> str:
    """Lay a change that moves dates before another officer; returns its public id.

    Nothing is stored or moved. Raises `NotYours`, `CalendarNotFound`, `CalendarMoved`.
    """
    by = laying.officer(actor)
    calendar_edits.changed(session, calendars.known(session), change)
    made = Proposal(
        kind="calendar",
        wish=change.to_json(),
        reason=change.note,
        at=clock.now(),
        by=by,
        state="open",
    )
    return laying.lay(session, made, "")


def accept_calendar(session: Session, actor: Actor, found: Proposal, seen: str) -> str:
    """Store a change that another proposed, and move the dates that `seen` names.

    Returns the calendar's number. Raises `DatesMoved` where other dates would move now, and what
    `change_calendar` raises.
    """
    _hold_cycles(session)
    note = laying.by_both(session, found, _LONGEST_NOTE)
    change = CalendarChange.from_json(found.wish, note)
    if calendar_moves.fingerprint(_moves(session, change)) != seen:
        raise DatesMoved
    return str(_store(session, actor, change, move=True))


def _moves(session: Session, change: CalendarChange) -> Sequence[MovedEdge]:
    known = calendars.known(session)
    new = calendar_edits.changed(session, known, change)
    return calendar_moves.moved_by(session, new) if new is not known else ()


def _store(session: Session, actor: Actor, change: CalendarChange, *, move: bool) -> int:
    known = calendars.known(session)
    new = calendar_edits.changed(session, known, change)
    number = new.number(change.key)
    if number == known.number(change.key):
        return number
    # Of two at once, the number lets one in; `act` repeats the other, who sees it then.
    _write(session, actor, change, known, new)
    calendars.renew(session)
    # The next sweep finds anew when to remind of what is open.
    waiting = update(Task).where(is_open(), Task.remind_at.is_not(None))
    session.execute(waiting.values(remind_at=clock.now()))
    if move:
        _move(session, laying.officer(actor), change.note)
    return number


def move_to_calendars(session: Session, actor: Actor, reason: str) -> int:
    """Count the dates of all open cycles on the calendars as they are; returns how many moved.

    Each cycle gets one change, which can be undone. Raises `NotYours`, and `NeedsAnother` where
    four eyes are asked for and a date would move.
    """
    by = laying.officer(actor)
    if drafts.four_eyes(session) and calendar_moves.moved_by(session, calendars.known(session)):
        raise NeedsAnother
    return _move(session, by, reason)


def _move(session: Session, by: int, reason: str) -> int:
    _hold_cycles(session)
    moves = calendar_moves.moved_by(session, calendars.known(session))
    for cycle_id, of_cycle in groupby(moves, key=lambda each: each.cycle_id):
        cycle = session.get_one(Cycle, cycle_id)
        plain_cycle, names = plain(PlainCycle, cycle), redating.names_of(session, cycle)
        change = redating.Change(by, reason)
        redating.recount(session, plain_cycle, list(of_cycle), change, names)
    return len(moves)


def _hold_cycles(session: Session) -> None:
    """What would move is looked at once nobody else changes a date any more."""
    running = select(Cycle).where(Cycle.closed_at.is_(None)).order_by(Cycle.id)
    held = running.with_for_update().execution_options(populate_existing=True)
    session.scalars(held).all()


def _write(
    session: Session,
    actor: Actor,
    change: CalendarChange,
    known: calendars.Calendars,
    new: calendars.Calendars,
) -> None:
    layer, unit_id = change.key
    number, place = new.number(change.key), {"layer": layer, "unit_id": unit_id}
    session.add(
        CalendarVersion(
            **place, number=number, at=clock.now(), employee_id=actor.id, note=change.note
        )
    )
    session.flush()
    ended = [each.day.day for each in new.kept(change.key) if each.until == number]
    if ended:
        session.execute(
            update(CalendarDay)
            .where(
                CalendarDay.layer == layer,
                CalendarDay.unit_id == unit_id,
                CalendarDay.day.in_(ended),
                CalendarDay.until.is_(None),
            )
            .values(until=number)
        )
    begun = [each.day for each in new.kept(change.key) if each.since == number]
    if begun:
        rows = [place | {"since": number, "until": None} | vars(each) for each in begun]
        session.execute(insert(table(CalendarDay)), rows)
