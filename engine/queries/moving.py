"""What moving appraisals to another version comes to, before and after."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import definitions, drafts, facts, moving, redating
from engine.actor import Actor
from engine.bpmn.moving import Renames
from engine.errors import MoveNotFound, NotYours
from engine.models import (
    Appraisal,
    Batch,
    BatchItem,
    Cycle,
    Employee,
    Instance,
    MovedInstance,
    Moving,
    Unit,
    Version,
    is_over,
)
from engine.plain import PlainCycle, plain
from engine.policy import may_run_cycles

PAGE = 50


@dataclass(frozen=True)
class MovePerson:
    """Somebody whose appraisal is meant."""

    employee_id: int
    name: str
    unit: str
    appraisal_id: str


@dataclass(frozen=True)
class MoveGroup:
    """Appraisals to which the same happens: `verdict` is clean, dates or stays.

    `whys` are sentences with their params; `dates` what moves: title, old, new.
    """

    verdict: str
    whys: tuple[tuple[str, Mapping[str, str]], ...]
    dates: tuple[tuple[str, datetime | None, datetime | None], ...]
    people: tuple[MovePerson, ...]


@dataclass(frozen=True)
class GoneElement:
    """An open element that the version has not: what it may be called there, by id and name."""

    container: str
    element: str
    name: str
    choices: tuple[tuple[str, str], ...]
    #: What it was said to be called now.
    now: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Its container and itself."""
        return self.container, self.element


@dataclass(frozen=True)
class MovePreview:
    """What would happen to a selection of running appraisals."""

    number: int
    groups: tuple[MoveGroup, ...]
    gone: tuple[GoneElement, ...]
    #: Names whom it is about, for who agrees to a proposed move.
    seen: str = ""
    #: Whether another officer must agree.
    another: bool = False

    def count(self, *verdicts: str) -> int:
        """How many appraisals have one of these verdicts."""
        return sum(len(each.people) for each in self.groups if each.verdict in verdicts)

    @property
    def total(self) -> int:
        """How many appraisals were looked at."""
        return self.count("clean", "dates", "stays")

    @property
    def moving(self) -> tuple[MovePerson, ...]:
        """Everybody whose appraisal would move."""
        return tuple(
            person for each in self.groups if each.verdict != "stays" for person in each.people
        )


@dataclass(frozen=True)
class MoveChoices:
    """What a selection may be made of."""

    cycles: tuple[tuple[str, str], ...]
    versions: tuple[tuple[int, int], ...]
    units: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class MoveLine:
    """A move to a version, running or done; `left_out` of `total` stayed."""

    id: str
    kind: str
    number: int
    cycle_id: str
    year: int
    reason: str
    who: str
    begun_at: datetime
    state: str
    error: str
    done: int
    total: int
    left_out: int
    #: How many could still be taken back.
    undoable: int


@dataclass(frozen=True)
class MoveResult:
    """A move, and what became of each appraisal; `why` is empty for one that moved."""

    line: MoveLine
    page: int
    pages: int
    people: tuple[tuple[MovePerson, str], ...]


def migration_preview(
    session: Session,
    actor: Actor,
    cycle_id: str,
    number: int,
    from_number: int | None = None,
    unit_id: int | None = None,
    renames: Renames | None = None,
    employee_ids: Sequence[int] | None = None,
) -> MovePreview:
    """What moving running appraisals of a cycle to a version would come to; nothing is written.

    Raises `NotYours`, `CycleNotFound`, `VersionNotFound`.
    """
    _may(actor)
    cycle, target = redating.cycle_of(session, cycle_id), definitions.find(session, number)
    ids = moving.meant(session, cycle.id, moving.Wish(number, from_number, unit_id, employee_ids))
    judge = moving.Judge(session, plain(PlainCycle, cycle), target.id, renames or {})
    groups: dict[Any, list[MovePerson]] = defaultdict(list)
    gone: dict[tuple[str, str], GoneElement] = {}
    for chunk in _chunks(ids):
        for judged in judge.judge(chunk):
            for place in renames or {}:
                if place not in gone and judge.known_before(judged.case, place):
                    gone[place] = _gone(judge, judged.case, place, place[0])
            groups[_key(judged)].append(_person(judged))
            for why in judged.whys:
                if why.gone is not None:
                    place = why.gone.container, why.gone.elements[0]
                    gone[place] = _gone(judge, judged.case, place, why.gone.into)
    found = (
        MoveGroup(verdict, tuple((each, dict(p)) for each, p in whys), dates, tuple(people))
        for (verdict, whys, dates), people in groups.items()
    )
    order = ("clean", "dates", "stays").index
    by_size = sorted(found, key=lambda each: (order(each.verdict), -len(each.people)))
    return MovePreview(
        number,
        tuple(by_size),
        tuple(gone.values()),
        moving.fingerprint(ids),
        drafts.four_eyes(session),
    )


