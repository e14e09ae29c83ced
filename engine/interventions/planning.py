"""What is asked for and to whom it would be done, in one picture that is done or laid aside."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from engine import drafts
from engine.actor import Actor
from engine.errors import BadIntervention
from engine.interventions.asking import Asked, Heir, heir_of, holder_of
from engine.interventions.extending import Extensions, extensions
from engine.interventions.judging import Subject, fingerprint, may, subjects
from engine.interventions.reassigning import Lending, holds, lending
from schemas.said import say


@dataclass(frozen=True)
class Plan:
    """Whom it concerns; `by_two` where another officer must agree."""

    asked: Asked
    heir: Heir | None
    subjects: Sequence[Subject]
    by_two: bool
    extensions: Extensions = field(default_factory=dict)
    lending: Lending | None = None

    @property
    def seen(self) -> str:
        """Names this plan: equal ones do the same to the same people."""
        plans = [each.plan.fingerprint for each in self.extensions.values() if each.plan]
        if self.lending is not None:
            plans += [task for each in self.lending.lent.values() for task in each.ids]
        return fingerprint(self.asked, self.subjects, plans)

    def somebody(self) -> None:
        """Raise `BadIntervention` where it would be done to nobody."""
        if all(each.verdict for each in self.subjects):
            said = say("Tidak ada penilaian pilihan Anda yang dapat diperlakukan begitu.")
            raise BadIntervention("", said)


def plan(
    session: Session,
    actor: Actor,
    asked: Asked,
    chosen: Sequence[ColumnElement[bool]],
    *,
    hold: bool = False,
) -> Plan:
    """What would be done now; with `hold` the people are kept for this act.

    Raises `NotYours`, `BadIntervention` naming the field.
    """
    may(actor, asked.kind)
    heir, holder = heir_of(session, asked), holder_of(session, asked)
    if holder is not None:
        # Tasks of one to another: of whoever waits for others nothing need be said.
        chosen = [*chosen, holds(holder)]
    found = subjects(session, actor, asked, heir, chosen, hold=hold)
    if heir is not None and holder is not None:
        found, lent = lending(session, actor, holder, heir, found, chosen)
        return Plan(asked, heir, found, by_two=False, lending=lent)
    if asked.kind != "extend":
        by_two = asked.kind in ("hold", "cancel") and drafts.four_eyes(session)
        return Plan(asked, heir, found, by_two)
    found, planned = extensions(session, actor, asked, found, hold=hold)
    ends = any(each.plan is not None and each.plan.ends_open_stage for each in planned.values())
    return Plan(asked, heir, found, ends and drafts.four_eyes(session), planned)
