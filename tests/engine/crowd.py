"""Many appraisals that stand where one stands: copied row by row, each with a person of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from engine.actor import Actor
from engine.ids import random_id
from engine.models import Appraisal, Employee, Instance, Timer, table

Row = Mapping[str, Any]


def multiply(
    session: Session, _actor: Actor, appraisal_id: int, times: int, first: int = 1000
) -> None:
    """Let `times` more people stand where the appraisal stands, with the same timers."""
    appraisal = _row(session, Appraisal, Appraisal.id == appraisal_id)
    person = _row(session, Employee, Employee.id == appraisal["employee_id"])
    instance = _row(session, Instance, Instance.id == appraisal["instance_id"])
    timers = _rows(session, Timer, Timer.instance_id == instance["id"])
    numbers = range(first, first + times)
    for model, rows in (
        (Employee, [person | {"id": n, "nip": f"9999{n:014d}"} for n in numbers]),
        (Instance, [instance | {"id": n, "public_id": random_id()} for n in numbers]),
        (
            Appraisal,
            [
                appraisal | {"id": n, "instance_id": n, "employee_id": n, "public_id": random_id()}
                for n in numbers
            ],
        ),
        (Timer, [timer | {"instance_id": n} for n in numbers for timer in timers]),
    ):
        if rows:
            session.execute(insert(table(model)), rows)


def _row(session: Session, model: type[Any], condition: Any) -> dict[str, Any]:
    [row] = _rows(session, model, condition)
    return row


def _rows(session: Session, model: type[Any], condition: Any) -> list[dict[str, Any]]:
    found = session.execute(select(table(model)).where(condition)).mappings()
    return [dict(row) for row in found]
