"""Others: many open appraisals beside the measured ones, written as rows."""

from collections.abc import Iterator
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import func, insert, select

from engine.db import Database
from engine.models import Appraisal, Employee, Instance, Task

_CHUNK = 5_000


def add_others(database: Database, like: int, number: int) -> None:
    """`number` copies of the open appraisal of the employee `like`, each of somebody new."""
    with database.begin() as session:
        connection = session.connection()
        rows = [
            connection.execute(
                select(model.__table__).where(column == like)  # type: ignore[arg-type]
            )
            .mappings()
            .one()
            for model, column in (
                (Employee, Employee.id),
                (Appraisal, Appraisal.employee_id),
                (Task, Task.assignee_id),
            )
        ]
        instance = (
            connection.execute(
                select(Instance.__table__).where(Instance.id == rows[1]["instance_id"])
            )
            .mappings()
            .one()
        )
        for chunk in _chunks(number):
            first = {
                model: connection.execute(select(func.max(model.id))).scalar_one() + 1
                for model in (Employee, Appraisal, Instance)
            }
            made = [_person(dict(rows[0]), first[Employee] + n) for n in chunk]
            connection.execute(insert(Employee), made)
            connection.execute(
                insert(Instance),
                [
                    dict(instance) | {"id": first[Instance] + n, "public_id": token_urlsafe(16)}
                    for n in chunk
                ],
            )
            connection.execute(
                insert(Appraisal),
                [
                    dict(rows[1])
                    | {
                        "id": first[Appraisal] + n,
                        "public_id": token_urlsafe(16),
                        "employee_id": first[Employee] + n,
                        "instance_id": first[Instance] + n,
                    }
                    for n in chunk
                ],
            )
            connection.execute(
                insert(Task),
                [
                    dict(rows[2])
                    | {
                        "id": token_urlsafe(16),
                        "assignee_id": first[Employee] + n,
                        "instance_id": first[Instance] + n,
                    }
                    for n in chunk
                ],
            )
        if connection.dialect.name == "postgresql":
            for name in ("employee", "appraisal", "instance"):
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"
                )


def analyze(database: Database) -> None:
    """Let the planner know what is there."""
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")


def _chunks(number: int) -> Iterator[range]:
    for first in range(0, number, _CHUNK):
        yield range(min(_CHUNK, number - first))


def _person(row: dict[str, Any], key: int) -> dict[str, Any]:
    return row | {"id": key, "nip": f"{key:018d}", "name": f"Pegawai {key}"}
