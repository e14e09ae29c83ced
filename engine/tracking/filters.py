"""Which appraisals are asked for: conditions on `Appraisal` alone, for any question to use.

What somebody may not see meets no filter: `conditions` begins with `scope.visible`.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased

from engine import clock, policy
from engine.actor import Actor
from engine.models import Appraisal, Cycle, Employee, Instance, Task, Timer, Version, is_open, waits
from engine.tracking import coachings, health, scope

#: What a list can be sorted by; "" is by unit and name.
SORTS = ("", "subject", "due_at", "since")
_LONGEST = 100


@dataclass(frozen=True)
class AppraisalFilter:
    """Which appraisals; everything given must hold.

    `unit` means all below it, too, unless `direct`; `version` is a number; `phase` and `step` say
    where the appraisal waits (`Place`); `text` looks in name, position and NIP, `superior` in
    those of the pejabat penilai, `holder` in those of whoever has an open task; `coaching` is a
    week and how it stands, such as "coaching_week_1.missing". `sort` is of `SORTS`; another is as
    none.
    """

    cycle: str = ""
    unit: int | None = None
    direct: bool = False
    state: str = ""
    health: str = ""
    text: str = ""
    superior: str = ""
    holder: str = ""
    late: bool = False
    page: int = 1
    version: int | None = None
    phase: str = ""
    step: str = ""
    coaching: str = ""
    sort: str = ""
    #: These alone, by public id; () is no condition.
    ids: tuple[str, ...] = ()


def conditions(
    session: Session, actor: Actor, wanted: AppraisalFilter
) -> list[ColumnElement[bool]]:
    """What an appraisal must meet; how it stands is looked at only where the filter asks for it."""
    found = _of_itself(actor, wanted)
    if wanted.coaching:
        found.append(coachings.those(session, wanted.coaching, *found))
    if wanted.health:
        told = health.told(session, *found)
        found.append(Appraisal.id.in_(select(told.c.id).where(told.c.health == wanted.health)))
    return found


def _of_itself(actor: Actor, wanted: AppraisalFilter) -> list[ColumnElement[bool]]:
    found = scope.visible(actor)
    if wanted.ids:
        found.append(Appraisal.public_id.in_(wanted.ids))
    if wanted.cycle:
        cycles = select(Cycle.id).where(Cycle.public_id == wanted.cycle)
        found.append(Appraisal.cycle_id.in_(cycles))
    if wanted.unit is not None:
        direct = Appraisal.unit_id == wanted.unit
        found.append(direct if wanted.direct else scope.inside(wanted.unit))
    if wanted.state:
        found.append(Appraisal.state == wanted.state)
    if wanted.version is not None:
        found.append(_of_version(wanted.version))
    if text := _term(wanted.text):
        found.append(_somebody(Appraisal.employee_id, text))
    if superior := _term(wanted.superior):
        found.append(_somebody(Appraisal.pejabat_penilai_id, superior))
    if holder := _term(wanted.holder):
        # Who has still to answer a 360 form is nobody's to find here.
        unsaid = Task.step.in_(sorted(policy.ANONYMOUS))
        found.append(_open(~unsaid, _somebody(Task.assignee_id, holder)))
    if wanted.late:
        found.append(_open(Task.due_at <= clock.now()))
    if wanted.phase or wanted.step:
        found.append(_waits_at(wanted.phase, wanted.step))
    return found


def waits_for_a_date() -> ColumnElement[bool]:
    """Whether the instance of a `Timer` waits for nothing else."""
    waiting = exists().where(Task.instance_id == Timer.instance_id, waits())
    return ~waiting.correlate(Timer)


def is_inside() -> ColumnElement[bool]:
    """Whether a `Timer` waits in its phase; who waits for it to open is not in it yet."""
    return Timer.edge != "opens"


def _waits_at(phase: str, step: str) -> ColumnElement[bool]:
    """At a task, or, where no task is open, at a timer; `step` is that of the one or the other."""
    task, timer = [], [waits_for_a_date()]
    if phase:
        task.append(Task.phase == phase)
        timer.append(Timer.key == phase)
    if step:
        task.append(Task.step == step)
        timer.append(Timer.element == step)
    else:
        timer.append(is_inside())
    dated = exists().where(Timer.instance_id == Appraisal.instance_id, *timer)
    sits = exists().where(Task.instance_id == Appraisal.instance_id, waits(), *task)
    return or_(sits.correlate(Appraisal), dated.correlate(Appraisal))


def _of_version(number: int) -> ColumnElement[bool]:
    versions = select(Version.id).where(Version.number == number)
    instance = exists().where(
        Instance.id == Appraisal.instance_id, Instance.version_id.in_(versions)
    )
    return instance.correlate(Appraisal)


def _term(text: str) -> str:
    return text.strip()[:_LONGEST]


def _somebody(column: Any, text: str) -> ColumnElement[bool]:
    person = aliased(Employee)
    columns = (person.name, person.position, person.nip)
    named = or_(*(each.icontains(text, autoescape=True) for each in columns))
    return column.in_(select(person.id).where(named))  # type: ignore[no-any-return]


def _open(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    waiting = exists().where(Task.instance_id == Appraisal.instance_id, is_open(), *conditions)
    # Whatever the question joins: a task of its own is not this one.
    return waiting.correlate(Appraisal)
