"""Stepping in: one act for all that were chosen, made by two where four eyes are asked for."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine import accounts, clock, interventions, notices
from engine.actor import Actor
from engine.errors import (
    DatesMoved,
    InterventionDecided,
    InterventionNotFound,
    NeedsAnother,
    NothingToUndo,
    NotYours,
)
from engine.interventions import Asked
from engine.models import Intervened, Intervention
from engine.notices import Note
from engine.tracking import AppraisalFilter, conditions


def intervene(
    session: Session,
    actor: Actor,
    asked: Asked,
    wanted: AppraisalFilter,
    reason: str,
    letter: str = "",
    seen: str = "",
) -> str:
    """Do what is `asked` to exactly those whom the preview `seen` named; returns its public id.

    Where four eyes are asked for, a hold, a cancellation, or an extension of an open stage is only
    proposed. Raises `NotYours`, `BadIntervention` naming the field, `DatesMoved` where the preview
    no longer holds.
    """
    interventions.may(actor, asked.kind)
    reason, letter = interventions.reason_of(reason), interventions.letter_of(asked, letter)
    plan = interventions.plan(session, actor, asked, conditions(session, actor, wanted), hold=True)
    plan.somebody()
    if plan.seen != seen:
        raise DatesMoved
    made = Intervention(
        kind=asked.kind,
        heir_id=plan.heir.id if plan.heir else None,
        holder_id=plan.lending.holder.id if plan.lending else None,
        edge=asked.edge if asked.kind == "extend" else "",
        rule=asked.rule if asked.kind == "extend" else "",
        letter=letter,
        reason=reason,
        at=clock.now(),
        by=actor.id,
        state="proposed" if plan.by_two else "done",
    )
    session.add(made)
    session.flush()
    interventions.note(session, made, plan)
    if plan.by_two:
        others = [each for each in accounts.bagian_sdm(session) if each != actor.id]
        count = sum(1 for each in plan.subjects if not each.verdict)
        notices.tell(session, [Note(each, "step_in_proposed", {"count": count}) for each in others])
    else:
        interventions.make(session, made, plan, reason)
    return made.public_id


def accept_intervention(session: Session, actor: Actor, intervention_id: str) -> str:
    """Do what a colleague proposed, to those for whom it can still be done.

    Raises `NotYours`, `NeedsAnother` for who proposed it, `InterventionNotFound`,
    `InterventionDecided`, `BadIntervention` where it can be done to nobody any more.
    """
    made = _proposed(session, actor, intervention_id)
    if made.by == actor.id:
        raise NeedsAnother
    asked = Asked(made.kind, edge=made.edge, rule=made.rule)
    chosen = interventions.of_proposal(made.id)
    plan = interventions.plan(session, actor, asked, chosen, hold=True)
    plan.somebody()
    session.execute(
        delete(Intervened).where(
            Intervened.intervention_id == made.id,
            Intervened.appraisal_id.in_([each.id for each in plan.subjects]),
        )
    )
    interventions.note(session, made, plan)
    _decide(session, actor, made, "done", "step_in_accepted")
    interventions.make(session, made, plan, f"{made.reason}; disetujui {actor.name}")
    return made.public_id


def decline_intervention(session: Session, actor: Actor, intervention_id: str, answer: str) -> str:
    """Leave them as they are, and say why. Raises as above, and `BadIntervention`."""
    made = _proposed(session, actor, intervention_id)
    made.answer = interventions.reason_of(answer)
    _decide(session, actor, made, "declined", "step_in_declined")
    return made.public_id


def withdraw_intervention(session: Session, actor: Actor, intervention_id: str) -> str:
    """Take one's own proposal back. Raises as above."""
    made = _proposed(session, actor, intervention_id)
    if made.by != actor.id:
        raise NotYours
    made.state, made.decided_at, made.decided_by = "withdrawn", clock.now(), actor.id
    session.flush()
    return made.public_id


def undo_intervention(session: Session, actor: Actor, intervention_id: str) -> int:
    """Undo it where nothing depends on it; returns for how many.

    Raises `NotYours` for who may not do such a thing or has not done this one (Bagian SDM undoes
    any), `InterventionNotFound`, `NothingToUndo`.
    """
    made = _found(session, intervention_id)
    interventions.may(actor, made.kind)
    if actor.id is None or not (actor.is_sdm or made.by == actor.id):
        raise NotYours
    undone = interventions.undo(session, made, actor.id) if made.state == "done" else 0
    if not undone:
        raise NothingToUndo
    session.flush()
    return undone


def _found(session: Session, intervention_id: str) -> Intervention:
    made = session.scalar(
        select(Intervention).where(Intervention.public_id == intervention_id).with_for_update()
    )
    if made is None:
        raise InterventionNotFound
    return made


def _proposed(session: Session, actor: Actor, intervention_id: str) -> Intervention:
    if not actor.is_sdm:
        raise NotYours
    made = _found(session, intervention_id)
    if made.state != "proposed":
        raise InterventionDecided
    return made


def _decide(session: Session, actor: Actor, made: Intervention, state: str, kind: str) -> None:
    made.state, made.decided_at, made.decided_by = state, clock.now(), actor.id
    session.flush()
    if made.by != actor.id:
        notices.tell(session, [Note(made.by, kind, {})])
