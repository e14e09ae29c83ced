"""From what an officer typed to what is wished for; every mistake names its field."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import calendars, definitions, timeline, windows
from engine.actor import Actor
from engine.errors import BadDate, CycleNotFound
from engine.models import Appraisal, Cycle, Employee, Proposal, Unit
from engine.plain import PlainCycle, plain
from engine.redating.ways import Wish, Year
from engine.redating.writing import Change
from engine.windows import ALL, Edge, Scope
from schemas.said import say
from schemas.signs import unreadable

LONGEST_REASON = 500
LONGEST_LETTER = 120


@dataclass(frozen=True)
class Asked:
    """A change of dates as it was typed: `edge` is "key.edge", `scope` all, unit or person."""

    edge: str = ""
    rule: str = ""
    scope: str = "all"
    unit: int | None = None
    nip: str = ""


def cycle_of(session: Session, public_id: str) -> Cycle:
    """A cycle. Raises `CycleNotFound`."""
    cycle = session.scalar(select(Cycle).where(Cycle.public_id == public_id))
    if cycle is None:
        raise CycleNotFound
    return cycle


def held(session: Session, cycle: Cycle) -> Cycle:
    """Keep the cycle for this act: two changes of its dates come one after the other."""
    session.refresh(cycle, with_for_update=True)
    return cycle


def asked_of(proposal: Proposal) -> Asked:
    """A change as it was proposed."""
    return Asked(**proposal.wish)


def year_of(session: Session, cycle: Cycle) -> Year:
    """A cycle with its rules."""
    profile = definitions.profile_of(session, cycle.profile_id)
    specs = definitions.specs_of(session, cycle.version_id)
    drawn = windows.rules_of(specs, cycle.process, profile)
    return Year(plain(PlainCycle, cycle), profile, drawn, calendars.known(session))


def names_of(session: Session, cycle: Cycle) -> dict[str, str]:
    """What the windows of a cycle are called, in drawing order; those of its profile alone."""
    runs = definitions.profile_of(session, cycle.profile_id).phases
    phases = definitions.specs_of(session, cycle.version_id).phases_of(cycle.process)
    return {phase.key: phase.name for phase in phases if phase.key in runs}


def wish_of(session: Session, actor: Actor, year: Year, asked: Asked) -> Wish:
    """What was asked for. Raises `BadDate`, naming the field."""
    cycle = session.get_one(Cycle, year.cycle.id)
    if cycle.closed_at is not None:
        raise BadDate("edge", say("Siklus ini sudah ditutup."))
    edge = _edge(session, cycle, year, asked.edge)
    return Wish(edge, _rule(year, asked.rule), _scope(session, actor, cycle, asked))


def change_of(actor_id: int, scope: str, reason: str, letter: str) -> Change:
    """Why a date is changed. Raises `BadDate`: an extension needs its letter."""
    reason, letter = " ".join(reason.split()), " ".join(letter.split())
    for field, text in (("reason", reason), ("letter", letter)):
        said = unreadable(text)
        if said:
            raise BadDate(field, said)
    if not reason:
        raise BadDate("reason", say("Tulis alasan perubahan ini."))
    if len(reason) > LONGEST_REASON:
        raise BadDate("reason", say("Paling banyak {n} huruf.", n=LONGEST_REASON))
    if not letter and scope != "all":
        raise BadDate("letter", say("Perpanjangan bagi unit atau orang perlu nomor surat."))
    if len(letter) > LONGEST_LETTER:
        raise BadDate("letter", say("Paling banyak {n} huruf.", n=LONGEST_LETTER))
    return Change(actor_id, reason, letter)


def _edge(session: Session, cycle: Cycle, year: Year, text: str) -> Edge:
    key, _, name = text.partition(".")
    known = (key, name) in year.drawn and not name.endswith(timeline.LOWER_BOUND)
    if not known or key not in names_of(session, cycle):
        raise BadDate("edge", say("Pilih tanggal yang hendak diubah."))
    return key, name


def _rule(year: Year, text: str) -> str:
    strange = unreadable(text)
    if strange:
        raise BadDate("rule", strange)
    try:
        rule = timeline.typed(text, year.cycle.year)
    except timeline.RuleError as error:
        raise BadDate("rule", error.message, error.position) from error
    if isinstance(rule.anchor, timeline.Event):
        known = timeline.events_in(year.drawn)
        if rule.anchor.name not in known:
            names = ", ".join(sorted(known))
            said = say("Peristiwa “{name}” tidak dikenal; yang ada: {names}.",
                       name=rule.anchor.name, names=names)  # fmt: skip
            raise BadDate("rule", said, 0)
    return str(rule)


def _scope(session: Session, actor: Actor, cycle: Cycle, asked: Asked) -> Scope:
    if asked.scope == "all":
        return ALL
    if asked.scope == "unit":
        if asked.unit is None or session.get(Unit, asked.unit) is None:
            raise BadDate("unit", say("Pilih unit kerja."))
        return "unit", asked.unit
    if asked.scope == "person":
        return "appraisal", _appraisal(session, actor, cycle, "".join(asked.nip.split()))
    raise BadDate("scope", say("Pilih untuk siapa tanggal ini diubah."))


def _appraisal(session: Session, actor: Actor, cycle: Cycle, nip: str) -> int:
    found = session.execute(
        select(Appraisal.id, Employee.id)
        .join(Employee, Employee.id == Appraisal.employee_id)
        .where(Appraisal.cycle_id == cycle.id, Employee.nip == nip)
    ).first()
    if found is None:
        raise BadDate("nip", say("Tidak ada penilaian dengan NIP ini dalam siklus ini."))
    number, employee_id = found
    if employee_id == actor.id:
        raise BadDate("nip", say("Tanggal Anda sendiri hanya dapat diubah oleh orang lain."))
    return number
