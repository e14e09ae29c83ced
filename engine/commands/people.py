"""Bringing in people and units: from a CSV file, row by row, all or nothing."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actor import Actor
from engine.commands.passwords import MIN_LENGTH, hash_password, password_holds
from engine.errors import BadImport, NotYours, SignInFailed
from engine.models import Employee, Unit
from engine.policy import may_run_cycles

COLUMNS = (
    "nip",
    "name",
    "position",
    "rank",
    "unit",
    "superior_nip",
    "appraisal_class",
    "appraised",
    "roles",
    "email",
    "password",
)
_REQUIRED = ("nip", "name", "position", "unit")
_CLASSES = ("structural", "functional")
_ROLES = frozenset({"sdm"})
_YES = {"ya": True, "yes": True, "1": True, "tidak": False, "no": False, "0": False}


@dataclass(frozen=True)
class EmployeeRow:
    """One employee as a file or the demo describes one."""

    nip: str
    name: str
    position: str
    unit: str
    rank: str = ""
    superior_nip: str = ""
    appraisal_class: str = "functional"
    appraised: bool = True
    roles: tuple[str, ...] = ()
    email: str = ""
    password: str = ""


def import_people(session: Session, actor: Actor, text: str) -> int:
    """Read a CSV text with a heading row; returns how many people it holds.

    A known NIP is updated. Raises `BadImport` with (row, column, sentence) for every mistake;
    then nothing is stored.
    """
    if not may_run_cycles(actor) and actor.id is not None:
        raise NotYours
    rows, mistakes = _read(text)
    mistakes += _unknown_superiors(session, rows)
    if mistakes:
        raise BadImport(sorted(mistakes))
    return add_people(session, actor, [row for _, row in rows])


def add_people(session: Session, _actor: Actor, rows: Sequence[EmployeeRow]) -> int:
    """Add or update the people of `rows`, and the units they name; returns how many."""
    units = _units(session, [row.unit for row in rows])
    people = {
        person.nip: person
        for person in session.scalars(
            select(Employee).where(
                Employee.nip.in_([row.nip for row in rows] + [row.superior_nip for row in rows])
            )
        )
    }
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


def _read(text: str) -> tuple[list[tuple[int, EmployeeRow]], list[tuple[int, str, str]]]:
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    heading = [name.strip().lower() for name in reader.fieldnames or []]
    missing = [name for name in _REQUIRED if name not in heading]
    unknown = [name for name in heading if name not in COLUMNS]
    if missing or unknown:
        said = [(1, name, "kolom wajib ini tidak ada.") for name in missing]
        said += [
            (1, name, f"kolom ini tidak dikenal; pakai: {', '.join(COLUMNS)}.") for name in unknown
        ]
        return [], said
    reader.fieldnames = heading
    rows: list[tuple[int, EmployeeRow]] = []
    mistakes: list[tuple[int, str, str]] = []
    seen: dict[str, int] = {}
    for number, raw in enumerate(reader, start=2):
        cells = {name: (raw.get(name) or "").strip() for name in COLUMNS}
        found = list(_mistakes(number, cells, seen, raw))
        mistakes += found
        if not found:
            rows.append((number, _row(cells)))
    return rows, mistakes


def _mistakes(
    number: int, cells: Mapping[str, str], seen: dict[str, int], raw: Mapping[str | None, object]
) -> Iterable[tuple[int, str, str]]:
    if None in raw:
        yield number, "", "baris ini punya lebih banyak sel daripada kolom."
    for name in _REQUIRED:
        if not cells[name]:
            yield number, name, "wajib diisi."
    nip = "".join(cells["nip"].split())
    if nip and not (len(nip) == 18 and nip.isascii() and nip.isdigit()):
        yield number, "nip", "NIP harus 18 angka."
    if nip in seen:
        yield number, "nip", f"NIP ini sudah ada pada baris {seen[nip]}."
    seen.setdefault(nip, number)
    if cells["appraisal_class"] and cells["appraisal_class"] not in _CLASSES:
        yield number, "appraisal_class", "isi structural atau functional."
    if cells["appraised"] and cells["appraised"].lower() not in _YES:
        yield number, "appraised", "isi ya atau tidak."
    for role in cells["roles"].split():
        if role not in _ROLES:
            yield number, "roles", f"peran {role} tidak dikenal; pakai: sdm."
    if cells["password"] and len(cells["password"]) < MIN_LENGTH:
        yield number, "password", f"paling sedikit {MIN_LENGTH} huruf."
    for name in ("name", "position", "unit", "email"):
        if len(cells[name]) > 200:
            yield number, name, "paling banyak 200 huruf."


def _row(cells: Mapping[str, str]) -> EmployeeRow:
    return EmployeeRow(
        nip="".join(cells["nip"].split()),
        name=cells["name"],
        position=cells["position"],
        unit=cells["unit"],
        rank=cells["rank"][:80],
        superior_nip="".join(cells["superior_nip"].split()),
        appraisal_class=cells["appraisal_class"] or "functional",
        appraised=_YES.get(cells["appraised"].lower(), True),
        roles=tuple(cells["roles"].split()),
        email=cells["email"],
        password=cells["password"],
    )


def _unknown_superiors(
    session: Session, rows: Sequence[tuple[int, EmployeeRow]]
) -> list[tuple[int, str, str]]:
    known = {row.nip for _, row in rows} | set(session.scalars(select(Employee.nip)))
    return [
        (number, "superior_nip", f"NIP atasan {row.superior_nip} tidak ada.")
        for number, row in rows
        if row.superior_nip and row.superior_nip not in known
    ]


def _units(session: Session, names: Iterable[str]) -> dict[str, int]:
    known = {unit.name: unit.id for unit in session.scalars(select(Unit))}
    for name in names:
        if name not in known:
            unit = Unit(name=name)
            session.add(unit)
            session.flush()
            known[name] = unit.id
    return known
