"""Whom an intervention concerns: to whom it would be done, and who is left alone and why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from engine.actor import Actor
from engine.errors import NotYours
from engine.interventions.asking import Asked, Heir
from engine.models import OVER, Appraisal, Instance, Intervened, Task, waits
from engine.policy import may_run_cycles
from engine.tracking import below


@dataclass(frozen=True)
class Subject:
    """An appraisal that was chosen, as it stands.

    `verdict` is "" where it would be done, else "mine", "not_yours", "over", "final", "held",
    "not_held", "same", "himself", "no_superior", "no_date", or what `lending` says.
    """

    id: int
    public_id: str
    cycle_id: int
    instance_id: int
    employee_id: int
    pejabat_penilai_id: int
    atasan_pejabat_penilai_id: int
    header: dict[str, Any]
    state: str
    instance_state: str
    tasks: int
    verdict: str = ""


def may(actor: Actor, kind: str) -> None:
    """Raise `NotYours` for who may not do it to anybody.

    Security matrix rows 26 and 30: Bagian SDM all of it; who stands above hands tasks over, and
    everybody gives away his own.
    """
    if actor.id is None or not (may_run_cycles(actor) or kind in ("hand_over", "reassign")):
        raise NotYours


def subjects(
    session: Session,
    actor: Actor,
    asked: Asked,
    heir: Heir | None,
    chosen: Sequence[ColumnElement[bool]],
    *,
    hold: bool = False,
) -> list[Subject]:
    """Everybody who meets `chosen`, judged; with `hold` they are kept for this act."""
    if may_run_cycles(actor):
        line: Collection[int] | None = None
    else:
        line = frozenset(session.scalars(below(actor.id or 0)))
    found = (Subject(*row) for row in _read(session, chosen, hold=hold))
    return [replace(each, verdict=_verdict(each, actor, asked, heir, line)) for each in found]


def of_proposal(intervention_id: int) -> list[ColumnElement[bool]]:
    """Those to whom a proposal would have been done."""
    planned = select(Intervened.appraisal_id).where(
        Intervened.intervention_id == intervention_id, Intervened.verdict == ""
    )
    return [Appraisal.id.in_(planned)]


def fingerprint(asked: Asked, found: Sequence[Subject], plans: Sequence[str] = ()) -> str:
    """Equal where the same would be done to the same people, with the same `plans` for each."""
    said = [asked.kind, "".join(asked.nip.split()), *plans]
    said += [
        f"{each.id} {each.verdict} {each.instance_state} {each.pejabat_penilai_id} {each.tasks}"
        for each in found
    ]
    return sha256("\n".join(said).encode()).hexdigest()[:32]


def _read(session: Session, chosen: Sequence[ColumnElement[bool]], *, hold: bool) -> Any:
    tasks = select(func.count()).where(Task.instance_id == Appraisal.instance_id, waits())
    query = (
        select(
            *(Appraisal.id, Appraisal.public_id, Appraisal.cycle_id),
            *(Appraisal.instance_id, Appraisal.employee_id),
            *(Appraisal.pejabat_penilai_id, Appraisal.atasan_pejabat_penilai_id),
            *(Appraisal.header, Appraisal.state, Instance.state),
            tasks.correlate(Appraisal).scalar_subquery(),
        )
        .join(Instance, Instance.id == Appraisal.instance_id)
        .where(*chosen)
        .order_by(Appraisal.id)
    )
    if hold:
        query = query.with_for_update(of=(Instance, Appraisal))
    return session.execute(query).all()


def _verdict(
    one: Subject, actor: Actor, asked: Asked, heir: Heir | None, line: Collection[int] | None
) -> str:
    if one.employee_id == actor.id:
        return "mine"
    judges = asked.kind != "reassign"
    if judges and line is not None and one.pejabat_penilai_id not in line:
        return "not_yours"
    if one.instance_state in OVER:
        return "over"
    if heir is not None and judges:
        return _of_heir(one, heir, actor, line)
    if asked.kind == "cancel" and one.state in _FINAL:
        return "final"
    held = one.instance_state == "held"
    if asked.kind == "hold" and held:
        return "held"
    return "not_held" if asked.kind == "release" and not held else ""


def _of_heir(one: Subject, heir: Heir, actor: Actor, line: Collection[int] | None) -> str:
    if line is not None and heir.id not in line and heir.id != actor.id:
        return "not_yours"
    if heir.id == one.pejabat_penilai_id:
        return "same"
    if heir.id == one.employee_id:
        return "himself"
    above = heir.superior_id
    if above is None and one.atasan_pejabat_penilai_id == heir.id:
        return "no_superior"
    return "himself" if above == one.employee_id else ""


_FINAL = ("final", "entered", "reviewed", "delivered", "closed")
