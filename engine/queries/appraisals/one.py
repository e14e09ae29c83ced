"""One appraisal in full, as its viewer may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session, aliased

from engine import facts, form_facts, interventions, policy, timeline
from engine.actor import Actor
from engine.errors import AppraisalNotFound
from engine.interventions import Standing
from engine.models import (
    Answer,
    Appraisal,
    Employee,
    History,
    Task,
    Timer,
    waits,
)
from engine.queries.incidents import IncidentLine, incidents_of
from engine.queries.timers import TimerLine, timers_of
from engine.queries.waits import Wait, waits_of
from engine.scoring import SheetView, visible
from engine.tracking.trail import trail_of
from schemas import form
from schemas.base import Form


@dataclass(frozen=True)
class Stage:
    """One phase in the ribbon: "done", "now", "next" or "skipped".

    `opens` to `closes` is what is planned, `began` to `ended` what came of it, in days.
    """

    key: str
    label: str
    state: str
    opens: datetime | None
    closes: datetime | None
    began: date | None
    ended: date | None


@dataclass(frozen=True)
class HistoryLine:
    """One act: what, who (empty: the system, or nobody may know), when, and its note.

    `late`: a form that came back after its date (R-058); `in_stead_of`: whose task it was, where
    another did it.
    """

    at: datetime
    act: str
    title: str
    phase: str
    who: str
    note: str
    anonymous: bool
    late: bool = False
    in_stead_of: str = ""


@dataclass(frozen=True)
class Document:
    """A form as it was submitted; `form` renders `answers`."""

    title: str
    phase: str
    step: str
    at: datetime
    author: str
    revision: int
    late: bool
    form: Form
    answers: dict[str, object]
    #: In whose stead its author sent it.
    in_stead_of: str = ""


@dataclass(frozen=True)
class AppraisalPage:
    """One appraisal as its viewer may see it."""

    id: str
    subject: str
    position: str
    unit: str
    year: int
    profile: str
    pejabat_penilai: str
    atasan_pejabat_penilai: str
    viewer: str
    state: str
    npk: str | None
    predikat: str | None
    coaching_not_held: bool
    may_record_coaching: bool
    #: Whether its process stands still until Bagian SDM lets it go on.
    stopped: bool
    #: The hand that holds it, or has cancelled it.
    standing: Standing | None
    #: What failed, for whoever may let it go on.
    incidents: tuple[IncidentLine, ...]
    stages: tuple[Stage, ...]
    waits: tuple[Wait, ...]
    timers: tuple[TimerLine, ...]
    history: tuple[HistoryLine, ...]
    sheet: SheetView | None
    documents: tuple[Document, ...]

    @property
    def open_tasks(self) -> tuple[Wait, ...]:
        """What somebody has to send."""
        return tuple(each for each in self.waits if each.is_task)


def appraisal_page(session: Session, actor: Actor, public_id: str) -> AppraisalPage:
    """One appraisal. Raises `AppraisalNotFound` for whoever has no part in it."""
    case, as_whom = facts.case_for_viewer(session, actor, public_id)
    appraisal, header = session.get_one(Appraisal, case.appraisal.id), case.appraisal.header
    shown = _may_see_scores(appraisal, as_whom)
    return AppraisalPage(
        id=appraisal.public_id,
        subject=header["pegawai"]["name"],
        position=header["pegawai"]["position"],
        unit=header["pegawai"]["unit"],
        year=case.cycle.year,
        profile=case.profile.title,
        pejabat_penilai=header["pejabat_penilai"]["name"],
        atasan_pejabat_penilai=header["atasan_pejabat_penilai"]["name"],
        viewer=as_whom,
        state=appraisal.state,
        npk=str(appraisal.npk) if shown and appraisal.npk is not None else None,
        predikat=appraisal.predikat if shown else None,
        coaching_not_held=_has_done(session, case, "close_coaching"),
        may_record_coaching=not case.instance.over
        and policy.may_record_coaching(case.relation(actor)),
        stopped=case.instance.state == "incident",
        standing=interventions.standing(session, appraisal.id)
        if case.instance.state in ("held", "cancelled")
        else None,
        incidents=incidents_of(session, actor, appraisal),
        stages=_stages(session, case),
        waits=waits_of(session, actor, case),
        timers=timers_of(session, case),
        history=_history(session, actor, case),
        sheet=_sheet(case, as_whom) if shown else None,
        documents=_documents(session, actor, case),
    )


def informal_coaching_form(session: Session, actor: Actor, public_id: str) -> Form:
    """The form of an informal coaching. Raises `AppraisalNotFound` for others than the coach."""
    case, _ = facts.case_for_viewer(session, actor, public_id)
    if not policy.may_record_coaching(case.relation(actor)):
        raise AppraisalNotFound
    return form_facts.form_without_task(case, actor, "umum.CoachingInformal")


# ---- one appraisal ----------------------------------------------------------------------------


def _may_see_scores(appraisal: Appraisal, as_whom: policy.Viewer) -> bool:
    """Parties see the result once the dialog gave it, others once it is final (rows 8, 10)."""
    if as_whom in ("pegawai", "pejabat_penilai", "atasan_pejabat_penilai"):
        return appraisal.npk is not None or appraisal.skp_score is not None
    return appraisal.finalised_at is not None


def _sheet(case: facts.Case, as_whom: policy.Viewer) -> SheetView | None:
    sheet = case.sheet
    return None if sheet is None else visible(sheet, as_whom)


def _stages(session: Session, case: facts.Case) -> tuple[Stage, ...]:
    trail = trail_of(session, case)
    running = set(
        session.scalars(select(Task.phase).where(Task.instance_id == case.instance.id, waits()))
    ) | set(session.scalars(select(Timer.key).where(Timer.instance_id == case.instance.id)))
    dates = case.dates
    stages = []
    for phase in case.specs.phases_of(case.cycle.process):
        ended = trail.ended(phase.key)
        state = _stage_state(case, phase.key, ended is not None, running)
        stages.append(
            Stage(
                key=phase.key,
                label=phase.name,
                state=state,
                opens=dates.get((phase.key, "opens")),
                closes=dates.get((phase.key, "closes")),
                began=_day(case, trail.began(phase.key)),
                ended=_day(case, ended),
            )
        )
    return tuple(stages)


def _day(case: facts.Case, at: datetime | None) -> date | None:
    return None if at is None else timeline.local_day(at, case.cycle.zone)


def _stage_state(case: facts.Case, key: str, passed: bool, running: Iterable[str]) -> str:
    if key not in case.profile.phases:
        return "skipped"
    if passed or case.instance.state == "done":
        return "done"
    return "now" if key in running else "next"


def _history(session: Session, actor: Actor, case: facts.Case) -> tuple[HistoryLine, ...]:
    relation, official = case.relation(actor), aliased(Employee)
    rows = session.execute(
        select(History, Employee.name, Answer.late, official.name)
        .outerjoin(Employee, Employee.id == History.employee_id)
        .outerjoin(official, official.id == History.in_stead_of_id)
        .outerjoin(
            Answer, and_(Answer.instance_id == History.instance_id, Answer.seq == History.seq)
        )
        .where(History.instance_id == case.instance.id)
        .order_by(History.seq.desc())
    ).all()
    return tuple(
        HistoryLine(
            at=row.at,
            act=row.act,
            title=row.title,
            phase=case.phase_name(row.phase) if row.phase else "",
            who=name or "",
            note=row.note if _may_read(actor, relation, row) else "",
            anonymous=row.step in policy.ANONYMOUS,
            late=bool(late) or _late_unsigned(case, row),
            in_stead_of=instead or "",
        )
        for row, name, late, instead in rows
    )


def _late_unsigned(case: facts.Case, row: History) -> bool:
    """Whether a 360 form came back after its last day; nothing more is kept of when it did."""
    if row.step not in policy.ANONYMOUS or row.act != "completed":
        return False
    closes = case.dates.get((case.key_of(row.phase), "closes"))
    return closes is not None and row.at >= closes


def _may_read(actor: Actor, relation: policy.Relation, row: History) -> bool:
    """A note is part of its form: who may not read the one reads not the other."""
    return not row.step or policy.may_read_document(actor, relation, row.step, row.employee_id)


def _documents(session: Session, actor: Actor, case: facts.Case) -> tuple[Document, ...]:
    relation, official = case.relation(actor), aliased(Employee)
    same = and_(History.instance_id == Answer.instance_id, History.seq == Answer.seq)
    rows = session.execute(
        select(Answer, Employee.name, official.name)
        .join(Employee, Employee.id == Answer.employee_id)
        .outerjoin(History, same)
        .outerjoin(official, official.id == History.in_stead_of_id)
        .where(Answer.instance_id == case.instance.id)
        .order_by(Answer.at.desc(), Answer.seq.desc())
    ).all()
    allowed = [
        (answer, (name, instead or ""))
        for answer, name, instead in rows
        if policy.may_read_document(actor, relation, answer.step, answer.employee_id)
    ]
    forms = form_facts.forms_of_answers(case, actor, [answer for answer, _ in allowed])
    return tuple(
        _document(actor, case, answer, names, filled)
        for (answer, names), filled in zip(allowed, forms, strict=True)
    )


def _document(
    actor: Actor, case: facts.Case, answer: Answer, names: tuple[str, str], filled: Form
) -> Document:
    author, in_stead_of = names
    return Document(
        title=_title(case, answer),
        phase=case.phase_name(answer.phase),
        step=answer.step,
        at=answer.at,
        author=author,
        revision=answer.revision,
        late=answer.late,
        form=filled,
        answers=_readable(actor, answer),
        in_stead_of=in_stead_of,
    )


def _readable(actor: Actor, answer: Answer) -> dict[str, object]:
    """A form's answers; scores of behaviour only for their author.

    With them a reader could subtract his way to a hidden group (R-054).
    """
    if answer.employee_id == actor.id:
        return answer.data
    return {name: said for name, said in answer.data.items() if name != "behaviour"}


def _title(case: facts.Case, answer: Answer) -> str:
    names = (step.name for step in case.specs.steps.values() if step.form == answer.form)
    return next(names, form(answer.form).title)


def _has_done(session: Session, case: facts.Case, step: str) -> bool:
    return bool(
        session.scalar(
            select(
                exists().where(
                    Task.instance_id == case.instance.id,
                    Task.step == step,
                    Task.state == "done",
                )
            )
        )
    )
