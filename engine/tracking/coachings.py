"""How the coaching of a week stands, told by its tasks: held, not held, missing, returned (R-035).

- "done": Bagian SDM has received its document;
- "not_held": Bagian SDM has closed it with a reason;
- "returned": its document was sent back and has not come in again;
- "open": somebody is at work on it;
- "due": its week has opened, and the appraisal has not come to it yet;
- "": it is not due, or the appraisal is over without it.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import Session

from engine import clock, definitions
from engine.bpmn.parse import Specs
from engine.models import Appraisal, Cycle, Instance, Task, Window, is_done, is_over, waits

#: The diagram that each coaching week calls, and its steps by which one ends.
PROCESS, RECEIVE, CLOSE = "coaching_week", "receive_coaching", "close_coaching"
#: What is due and not done yet; those returned are among them.
MISSING = ("returned", "open", "due")
#: What a filter asks of a week, as "coaching_week_1.missing".
ASKED = {
    "done": ("done",),
    "missing": MISSING,
    "returned": ("returned",),
    "not_held": ("not_held",),
}


def weeks(specs: Specs, process: str, runs: Collection[str]) -> tuple[str, ...]:
    """The keys of the coaching weeks of a year, of those that its profile has."""
    phases = specs.phases_of(process)
    return tuple(each.key for each in phases if each.process == PROCESS and each.key in runs)


def stands(week: str) -> ColumnElement[str]:
    """How the coaching of a week stands, where the `Task` rows of an appraisal are grouped.

    `Appraisal` and its `Instance` are joined; `Task` may have no row at all.
    """

    def number(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((and_(Task.phase == week, *conditions), 1), else_=0))

    received = number(Task.step == RECEIVE, is_done())
    away = number(Task.step == RECEIVE, waits()) == 0
    return case(
        (and_(number(waits()) > 0, received > 0, away), "returned"),
        (number(waits()) > 0, "open"),
        (number(Task.step == CLOSE, is_done()) > 0, "not_held"),
        (received > 0, "done"),
        (and_(~is_over(), _opened(week)), "due"),
        else_="",
    )


def those(session: Session, wanted: str, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the coaching of a week stands as `wanted` ("coaching_week_1.missing") says.

    `conditions` are what the appraisal must meet anyhow. What is no such word meets nobody.
    """
    week, _, asked = wanted.partition(".")
    cycles = [each.id for each in session.scalars(select(Cycle)) if _has(session, each, week)]
    if not cycles or asked not in ASKED:
        return false()
    told = _told(week).where(Appraisal.cycle_id.in_(cycles), *conditions).subquery("coached")
    return Appraisal.id.in_(select(told.c.id).where(told.c.stands.in_(ASKED[asked])))


def _has(session: Session, cycle: Cycle, week: str) -> bool:
    specs = definitions.specs_of(session, cycle.version_id)
    runs = definitions.profile_of(session, cycle.profile_id).phases
    return week in weeks(specs, cycle.process, runs)


def _told(week: str) -> Select[int, str]:
    here = and_(Task.instance_id == Appraisal.instance_id, Task.phase == week)
    return (
        select(Appraisal.id, stands(week).label("stands"))
        .join(Instance, Instance.id == Appraisal.instance_id)
        .outerjoin(Task, here)
        .group_by(Appraisal.id, Instance.id)
    )


def _opened(week: str) -> ColumnElement[bool]:
    """Whether the week has opened for an appraisal: the narrowest of its dates wins."""
    mine = or_(
        Window.scope == "all",
        and_(Window.scope == "unit", Window.scope_id == Appraisal.unit_id),
        and_(Window.scope == "appraisal", Window.scope_id == Appraisal.id),
    )
    narrow = case((Window.scope == "appraisal", 0), (Window.scope == "unit", 1), else_=2)
    opens = (
        select(Window.due_at)
        .where(Window.cycle_id == Appraisal.cycle_id, Window.key == week, Window.edge == "opens")
        .where(mine)
        .order_by(narrow)
        .limit(1)
        .correlate(Appraisal)
        .scalar_subquery()
    )
    return opens <= clock.now()
