"""A crowd where one appraisal stands: copied with all that belongs to it, so that it is whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, text

from engine.db import Database
from engine.ids import ordered_id, random_id
from engine.models import (
    Answer,
    Appraisal,
    BehaviourAnswer,
    Employee,
    Happening,
    History,
    Instance,
    Sheet,
    Task,
    Timer,
    Window,
    table,
)

#: The rows of a process beside its own; what people were told of it is told once.
PARTS = (Task, Timer, Happening, Answer, BehaviourAnswer, Sheet, History)
_PEOPLE = ("employee_id", "assignee_id", "done_by")
_CHUNK = 1000

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Copied:
    """One more appraisal: whose, in which process."""

    employee_id: int
    instance_id: int


@dataclass(frozen=True)
class _Pattern:
    """What is copied."""

    person: Row
    instance: Row
    appraisal: Row
    windows: Sequence[Row]
    parts: Mapping[type[Any], Sequence[Row]]


def copy(database: Database, appraisal_id: int, times: int) -> list[Copied]:
    """Let `times` more people, new ones, stand exactly where the appraisal stands."""
    made: list[Copied] = []
    for first in range(0, times, _CHUNK):
        with database.engine.begin() as connection:
            pattern = _pattern(connection, appraisal_id)
            made += _write(connection, pattern, min(_CHUNK, times - first))
            _count_on(connection)
    return made


def _pattern(connection: Connection, appraisal_id: int) -> _Pattern:
    [appraisal] = _rows(connection, Appraisal, Appraisal.id == appraisal_id)
    [person] = _rows(connection, Employee, Employee.id == appraisal["employee_id"])
    [instance] = _rows(connection, Instance, Instance.id == appraisal["instance_id"])
    own = (Window.scope == "appraisal", Window.scope_id == appraisal_id)
    return _Pattern(
        person,
        instance,
        appraisal,
        _rows(connection, Window, *own),
        {part: _rows(connection, part, part.instance_id == instance["id"]) for part in PARTS},
    )


def _rows(
    connection: Connection, model: type[Any], *conditions: ColumnElement[bool]
) -> Sequence[Row]:
    found = connection.execute(select(table(model)).where(*conditions)).mappings()
    return [dict(row) for row in found]


def _write(connection: Connection, pattern: _Pattern, times: int) -> list[Copied]:
    people, instances, appraisals = (
        range(first, first + times)
        for first in (_next_id(connection, each) for each in (Employee, Instance, Appraisal))
    )
    made = [Copied(*ids) for ids in zip(people, instances, strict=True)]
    rows: dict[type[Any], list[Row]] = {
        Employee: [{**pattern.person, "id": n, "nip": f"8888{n:014d}"} for n in people],
        Instance: [{**pattern.instance, "id": n, "public_id": random_id()} for n in instances],
        Appraisal: [
            {
                **pattern.appraisal,
                "id": appraisal,
                "public_id": random_id(),
                "employee_id": each.employee_id,
                "instance_id": each.instance_id,
            }
            for appraisal, each in zip(appraisals, made, strict=True)
        ],
        Window: [{**row, "scope_id": n} for n in appraisals for row in pattern.windows],
    }
    for part, found in pattern.parts.items():
        rows[part] = [_part(part, row, pattern, each) for each in made for row in found]
    for model, new in rows.items():
        if new:
            connection.execute(insert(table(model)), new)
    return made


def _part(model: type[Any], row: Row, pattern: _Pattern, to: Copied) -> Row:
    new = {**row, "instance_id": to.instance_id}
    for column in _PEOPLE:
        if new.get(column) == pattern.person["id"]:
            new[column] = to.employee_id
    if model in (Task, BehaviourAnswer):
        new["id"] = ordered_id() if model is Task else random_id()
    if new.get("receipt"):
        year, _, step = new["receipt"].split("-")
        new["receipt"] = f"{year}-{to.instance_id:05d}-{step}"
    return new


def _next_id(connection: Connection, model: type[Any]) -> int:
    return int(connection.execute(select(func.max(model.id))).scalar_one()) + 1


def _count_on(connection: Connection) -> None:
    """Ids were given by hand: PostgreSQL's next ones come after them."""
    if connection.dialect.name != "postgresql":
        return
    for model in (Employee, Instance, Appraisal):
        name = table(model).name
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}")
        )
