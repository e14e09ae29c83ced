"""Recording a coaching that no task asked for."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock, facts, form_facts, instances, notices, policy
from engine.actor import Actor
from engine.commands.accepting import accept
from engine.errors import AppraisalNotFound, Ended
from engine.models import Answer

PHASE, STEP, FORM = "umum", "coaching_informal", "umum.CoachingInformal"


def record_informal_coaching(
    session: Session, actor: Actor, appraisal_id: str, answers: Mapping[str, Any]
) -> None:
    """Keep the record of a coaching outside the coaching weeks (R-034).

    Raises `AppraisalNotFound` for others than the pejabat penilai, `Ended` for a finished
    appraisal, `FormRejected`.
    """
    case, _ = facts.case_for_viewer(session, actor, appraisal_id)
    if not policy.may_record_coaching(case.relation(actor)):
        raise AppraisalNotFound
    if case.instance.over:
        raise Ended
    form = form_facts.form_without_task(case, actor, FORM)
    clean = accept(form, answers)
    number = session.scalar(
        select(func.count())
        .select_from(Answer)
        .where(Answer.instance_id == case.instance.id, Answer.step == STEP)
    )
    session.add(
        Answer(
            instance_id=case.instance.id,
            seq=instances.next_seq(session, case.instance.id),
            phase=PHASE,
            step=STEP,
            item=str((number or 0) + 1),
            revision=1,
            form=FORM,
            data=form.plain(clean),
            employee_id=actor.id,
            at=clock.now(),
        )
    )
    entry = instances.Entry("recorded", actor.id, note=form.title)
    instances.note(session, case.instance.id, entry)
    header = case.appraisal.header["pegawai"]
    note = notices.Note(
        case.appraisal.employee_id,
        "recorded",
        {"title": form.title, "subject": header["name"]},
        appraisal_id=case.appraisal.public_id,
    )
    notices.tell(session, [note])
