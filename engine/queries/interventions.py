"""Stepping in: whom it would concern, what became of it, and whether it can be undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from engine import interventions, redating, timeline
from engine.actor import Actor
from engine.errors import InterventionNotFound
from engine.interventions import Asked, Extension, Plan, Subject
from engine.models import Appraisal, Cycle, Employee, Intervened, Intervention
from engine.queries.why import Reckoning, WhyDate
from engine.tracking import AppraisalFilter, conditions

#: People of a page; the rest is counted.
SHOWN = 100


@dataclass(frozen=True)
class InterventionLine:
    """One appraisal that was chosen: `verdict` "" where it is done, else why not."""

    appraisal_id: str
    subject: str
    unit: str
    pejabat_penilai: str
    verdict: str
    #: Of tasks that are given to another: which.
    tasks: tuple[str, ...] = ()
    #: Whether it was undone, and what hinders that; "" where it can be.
    undone: bool = False
    hindrance: str = ""
    #: Of an extension that is looked at: why the date cannot move, or from when to when it does.
    problem: Any = ""
    old: datetime | None = None
    new: datetime | None = None
    #: Why the date is then what it is; the rule of the extension is only thought of.
    why: WhyDate | None = None


@dataclass(frozen=True)
class InterventionPreview:
    """What would be done to whom; `by_two` where another officer must agree to it."""

    kind: str
    heir: str
    #: Whose tasks he does, where it is tasks that are given to another.
    holder: str
    count: int
    left: Mapping[str, int]
    lines: tuple[InterventionLine, ...]
    by_two: bool
    seen: str


@dataclass(frozen=True)
class InterventionPage:
    """What was done, proposed or declined; `undoable` is for how many it can be undone."""

    id: str
    kind: str
    heir: str
    holder: str
    #: The date that is extended, and what it becomes.
    edge: str
    rule: str
    letter: str
    reason: str
    at: datetime
    by: str
    state: str
    decided_by: str
    decided_at: datetime | None
    answer: str
    count: int
    undone: int
    undoable: int
    mine: bool
    lines: tuple[InterventionLine, ...]


@dataclass(frozen=True)
class TaskHolder:
    """Somebody with so many open tasks that another may do in his stead."""

    nip: str
    name: str
    tasks: int
    #: People of his unit, by NIP and name, who come first to mind in his stead; not all who may.
    near: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ProposedIntervention:
    """One that waits for another officer: what, by whom, for how many."""

    id: str
    kind: str
    by: str
    count: int


def intervention_preview(
    session: Session, actor: Actor, asked: Asked, wanted: AppraisalFilter
) -> InterventionPreview:
    """What `commands.intervene` would do. Raises `NotYours`, `BadIntervention`."""
    chosen = conditions(session, actor, wanted)
    plan = interventions.plan(session, actor, asked, chosen)
    left: dict[str, int] = {}
    for each in plan.subjects:
        if each.verdict:
            left[each.verdict] = left.get(each.verdict, 0) + 1
    return InterventionPreview(
        kind=asked.kind,
        heir=plan.heir.header["name"] if plan.heir else "",
        holder=plan.lending.holder.name if plan.lending else "",
        count=sum(1 for each in plan.subjects if not each.verdict),
        left=left,
        lines=tuple(_line(session, each, plan) for each in _first(plan.subjects)),
        by_two=plan.by_two,
        seen=plan.seen,
    )


def holders_of_chosen(
    session: Session, actor: Actor, wanted: AppraisalFilter
) -> tuple[TaskHolder, ...]:
    """Who has tasks in the chosen appraisals that another may do in his stead, most first."""
    interventions.may(actor, "reassign")
    lenders = interventions.lenders(session, actor, conditions(session, actor, wanted))
    people = session.scalars(select(Employee).where(Employee.id.in_(lenders))).all()
    units = {each.unit_id for each in people}
    others = select(Employee.unit_id, Employee.nip, Employee.name).where(
        Employee.unit_id.in_(units), Employee.active, Employee.id != actor.id
    )
    near: dict[int, list[tuple[str, str]]] = {each: [] for each in units}
    for unit, nip, name in session.execute(others.order_by(Employee.name).limit(SHOWN)):
        near[unit].append((nip, name))
    found = [
        TaskHolder(
            *(each.nip, each.name, lenders[each.id]),
            tuple(other for other in near[each.unit_id] if other[0] != each.nip),
        )
        for each in people
    ]
    return tuple(sorted(found, key=lambda each: (-each.tasks, each.name)))


def cycle_of_chosen(session: Session, actor: Actor, wanted: AppraisalFilter) -> str:
    """The cycle of the first that meet a filter; "" for nobody: its dates can be extended."""
    query = select(Cycle.public_id).join(Appraisal, Appraisal.cycle_id == Cycle.id)
    found = query.where(*conditions(session, actor, wanted)).order_by(Appraisal.id).limit(1)
    return session.scalar(found) or ""


def intervention(session: Session, actor: Actor, intervention_id: str) -> InterventionPage:
    """One of them. Raises `InterventionNotFound` but for Bagian SDM and who did it."""
    by, decided, heir, holder = (aliased(Employee) for _ in range(4))
    row = session.execute(
        select(Intervention, by.name, decided.name, heir.name, holder.name)
        .join(by, by.id == Intervention.by)
        .outerjoin(decided, decided.id == Intervention.decided_by)
        .outerjoin(heir, heir.id == Intervention.heir_id)
        .outerjoin(holder, holder.id == Intervention.holder_id)
        .where(Intervention.public_id == intervention_id)
    ).first()
    if row is None or not (actor.is_sdm or row[0].by == actor.id):
        raise InterventionNotFound
    made, by_whom, decided_by, heir_name, holder_name = row
    hindered = interventions.hindered(session, made, actor.id) if made.state == "done" else {}
    lines = _lines(session, made, hindered)
    return InterventionPage(
        id=made.public_id,
        kind=made.kind,
        heir=heir_name or "",
        holder=holder_name or "",
        edge=made.edge,
        rule=_spoken(session, made),
        letter=made.letter,
        reason=made.reason,
        at=made.at,
        by=by_whom,
        state=made.state,
        decided_by=decided_by or "",
        decided_at=made.decided_at,
        answer=made.answer,
        count=sum(1 for each in lines if not each.verdict),
        undone=sum(1 for each in lines if each.undone),
        undoable=sum(1 for each in hindered.values() if not each),
        mine=made.by == actor.id,
        lines=lines,
    )


def open_interventions(session: Session, actor: Actor) -> tuple[ProposedIntervention, ...]:
    """Those that wait for another officer of Bagian SDM, oldest first; for others none."""
    if not actor.is_sdm:
        return ()
    planned = select(func.count()).where(
        Intervened.intervention_id == Intervention.id, Intervened.verdict == ""
    )
    rows = session.execute(
        select(
            *(Intervention.public_id, Intervention.kind, Employee.name),
            planned.correlate(Intervention).scalar_subquery(),
        )
        .join(Employee, Employee.id == Intervention.by)
        .where(Intervention.state == "proposed")
        .order_by(Intervention.id)
    )
    return tuple(ProposedIntervention(*row) for row in rows)


def _spoken(session: Session, made: Intervention) -> str:
    """The rule of an extension, with the names of its cycle's windows."""
    cycle = select(Cycle).join(Appraisal, Appraisal.cycle_id == Cycle.id)
    cycle = cycle.join(Intervened, Intervened.appraisal_id == Appraisal.id)
    found = session.scalar(cycle.where(Intervened.intervention_id == made.id).limit(1))
    names = redating.names_of(session, found) if found and made.rule else {}
    return timeline.Spoken(made.rule, names)


