"""The world: what a step of the process may ask."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from marshmallow.exceptions import MarshmallowError
from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from engine import clock, definitions, windows
from engine.bpmn.expressions import ExpressionError
from engine.bpmn.parse import Specs
from engine.facts.case import Case
from engine.models import Appraisal, Sheet, table
from engine.plain import PlainAppraisal, PlainCycle
from engine.prepared import Prepared
from engine.scoring import ScoreSheet, visible
from schemas.said import cite


class World:
    """What a step of the process may ask: the time, the people, the dates, the named functions."""

    def __init__(self, session: Session, case: Case) -> None:
        self._session, self._case = session, case
        self.now = clock.now()
        self._dates: dict[windows.Edge, datetime | None] | None = None
        self._sheets: dict[str, ScoreSheet | None] = {}
        self._functions: dict[str, Mapping[str, Callable[..., Any]]] = {}
        #: The functions that expressions have called so far.
        self.asked: set[str] = set()

    @classmethod
    def before(
        cls, session: Session, cycle: PlainCycle, appraisal: PlainAppraisal, specs: Specs
    ) -> "World":
        """The world of an appraisal that is just being started."""
        profile = definitions.profile_of(session, cycle.profile_id)
        return cls(session, Case(session, appraisal, cycle, profile, specs))

    def holder(self, role: str) -> int | None:
        """The employee who holds `role` here; None for a group or a role given by the diagram."""
        appraisal = self._case.appraisal
        holders = {
            "pegawai": appraisal.employee_id,
            "pejabat_penilai": appraisal.pejabat_penilai_id,
            "atasan_pejabat_penilai": appraisal.atasan_pejabat_penilai_id,
        }
        return holders.get(role)

    def due(self, phase: str, edge: str) -> datetime | None:
        """The instant of an edge: "closes" of `phase`, or "key.edge" of another."""
        if self._dates is None:
            with self._session.no_autoflush:
                self._dates = self._case.dates
        key, _, name = edge.rpartition(".")
        return self._dates.get((self._case.key_of(key or phase), name))

    def functions(self, phase: str) -> Mapping[str, Callable[..., Any]]:
        """The functions that expressions inside `phase` may call."""
        if phase not in self._functions:
            self._functions[phase] = self._named(phase)
        return self._functions[phase]

    def _named(self, phase: str) -> Mapping[str, Callable[..., Any]]:
        named: dict[str, Callable[..., Any]] = {
            "due": lambda edge: _iso(self.due(phase, edge)),
            "runs": lambda key: key in self._case.profile.phases,
            "raters": self._raters,
            "rater": lambda text: int(text.split(":")[1]),
            "npk": lambda: self._score(phase).npk_rounded,
            "predikat": lambda: self._score(phase).predikat,
            "mid_year_count": lambda kind: self._case.dossier.mid_year_count(kind),
        }
        return {name: self._noting(name, function) for name, function in named.items()}

    def _noting(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        plain = _plainly(name, function)

        def call(*arguments: Any) -> Any:
            self.asked.add(name)
            return plain(*arguments)

        return call

    def _raters(self) -> list[str]:
        return [f"atasan:{self._case.appraisal.pejabat_penilai_id}", *self._case.dossier.raters()]

    def _score(self, phase: str) -> ScoreSheet:
        sheet = self._sheets.get(phase)
        if sheet is None:
            sheet = self._case.sheet
            if sheet is None:
                raise LookupError("the score was asked for before the self assessment")
            self._sheets[phase] = sheet
            self._keep(phase, sheet)
        return sheet

    def _keep(self, phase: str, sheet: ScoreSheet) -> None:
        case = self._case
        self._session.merge(
            Sheet(
                instance_id=case.instance.id,
                phase=phase,
                # Without what single raters gave: the dossier alone can be recomputed.
                data=visible(sheet, "sdm").to_json(),
                at=self.now,
            )
        )
        _SCORED.run(
            self._session,
            {
                "appraisal": case.appraisal.id,
                "skp": sheet.skp_score_rounded,
                "behaviour": sheet.behaviour_score_rounded,
                "combined": sheet.npk_rounded,
                "grade": sheet.predikat,
            },
        )


_SCORED = Prepared(
    update(table(Appraisal))
    .where(Appraisal.id == bindparam("appraisal"))
    .values(
        skp_score=bindparam("skp"),
        behaviour_score=bindparam("behaviour"),
        npk=bindparam("combined"),
        predikat=bindparam("grade"),
    )
)


def _plainly(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """What goes wrong in a function of ours stops one process, not the worker."""

    def call(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except _SLIPS as error:
            raise ExpressionError(
                cite("{name}(): {problem}", name=name, problem=str(error))
            ) from error

    return call


_SLIPS = (LookupError, ValueError, ArithmeticError, TypeError, AttributeError, MarshmallowError)


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()
