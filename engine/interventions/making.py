"""Makes an intervention: states, tasks and relations, the history, and who is told."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from engine import clock, instances, notices, policy
from engine.instances import Entry
from engine.interventions import reassigning
from engine.interventions.asking import Heir
from engine.interventions.extending import extend
from engine.interventions.judging import Subject
from engine.interventions.planning import Plan
from engine.models import (
    Appraisal,
    Draft,
    Incident,
    Instance,
    Intervened,
    Intervention,
    Task,
    table,
    waits,
)
from engine.notices import Note

#: What the history says of each; of an extension, what it says of any moved date.
ACTS = {
    "hold": "held",
    "release": "released",
    "cancel": "cancelled",
    "hand_over": "handed_over",
    "reassign": "reassigned",
}


def note(session: Session, made: Intervention, plan: Plan) -> None:
    """Write down who was chosen, how each stands, and who is left alone."""
    lent = plan.lending.lent if plan.lending else {}
    rows = [
        {
            "intervention_id": made.id,
            "appraisal_id": each.id,
            "verdict": each.verdict,
            "undone": False,
            "instance_state": each.instance_state,
            "state": each.state,
            "pejabat_penilai_id": each.pejabat_penilai_id,
            "atasan_pejabat_penilai_id": each.atasan_pejabat_penilai_id,
            "header": each.header if made.kind == "hand_over" and not each.verdict else None,
            "tasks": list(lent[each.id].ids) if each.id in lent else None,
        }
        for each in plan.subjects
    ]
    session.connection().execute(insert(table(Intervened)), rows)


def make(session: Session, made: Intervention, plan: Plan, told: str) -> None:
    """Do it to all whom `plan` names without a verdict, whose rows are written already."""
    if made.kind == "extend":
        extend(session, made, plan.extensions, told)
        return
    chosen, heir = [each for each in plan.subjects if not each.verdict], plan.heir
    theirs = (
        select(Appraisal.instance_id)
        .join(Intervened, Intervened.appraisal_id == Appraisal.id)
        .where(Intervened.intervention_id == made.id, Intervened.verdict == "")
    )
    if heir is not None and plan.lending is not None:
        reassigning.reassign(session, plan.lending, heir)
    elif heir is not None:
        hand_over(session, chosen, heir)
    elif made.kind == "hold":
        to(session, theirs, "held")
    elif made.kind == "release":
        to(session, theirs, "running")
    else:
        _cancel(session, theirs, made)
    title = heir.header["name"] if heir else ""
    if plan.lending is not None:
        title = f"{plan.lending.holder.name[:98]} → {title[:98]}"
    entry = Entry(ACTS[made.kind], made.by, note=told, title=title)
    instances.note_all(session, [(each.instance_id, entry) for each in chosen])
    if heir is not None and plan.lending is not None:
        reassigning.tell(session, made, plan.lending, heir, chosen)
    else:
        _tell(session, made, chosen, heir)


def to(session: Session, theirs: Select[Any], state: str) -> None:
    """Hold instances, or let them go on; their tasks with them."""
    # Whether one that had stopped still cannot go on shows when its timers are tried anew.
    session.execute(update(table(Instance)).where(Instance.id.in_(theirs)).values(state=state))
    before, after = ("open", "held") if state == "held" else ("held", "open")
    session.execute(
        update(table(Task))
        .where(Task.instance_id.in_(theirs), Task.state == before)
        # When they go on, the next sweep finds anew when to remind of them.
        .values(state=after, remind_at=clock.now(), told=None)
    )


def _cancel(session: Session, theirs: Select[Any], made: Intervention) -> None:
    mine = Task.instance_id.in_(theirs), waits()
    unsaid = select(Task.id).where(*mine, Task.step.in_(sorted(policy.ANONYMOUS)))
    session.execute(delete(table(Draft)).where(Draft.task_id.in_(unsaid)))
    # `done_at` says with which intervention a task was withdrawn, should it be undone.
    withdrawn = {"state": "withdrawn", "done_at": made.decided_at or made.at, "remind_at": None}
    session.execute(update(table(Task)).where(*mine).values(**withdrawn))
    session.execute(
        update(table(Incident))
        .where(Incident.instance_id.in_(theirs), Incident.resolved_at.is_(None))
        .values(resolved_at=made.at, resolved_by=made.by)
    )
    appraisal = table(Appraisal)
    session.execute(
        update(appraisal).where(appraisal.c.instance_id.in_(theirs)).values(state="cancelled")
    )
    session.execute(
        update(table(Instance)).where(Instance.id.in_(theirs)).values(state="cancelled")
    )


# ---- another Pejabat Penilai ------------------------------------------------------------------

_RELATED = (
    update(table(Appraisal))
    .where(table(Appraisal).c.id == bindparam("appraisal"))
    .values(
        pejabat_penilai_id=bindparam("judge"),
        atasan_pejabat_penilai_id=bindparam("above"),
        header=bindparam("named"),
    )
)
_ASSIGNED = (
    update(table(Task))
    .where(Task.instance_id == bindparam("instance"), Task.role == bindparam("as_whom"), waits())
    .values(
        assignee_id=bindparam("person"),
        in_stead_of_id=None,
        remind_at=bindparam("now"),
        told=None,
    )
)


def hand_over(session: Session, chosen: Sequence[Subject], heir: Heir) -> None:
    """Make `heir` Pejabat Penilai Kinerja, and his superior the one above; open tasks follow.

    What was sent stays under the name of who sent it (R-018), and so does a 360 form that waits.
    """
    relations = []
    for each in chosen:
        above, named = heir.superior_id, heir.superior
        if above is None or named is None:
            above, named = each.atasan_pejabat_penilai_id, each.header["atasan_pejabat_penilai"]
        header = {**each.header, "pejabat_penilai": heir.header, "atasan_pejabat_penilai": named}
        relations.append((each, heir.id, above, header))
    relate(session, relations)


def relate(session: Session, relations: Sequence[tuple[Any, int, int, dict[str, Any]]]) -> None:
    """Give appraisals (with `id` and `instance_id`) these two officials and these headers."""
    connection = session.connection()
    connection.execute(
        _RELATED,
        [
            {"appraisal": one.id, "judge": judge, "above": above, "named": header}
            for one, judge, above, header in relations
        ],
    )
    tasks = [
        {"instance": one.instance_id, "as_whom": role, "person": person, "now": clock.now()}
        for one, judge, above, _ in relations
        for role, person in (("pejabat_penilai", judge), ("atasan_pejabat_penilai", above))
    ]
    connection.execute(_ASSIGNED, tasks)


# ---- who is told ------------------------------------------------------------------------------


def _tell(
    session: Session, made: Intervention, chosen: Sequence[Subject], heir: Heir | None
) -> None:
    kind = ACTS[made.kind]
    notes = [_own(each, "superior_changed" if heir else kind, heir) for each in chosen]
    whose: dict[tuple[int, str], list[Subject]] = defaultdict(list)
    for each in chosen:
        former = each.pejabat_penilai_id
        whose[former, "taken_over" if heir else kind].append(each)
        if heir:
            whose[heir.id, kind].append(each)
    for (person, what), theirs in whose.items():
        notes.append(_of_many(person, what, theirs))
    actors = {made.by, made.decided_by}
    notices.tell(session, [each for each in notes if each.employee_id not in actors])


def _own(one: Subject, kind: str, heir: Heir | None) -> Note:
    params = {"subject": one.header["pegawai"]["name"]}
    if heir:
        params["who"] = heir.header["name"]
    return Note(one.employee_id, kind, params, appraisal_id=one.public_id)


def _of_many(person: int, kind: str, theirs: Sequence[Subject]) -> Note:
    if len(theirs) > 1:
        return Note(person, f"{kind}_many", {"count": len(theirs)})
    name = theirs[0].header["pegawai"]["name"]
    may_open = kind != "taken_over"
    return Note(person, kind, {"subject": name},
                appraisal_id=theirs[0].public_id if may_open else None)  # fmt: skip
