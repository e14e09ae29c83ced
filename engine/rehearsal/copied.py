"""A copy of this installation's people and calendars for the sandbox: nobody's name is in it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from engine import clock
from engine.models import CalendarDay, CalendarVersion, Employee, Setting, Unit, table
from engine.rehearsal.people import nip

Copied = Mapping[str, Any]
"""Tables as lists of rows of plain values, as they are handed to a child process."""

_ZONE = "zone"


def copy_of(session: Session) -> Copied:
    """Units, people and working days as they are now; of people only where they stand."""
    zone = session.get(Setting, _ZONE)
    people = session.execute(
        select(
            *(Employee.id, Employee.unit_id, Employee.superior_id, Employee.appraisal_class),
            *(Employee.appraised, Employee.active, Employee.roles),
        ).order_by(Employee.id)
    )
    versions = session.execute(
        select(CalendarVersion.layer, CalendarVersion.unit_id, CalendarVersion.number)
    )
    days = session.execute(select(*_DAY))
    return {
        "zone": zone.value if zone else "",
        "units": [list(row) for row in session.execute(select(Unit.id, Unit.parent_id))],
        "people": [list(row) for row in people],
        "calendar_versions": [list(row) for row in versions],
        "calendar_days": [[row[0].isoformat(), *row[1:]] for row in days],
    }


_DAY = tuple(
    table(CalendarDay).c[name]
    for name in ("day", "layer", "unit_id", "since", "until", "kind", "half", "estimate")
)


def around(copied: Copied, chosen: Collection[int]) -> list[list[Any]]:
    """Of the people those whom an appraisal of the `chosen` may ask or name.

    Their lines of superiors, who is beside and below them, Bagian SDM, and the two highest ranks.
    A form that offers a choice of all of a large agency costs more than the act.
    """
    above: dict[int, int | None] = {row[_ID]: row[_SUPERIOR] for row in copied["people"]}
    wanted = set(chosen)
    for key in chosen:
        superior = above.get(key)
        while superior is not None and superior not in wanted:
            wanted.add(superior)
            superior = above.get(superior)
    beside = {above.get(key) for key in chosen} | set(chosen)
    top = {key for key, superior in above.items() if superior is None}
    return [
        row
        for row in copied["people"]
        if row[_ID] in wanted | top or row[_SUPERIOR] in beside | top or "sdm" in row[_ROLES]
    ]


_ID, _UNIT, _SUPERIOR, _CLASS, _APPRAISED, _ACTIVE, _ROLES = range(7)


def appraised(copied: Copied) -> list[int]:
    """The ids of those who would be appraised."""
    return [row[_ID] for row in copied["people"] if row[_APPRAISED] and row[_ACTIVE]]


def place(session: Session, copied: Copied, people: Sequence[Sequence[Any]]) -> None:
    """Put a copy, with these of its people, into an empty store in place of its calendars."""
    for model in (CalendarDay, CalendarVersion):
        session.execute(delete(model))
    if copied["zone"]:
        session.merge(Setting(name=_ZONE, value=copied["zone"]))
    units = [{"id": key, "name": f"Unit {key}", "parent_id": None} for key, _ in copied["units"]]
    _insert(session, Unit, units)
    for key, parent in copied["units"]:
        session.get_one(Unit, key).parent_id = parent
    _insert(session, Employee, [_person(*row) for row in people])
    known = {row[_ID] for row in people}
    lines = [
        {"key": row[_ID], "above": row[_SUPERIOR]} for row in people if row[_SUPERIOR] in known
    ]
    if lines:
        session.connection().execute(_UNDER, lines)
    versions = [
        {"layer": layer, "unit_id": unit, "number": number, "at": clock.now(), "note": ""}
        for layer, unit, number in copied["calendar_versions"]
    ]
    _insert(session, CalendarVersion, versions)
    names = [column.name for column in _DAY]
    days = [
        {**dict(zip(names, row, strict=True)), "day": date.fromisoformat(row[0]), "name": "Libur"}
        for row in copied["calendar_days"]
    ]
    _insert(session, CalendarDay, days)
    session.flush()


_UNDER = (
    update(table(Employee))
    .where(Employee.id == bindparam("key"))
    .values(superior_id=bindparam("above"))
)


def _person(
    key: int,
    unit: int,
    _superior: int | None,
    appraisal_class: str,
    appraised: bool,
    active: bool,
    roles: list[str],
) -> dict[str, Any]:
    name = f"Pegawai {key}"
    return {
        "id": key,
        "nip": nip(key),
        "name": name,
        "position": name,
        "rank": "",
        "unit_id": unit,
        "superior_id": None,
        "appraisal_class": appraisal_class,
        "appraised": appraised,
        "active": active,
        "roles": roles,
        "email": "",
        "password_hash": "",
        "language": "id",
    }


def _insert(session: Session, model: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(table(model)), rows)
