"""Opening an appraisal year."""

from collections.abc import Sequence

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from engine import calendars, clock, definitions, readiness, windows
from engine.actor import Actor
from engine.commands.starting import start_all
from engine.errors import BadYear, CannotStart, CycleNotFound, Ended, NotComplete, NotYours
from engine.ids import random_id
from engine.models import Appraisal, Batch, BatchItem, Cycle, ProfileVersion, Setting, table
from engine.policy import may_run_cycles

YEAR_PROCESS = "siklus_kasn"
YEARS = range(2015, 2100)
#: So many people are started with one statement per table.
CHUNK = 500


def open_cycle(
    session: Session, actor: Actor, year: int, profile: str, employee_ids: Sequence[int]
) -> Cycle:
    """Open the cycle of `year`, or add people to it; one appraisal for each employee (R-001).

    Raises `NotYours`, `UnknownProfile`, `BadYear`, `BadDefinition`, `BadTimeline` for windows that
    have no date or are out of order, and `CannotStart` naming everybody who has no superior, is his
    own, stands in a circle, or is in the cycle already; then nobody starts.
    """
    cycle, chosen = _ready(session, actor, year, profile, employee_ids)
    for first in range(0, len(chosen), CHUNK):
        start_all(session, actor, cycle, chosen[first : first + CHUNK])
    return cycle


def open_cycle_in_chunks(
    session: Session, actor: Actor, year: int, profile: str, employee_ids: Sequence[int]
) -> Cycle:
    """The same for many: the cycle opens now, the worker starts the people 500 at a time.

    `queries.batch_progress` says how far it is. Raises what `open_cycle` raises.
    """
    cycle, chosen = _ready(session, actor, year, profile, employee_ids)
    batch = Batch(
        public_id=random_id(),
        kind="open_cycle",
        actor_id=actor.id,
        cycle_id=cycle.id,
        total=len(chosen),
        begun_at=clock.now(),
    )
    session.add(batch)
    session.flush()
    items = [
        {"batch_id": batch.id, "number": number, "subject_id": each, "reason": ""}
        for number, each in enumerate(chosen)
    ]
    session.execute(insert(table(BatchItem)), items)
    return cycle


def _ready(
    session: Session, actor: Actor, year: int, profile: str, employee_ids: Sequence[int]
) -> tuple[Cycle, list[int]]:
    """The cycle, and those who can all start now."""
    if not may_run_cycles(actor):
        raise NotYours
    if year not in YEARS:
        raise BadYear(first=YEARS[0], last=YEARS[-1])
    chosen = list(dict.fromkeys(employee_ids))
    cycle = _known(session, year, profile) or _new(session, actor, year, profile)
    blocked = readiness.blocked_among(session, year, profile, chosen)
    if blocked or not chosen:
        raise CannotStart(blocked)
    return cycle, chosen


def close_cycle(session: Session, actor: Actor, cycle_id: str) -> Cycle:
    """Close a cycle whose appraisals are all entered (R-090).

    Raises `NotYours`, `CycleNotFound`, `NotComplete` with how many are missing, those who are still
    to be started among them.
    """
    if not may_run_cycles(actor):
        raise NotYours
    cycle = session.scalar(select(Cycle).where(Cycle.public_id == cycle_id))
    if cycle is None:
        raise CycleNotFound
    missing = session.scalar(
        select(func.count())
        .select_from(Appraisal)
        .where(
            Appraisal.cycle_id == cycle.id,
            Appraisal.entered_at.is_(None),
            Appraisal.state != "cancelled",
        )
    )
    to_come = session.scalar(
        select(func.sum(Batch.total - Batch.done)).where(
            Batch.cycle_id == cycle.id, Batch.kind == "open_cycle", Batch.state == "running"
        )
    )
    if missing or to_come:
        raise NotComplete(count=(missing or 0) + (to_come or 0))
    if cycle.closed_at is None:
        cycle.closed_at = clock.now()
    return cycle


def _known(session: Session, year: int, profile: str) -> Cycle | None:
    """The year's cycle of that profile, whatever version of the profile it was opened with."""
    known = session.scalar(
        select(Cycle)
        .join(ProfileVersion, ProfileVersion.id == Cycle.profile_id)
        .where(Cycle.year == year, ProfileVersion.name == profile)
    )
    if known is not None and known.closed_at is not None:
        raise Ended
    return known


def _new(session: Session, actor: Actor, year: int, name: str) -> Cycle:
    stored = definitions.use_profile(session, name)
    version = definitions.current(session)
    zone = session.get(Setting, "zone")
    cycle = Cycle(
        public_id=random_id(),
        year=year,
        zone=zone.value if zone else "Asia/Jakarta",
        process=YEAR_PROCESS,
        version_id=version.id,
        profile_id=stored.id,
        calendar=calendars.calendar_for(session).version,
        opened_at=clock.now(),
        opened_by=actor.id,
    )
    session.add(cycle)
    session.flush()
    profile = definitions.profile_of(session, stored.id)
    specs = definitions.specs_of(session, version.id)
    rules = windows.rules_of(specs, YEAR_PROCESS, profile)
    names = {phase.key: phase.name for phase in specs.phases_of(YEAR_PROCESS)}
    windows.open_windows(session, cycle, profile, rules, names)
    session.flush()
    return cycle
