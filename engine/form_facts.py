"""The plain values a task's form is built with: what is known before anybody types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock, policy, windows
from engine.actor import Actor
from engine.facts import Case
from engine.models import Answer, Appraisal, Employee, Happening, Unit
from engine.plain import PlainTask
from engine.rules import bands, behaviour, people_review
from engine.rules.profile import Profile
from engine.scoring import GroupView, ScoreSheet, visible
from schemas import form
from schemas.base import Form
from schemas.facts import (
    Aspect,
    Band,
    Candidate,
    DossierRecord,
    Facts,
    GroupResult,
    Person,
    SkpRow,
    Window,
)
from schemas.said import listed

#: The predikat of the numeric profiles, best first (R-070).
CATEGORIES = ("Sangat Baik", "Baik", "Cukup", "Kurang", "Buruk")


@dataclass(frozen=True)
class Asked:
    """Which question a form is built for: an open task, or an answer that is shown again."""

    phase: str
    step: str
    item: str
    form: str
    due_at: datetime | None


def form_for(case: Case, actor: Actor) -> Form:
    """The form of the case's task, with all that is known about it: a page shows it later."""
    return form(case.task.form)(facts_for(case, actor, _asked_by(case.task)))


def form_to_accept(case: Case, actor: Actor) -> Form:
    """The same for an act: what the form compares with is looked up as it asks, within the act."""
    return form(case.task.form)(_Known(_Shared(case, actor), _asked_by(case.task)))


def form_without_task(case: Case, actor: Actor, key: str) -> Form:
    """A form that no task asked for, about this appraisal; it begins empty."""
    return form(key)(facts_for(case, actor, Asked("", "", "", key, None)))


def forms_of_answers(case: Case, actor: Actor, answers: Sequence[Answer]) -> list[Form]:
    """The forms that answers were given in, to show them as they were submitted."""
    shared = _Shared(case, actor)
    return [form(each.form)(_Known(shared, _asked_in(each)).complete()) for each in answers]


def facts_for(case: Case, actor: Actor, asked: Asked) -> Facts:
    """The plain values a form compares with; only what `actor` may see of scores and groups."""
    return _Known(_Shared(case, actor), asked).complete()


def _asked_by(task: PlainTask) -> Asked:
    return Asked(task.phase, task.step, task.item, task.form, task.due_at)


def _asked_in(answer: Answer) -> Asked:
    return Asked(answer.phase, answer.step, answer.item, answer.form, None)


class _Shared:
    """What is the same for all forms of one case in the eyes of one person."""

    def __init__(self, case: Case, actor: Actor) -> None:
        self.case, self.actor, self.now = case, actor, clock.now()

    @cached_property
    def as_whom(self) -> policy.Viewer:
        return policy.viewer(self.actor, self.case.relation(self.actor)) or "line"

    @cached_property
    def windows(self) -> dict[str, Window]:
        return _windows(self.case)

    @cached_property
    def results(self) -> tuple[GroupResult, ...]:
        return _results(self.case, self.case.sheet, self.as_whom)

    @cached_property
    def sheet(self) -> dict[str, Any]:
        return _sheet(self.case.sheet, self.as_whom)

    @cached_property
    def events(self) -> dict[str, datetime]:
        return _events(self.case)

    @cached_property
    def dossier(self) -> tuple[DossierRecord, ...]:
        return self.case.dossier.records(_titles(self.case))


