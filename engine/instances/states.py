"""Where an appraisal stands: the states that passed elements lead to."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import bindparam, func, or_, update

from engine import clock
from engine.instances.parts import Entry, Stepped
from engine.models import Appraisal, table
from engine.prepared import Prepared, Writes

_REACHED = Prepared(
    update(table(Appraisal))
    .where(Appraisal.instance_id == bindparam("instance"))
    .values(
        state=bindparam("reached"),
        keberatan=or_(Appraisal.keberatan, bindparam("objected", type_=Appraisal.keberatan.type)),
        **{
            name: func.coalesce(bindparam(f"new_{name}", type_=column.type), column)
            for name, column in (
                ("finalised_at", table(Appraisal).c.finalised_at),
                ("finalised_by", table(Appraisal).c.finalised_by),
                ("entered_at", table(Appraisal).c.entered_at),
                ("entered_by", table(Appraisal).c.entered_by),
            )
        },
    )
)


def reach(writes: Writes, steps: Sequence[Stepped], entry: Entry) -> None:
    """Move the appraisals to the states that the passed elements lead to."""
    rows = []
    for each in steps:
        reached = list(_states(each))
        if reached:
            rows.append(_row(each.subject.instance.id, reached, entry))
    writes.add(_REACHED, rows)


def _states(stepped: Stepped) -> Iterator[str]:
    known = stepped.subject.specs.states
    for passed in stepped.outcome.passed:
        reached = known.get((passed.process, passed.element))
        if reached:
            yield reached
    if stepped.outcome.ended:
        yield "closed"


def _row(instance_id: int, reached: Sequence[str], entry: Entry) -> dict[str, Any]:
    moment = (clock.now(), entry.employee_id)
    final = moment if "final" in reached else (None, None)
    entered = moment if "entered" in reached else (None, None)
    return {
        "instance": instance_id,
        "reached": reached[-1],
        "objected": "keberatan_filed" in reached,
        "new_finalised_at": final[0],
        "new_finalised_by": final[1],
        "new_entered_at": entered[0],
        "new_entered_by": entered[1],
    }
