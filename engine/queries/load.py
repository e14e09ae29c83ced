"""The work that dates bring, week by week: in a cycle as it stands, or by windows as drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import calendars, clock, definitions, redating, timeline, whatif, windows
from engine import drafts as working
from engine.actor import Actor
from engine.bpmn.errors import BpmnError
from engine.bpmn.parse import Specs, read
from engine.errors import NotYours
from engine.models import Appraisal, Cycle, Employee, Instance, Task, is_open
from engine.plain import PlainCycle, plain
from engine.policy import may_draw, may_run_cycles
from engine.redating import Layers, Year
from engine.uploads import Checked, digest_of
from engine.windows import ALL
from schemas.said import Said, say

#: So many kinds of states are projected for a page, at 17 ms or less each; Andaikan knows no bound.
MOST_KINDS = 100
#: Everybody acts on the last day in time: what is due in a week is done in it.
LAST = whatif.Behaviour("last")


@dataclass(frozen=True)
class Week:
    """Tasks of the week that begins on `monday`; `waiting` of them are open by now.

    `peak` is the most that one person, `who`, has to do for others in it.
    """

    monday: date
    tasks: int
    waiting: int
    peak: int
    who: str


@dataclass(frozen=True)
class CycleLoad:
    """The work to come of a cycle: `people` run, `stopped` others wait for an incident.

    Not `whole`: their states are of too many kinds for a page, so it is what is open by now.
    """

    weeks: tuple[Week, ...]
    people: int
    stopped: int
    whole: bool = True


@dataclass(frozen=True)
class DrawnLoad:
    """The work that the windows of diagrams would bring to the `people` of the cycle of `year`.

    `process` is the diagram of the year that is meant. `why_not` says why there is none, else it
    is None.
    """

    process: str
    year: int
    people: int
    weeks: tuple[Week, ...]
    why_not: Said | None


def cycle_load(session: Session, actor: Actor, cycle_id: str) -> CycleLoad:
    """What is open and what is to come by the dates as they stand, in a few statements.

    Just what Andaikan (`what_if`) says of them. Raises `NotYours` but for SDM, `CycleNotFound`.
    """
    if not may_run_cycles(actor):
        raise NotYours
    cycle = redating.cycle_of(session, cycle_id)
    if cycle.closed_at is not None:
        return CycleLoad((), 0, 0)
    year = redating.year_of(session, cycle)
    cohort = whatif.cohort_of(session, year, ALL)
    layers = Layers.read(session, cycle.id, ALL)
    kinds = cohort.alike(year, layers)
    whole = len(kinds) <= MOST_KINDS
    if whole:
        projector = whatif.Projector(cohort, LAST, clock.now(), session.info["seal"])
        load = whatif.load_of(projector.of_kinds(kinds), cycle.zone)
    else:
        load = _open(session, cycle)
    return CycleLoad(_weeks(session, load), len(cohort.members), cohort.stopped, whole)


def _open(session: Session, cycle: Cycle) -> whatif.Load:
    """The open tasks of those who run, by the week they are due in; what is late, by this one."""
    own = Task.assignee_id == Appraisal.employee_id
    rows = session.execute(
        select(Task.assignee_id, own, Task.due_at, func.count())
        .join(Appraisal, Appraisal.instance_id == Task.instance_id)
        .join(Instance, Instance.id == Task.instance_id)
        .where(Appraisal.cycle_id == cycle.id, Instance.state == "running", is_open())
        .group_by(Task.assignee_id, own, Task.due_at)
    )
    load, now = whatif.Load(), clock.now()
    for person, is_own, due_at, number in rows:
        at = now if due_at is None else max(now, timeline.last_moment(due_at))
        monday = whatif.week_of(at, cycle.zone)
        load.tasks[monday] += number
        load.waiting[monday] += number
        if person is not None and not is_own:
            load.persons[monday, person] += number
    return load


def version_load(session: Session, actor: Actor, number: int, year: int | None = None) -> DrawnLoad:
    """What the windows of a version would bring in `year`, by default this one.

    Raises `NotYours`, `VersionNotFound`.
    """
    if not may_draw(actor):
        raise NotYours
    version = definitions.find(session, number)
    return _drawn(session, lambda: definitions.specs_of(session, version.id, version.hash), year)


def draft_load(
    session: Session, actor: Actor, draft_id: str, checked: Checked, year: int | None = None
) -> DrawnLoad:
    """What the windows of a draft would bring, if its files as they are were found sound.

    Raises `NotYours`, `DraftNotFound`.
    """
    if not may_draw(actor):
        raise NotYours
    files = working.as_bytes(working.texts_of(session, working.find(session, draft_id)))
    if checked.problems or checked.digest != digest_of(files):
        return _none(say("Beban dihitung setelah draf ini tidak bermasalah lagi."))
    return _drawn(session, lambda: read(files), year)


# ---- by windows as drawn ----------------------------------------------------------------------


def _drawn(session: Session, drawn: Callable[[], Specs], asked: int | None) -> DrawnLoad:
    cycle = _cycle(session, asked)
    if cycle is None:
        return _none(say("Belum ada siklus; beban dihitung dari penilaian sebuah siklus."))
    people = _people(session, cycle)
    specs = drawn()
    if not people or cycle.process not in specs.workflows:
        return _none(say("Tidak ada penilaian yang dapat dihitung bebannya."))
    year = _year(session, cycle, specs, asked)
    try:
        found = whatif.fresh(specs, year, people, session.info["seal"])
    except (timeline.TimelineError, BpmnError):
        return _none(say("Beban belum dapat dihitung: jendelanya belum memberi tanggal."))
    kinds = found.cohort.alike(year, found.layers)
    if len(kinds) > MOST_KINDS:
        return _none(say("Kalender unit kerja terlalu beragam untuk menghitung beban di sini."))
    projector = whatif.Projector(found.cohort, LAST, found.begins, session.info["seal"])
    load = whatif.load_of(projector.of_kinds(kinds), cycle.zone)
    load.waiting.clear()  # nobody has any of it yet
    weeks = _weeks(session, load)
    return DrawnLoad(cycle.process, cycle.year, len(people), weeks, None)


def _cycle(session: Session, year: int | None) -> Cycle | None:
    """The cycle of a year, else the newest."""
    newest = select(Cycle).order_by(Cycle.year.desc(), Cycle.id.desc()).limit(1)
    return session.scalar(newest.where(Cycle.year == year)) or session.scalar(newest)


def _people(session: Session, cycle: Cycle) -> list[whatif.Appraised]:
    rows = session.execute(
        select(
            Appraisal.employee_id,
            Appraisal.pejabat_penilai_id,
            Appraisal.atasan_pejabat_penilai_id,
            Appraisal.unit_id,
            Appraisal.appraisal_class,
        )
        .where(Appraisal.cycle_id == cycle.id, Appraisal.state != "cancelled")
        .order_by(Appraisal.id)
    )
    return [
        whatif.Appraised((own, superior, above), unit, appraisal_class)
        for own, superior, above, unit, appraisal_class in rows
    ]


def _year(session: Session, cycle: Cycle, specs: Specs, asked: int | None) -> Year:
    """The cycle as it would be with other diagrams, in the year that is asked for."""
    profile = definitions.profile_of(session, cycle.profile_id)
    there = plain(PlainCycle, cycle)._replace(
        year=asked or timeline.local_day(clock.now(), cycle.zone).year
    )
    rules = windows.rules_of(specs, cycle.process, profile)
    return Year(there, profile, rules, calendars.known(session))


def _none(why_not: Said) -> DrawnLoad:
    return DrawnLoad("", 0, 0, (), why_not)


# ---- both -------------------------------------------------------------------------------------


def _weeks(session: Session, load: whatif.Load) -> tuple[Week, ...]:
    peaks = load.peaks()
    busiest = {person for _, person in peaks.values()}
    rows = session.execute(select(Employee.id, Employee.name).where(Employee.id.in_(busiest)))
    names = {row.id: row.name for row in rows}
    nobody = (0, 0)
    return tuple(
        Week(
            monday,
            load.tasks[monday],
            load.waiting[monday],
            peaks.get(monday, nobody)[0],
            names.get(peaks.get(monday, nobody)[1], ""),
        )
        for monday in sorted(load.tasks)
    )