class _Known(Facts):
    """Facts that are looked up when the form asks: most forms compare with few of them."""

    def __init__(self, shared: _Shared, asked: Asked) -> None:
        case, actor = shared.case, shared.actor
        header, profile = case.appraisal.header, case.profile
        # The dataclass is frozen: its values are set once, here.
        vars(self).update(
            _shared=shared,
            _case=case,
            now=shared.now,
            year=case.cycle.year,
            zone=case.cycle.zone,
            phase=asked.phase,
            step=asked.step,
            item=asked.item,
            subject=_person(header["pegawai"]),
            actor=Person(id=actor.id or 0, name=actor.name, position=actor.position),
            pejabat_penilai=_person(header["pejabat_penilai"]),
            atasan_pejabat_penilai=_person(header["atasan_pejabat_penilai"]),
            appraisal_class=case.appraisal.appraisal_class,
            due_at=asked.due_at,
            min_group=profile.min_group,
            max_raters=profile.max_raters,
            highest_skp_score=profile.highest_skp_score,
            star_bands=_STAR_BANDS,
            quality_bands=_QUALITY_BANDS,
            quality_band=_quality_band,
            categories=CATEGORIES,
        )

    _case: Case
    _shared: _Shared

    def complete(self) -> Facts:
        """Itself, with everything looked up: the store may be gone when it is read."""
        for each in fields(Facts):
            getattr(self, each.name)
        return self

    @cached_property
    def windows(self) -> Mapping[str, Window]:
        return self._shared.windows

    @cached_property
    def skp(self) -> tuple[SkpRow, ...]:
        return self._case.dossier.skp()

    @cached_property
    def aspects(self) -> tuple[Aspect, ...]:
        return _aspects(self._case.profile, self.appraisal_class)

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        return _candidates(self._case) if self.step in _NOMINATION else ()

    @cached_property
    def has_bawahan(self) -> bool:
        return self.step in _NOMINATION and _has_bawahan(self._case)

    @cached_property
    def people(self) -> tuple[Person, ...]:
        return _officials(self._case) if self.step in _MEETING else ()

    @cached_property
    def own(self) -> Mapping[str, Mapping[str, Any]]:
        return self._case.dossier.of_phase(self.phase)

    @cached_property
    def earlier(self) -> Mapping[str, Mapping[str, Any]]:
        return self._case.dossier.latest()

    @cached_property
    def received(self) -> Mapping[str, int]:
        return self._case.dossier.received()

    @cached_property
    def expected(self) -> Mapping[str, int]:
        return _expected(self._case)

    @cached_property
    def results(self) -> tuple[GroupResult, ...]:
        return self._shared.results

    @cached_property
    def sheet(self) -> Mapping[str, Any]:
        return self._shared.sheet

    @cached_property
    def atasan_review(self) -> Mapping[str, Any]:
        own = self._shared.as_whom == "pejabat_penilai"
        return _atasan_review(self._case) if own else {}

    @cached_property
    def events(self) -> Mapping[str, datetime]:
        return self._shared.events

    @cached_property
    def dossier(self) -> tuple[DossierRecord, ...]:
        return self._shared.dossier

    @cached_property
    def ratings(self) -> Mapping[str, int]:
        return _ratings(self._case) if self.phase == "people_review" else {}

    @cached_property
    def matrix_cell(self) -> tuple[str, str] | None:
        return _matrix_cell(self._case.sheet)


_NOMINATION = frozenset({"nominate_raters", "approve_raters"})
_MEETING = frozenset({"prepare_review", "record_challenges", "sign_review"})


def _person(header: Mapping[str, Any]) -> Person:
    return Person(
        id=header["id"],
        name=header["name"],
        nip=header["nip"],
        position=header["position"],
        unit=header["unit"],
    )


def _windows(case: Case) -> dict[str, Window]:
    dates = case.dates
    keys = {key for key, _ in dates if key in case.profile.phases}
    found = {key: _window(dates, key) for key in keys}
    # A phase that was started alone, or the second call of one, finds its window by its own name.
    for phase in case.specs.phases_of(case.cycle.process):
        if phase.process not in found and phase.key in found:
            found[phase.process] = found[phase.key]
    return found


def _window(dates: Mapping[windows.Edge, datetime | None], key: str) -> Window:
    return Window(opens=dates.get((key, "opens")), closes=dates.get((key, "closes")))


def _aspects(profile: Profile, appraisal_class: str) -> tuple[Aspect, ...]:
    return tuple(
        Aspect(aspect.key, aspect.label, tuple(aspect.indicators))
        for aspect in behaviour.aspects_of(profile, appraisal_class)
    )


def _quality_band(minor: int, major: int) -> Band:
    return _band(bands.quality_band(minor, major))


def _band(band: bands.Band) -> Band:
    return Band(band.label, band.low, band.high)


def _candidates(case: Case) -> tuple[Candidate, ...]:
    """Who may be nominated (R-045): peers and those below, never oneself or one's superiors."""
    session, subject = case.session, case.appraisal.employee_id
    below = _below(session, subject)
    above = {case.appraisal.pejabat_penilai_id, case.appraisal.atasan_pejabat_penilai_id}
    return tuple(
        Candidate(person, "bawahan" if person.id in below else "kolega")
        for person in _all_but(session, subject)
        if person.id not in above
    )


