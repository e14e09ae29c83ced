"""Bringing in people and units: from a CSV file, row by row, all or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actor import Actor
from engine.commands import people_file
from engine.commands.passwords import hash_password, password_holds
from engine.commands.people_file import EmployeeRow, Mistake, PeopleFile
from engine.errors import BadImport, NotYours, SignInFailed
from engine.models import Employee, Unit
from engine.policy import may_run_cycles


def import_people(session: Session, actor: Actor, text: str) -> int:
    """Read a CSV text with a heading row; returns how many people it holds.

    A known NIP is updated; what the file has no column for stays as it is. Raises `BadImport`
    with (row, column, sentence) for every mistake; then nothing is stored.
    """
    if not may_run_cycles(actor) and actor.id is not None:
        raise NotYours
    file = people_file.read(text)
    mistakes = [*file.mistakes, *_unknown_superiors(session, file)]
    if mistakes:
        raise BadImport(sorted(mistakes))
    return add_people(session, actor, _completed(session, file))


def add_people(session: Session, _actor: Actor, rows: Sequence[EmployeeRow]) -> int:
    """Add or update the people of `rows`, and the units they name; returns how many."""
    units = _units(session, [row.unit for row in rows])
    people = _people(session, [row.nip for row in rows] + [row.superior_nip for row in rows])
    for row in rows:
        person = people.get(row.nip)
        if person is None:
            person = people[row.nip] = Employee(nip=row.nip)
            session.add(person)
        person.name, person.position, person.rank = row.name, row.position, row.rank
        person.unit_id, person.email = units[row.unit], row.email
        person.appraisal_class, person.appraised = row.appraisal_class, row.appraised
        person.roles = list(row.roles)
        if row.password:
            person.password_hash = hash_password(row.password)
    session.flush()
    for row in rows:
        superior = people.get(row.superior_nip)
        people[row.nip].superior_id = superior.id if superior else None
    session.flush()
    return len(rows)


def change_password(session: Session, actor: Actor, old: str, new: str) -> None:
    """The actor's own password. Raises `SignInFailed` (old one wrong), `WeakPassword`."""
    person = session.get_one(Employee, actor.id)
    if not password_holds(person.password_hash, old):
        raise SignInFailed
    person.password_hash = hash_password(new)


def _unknown_superiors(session: Session, file: PeopleFile) -> list[Mistake]:
    known = file.nips | set(session.scalars(select(Employee.nip)))
    return [
        (number, "superior_nip", f"NIP atasan {row.superior_nip} tidak ada.")
        for number, row in file.rows
        if row.superior_nip and row.superior_nip not in known
    ]


def _completed(session: Session, file: PeopleFile) -> list[EmployeeRow]:
    """The rows of the file; a known person keeps what the file has no column for."""
    known = _people(session, [row.nip for _, row in file.rows])
    superiors = dict(session.execute(select(Employee.id, Employee.nip)).all())
    return [
        replace(row, **_stored(known[row.nip], superiors, file.columns))
        if row.nip in known
        else row
        for _, row in file.rows
    ]


def _stored(person: Employee, superiors: dict[int, str], columns: Sequence[str]) -> dict[str, Any]:
    stored = {
        "rank": person.rank,
        "superior_nip": superiors.get(person.superior_id or 0, ""),
        "appraisal_class": person.appraisal_class,
        "appraised": person.appraised,
        "roles": tuple(person.roles),
        "email": person.email,
    }
    return {name: value for name, value in stored.items() if name not in columns}


def _people(session: Session, nips: Iterable[str]) -> dict[str, Employee]:
    found = session.scalars(select(Employee).where(Employee.nip.in_(list(nips))))
    return {person.nip: person for person in found}


def _units(session: Session, names: Iterable[str]) -> dict[str, int]:
    known = {unit.name: unit.id for unit in session.scalars(select(Unit))}
    for name in names:
        if name not in known:
            unit = Unit(name=name)
            session.add(unit)
            session.flush()
            known[name] = unit.id
    return known
