"""Ways to damage a store behind the application's back, on both kinds of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable, delete, insert, select, text, update
from sqlalchemy.orm import Session

from engine.ids import ordered_id, random_id
from engine.models import (
    Answer,
    Appraisal,
    Employee,
    History,
    Instance,
    Task,
    Timer,
    Window,
)
from tests.engine.agency import Agency, nip

STRANGER = b"?" * 16


def behind(agency: Agency, *statements: Executable) -> None:
    """Run statements with nothing of the store watching over its rows."""
    with agency.database.engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        if agency.database.engine.dialect.name == "sqlite":
            raw.execute("PRAGMA foreign_keys=off")
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        if agency.database.engine.dialect.name == "sqlite":
            raw.execute("PRAGMA foreign_keys=on")


def the_task(agency: Agency) -> Task:
    """The row of the task that most of this is done to."""
    row: Task = agency.rows(Task, Task.step == "self_assess")[0]
    return row


def lose_the_task(agency: Agency) -> None:
    behind(agency, delete(Task).where(Task.step == "self_assess", Task.engine_id != STRANGER))


def close_the_task(agency: Agency) -> None:
    behind(agency, update(Task).where(Task.step == "self_assess").values(state="withdrawn"))


def ask_twice(agency: Agency) -> None:
    behind(agency, insert(Task).values(copy_of(the_task(agency), id=ordered_id())))


def ask_for_nothing(agency: Agency) -> None:
    stranger = copy_of(the_task(agency), id=ordered_id(), engine_id=STRANGER)
    behind(agency, insert(Task).values(stranger))


def misdate_the_task(agency: Agency) -> None:
    behind(
        agency, update(Task).where(Task.step == "self_assess").values(due_at=agency.at(2027, 3, 1))
    )


def misdirect_the_task(agency: Agency) -> None:
    values = {"assignee_id": agency.id_of("bupati"), "form": "umum.Catatan"}
    behind(agency, update(Task).where(Task.step == "self_assess").values(values))


def lose_the_timer(agency: Agency) -> None:
    behind(agency, delete(Timer))


def misdate_the_timer(agency: Agency) -> None:
    behind(agency, update(Timer).values(due_at=None))


def wait_for_nothing(agency: Agency) -> None:
    timer = agency.rows(Timer)[0]
    behind(agency, insert(Timer).values(copy_of(timer, engine_id=STRANGER)))


def forget_the_own_dates(agency: Agency) -> None:
    shared = agency.rows(Window)[0]
    behind(agency, insert(Window).values(copy_of(shared, scope="appraisal", scope_id=1)))


def end_too_soon(agency: Agency) -> None:
    behind(agency, update(Instance).values(state="done"))


def copy_of(row: Any, **changes: Any) -> dict[str, Any]:
    """The values of a row, some of them changed."""
    columns = type(row).__table__.columns.keys()
    return {name: getattr(row, name) for name in columns} | changes


def flip_a_byte(agency: Agency) -> None:
    _flip(agency, -1)


def take_for_another_format(agency: Agency) -> None:
    _flip(agency, 2)


def _flip(agency: Agency, place: int) -> None:
    with agency.database.read() as session:
        blob = bytearray(session.scalars(select(Instance.blob)).one())
    blob[place] ^= 1
    behind(agency, update(Instance).values(blob=bytes(blob)))


def last_line(agency: Agency) -> int:
    """The number of the newest line of the history."""
    return max(line.seq for line in agency.rows(History))


def clone(agency: Agency, ids: range) -> None:
    """The store's one appraisal again and again, each for a pegawai of its own."""
    with agency.database.begin() as session:
        (appraisal,) = session.scalars(select(Appraisal).where(Appraisal.id == 1))
        employee = session.get_one(Employee, appraisal.employee_id)
        models: tuple[type[Any], ...] = (Instance, Appraisal, Task, Timer, History, Answer)
        rows = {
            model: session.scalars(select(model).where(_first(model))).all() for model in models
        }
        windows = session.scalars(select(Window).where(Window.scope == "appraisal")).all()
        own = [row for row in windows if row.scope_id == 1]
        people = [copy_of(employee, id=1000 + n, nip=nip(1000 + n)) for n in ids]
        session.execute(insert(Employee), people)
        for model in models:
            session.execute(
                insert(model), [_cloned(row, n, employee.id) for n in ids for row in rows[model]]
            )
        dates = [copy_of(row, scope_id=n) for n in ids for row in own]
        if dates:
            session.execute(insert(Window), dates)


def _first(model: type[Any]) -> Any:
    return (model.id if model is Instance else model.instance_id) == 1


def _cloned(row: Any, n: int, pegawai: int) -> dict[str, Any]:
    changes: dict[str, Any] = {} if isinstance(row, Instance) else {"instance_id": n}
    if isinstance(row, Instance | Appraisal):
        changes |= {"id": n, "public_id": random_id()}
    if isinstance(row, Appraisal):
        changes["employee_id"] = 1000 + n
    if isinstance(row, Task):
        changes["id"] = ordered_id()
        if row.assignee_id == pegawai:
            changes["assignee_id"] = 1000 + n
    return copy_of(row, **changes)


def meet_a_full_disk(session: Session) -> None:
    """Write where no room is left: raises what the store itself says then."""
    if session.get_bind().dialect.name == "postgresql":
        full = "RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'"
        session.execute(text(f"DO $$ BEGIN {full}; END $$"))
    session.execute(text("PRAGMA max_page_count = 1"))  # as many as there are
    session.execute(text("UPDATE employee SET password_hash = hex(zeroblob(1000000))"))
