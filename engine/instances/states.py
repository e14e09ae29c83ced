"""Where an appraisal stands: the states that passed elements lead to."""

from collections.abc import Sequence

from engine import clock
from engine.instances.parts import Entry, Stepped
from engine.models import Appraisal


def reach(steps: Sequence[Stepped], entry: Entry) -> None:
    """Move the appraisals to the states that the passed elements lead to."""
    for each in steps:
        for passed in each.outcome.passed:
            reached = each.subject.specs.states.get((passed.process, passed.element))
            if reached:
                _enter_state(each.subject.appraisal, reached, entry)
        if each.outcome.ended:
            each.subject.appraisal.state = "closed"


def _enter_state(appraisal: Appraisal, state: str, entry: Entry) -> None:
    appraisal.state = state
    if state == "keberatan_filed":
        appraisal.keberatan = True
    elif state == "final":
        appraisal.finalised_at, appraisal.finalised_by = clock.now(), entry.employee_id
    elif state == "entered":
        appraisal.entered_at, appraisal.entered_by = clock.now(), entry.employee_id
