"""Cycles: which run, who could start one, and the register of results."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from engine import definitions, redating, timeline
from engine import readiness as readiness_rules
from engine.actor import Actor
from engine.errors import NotYours
from engine.models import Appraisal, Cycle, Employee, Unit, Window
from engine.policy import may_run_cycles
from engine.queries.cells import harmless
from engine.rules.profile import Profile


@dataclass(frozen=True)
class CycleCard:
    """One cycle with its numbers and windows."""

    id: str
    year: int
    profile: str
    opened_at: datetime
    closed_at: datetime | None
    people: int
    entered: int
    #: Of each phase its name, when it opens and closes, the rule of its closing, its key.
    windows: tuple[tuple[str, datetime | None, datetime | None, str, str], ...]


@dataclass(frozen=True)
class ReadyPerson:
    """Somebody a cycle is to be opened for; `reason` says why it cannot be, else it is empty."""

    id: int
    name: str
    nip: str
    position: str
    unit: str
    superior: str
    reason: str


@dataclass(frozen=True)
class Readiness:
    """Who can start, who is in the cycle already, and who cannot start and why (R-009)."""

    ready: tuple[ReadyPerson, ...]
    in_cycle: tuple[ReadyPerson, ...]
    blocked: tuple[ReadyPerson, ...]


@dataclass(frozen=True)
class RegisterRow:
    """One employee's line in the results register (F-09)."""

    nip: str
    name: str
    position: str
    unit: str
    skp_score: Decimal | None
    behaviour_score: Decimal | None
    npk: Decimal | None
    predikat: str | None
    keberatan: bool
    state: str
    finalised_at: datetime | None
    finalised_by: str
    entered_at: datetime | None
    entered_by: str


@dataclass(frozen=True)
class Register:
    """The results register of a cycle; `percent` = entered of all, in whole percent (R-088)."""

    cycle: CycleCard
    rows: tuple[RegisterRow, ...]
    entered: int
    total: int
    percent: int


def cycles(session: Session) -> tuple[CycleCard, ...]:
    """All cycles, newest first."""
    rows = session.scalars(select(Cycle).order_by(Cycle.year.desc(), Cycle.id.desc()))
    return tuple(_card(session, cycle) for cycle in rows)


def cycle_card(session: Session, public_id: str) -> CycleCard:
    """One cycle. Raises `CycleNotFound`."""
    return _card(session, redating.cycle_of(session, public_id))


def profiles(session: Session) -> tuple[Profile, ...]:
    """The regulation profiles one can open a cycle with."""
    return tuple(definitions.shipped_profiles().values())


def readiness(session: Session, actor: Actor, year: int, profile: str) -> Readiness:
    """Who could start a cycle, is in it, or cannot and why. Raises `NotYours` but for SDM."""
    if not may_run_cycles(actor):
        raise NotYours
    found = readiness_rules.candidates(session, year, profile)
    units = {unit.id: unit.name for unit in session.scalars(select(Unit))}
    names = {row.id: row.name for row in session.execute(select(Employee.id, Employee.name))}

    def shown(candidate: readiness_rules.Candidate) -> ReadyPerson:
        person = candidate.employee
        return ReadyPerson(
            id=person.id,
            name=person.name,
            nip=person.nip,
            position=person.position,
            unit=units[person.unit_id],
            superior=names.get(person.superior_id or 0, ""),
            reason=candidate.reason or "",
        )

    return Readiness(
        ready=tuple(shown(each) for each in found if each.ready),
        in_cycle=tuple(shown(each) for each in found if each.in_cycle),
        blocked=tuple(shown(each) for each in found if each.reason is not None),
    )


def register(session: Session, actor: Actor, public_id: str) -> Register:
    """The results of a cycle. Raises `NotYours` for others than SDM, `CycleNotFound`.

    Scores of appraisals that are not final are left empty.
    """
    if not may_run_cycles(actor):
        raise NotYours
    cycle = redating.cycle_of(session, public_id)
    final_by, entered_by = aliased(Employee), aliased(Employee)
    found = session.execute(
        select(Appraisal, final_by.name, entered_by.name)
        .outerjoin(final_by, final_by.id == Appraisal.finalised_by)
        .outerjoin(entered_by, entered_by.id == Appraisal.entered_by)
        .where(Appraisal.cycle_id == cycle.id, Appraisal.state != "cancelled")
        .order_by(Appraisal.unit_id, Appraisal.id)
    )
    rows = tuple(_register_row(*row) for row in found)
    entered = sum(1 for row in rows if row.entered_at is not None)
    return Register(
        cycle=_card(session, cycle),
        rows=rows,
        entered=entered,
        total=len(rows),
        percent=entered * 100 // len(rows) if rows else 0,
    )


