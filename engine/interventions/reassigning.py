"""Gives open tasks to another, who does them in the stead of whose they are (Plh., Plt., leave).

The office stays where it is: what opens later comes to its holder again.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, exists, func, null, or_, select, update
from sqlalchemy.orm import Session

from engine import clock, facts, notices
from engine.actor import Actor
from engine.interventions.asking import Heir, Holder
from engine.interventions.judging import Subject
from engine.models import Appraisal, Intervened, Intervention, Task, table, waits
from engine.notices import Note
from engine.policy import ANONYMOUS, may_be_lent, may_run_cycles
from engine.tracking import below
from schemas import form


@dataclass(frozen=True)
class Lent:
    """The tasks of one appraisal that are given away, by id and title."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    #: Whether they go back to whom they belong to.
    home: bool


@dataclass(frozen=True)
class Lending:
    """Whose tasks are meant, and those of each appraisal of which some go."""

    holder: Holder
    lent: Mapping[int, Lent]


def lending(
    session: Session,
    actor: Actor,
    holder: Holder,
    heir: Heir,
    found: Sequence[Subject],
    chosen: Sequence[ColumnElement[bool]],
) -> tuple[list[Subject], Lending]:
    """The same people, who have tasks of `holder`, judged by what may go to `heir` of these.

    Their verdicts are "holds", "yourself", "beyond" and "not_yours" (who may not give to whom),
    "appraised", "below", "stays", "judge" and "chain".
    """
    forbidden = _forbidden(session, actor, holder, heir)
    above = facts.line_above(session, heir.id)
    mine = None
    if not may_run_cycles(actor):
        mine = {None, actor.id, *session.scalars(below(actor.id or 0))}
    tasks = _tasks_of(session, holder, chosen)
    judged, lent = [], {}
    for each in found:
        going = [task for task in tasks[each.instance_id] if _goes(task)]
        verdict = each.verdict or forbidden or _verdict(each, heir, above, going)
        if not verdict and holder.id == actor.id and any(task.in_stead_of_id for task in going):
            verdict = "chain"
        # Whose they are counts, too, or they could be had by the way of who stands in.
        if not verdict and mine and any(task.in_stead_of_id not in mine for task in going):
            verdict = "not_yours"
        if not verdict:
            lent[each.id] = Lent(
                tuple(task.id for task in going),
                tuple(task.title for task in going),
                all((task.in_stead_of_id or holder.id) == heir.id for task in going),
            )
        judged.append(replace(each, verdict=verdict))
    return judged, Lending(holder, lent)


def reassign(session: Session, plan: Lending, heir: Heir) -> None:
    """Give the tasks to `heir`."""
    _give(session, [(task, heir.id) for each in plan.lent.values() for task in each.ids])


def hindrances(session: Session, made: Intervention) -> Mapping[int, str]:
    """For each appraisal: "" where its tasks can be given back, else "worked" or "changed"."""
    found = {}
    for number, states in _since(session, made).items():
        worked = "done" in states.values()
        still = all(state in ("open", "held") for state in states.values())
        found[number] = "worked" if worked else "" if still else "changed"
    return found


def give_back(session: Session, made: Intervention, numbers: Collection[int]) -> None:
    """Give the tasks of these appraisals back to who had them."""
    since, former = _since(session, made), made.holder_id or 0
    _give(session, [(task, former) for number in numbers for task in since[number]])


def tell(
    session: Session, made: Intervention, plan: Lending, heir: Heir, chosen: Sequence[Subject]
) -> None:
    """Tell who gets them, whose they were, and the people they are about."""
    lent, names = plan.lent, {each.id: each.header["pegawai"]["name"] for each in chosen}
    at_home = all(each.home for each in lent.values())
    many = sum(len(each.ids) for each in lent.values())
    first, one = next(iter(lent.items()))
    about = {"title": one.titles[0], "subject": names[first]} if many == 1 else {"count": many}
    suffix = "" if many == 1 else "_many"
    to_heir, to_holder = ("given_back", "done_again") if at_home else ("stands_in", "stood_in_for")
    task = one.ids[0] if many == 1 else None
    notes = [
        Note(heir.id, to_heir + suffix, about | {"who": plan.holder.name}, task_id=task),
        Note(plan.holder.id, to_holder + suffix, about | {"who": heir.header["name"]}),
    ]
    for each in chosen:
        said = {"who": heir.header["name"], "title": ", ".join(lent[each.id].titles)}
        notes.append(Note(each.employee_id, "who_stands_in", said, appraisal_id=each.public_id))
    actors = {made.by, made.decided_by}
    notices.tell(session, [each for each in notes if each.employee_id not in actors])


# ---- whose, to whom ---------------------------------------------------------------------------