def _lines(
    session: Session, made: Intervention, hindered: Mapping[int, str]
) -> tuple[InterventionLine, ...]:
    rows = session.execute(
        select(Intervened, Appraisal.public_id, Appraisal.header)
        .join(Appraisal, Appraisal.id == Intervened.appraisal_id)
        .where(Intervened.intervention_id == made.id)
        .order_by(Intervened.appraisal_id)
    )
    return tuple(
        InterventionLine(
            appraisal_id=public_id,
            subject=header["pegawai"]["name"],
            unit=header["pegawai"]["unit"],
            pejabat_penilai=header["pejabat_penilai"]["name"],
            verdict=each.verdict,
            undone=each.undone,
            hindrance=hindered.get(each.appraisal_id, ""),
        )
        for each, public_id, header in rows
    )


def _first(found: Sequence[Subject]) -> Sequence[Subject]:
    """Those who are left alone first: they are what an officer looks for."""
    return sorted(found, key=lambda each: not each.verdict)[:SHOWN]


def _line(session: Session, each: Subject, plan: Plan) -> InterventionLine:
    extension = plan.extensions.get(each.id)
    lent = plan.lending.lent.get(each.id) if plan.lending else None
    moved = next(iter(extension.plan.moved)) if extension and extension.plan else None
    return InterventionLine(
        appraisal_id=each.public_id,
        subject=each.header["pegawai"]["name"],
        unit=each.header["pegawai"]["unit"],
        pejabat_penilai=each.header["pejabat_penilai"]["name"],
        verdict=each.verdict,
        tasks=lent.titles if lent else (),
        problem=extension.problem if extension else "",
        old=moved.old if moved else None,
        new=moved.new if moved else None,
        why=_why(session, extension, moved) if extension and moved else None,
    )


def _why(session: Session, extension: Extension, moved: redating.Person) -> WhyDate | None:
    """Why a date that an extension moves will be what it is."""
    if extension.year is None or extension.plan is None:
        return None
    year, names = extension.year, extension.names
    layers = redating.granted(extension.layers, extension.plan)
    events = redating.events_of(
        session,
        year.cycle,
        ("appraisal", moved.appraisal_id),
        timeline.events_in(year.drawn),
    )
    happened = dict(events.get(moved.instance_id, ()))
    whose = moved.unit_id, moved.appraisal_id
    return Reckoning(session, year, names, layers, *whose, happened).why(moved.edge)