REGISTER_HEADING = (
    "Siklus",
    "NIP",
    "Nama",
    "Jabatan",
    "Unit kerja",
    "Nilai SKP",
    "Nilai perilaku",
    "NPK",
    "Predikat",
    "Keberatan",
    "Status",
    "Ditetapkan oleh",
    "Ditetapkan pada",
    "Dicatat oleh",
    "Dicatat pada",
)
REGISTER_ANSWERS = {True: "ya", False: "tidak"}


def register_table(
    register: Register, states: Mapping[str, str], zone: str, worded: Callable[[str], str] = str
) -> list[list[str]]:
    """The register as a sheet: a heading and one row per employee (F-09), all cells text.

    `states` has the words for states, `worded` says a word of ours in the reader's language;
    times are local to `zone`. A cell that a spreadsheet would run as a formula begins with an
    apostrophe.
    """
    rows = [
        [
            str(register.cycle.year),
            row.nip,
            row.name,
            row.position,
            row.unit,
            *(_number(each) for each in (row.skp_score, row.behaviour_score, row.npk)),
            worded(row.predikat or ""),
            worded(REGISTER_ANSWERS[row.keberatan]),
            worded(states.get(row.state, row.state)),
            row.finalised_by,
            _local(row.finalised_at, zone),
            row.entered_by,
            _local(row.entered_at, zone),
        ]
        for row in register.rows
    ]
    heading = [worded(each) for each in REGISTER_HEADING]
    return [heading, *([harmless(cell) for cell in row] for row in rows)]


def _local(instant: datetime | None, zone: str) -> str:
    return "" if instant is None else f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _card(session: Session, cycle: Cycle) -> CycleCard:
    people, entered = session.execute(
        select(func.count(), func.count(Appraisal.entered_at)).where(
            Appraisal.cycle_id == cycle.id, Appraisal.state != "cancelled"
        )
    ).one()
    return CycleCard(
        id=cycle.public_id,
        year=cycle.year,
        profile=definitions.profile_of(session, cycle.profile_id).title,
        opened_at=cycle.opened_at,
        closed_at=cycle.closed_at,
        people=people,
        entered=entered,
        windows=_windows(session, cycle),
    )


def _windows(
    session: Session, cycle: Cycle
) -> tuple[tuple[str, datetime | None, datetime | None, str, str], ...]:
    due = {
        (row.key, row.edge): row
        for row in session.scalars(
            select(Window).where(Window.cycle_id == cycle.id, Window.scope == "all")
        )
    }
    runs = definitions.profile_of(session, cycle.profile_id).phases
    phases = definitions.specs_of(session, cycle.version_id).phases_of(cycle.process)
    names = {phase.key: phase.name for phase in phases}
    return tuple(
        (
            phase.name,
            due[phase.key, "opens"].due_at if (phase.key, "opens") in due else None,
            due[phase.key, "closes"].due_at if (phase.key, "closes") in due else None,
            timeline.Spoken(due[phase.key, "closes"].rule, names)
            if (phase.key, "closes") in due
            else "",
            phase.key,
        )
        for phase in phases
        if phase.key in runs
    )


def _register_row(
    appraisal: Appraisal, finalised_by: str | None, entered_by: str | None
) -> RegisterRow:
    person, final = appraisal.header["pegawai"], appraisal.finalised_at is not None
    return RegisterRow(
        nip=person["nip"],
        name=person["name"],
        position=person["position"],
        unit=person["unit"],
        skp_score=appraisal.skp_score if final else None,
        behaviour_score=appraisal.behaviour_score if final else None,
        npk=appraisal.npk if final else None,
        predikat=appraisal.predikat if final else None,
        keberatan=appraisal.keberatan,
        state=appraisal.state,
        finalised_at=appraisal.finalised_at,
        finalised_by=finalised_by or "",
        entered_at=appraisal.entered_at,
        entered_by=entered_by or "",
    )