def _forbidden(session: Session, actor: Actor, holder: Holder, heir: Heir) -> str:
    """Why the actor may give nothing of `holder` to `heir`; "" where he may.

    Bagian SDM gives to anybody but the officer who does it; who stands above, within his own line;
    everybody his own, to colleagues and to those below, not to those above (row 27).
    """
    if heir.id == holder.id:
        return "holds"
    if may_run_cycles(actor):
        return "yourself" if heir.id == actor.id else ""
    mine = frozenset(session.scalars(below(actor.id or 0)))
    if holder.id == actor.id:
        near = session.scalars(below(holder.superior_id)) if holder.superior_id else mine
        return "" if heir.id in frozenset(near) else "beyond"
    if holder.id not in mine:
        return "not_yours"
    return "" if heir.id in mine or heir.id == actor.id else "beyond"


def _verdict(
    one: Subject,
    heir: Heir,
    above: Collection[int],
    going: Sequence[Any],
) -> str:
    if heir.id == one.employee_id:
        return "appraised"
    if one.employee_id in above:
        return "below"
    if not going:
        return "stays"
    judges = heir.id == one.pejabat_penilai_id
    return "judge" if judges and any(task.role != "pejabat_penilai" for task in going) else ""


# ---- the tasks --------------------------------------------------------------------------------

_OWNER = func.coalesce(Task.in_stead_of_id, Task.assignee_id)
_GIVEN = (
    update(table(Task))
    .where(Task.id == bindparam("task"), waits())
    .values(
        assignee_id=bindparam("person"),
        in_stead_of_id=case((bindparam("person") == _OWNER, null()), else_=_OWNER),
        remind_at=bindparam("now"),
        told=None,
    )
)


def _give(session: Session, tasks: Sequence[tuple[str, int]]) -> None:
    rows = [{"task": task, "person": person, "now": clock.now()} for task, person in tasks]
    if rows:
        session.connection().execute(_GIVEN, rows)


def _goes(task: Any) -> bool:
    """Whether an open task with `role`, `step` and `form` may be done by another."""
    return may_be_lent(task.role, task.step, form(task.form).shows)


def holds(holder: Holder) -> ColumnElement[bool]:
    """Whether somebody has an open task in an `Appraisal`; a 360 form is none."""
    task = exists().where(Task.instance_id == Appraisal.instance_id, *_open(holder))
    return task.correlate(Appraisal)


def _open(holder: Holder) -> tuple[ColumnElement[bool], ...]:
    return Task.assignee_id == holder.id, waits(), Task.step.not_in(sorted(ANONYMOUS))


def lenders(
    session: Session, actor: Actor, chosen: Sequence[ColumnElement[bool]]
) -> Mapping[int, int]:
    """Whose tasks in the chosen appraisals the actor may give away, by id, and how many."""
    parts = (Task.assignee_id, Task.role, Task.step, Task.form)
    rows = session.execute(
        select(*parts, func.count().label("number"))
        .where(
            Task.assignee_id.is_not(None),
            waits(),
            Task.instance_id.in_(select(Appraisal.instance_id).where(*chosen)),
        )
        .group_by(*parts)
    )
    found = defaultdict[int, int](int)
    for row in rows:
        if _goes(row):
            found[row.assignee_id] += row.number
    if may_run_cycles(actor):
        return found
    mine = {actor.id, *session.scalars(below(actor.id or 0))}
    return {whose: number for whose, number in found.items() if whose in mine}


def _tasks_of(
    session: Session, holder: Holder, chosen: Sequence[ColumnElement[bool]]
) -> Mapping[int, list[Any]]:
    """What the holder has open, by instance; of his 360 forms nothing is told."""
    rows = session.execute(
        select(
            *(Task.id, Task.instance_id, Task.title, Task.step, Task.role, Task.form),
            Task.in_stead_of_id,
        )
        .where(
            *_open(holder),
            Task.instance_id.in_(select(Appraisal.instance_id).where(*chosen)),
        )
        .order_by(Task.instance_id, Task.opened_at, Task.id)
    )
    found = defaultdict[int, list[Any]](list)
    for row in rows:
        found[row.instance_id].append(row)
    return found


def _since(session: Session, made: Intervention) -> Mapping[int, Mapping[str, str]]:
    """How the tasks stand that were given: by appraisal and id, their states.

    One that is neither with the new holder nor done by him is "gone".
    """
    rows = session.execute(
        select(Intervened.appraisal_id, Intervened.tasks, Appraisal.instance_id)
        .join(Appraisal, Appraisal.id == Intervened.appraisal_id)
        .where(Intervened.intervention_id == made.id, Intervened.verdict == "")
    ).all()
    instances = [row.instance_id for row in rows]
    his = or_(Task.assignee_id == made.heir_id, Task.done_by == made.heir_id)
    tasks = select(Task.id, Task.state).where(Task.instance_id.in_(instances), his)
    states = {task: state for task, state in session.execute(tasks)}
    return {
        row.appraisal_id: {task: states.get(task, "gone") for task in row.tasks or ()}
        for row in rows
    }
