"""A copy of this installation's people and calendars for the sandbox: nobody's name is in it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select
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


def place(session: Session, copied: Copied) -> None:
    """Put a copy into an empty store, in place of the calendars it was made with."""
    for model in (CalendarDay, CalendarVersion):
        session.execute(delete(model))
    if copied["zone"]:
        session.merge(Setting(name=_ZONE, value=copied["zone"]))
    units = [{"id": key, "name": f"Unit {key}", "parent_id": None} for key, _ in copied["units"]]
    _insert(session, Unit, units)
    for key, parent in copied["units"]:
        session.get_one(Unit, key).parent_id = parent
    _insert(session, Employee, [_person(*row) for row in copied["people"]])
    for key, _, superior, *_rest in copied["people"]:
        session.get_one(Employee, key).superior_id = superior
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
