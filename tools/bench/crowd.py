"""Others: people and appraisals that stand where one stands, written as rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select

from engine.db import Database
from engine.ids import ordered_id
from engine.models import Appraisal, Employee, Instance, Task, Timer, table

Row = dict[str, Any]

_CHUNK = 5_000
_DAYS = 60


@dataclass(frozen=True)
class Standing:
    """Where somebody's appraisal stands: its rows."""

    employee: Row
    instance: Row
    appraisal: Row
    tasks: Sequence[Row]
    timers: Sequence[Row]


def standing(database: Database, employee_id: int | None) -> Standing:
    """Where the only appraisal of somebody stands now, with his open tasks."""
    with database.engine.begin() as connection:
        [employee] = _rows(connection, Employee, Employee.id == employee_id)
        [appraisal] = _rows(connection, Appraisal, Appraisal.employee_id == employee_id)
        number = appraisal["instance_id"]
        [instance] = _rows(connection, Instance, Instance.id == number)
        return Standing(
            employee,
            instance,
            appraisal,
            _rows(connection, Task, Task.instance_id == number, Task.state == "open"),
            _rows(connection, Timer, Timer.instance_id == number),
        )


def add(database: Database, like: Standing, number: int) -> range:
    """Let so many new people stand there, with the same tasks and timers; returns their ids."""
    first = _next(database, Employee)
    offset = _next(database, Instance) - first
    for people in _chunks(first, number):
        instances = [(each, each + offset) for each in people]
        with database.engine.begin() as connection:
            _add(connection, Employee, [_person(like.employee, each) for each in people])
            _add(
                connection,
                Instance,
                [like.instance | {"id": key, "public_id": ordered_id()} for _, key in instances],
            )
            _add(
                connection,
                Appraisal,
                [_appraisal(like.appraisal, each, key) for each, key in instances],
            )
            _add(
                connection,
                Task,
                [
                    task | {"id": ordered_id(), "instance_id": key, "assignee_id": each}
                    for each, key in instances
                    for task in like.tasks
                ],
            )
            _add(
                connection,
                Timer,
                [timer | {"instance_id": key} for _, key in instances for timer in like.timers],
            )
    analyze(database)
    return range(first, first + number)


def add_people(database: Database, like: int | None, number: int) -> range:
    """So many new people beside one of them, without an appraisal; returns their ids."""
    first = _next(database, Employee)
    with database.engine.begin() as connection:
        [employee] = _rows(connection, Employee, Employee.id == like)
        _add(connection, Employee, [_person(employee, first + n) for n in range(number)])
    analyze(database)
    return range(first, first + number)


def add_tasks(database: Database, like: Standing, people: range, number: int) -> None:
    """So many more open tasks, in turn for each of `people` about another, due on many days."""
    [task] = like.tasks
    with database.engine.begin() as connection:
        pairs = select(Appraisal.instance_id).where(Appraisal.employee_id.in_(people))
        instances = connection.execute(pairs.order_by(Appraisal.employee_id)).scalars().all()
    for chunk in _chunks(0, number):
        rows = [
            task
            | {
                "id": ordered_id(),
                "assignee_id": people[n % len(people)],
                "instance_id": instances[(n + n // len(people) + 1) % len(instances)],
                "due_at": task["due_at"] + timedelta(days=n * 7919 % _DAYS, seconds=n % 3600),
            }
            for n in chunk
        ]
        with database.engine.begin() as connection:
            _add(connection, Task, rows)
    analyze(database)


def analyze(database: Database) -> None:
    """Let the planner know what is there, and new rows their numbers."""
    with database.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            for name in ("employee", "appraisal", "instance"):
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"
                )
        connection.commit()
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _rows(connection: Connection, model: type[Any], *conditions: Any) -> list[Row]:
    found = connection.execute(select(table(model)).where(*conditions)).mappings()
    return [dict(row) for row in found]


def _next(database: Database, model: type[Any]) -> int:
    # With a commit at the end: at a rollback psycopg would forget what it has prepared.
    with database.engine.begin() as connection:
        return int(connection.execute(select(func.max(model.id))).scalar_one()) + 1


def _add(connection: Connection, model: type[Any], rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(insert(table(model)), rows)


def _chunks(first: int, number: int) -> Iterator[range]:
    for start in range(first, first + number, _CHUNK):
        yield range(start, min(start + _CHUNK, first + number))


def _person(row: Row, key: int) -> Row:
    return row | {"id": key, "nip": f"{key:018d}", "name": f"Pegawai {key}"}


def _appraisal(row: Row, person: int, instance: int) -> Row:
    return row | {
        "id": instance,
        "public_id": ordered_id(),
        "employee_id": person,
        "instance_id": instance,
    }