def move_choices(session: Session, actor: Actor, number: int) -> MoveChoices:
    """The cycles, versions and units with running appraisals that are not at version `number`.

    Raises `NotYours`, `VersionNotFound`.
    """
    _may(actor)
    definitions.find(session, number)
    running = (
        select(
            *(Cycle.public_id, Cycle.year, Version.number, Unit.id, Unit.name),
            func.count().label("people"),
        )
        .select_from(Appraisal)
        .join(Cycle, Cycle.id == Appraisal.cycle_id)
        .join(Instance, Instance.id == Appraisal.instance_id)
        .join(Version, Version.id == Instance.version_id)
        .join(Unit, Unit.id == Appraisal.unit_id)
        .where(~is_over(), Version.number != number)
        .group_by(Cycle.id, Cycle.public_id, Cycle.year, Version.number, Unit.id, Unit.name)
        .order_by(Cycle.year.desc(), Cycle.id, Version.number, Unit.name)
    )
    rows = session.execute(running).all()
    versions: dict[int, int] = defaultdict(int)
    for row in rows:
        versions[row.number] += row.people
    return MoveChoices(
        tuple(dict.fromkeys((row.public_id, str(row.year)) for row in rows)),
        tuple(versions.items()),
        tuple(sorted({(row.id, row.name) for row in rows}, key=lambda each: each[1])),
    )


def moves_to(session: Session, actor: Actor, number: int) -> tuple[MoveLine, ...]:
    """The moves to a version, the newest first."""
    _may(actor)
    return _lines(session, Version.number == number)


def move_result(session: Session, actor: Actor, batch_id: str, page: int = 1) -> MoveResult:
    """One move with its people, those who stayed first. Raises `NotYours`, `MoveNotFound`."""
    _may(actor)
    lines = _lines(session, Batch.public_id == batch_id)
    if not lines:
        raise MoveNotFound
    (line,) = lines
    pages = max(1, -(-line.total // PAGE))
    page = min(max(page, 1), pages)
    rows = session.execute(
        select(Employee.id, Employee.name, Unit.name, Appraisal.public_id, BatchItem.reason)
        .select_from(BatchItem)
        .join(Batch, Batch.id == BatchItem.batch_id)
        .join(Employee, Employee.id == BatchItem.subject_id)
        .join(
            Appraisal,
            (Appraisal.employee_id == Employee.id) & (Appraisal.cycle_id == Batch.cycle_id),
        )
        .join(Unit, Unit.id == Appraisal.unit_id)
        .where(Batch.public_id == batch_id, BatchItem.number < Batch.done)
        .order_by(BatchItem.reason == "", BatchItem.number)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    people = tuple((MovePerson(*row[:4]), row[4]) for row in rows)
    return MoveResult(line, page, pages, people)


def _lines(session: Session, condition: Any) -> tuple[MoveLine, ...]:
    undoable = (
        select(func.count())
        .select_from(MovedInstance)
        .join(Instance, Instance.id == MovedInstance.instance_id)
        .where(
            MovedInstance.batch_id == Batch.id,
            MovedInstance.blob.is_not(None),
            MovedInstance.rev == Instance.rev,
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            *(Batch.public_id, Batch.kind, Version.number, Cycle.public_id, Cycle.year),
            *(Moving.reason, Employee.name, Batch.begun_at, Batch.state, Batch.error),
            *(Batch.done, Batch.total, Batch.left_out, undoable),
        )
        .select_from(Batch)
        .join(Moving, Moving.batch_id == Batch.id)
        .join(Version, Version.id == Moving.version_id)
        .join(Cycle, Cycle.id == Batch.cycle_id)
        .join(Employee, Employee.id == Batch.actor_id)
        .where(condition)
        .order_by(Batch.id.desc())
        .limit(100)
    )
    return tuple(_line(row) for row in rows)


def _line(row: Iterable[Any]) -> MoveLine:
    return MoveLine(*row)


def _key(judged: moving.Judgement) -> Any:
    if not judged.moves:
        return "stays", tuple((why.template, why.params) for why in judged.whys), ()
    dates = {(each.title, each.old, each.new) for each in judged.redated}
    found = tuple(sorted(dates, key=str))
    return ("dates" if found else "clean"), (), found


def _person(judged: moving.Judgement) -> MovePerson:
    appraisal = judged.case.appraisal
    header = appraisal.header["pegawai"]
    return MovePerson(appraisal.employee_id, header["name"], header["unit"], appraisal.public_id)


def _gone(judge: moving.Judge, case: facts.Case, place: tuple[str, str], into: str) -> GoneElement:
    names = judge.specs.names
    choices = judge.choices(case, place, into)
    return GoneElement(
        *place,
        case.specs.names.get(place, place[1]),
        tuple((each, names.get((into, each), each)) for each in choices),
        judge.renames.get(place, ""),
    )


def _chunks(ids: Sequence[int]) -> list[Sequence[int]]:
    size = moving.CHUNK
    return [ids[first : first + size] for first in range(0, len(ids), size)]


def _may(actor: Actor) -> None:
    if not may_run_cycles(actor):
        raise NotYours
