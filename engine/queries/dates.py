"""What a change of dates would do, and what was changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from engine import drafts, redating, timeline
from engine.actor import Actor
from engine.errors import NotYours
from engine.models import Appraisal, DateChange, Employee, Proposal, Unit
from engine.policy import may_run_cycles
from engine.queries import why
from engine.redating import Asked, Person, Plan, Wish, Year
from schemas.said import Said

PAGE_SIZE = 50


@dataclass(frozen=True)
class MovedEdge:
    """An edge that moves for somebody; `old` and `new` as those have it who have nothing own."""

    key: str
    phase: str
    edge: str
    old: datetime | None
    new: datetime | None
    people: int
    tasks: int
    timers: int


@dataclass(frozen=True)
class Affected:
    """One person of a preview; `verdict` as in `redating.Person`."""

    appraisal_id: str
    name: str
    unit: str
    verdict: str
    key: str
    phase: str
    edge: str
    old: datetime | None
    new: datetime | None
    tasks: int


@dataclass(frozen=True)
class DatePreview:
    """What a change would do: `seen` names it for the commit, `kept` counts the others by why.

    `people` is one page of them, those who move first.
    """

    phase: str
    edge: str
    rule: str
    old: datetime | None
    new: datetime | None
    moved: int
    units: int
    tasks: int
    timers: int
    kept: dict[str, int]
    edges: tuple[MovedEdge, ...]
    people: tuple[Affected, ...]
    #: Why the date will be what it is; the rule of the change is only thought of.
    why: why.WhyDate
    page: int
    pages: int
    seen: str
    #: Whether another officer must make it.
    another: bool


@dataclass(frozen=True)
class ChangeLine:
    """A change of dates as it is listed; `hindrance` says why it cannot be undone, if it cannot."""

    id: str
    phase: str
    edge: str
    rule: str
    scope: str
    whom: str
    reason: str
    letter: str
    people: int
    at: datetime
    by: str
    undone_at: datetime | None
    undone_by: str
    #: Who made it, where another proposed it.
    accepted_by: str
    hindrance: Said | None


def date_preview(
    session: Session, actor: Actor, cycle_id: str, asked: Asked, page: int = 1
) -> DatePreview:
    """What `asked` would do now.

    Raises `NotYours` but for SDM, `CycleNotFound`, `BadDate` naming the field.
    """
    if not may_run_cycles(actor):
        raise NotYours
    cycle = redating.cycle_of(session, cycle_id)
    year = redating.year_of(session, cycle)
    wish = redating.wish_of(session, actor, year, asked)
    names = redating.names_of(session, cycle)
    plan = redating.plan(session, year, wish, names)
    moved = list(plan.moved)
    others = [person for person in plan.people if person.verdict != "moved"]
    kept: dict[str, int] = {}
    for person in others:
        kept[person.verdict] = kept.get(person.verdict, 0) + 1
    ordered = [*moved, *others]
    pages = max(1, -(-len(ordered) // PAGE_SIZE))
    page = min(max(1, page), pages)
    shown = ordered[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return DatePreview(
        phase=names[wish.edge[0]],
        edge=wish.edge[1],
        rule=timeline.Spoken(wish.rule, names),
        old=plan.old,
        new=plan.new,
        moved=len(moved),
        units=len({person.unit_id for person in moved}),
        tasks=sum(person.tasks for person in moved),
        timers=sum(person.timers for person in moved),
        kept=kept,
        edges=tuple(
            MovedEdge(
                key=tally.edge[0],
                phase=names.get(tally.edge[0], tally.edge[0]),
                edge=tally.edge[1],
                old=tally.old,
                new=tally.new,
                people=tally.people,
                tasks=tally.tasks,
                timers=tally.timers,
            )
            for tally in plan.tallies
        ),
        people=_named(session, shown, names),
        why=_why(session, year, names, wish, plan),
        page=page,
        pages=pages,
        seen=plan.fingerprint,
        another=plan.ends_open_stage and drafts.four_eyes(session),
    )


def _why(
    session: Session, year: Year, names: Mapping[str, str], wish: Wish, plan: Plan
) -> why.WhyDate:
    """Why the date will be what it is, for whom it is changed."""
    stored = redating.Layers.read(session, year.cycle.id, wish.scope)
    layers = redating.granted(stored, plan)
    kind, number = wish.scope
    if kind != "appraisal":
        return why.Reckoning(session, year, names, layers, number).why(wish.edge)
    one = session.get_one(Appraisal, number)
    events = redating.events_of(
        session, year.cycle, wish.scope, timeline.events_in({wish.edge: wish.rule, **year.drawn})
    )
    happened = dict(events.get(one.instance_id or 0, ()))
    mine = why.Reckoning(session, year, names, layers, one.unit_id, number, happened)
    return mine.why(wish.edge)


def check_date(session: Session, actor: Actor, cycle_id: str, asked: Asked) -> None:
    """Whether what was typed can be read at all; what it would do is told by `date_preview`.

    Raises as that does.
    """
    if not may_run_cycles(actor):
        raise NotYours
    cycle = redating.cycle_of(session, cycle_id)
    redating.wish_of(session, actor, redating.year_of(session, cycle), asked)


def date_changes(session: Session, actor: Actor, cycle_id: str) -> tuple[ChangeLine, ...]:
    """The changes of a cycle's dates, newest first. Raises `NotYours` but for SDM."""
    if not may_run_cycles(actor):
        raise NotYours
    cycle = redating.cycle_of(session, cycle_id)
    year, names = redating.year_of(session, cycle), redating.names_of(session, cycle)
    by, undone_by, accepted_by = (aliased(Employee) for _ in range(3))
    rows = session.execute(
        select(DateChange, by.name, undone_by.name, accepted_by.name)
        .join(by, by.id == DateChange.by)
        .outerjoin(undone_by, undone_by.id == DateChange.undone_by)
        .outerjoin(Proposal, Proposal.change_id == DateChange.id)
        .outerjoin(accepted_by, accepted_by.id == Proposal.decided_by)
        .where(DateChange.cycle_id == cycle.id)
        .order_by(DateChange.id.desc())
        .limit(PAGE_SIZE)
    ).all()
    return tuple(
        ChangeLine(
            id=change.public_id,
            phase=names.get(change.key, change.key),
            edge=change.edge,
            rule=timeline.Spoken(change.rule, names),
            scope=change.scope,
            whom=why.whom(session, change),
            reason=change.reason,
            letter=change.letter,
            people=change.people,
            at=change.at,
            by=who,
            undone_at=change.undone_at,
            undone_by=undone or "",
            accepted_by=accepted or "",
            hindrance=redating.hindrance(session, change, year.drawn),
        )
        for change, who, undone, accepted in rows
    )


def _named(
    session: Session, people: Sequence[Person], names: Mapping[str, str]
) -> tuple[Affected, ...]:
    rows = session.execute(
        select(Appraisal.id, Appraisal.public_id, Employee.name, Unit.name)
        .join(Employee, Employee.id == Appraisal.employee_id)
        .join(Unit, Unit.id == Appraisal.unit_id)
        .where(Appraisal.id.in_([person.appraisal_id for person in people]))
    )
    known = {number: (public_id, name, unit) for number, public_id, name, unit in rows}
    return tuple(
        Affected(
            appraisal_id=known[person.appraisal_id][0],
            name=known[person.appraisal_id][1],
            unit=known[person.appraisal_id][2],
            verdict=person.verdict,
            key=person.edge[0],
            phase=names.get(person.edge[0], person.edge[0]),
            edge=person.edge[1],
            old=person.old,
            new=person.new,
            tasks=person.tasks,
        )
        for person in people
    )
