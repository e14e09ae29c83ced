"""What has been answered in one appraisal, and what follows from it: SKP, raters, score inputs.

Nothing here is stored twice: the SKP in force, the approved raters and the inputs of the score are
read from the accepted forms each time (R-074).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import Text, bindparam, cast, select
from sqlalchemy.orm import Session

from engine.models import Answer, BehaviourAnswer
from engine.rules.behaviour import aspects_of
from engine.rules.profile import Profile
from engine.scoring import (
    Amounts,
    CreativityClaim,
    Decided,
    Inputs,
    RaterForm,
    Row,
    mid_year_counts,
)
from schemas.facts import DossierRecord, Facts, SkpRow
from schemas.mid_year_dialog import HoldMidYear
from schemas.skp_agreement import DraftSkp

Said = Mapping[str, Any]


@dataclass(frozen=True)
class Dossier:
    """The latest answer of every step, plain as stored, and the 360 forms by group."""

    year: int
    answers: Mapping[tuple[str, str], Said] = field(default_factory=dict)
    behaviour: Mapping[str, Sequence[Said]] = field(default_factory=dict)
    order: tuple[tuple[str, str], ...] = ()

    def of_phase(self, phase: str) -> dict[str, Said]:
        """The answers given in one phase, by step."""
        return {step: self.answers[key, step] for key, step in self.answers if key == phase}

    def latest(self) -> dict[str, Said]:
        """All answers, by "phase.step"."""
        return {f"{phase}.{step}": said for (phase, step), said in self.answers.items()}

    def said(self, step: str) -> Said | None:
        """The answer of a step that only one phase has."""
        return next((self.answers[key] for key in self.answers if key[1] == step), None)

    @cached_property
    def skp_versions(self) -> tuple[tuple[SkpRow, ...], ...]:
        """The SKP as drafted, and as revised at mid-year if both signed that (R-042)."""
        draft = self.said("draft_skp")
        if draft is None:
            return ()
        form = DraftSkp(Facts(year=self.year))
        first = form.skp(form.load(draft))
        hold, confirm = self.said("hold_mid_year"), self.said("confirm_mid_year")
        if hold is None or confirm is None or confirm["confirmation"] != "setuju":
            return (first,)
        if not hold.get("target_revision"):
            return (first,)
        talk = HoldMidYear(Facts(year=self.year, skp=first))
        return first, talk.revised(talk.load(hold))

    def skp(self) -> tuple[SkpRow, ...]:
        """The SKP in force."""
        return self.skp_versions[-1] if self.skp_versions else ()

    def raters(self) -> list[str]:
        """The approved kolega and bawahan as "group:id"."""
        nominated = self.said("nominate_raters") or {}
        return [
            f"{group}:{person}"
            for group in ("kolega", "bawahan")
            for person in nominated.get(group) or ()
        ]

    def mid_year_count(self, kind: str) -> int:
        """How many rows of semester 1 are "scheduled", "done" or "in_progress" (R-039)."""
        held = self.said("hold_mid_year") or {"rows": ()}
        counts = mid_year_counts(row["status"] for row in held["rows"])
        found: int = getattr(counts, kind)
        return found

    def received(self) -> dict[str, int]:
        """How many 360 forms came in, by group."""
        counts = {group: len(forms) for group, forms in self.behaviour.items()}
        if self.said("self_assess"):
            counts["sendiri"] = 1
        return counts

    def records(self, titles: Mapping[tuple[str, str], str]) -> tuple[DossierRecord, ...]:
        """The documents of the year that a keberatan may point to (R-084)."""
        return tuple(
            DossierRecord(f"{phase}.{step}", titles.get((phase, step), step))
            for phase, step in self.order
            if step in _EVIDENCE
        )

    def score_inputs(self, profile: Profile, appraisal_class: str) -> Inputs | None:
        """What the score is computed from; None before the self assessment is in."""
        own = self.said("self_assess")
        if own is None:
            return None
        agreed = self.said("hold_final_dialog")
        extra, creativity = _accepted_claims(own, agreed)
        aspects = [aspect.key for aspect in aspects_of(profile, appraisal_class)]
        return Inputs(
            position=appraisal_class,
            rows=_rows(self.skp(), (agreed or own)["rows"]),
            extra_tasks=extra,
            creativity=creativity,
            behaviour=self._forms(own, agreed, aspects, profile.weights[appraisal_class]),
        )

    def decided(self) -> Decided | None:
        """The numbers that a keberatan decision put in place of the computed ones."""
        decision = self.said("decide_keberatan")
        if decision is None or decision["decision"] != "diubah":
            return None
        return Decided(
            skp_score=_number(decision.get("new_skp_score")),
            behaviour_score=_number(decision.get("new_behaviour_score")),
        )

    def _forms(
        self,
        own: Said,
        agreed: Said | None,
        aspects: Sequence[str],
        groups: Iterable[str],
    ) -> dict[str, list[RaterForm]]:
        forms = {
            group: [_scores(form, aspects) for form in self.behaviour.get(group, ())]
            for group in groups
        }
        forms["sendiri"] = [_scores(own, aspects)]
        # The pejabat penilai may revise his own form in the dialog, until it is signed.
        if agreed is not None:
            forms["atasan"] = [_scores(agreed, aspects)]
        return forms


_EVIDENCE = frozenset(
    {
        "draft_skp",
        "record_coaching",
        "confirm_coaching",
        "hold_mid_year",
        "informal_coaching",
        "coaching_informal",
        "self_assess",
        "hold_final_dialog",
    }
)


def load(session: Session, instance_id: int, year: int) -> Dossier:
    """The dossier of a running appraisal; what nobody looks at is not even read."""
    return _Stored(session, instance_id, year)


class _Stored(Dossier):
    """A dossier whose forms are read from the store when somebody asks for them."""

    def __init__(self, session: Session, instance_id: int, year: int) -> None:
        # The dataclass is frozen: its values are set once, here.
        vars(self).update(_session=session, _instance_id=instance_id, year=year)

    _session: Session
    _instance_id: int

    @cached_property
    def answers(self) -> Mapping[tuple[str, str], Said]:
        rows = self._session.execute(_ANSWERS, {"instance": self._instance_id})
        return _Answers((phase, step, text) for phase, step, text in rows)

    @cached_property
    def behaviour(self) -> Mapping[str, Sequence[Said]]:
        found: dict[str, list[Said]] = {}
        for group, data in self._session.execute(_FORMS, {"instance": self._instance_id}):
            found.setdefault(group, []).append(data)
        return found

    @cached_property
    def order(self) -> tuple[tuple[str, str], ...]:
        return tuple(self.answers)


class _Answers(Mapping[tuple[str, str], Said]):
    """Answers by (phase, step), in the order of the year; each is decoded when it is read."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]) -> None:
        self._texts: dict[tuple[str, str], str] = {}
        self._read: dict[tuple[str, str], Said] = {}
        for phase, step, text in rows:
            # Later revisions replace earlier ones, and stand at the end: their order is the year's.
            self._texts.pop((phase, step), None)
            self._texts[phase, step] = text

    def __getitem__(self, key: tuple[str, str]) -> Said:
        if key not in self._read:
            self._read[key] = json.loads(self._texts[key])
        return self._read[key]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


