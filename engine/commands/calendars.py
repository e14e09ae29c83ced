"""Changing a calendar of working days: each change is a new version of it."""

from itertools import groupby

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from engine import calendar_edits, calendar_moves, calendars, clock, redating
from engine.actor import Actor
from engine.calendar_edits import CalendarChange
from engine.errors import NotYours
from engine.models import CalendarDay, CalendarVersion, Cycle, Task, is_open, table
from engine.plain import PlainCycle, plain
from engine.policy import may_run_cycles


def change_calendar(
    session: Session, actor: Actor, change: CalendarChange, *, move: bool = False
) -> int:
    """Store the next version of a calendar; returns its number. What is the same changes nothing.

    Dates of running cycles move only if `move` says so; `calendar_moves.moved_by` says which. What
    is left of each, and reminders, are counted on the new days at once.
    Raises `NotYours`, `CalendarNotFound`, `CalendarMoved`.
    """
    if not may_run_cycles(actor):
        raise NotYours
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
        move_to_calendars(session, actor, change.note)
    return number


def move_to_calendars(session: Session, actor: Actor, reason: str) -> int:
    """Count the dates of all open cycles on the calendars as they are; returns how many moved.

    Each cycle gets one change, which can be undone. Raises `NotYours`.
    """
    if not may_run_cycles(actor) or actor.id is None:
        raise NotYours
    moves = calendar_moves.moved_by(session, calendars.known(session))
    for cycle_id, of_cycle in groupby(moves, key=lambda each: each.cycle_id):
        cycle = session.get_one(Cycle, cycle_id, with_for_update=True)
        plain_cycle, names = plain(PlainCycle, cycle), redating.names_of(session, cycle)
        change = redating.Change(actor.id, reason)
        redating.recount(session, plain_cycle, list(of_cycle), change, names)
    return len(moves)


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
