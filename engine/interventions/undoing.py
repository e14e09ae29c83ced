"""Takes an intervention back where nothing depends on it; the others stay as they are."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, exists, select, update
from sqlalchemy.orm import Session, aliased

from engine import clock, instances
from engine.instances import Entry
from engine.interventions import extending, reassigning
from engine.interventions.making import relate, to
from engine.models import (
    OVER,
    Answer,
    Appraisal,
    Instance,
    Intervened,
    Intervention,
    Task,
    table,
)

#: What the history says when it is undone; what was released is held anew, which says why.
_ACTS = {
    "hold": "released",
    "cancel": "restored",
    "hand_over": "handed_over",
    "reassign": "reassign_undone",
}


def hindered(session: Session, made: Intervention, actor_id: int | None) -> Mapping[int, str]:
    """To whom it was done, by appraisal: "" where `actor_id` can undo it, else what hinders.

    "mine" it is his own appraisal, "later" something else was done to it since, "changed" it is no
    longer as this made it, "worked" the new Pejabat Penilai, or who got the tasks, has worked on
    it, "dates" something depends on its dates.
    """
    return {row.id: each for row, each in _judged(session, made, actor_id, hold=False)}


def undo(session: Session, made: Intervention, actor_id: int) -> int:
    """Undo it for all who are not hindered; returns for how many."""
    rows = [row for row, hindrance in _judged(session, made, actor_id, hold=True) if not hindrance]
    if not rows:
        return 0
    made.undone_at, made.undone_by = clock.now(), actor_id
    ids = [row.id for row in rows]
    session.execute(
        update(table(Intervened))
        .where(Intervened.intervention_id == made.id, Intervened.appraisal_id.in_(ids))
        .values(undone=True)
    )
    theirs = (
        select(Appraisal.instance_id)
        .join(Intervened, Intervened.appraisal_id == Appraisal.id)
        .where(Intervened.intervention_id == made.id, Intervened.undone)
    )
    if made.kind == "extend":
        extending.take_back(session, made, ids, actor_id)
        return len(rows)
    if made.kind == "hold":
        to(session, theirs, "running")
    elif made.kind == "reassign":
        reassigning.give_back(session, made, ids)
    elif made.kind == "cancel":
        _restore(session, made, theirs)
    else:
        _give_back(session, rows)
    lines = [(row.instance_id, _line(made, actor_id, row)) for row in rows]
    instances.note_all(session, lines)
    return len(rows)


def _judged(
    session: Session, made: Intervention, actor_id: int | None, *, hold: bool
) -> list[tuple[Row[Any], str]]:
    """Whom it was done to, kept for this act with `hold`, and what hinders `actor_id`."""
    judged = _by_what_stands(session, made, hold=hold)
    return [(row, "mine" if row.employee_id == actor_id else each) for row, each in judged]


def _by_what_stands(
    session: Session, made: Intervention, *, hold: bool
) -> list[tuple[Row[Any], str]]:
    rows = _read(session, made, hold=hold)
    if made.kind == "extend":
        found = extending.hindrances(session, made)
        return [(row, found.get(row.id, "changed")) for row in rows]
    if made.kind == "reassign":
        stands = reassigning.hindrances(session, made)
        return [(row, "later" if row.later else stands[row.id]) for row in rows]
    return [(row, _hindrance(made, row)) for row in rows]


def _read(session: Session, made: Intervention, *, hold: bool) -> list[Row[Any]]:
    other, step_in = aliased(Intervened), aliased(Intervention)
    later = exists().where(
        other.appraisal_id == Appraisal.id,
        other.intervention_id == step_in.id,
        step_in.id > made.id,
        step_in.state == "done",
        other.verdict == "",
        other.undone.is_(False),
    )
    since = made.decided_at or made.at
    worked = exists().where(
        Answer.instance_id == Appraisal.instance_id,
        Answer.employee_id == made.heir_id,
        Answer.at >= since,
    )
    query = (
        select(
            *(Appraisal.id, Appraisal.instance_id, Appraisal.pejabat_penilai_id),
            Appraisal.employee_id,
            Instance.state.label("instance_state"),
            Intervened.header.label("header_was"),
            Intervened.pejabat_penilai_id.label("judge_was"),
            Intervened.atasan_pejabat_penilai_id.label("above_was"),
            later.correlate(Appraisal).label("later"),
            worked.correlate(Appraisal).label("worked"),
        )
        .join(Instance, Instance.id == Appraisal.instance_id)
        .join(Intervened, Intervened.appraisal_id == Appraisal.id)
        .where(
            Intervened.intervention_id == made.id,
            Intervened.verdict == "",
            Intervened.undone.is_(False),
        )
        .order_by(Appraisal.id)
    )
    if hold:
        query = query.with_for_update(of=(Instance, Appraisal))
    return list(session.execute(query))


def _hindrance(made: Intervention, row: Row[Any]) -> str:
    if row.later:
        return "later"
    if made.kind == "hand_over":
        if row.worked:
            return "worked"
        over = row.instance_state in OVER
        return "changed" if over or row.pejabat_penilai_id != made.heir_id else ""
    if made.kind == "release":
        return "released"
    return "" if row.instance_state == _LEFT[made.kind] else "changed"


_LEFT = {"hold": "held", "cancel": "cancelled"}


def _restore(session: Session, made: Intervention, theirs: Any) -> None:
    """Instances, appraisals and tasks as they were before they were cancelled."""
    instance, appraisal, task = table(Instance), table(Appraisal), table(Task)
    noted = Intervened.intervention_id == made.id
    # One that had stopped is tried anew.
    session.execute(update(instance).where(instance.c.id.in_(theirs)).values(state="running"))
    held = theirs.where(Intervened.instance_state == "held")
    session.execute(update(instance).where(instance.c.id.in_(held)).values(state="held"))
    before = select(Intervened.state).where(noted, Intervened.appraisal_id == appraisal.c.id)
    session.execute(
        update(appraisal)
        .where(appraisal.c.instance_id.in_(theirs))
        .values(state=before.correlate(appraisal).scalar_subquery())
    )
    gone = (
        task.c.instance_id.in_(theirs),
        task.c.state == "withdrawn",
        task.c.done_at == (made.decided_at or made.at),
    )
    again = {"done_at": None, "remind_at": clock.now(), "told": None}
    mine = task.c.instance_id.in_(held)
    session.execute(update(task).where(*gone, mine).values(state="held", **again))
    session.execute(update(task).where(*gone).values(state="open", **again))


def _give_back(session: Session, rows: list[Row[Any]]) -> None:
    relate(session, [(row, row.judge_was, row.above_was, row.header_was) for row in rows])


def _line(made: Intervention, actor_id: int, row: Row[Any]) -> Entry:
    title = row.header_was["pejabat_penilai"]["name"] if made.kind == "hand_over" else ""
    return Entry(_ACTS[made.kind], actor_id, note=made.reason, title=title)