_ANSWERS = (
    select(Answer.phase, Answer.step, cast(Answer.data, Text))
    .where(Answer.instance_id == bindparam("instance"))
    .order_by(Answer.seq)
)
_FORMS = (
    select(BehaviourAnswer.rater_group, BehaviourAnswer.data)
    .where(BehaviourAnswer.instance_id == bindparam("instance"))
    .order_by(BehaviourAnswer.id)
)


def _rows(skp: Sequence[SkpRow], said: Iterable[Said]) -> list[Row]:
    actual = {str(row["no"]): row for row in said}
    return [
        _row(target, actual[str(target.no)])
        for target in skp
        if not _yes(actual[str(target.no)].get("excluded"))
    ]


def _row(target: SkpRow, actual: Said) -> Row:
    return Row(
        activity=target.activity,
        unit=target.unit,
        target=Amounts(
            quantity=target.quantity, quality=target.quality, time=target.time, cost=target.cost
        ),
        actual=Amounts(
            quantity=_number(actual["actual_quantity"]),
            quality=_number(actual["actual_quality"]),
            time=_number(actual["actual_time"]),
            cost=_number(actual["actual_cost"]),
        ),
    )


def _accepted_claims(own: Said, agreed: Said | None) -> tuple[int, list[CreativityClaim]]:
    """Before the dialog no claim counts; in it each needs the pejabat penilai's word (R-056)."""
    if agreed is None:
        return 0, []
    extra = sum(1 for row in agreed.get("extra_tasks") or () if _yes(row["accepted"]))
    accepted = agreed.get("creativity") or ()
    creativity = [
        CreativityClaim(claim["benefit_scope"], certificate=bool(claim["certificate_no"]))
        for claim, word in zip(own.get("creativity") or (), accepted, strict=False)
        if _yes(word["accepted"])
    ]
    return extra, creativity


def _scores(form: Said, aspects: Sequence[str]) -> RaterForm:
    given = {row["aspect"]: Decimal(row["score"]) for row in form["behaviour"]}
    return [given[aspect] for aspect in aspects]


def _yes(value: object) -> bool:
    """A yes-or-no answer, as forms store it."""
    return value is True or value == "ya"


def _number(value: object) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))