def _all_but(session: Session, employee_id: int) -> list[Person]:
    """Everybody active but one, by name."""
    # Columns alone: to make an object of each row costs five times as much.
    rows = session.execute(
        select(Employee.id, Employee.name, Employee.nip, Employee.position, Unit.name)
        .join(Unit, Unit.id == Employee.unit_id)
        .where(Employee.active, Employee.id != employee_id)
        .order_by(Employee.name)
    )
    return [Person(*row) for row in rows]


def _below(session: Session, employee_id: int) -> frozenset[int]:
    """Everybody below an employee in the organisation."""
    found: set[int] = set()
    level = {employee_id}
    while level:
        level = (
            set(session.scalars(select(Employee.id).where(Employee.superior_id.in_(level)))) - found
        )
        found |= level
    return frozenset(found)


def _has_bawahan(case: Case) -> bool:
    found = case.session.scalar(
        select(Employee.id)
        .where(Employee.superior_id == case.appraisal.employee_id, Employee.active)
        .limit(1)
    )
    return found is not None


def _officials(case: Case) -> tuple[Person, ...]:
    """Who may take an office in a People Review: everybody active but the evaluatee."""
    return tuple(_all_but(case.session, case.appraisal.employee_id))


def _expected(case: Case) -> dict[str, int]:
    """How many 360 forms are asked for, by group."""
    expected = {"atasan": 1}
    for rater in case.dossier.raters():
        group = rater.partition(":")[0]
        expected[group] = expected.get(group, 0) + 1
    return expected


def _results(
    case: Case, sheet: ScoreSheet | None, as_whom: policy.Viewer
) -> tuple[GroupResult, ...]:
    """The groups as this viewer may see them, before the score is published to the others."""
    if sheet is None or sheet.behaviour.total is None:
        return ()
    return tuple(_result(case, group) for group in visible(sheet, as_whom).groups)


def _result(case: Case, group: GroupView) -> GroupResult:
    return GroupResult(
        group=group.group,
        shown=group.shown,
        forms=group.forms,
        mean=group.mean,
        aspects=group.aspects,
        stories=_stories(case, group.group) if group.shown else (),
    )


def _stories(case: Case, group: str) -> tuple[Mapping[str, str], ...]:
    """The STAR texts of a group without author, in an order that tells nothing."""
    names = ("star_s", "star_t", "star_a", "star_r")
    told = [
        {"aspect": row["aspect"], **{name: row[name] for name in names if row.get(name)}}
        for form_data in case.dossier.behaviour.get(group, ())
        for row in form_data["behaviour"]
    ]
    return tuple(sorted(told, key=lambda story: (story["aspect"], *story.values())))


def _sheet(sheet: ScoreSheet | None, as_whom: policy.Viewer) -> dict[str, Any]:
    return {} if sheet is None else visible(sheet, as_whom).to_json()


def _atasan_review(case: Case) -> Mapping[str, Any]:
    forms = case.dossier.behaviour.get("atasan", ())
    return forms[0] if forms else {}


def _events(case: Case) -> dict[str, datetime]:
    rows = case.session.scalars(select(Happening).where(Happening.instance_id == case.instance.id))
    return {row.name: row.at for row in rows}


def _titles(case: Case) -> dict[tuple[str, str], str]:
    steps = {step.id: step.name for step in case.specs.steps.values()}
    return {
        (phase, step): listed(" · ", [steps.get(step, step), case.phase_name(phase)])
        for phase, step in case.dossier.answers
    }


def _ratings(case: Case) -> dict[str, int]:
    """How many people of the cycle have each rating: of the review, else the predikat (R-093)."""
    rating = func.coalesce(Appraisal.people_review_rating, Appraisal.predikat)
    counted = case.session.execute(
        select(rating, func.count())
        .where(Appraisal.cycle_id == case.cycle.id, rating.is_not(None))
        .group_by(rating)
    )
    found = {row[0]: row[1] for row in counted}
    return {category: found.get(category, 0) for category in CATEGORIES}


def _matrix_cell(sheet: ScoreSheet | None) -> tuple[str, str] | None:
    if sheet is None or sheet.skp_score is None or sheet.behaviour_score is None:
        return None
    return people_review.cell(sheet.skp_score, sheet.behaviour_score)


_STAR_BANDS = {count: _band(bands.star_band(count)) for count in range(5)}
_QUALITY_BANDS = tuple(_band(band) for band in reversed(bands.QUALITY_BANDS))
