"""The way that lies ahead of one appraisal, by the dates as they stand: the engine drives it."""

from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import calendars, clock, facts
from engine.bpmn.errors import BlobRefused
from engine.bpmn.shape import Shapes, read_by
from engine.models import Happening
from engine.whatif.behaviour import Behaviour
from engine.whatif.run import Run, Start, drive


def ahead_of(session: Session, case: facts.Case) -> Run | None:
    """What comes if everybody acts on the last day in time and agrees.

    None where nothing goes on by itself: it is over, it has stopped, its state cannot be read.
    """
    if case.instance.state != "running":
        return None
    try:
        start = _start(session, case)
    except BlobRefused:
        return None
    return drive(start, Behaviour("last"), clock.now(), session.info["seal"])


def _start(session: Session, case: facts.Case) -> Start:
    appraisal, read = case.appraisal, read_by(case.specs)
    officials = (
        appraisal.employee_id,
        appraisal.pejabat_penilai_id,
        appraisal.atasan_pejabat_penilai_id,
    )
    shape = Shapes(read, session.info["seal"]).of(case.instance.blob, officials)
    zone = ZoneInfo(case.cycle.zone)
    events = session.execute(
        select(Happening.name, Happening.at).where(Happening.instance_id == case.instance.id)
    )
    return Start(
        specs=case.specs,
        closing=read.closing,
        cycle=case.cycle,
        profile=case.profile,
        blob=case.instance.blob,
        people=shape.people,
        # How many will be asked moves no date.
        raters=(),
        appraisal_class=appraisal.appraisal_class,
        dates=case.dates,
        rules=case.rules,
        events={name: at.astimezone(zone).date() for name, at in events},
        calendar=calendars.calendar_for(session, appraisal.unit_id),
    )
