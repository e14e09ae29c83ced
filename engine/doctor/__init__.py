"""Compares what is stored with itself: states with rows, history and answers, the store with both.

`examine` only looks; `repair` also rebuilds the rows that a state can be read for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.act import act
from engine.actor import SYSTEM
from engine.db import Database
from engine.doctor import mending, rows, store, strays
from engine.doctor.findings import SENTENCES, Finding
from engine.doctor.records import batch

__all__ = ["SENTENCES", "Finding", "examine", "repair"]

BATCH = 200


def examine(database: Database) -> Iterator[Finding]:
    """Everything that differs, as it is found; memory does not grow with the store.

    A store that is damaged below its rows, or of another release, is not looked into further.
    """
    damaged, broken = _store(database)
    yield from damaged
    if broken is None:
        return
    for found in _instances(database, broken):
        yield from found.findings
    yield from _strays(database)


def repair(database: Database) -> Iterator[Finding]:
    """The same, with every row rebuilt that the state of its process explains.

    One transaction for each process. What is set right comes back as `mended`; the rest is named
    and left, and answers, states and done tasks are never touched.
    """
    damaged, broken = _store(database)
    yield from damaged
    if broken is None:
        return
    for found in _instances(database, broken):
        yield from _mended(database, found)
    lost = list(_strays(database))
    if any(each.kind == "notice_dangling" for each in lost):
        act(database, SYSTEM, mending.unlink_notices)
    for each in lost:
        yield each.as_mended() if each.kind == "notice_dangling" else each


@dataclass(frozen=True)
class _Found:
    """What differs about one instance."""

    instance_id: int
    findings: tuple[Finding, ...]


def _store(database: Database) -> tuple[list[Finding], store.Broken | None]:
    """What is wrong with the store, and what cannot be read in it; None if nothing should be."""
    with _at_one_moment(database) as session:
        damaged = store.damages(session)
        if damaged:
            return damaged, None
        broken = store.broken(session)
        found = [*store.rules(session), *broken.versions.values(), *broken.profiles.values()]
        return found, broken


def _instances(database: Database, broken: store.Broken) -> Iterator[_Found]:
    last = 0
    while True:
        with _at_one_moment(database) as session:
            some = batch(session, last, BATCH, broken)
            if some is None:
                return
            found = [
                _Found(record.instance.id, findings)
                for record in some.records
                if (findings := rows.findings(record, database.seal))
            ]
        yield from found
        last = some.last


def _mended(database: Database, found: _Found) -> Iterator[Finding]:
    if not any(each.kind in mending.MENDABLE for each in found.findings):
        yield from found.findings
        return
    left = act(database, SYSTEM, mending.mend, instance_id=found.instance_id)
    for each in found.findings:
        yield each if each in left else each.as_mended()


def _strays(database: Database) -> Iterator[Finding]:
    with _at_one_moment(database) as session:
        yield from strays.strays(session)
        yield from strays.leaks(session)


@contextmanager
def _at_one_moment(database: Database) -> Iterator[Session]:
    """A session that sees the store as it stood at its first look, whatever others do."""
    with database.read() as session:
        if database.engine.dialect.name == "postgresql":
            session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        yield session
