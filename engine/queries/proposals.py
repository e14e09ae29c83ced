"""What waits for another officer, and what it would come to now."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from engine import moving, redating, timeline
from engine.actor import Actor
from engine.calendar_edits import CalendarChange
from engine.errors import BadDate, EngineError, NotYours, ProposalNotFound
from engine.models import Cycle, Employee, Proposal
from engine.policy import may_run_cycles
from engine.queries.calendar_preview import CalendarPreview, preview_calendar
from engine.queries.dates import DatePreview, date_preview
from engine.queries.moving import MovePreview, migration_preview
from schemas.said import Said

Preview = DatePreview | MovePreview | CalendarPreview


@dataclass(frozen=True)
class ProposalLine:
    """A proposed act; `mine`: the viewer may not decide it, but take it back.

    `kind` is dates (then `phase`, `edge` and `rule` say which), move (to version `number`) or
    calendar (then `key` names it); `cycle_id` is empty for the last.
    """

    id: str
    kind: str
    cycle_id: str
    reason: str
    letter: str
    at: datetime
    by: str
    mine: bool
    state: str
    answer: str
    phase: str = ""
    edge: str = ""
    rule: str = ""
    number: int = 0
    key: tuple[str, int] = ("", 0)


@dataclass(frozen=True)
class ProposalPage:
    """A proposal with its preview now; None where it can no longer be done, for `trouble`."""

    line: ProposalLine
    preview: Preview | None
    trouble: Said | EngineError | str | None


def open_proposals(session: Session, actor: Actor, cycle_id: str) -> tuple[ProposalLine, ...]:
    """Changes of a cycle's dates that wait, oldest first.

    Raises `NotYours` but for SDM, `CycleNotFound`.
    """
    _may(actor)
    cycle = redating.cycle_of(session, cycle_id)
    return _waiting(session, actor, "dates", Proposal.cycle_id == cycle.id)


def open_moves(session: Session, actor: Actor, number: int) -> tuple[ProposalLine, ...]:
    """Moves to a version that wait, oldest first. Raises `NotYours` but for SDM."""
    _may(actor)
    return tuple(each for each in _waiting(session, actor, "move") if each.number == number)


def open_calendars(session: Session, actor: Actor) -> tuple[ProposalLine, ...]:
    """Changes of calendars that wait, oldest first. Raises `NotYours` but for SDM."""
    _may(actor)
    return _waiting(session, actor, "calendar")


def proposal(session: Session, actor: Actor, proposal_id: str, page: int = 1) -> ProposalPage:
    """One of them. Raises `NotYours` but for SDM, `ProposalNotFound`."""
    found, line = _one(session, actor, proposal_id)
    if found.state != "open":
        return ProposalPage(line, None, None)
    try:
        return ProposalPage(line, _preview(session, actor, found, line, page), None)
    except BadDate as error:
        return ProposalPage(line, None, error.problem)
    except EngineError as error:
        return ProposalPage(line, None, error)


def proposal_line(session: Session, actor: Actor, proposal_id: str) -> ProposalLine:
    """The same without what it would come to. Raises `NotYours` but for SDM, `ProposalNotFound`."""
    return _one(session, actor, proposal_id)[1]


def _one(session: Session, actor: Actor, proposal_id: str) -> tuple[Proposal, ProposalLine]:
    _may(actor)
    row = session.execute(_asked().where(Proposal.public_id == proposal_id)).first()
    if row is None:
        raise ProposalNotFound
    found, by = row
    return found, _line(session, actor, found, by)


def _preview(
    session: Session, actor: Actor, found: Proposal, line: ProposalLine, page: int
) -> Preview:
    if found.kind == "move":
        wish = moving.Wish(**found.wish)
        renames = {(container, name): now for container, name, now in wish.renames}
        place = (wish.number, wish.from_number, wish.unit_id)
        return migration_preview(session, actor, line.cycle_id, *place, renames, wish.employee_ids)
    if found.kind == "calendar":
        return preview_calendar(session, actor, CalendarChange.from_json(found.wish))
    return date_preview(session, actor, line.cycle_id, redating.asked_of(found), page)


def _may(actor: Actor) -> None:
    if not may_run_cycles(actor):
        raise NotYours


def _asked() -> Select[Proposal, str]:
    return select(Proposal, Employee.name).join(Employee, Employee.id == Proposal.by)


def _waiting(
    session: Session, actor: Actor, kind: str, *conditions: ColumnElement[bool]
) -> tuple[ProposalLine, ...]:
    asked = _asked().where(Proposal.kind == kind, Proposal.state == "open", *conditions)
    rows = session.execute(asked.order_by(Proposal.id)).all()
    return tuple(_line(session, actor, found, by) for found, by in rows)


def _line(session: Session, actor: Actor, found: Proposal, by: str) -> ProposalLine:
    cycle = None if found.cycle_id is None else session.get_one(Cycle, found.cycle_id)
    line = ProposalLine(
        id=found.public_id,
        kind=found.kind,
        cycle_id=cycle.public_id if cycle else "",
        reason=found.reason,
        letter=found.letter,
        at=found.at,
        by=by,
        mine=found.by == actor.id,
        state=found.state,
        answer=found.answer,
    )
    if found.kind == "move":
        return replace(line, number=found.wish["number"])
    if cycle is None:
        layer, place = found.wish["key"]
        return replace(line, key=(layer, place))
    key, _, edge = found.wish["edge"].partition(".")
    names = redating.names_of(session, cycle)
    rule = timeline.Spoken(found.wish["rule"], names)
    return replace(line, phase=names.get(key, key), edge=edge, rule=rule)
