"""The store itself: its file, its rules, its shape, and the versions everything else is read by."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from alembic.migration import MigrationContext
from sqlalchemy import Text, cast, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from engine.db import heads, savepoint
from engine.doctor.findings import Finding
from engine.models import Base, ProfileVersion, Version
from engine.rules.profile import read_profile

_UNCHECKED = text(
    "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE NOT convalidated"
)
#: The B-trees that this role may check, if the extension is there.
_CHECKABLE = text(
    "SELECT index.indexrelid::regclass::text FROM pg_index AS index"
    " JOIN pg_class AS class ON class.oid = index.indexrelid"
    " JOIN pg_am AS method ON method.oid = class.relam AND method.amname = 'btree'"
    " JOIN pg_namespace AS space ON space.oid = class.relnamespace"
    " AND space.nspname = current_schema()"
    " WHERE index.indisvalid AND EXISTS (SELECT FROM pg_proc AS check_it"
    " WHERE check_it.proname = 'bt_index_check'"
    " AND has_function_privilege(check_it.oid, 'EXECUTE'))"
    " ORDER BY 1"
)


def damages(session: Session) -> list[Finding]:
    """What is wrong with the store below its rows; with any of it the rows cannot be trusted."""
    if session.get_bind().dialect.name == "sqlite":
        return _damaged_file(session) or _shape(session)
    indexes = session.scalars(_CHECKABLE).all()
    damaged = [found for index in indexes for found in _damaged_index(session, index)]
    return damaged or _shape(session)


def rules(session: Session) -> Iterator[Finding]:
    """The foreign keys that the store does not keep."""
    if session.get_bind().dialect.name == "postgresql":
        for table, name in session.execute(_UNCHECKED):
            yield Finding("constraint_unchecked", "", f"{table} {name}")
    known = inspect(session.connection())
    for table in Base.metadata.sorted_tables:
        kept = {
            (*each["constrained_columns"], each["referred_table"])
            for each in known.get_foreign_keys(table.name)
        }
        for constraint in table.foreign_key_constraints:
            wanted = (*constraint.column_keys, constraint.referred_table.name)
            if wanted not in kept:
                yield Finding("constraint_missing", "", f"{table.name} {' → '.join(wanted)}")


@dataclass(frozen=True)
class Broken:
    """The versions and profiles that are not what was published, by id."""

    versions: Mapping[int, Finding]
    profiles: Mapping[int, Finding]


def broken(session: Session) -> Broken:
    """The versions and profiles by which no appraisal can be read."""
    versions = session.execute(
        select(Version.id, Version.number, Version.hash, cast(Version.files, Text))
    )
    profiles = session.scalars(select(ProfileVersion))
    return Broken(
        {
            version_id: finding
            for version_id, number, digest, content in versions
            if (finding := _version(f"versi {number}", digest, content))
        },
        {stored.id: finding for stored in profiles if (finding := _profile(stored))},
    )


def _damaged_file(session: Session) -> list[Finding]:
    try:
        said = session.scalars(text("PRAGMA integrity_check")).all()
    except DBAPIError as error:
        said = [str(error.orig)]
    return [_damage("", reason) for reason in said if reason != "ok"]


def _damaged_index(session: Session, index: str) -> list[Finding]:
    look = text("SELECT bt_index_check(CAST(:index AS regclass))")
    try:
        with savepoint(session):
            session.execute(look, {"index": index})
    except DBAPIError as error:
        return [_damage(index, str(error.orig))]
    return []


def _damage(element: str, reason: str) -> Finding:
    return Finding("store_damaged", "", element, {"reason": " ".join(reason.split())})


def _shape(session: Session) -> list[Finding]:
    stored = set(MigrationContext.configure(session.connection()).get_current_heads())
    wanted = heads()
    if stored == wanted:
        return []
    params = {"stored": ", ".join(sorted(stored)), "expected": ", ".join(sorted(wanted))}
    return [Finding("store_shape", "", "alembic_version", params)]


def _version(name: str, digest: str, content: str) -> Finding | None:
    # What still has its hash passed the check of its day; today's may ask for more.
    try:
        texts = json.loads(content)
    except ValueError as error:
        return Finding("version_unreadable", "", name, {"reason": str(error)})
    if sha256(json.dumps(texts).encode()).hexdigest() != digest:
        return Finding("version_changed", "", name)
    return None


def _profile(stored: ProfileVersion) -> Finding | None:
    name = f"profil {stored.name}"
    if sha256(stored.text.encode()).hexdigest() != stored.hash:
        return Finding("version_changed", "", name)
    try:
        read_profile(stored.text)
    except ValueError as error:
        return Finding("version_unreadable", "", name, {"reason": str(error)})
    return None
