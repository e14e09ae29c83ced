"""Statements of the hot path: written in SQLAlchemy, compiled once per database, then handed over.

Half of what a small statement costs is SQLAlchemy's own handling of it. These go to the driver
directly; errors and types stay those of SQLAlchemy, and who listens to its events hears them. Where
the store is a server, a trip to it costs more than what it does there: `Writes` sends many in one.
"""

import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Delete, Insert, Update
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from engine.db import connection_of

Params = Mapping[str, Any]


class Prepared:
    """An INSERT, UPDATE or DELETE whose values are all bound by name when it runs."""

    def __init__(self, statement: Insert | Update | Delete, *names: str) -> None:
        """Prepare `statement`; `names` are the columns that an INSERT fills by name."""
        self._statement, self._names = statement, names
        self._compiled: dict[str, _Compiled] = {}

    def run(self, session: Session, params: Params) -> int:
        """Run it once; returns how many rows it met."""
        connection = connection_of(session)
        compiled = self.compiled_for(connection)
        return compiled.execute(connection, compiled.bind(params))

    def run_many(self, session: Session, rows: Sequence[Params]) -> int:
        """Run it for each of `rows`, in one call of the driver; returns how many rows it met."""
        if not rows:
            return 0
        connection = connection_of(session)
        compiled = self.compiled_for(connection)
        return compiled.execute(connection, [compiled.bind(row) for row in rows])

    def compiled_for(self, connection: Connection) -> "_Compiled":
        """The statement as this connection's database reads it."""
        name = connection.dialect.name
        if name not in self._compiled:
            names = list(self._names) or None
            self._compiled[name] = _Compiled.of(self._statement, names, connection.dialect)
        return self._compiled[name]


class Writes:
    """What an act writes, gathered: sent in one trip where the database can, else one by one.

    The parts stand beside each other: each sees the store as it was before all of them, and no
    row is met by two.
    """

    def __init__(self, session: Session) -> None:
        """Nothing yet."""
        self._session = session
        self._parts: list[_Part] = []

    def add(
        self, prepared: Prepared, rows: Sequence[Params], missed: type[Exception] | None = None
    ) -> None:
        """Run `prepared` for each of `rows` later; raise `missed` if it meets fewer."""
        if rows:
            self._parts.append(_Part(prepared, rows, missed))

    def send(self) -> None:
        """Run them all. Raises what `add` was told to."""
        connection = connection_of(self._session)
        parts, self._parts = self._parts, []
        if connection.dialect.name == "postgresql":
            _send_together(connection, [part for part in parts if len(part.rows) == 1])
            parts = [part for part in parts if len(part.rows) > 1]
        for part in parts:
            part.check(part.prepared.run_many(self._session, part.rows))


@dataclass(frozen=True)
class _Part:
    prepared: Prepared
    rows: Sequence[Params]
    missed: type[Exception] | None

    def check(self, met: int) -> None:
        if self.missed is not None and met != len(self.rows):
            raise self.missed


def _send_together(connection: Connection, parts: Sequence[_Part]) -> None:
    if not parts:
        return
    compiled = [part.prepared.compiled_for(connection) for part in parts]
    values = {
        f"w{place}_{name}": value
        for place, (each, part) in enumerate(zip(compiled, parts, strict=True))
        for name, value in each.bind(part.rows[0]).items()
    }
    text = _together(tuple(each.text for each in compiled))
    counts = connection.exec_driver_sql(text, values).one()
    for part, met in zip(parts, counts, strict=True):
        part.check(met)


@lru_cache(maxsize=256)
def _together(texts: tuple[str, ...]) -> str:
    """One statement of PostgreSQL that runs all `texts` and counts the rows that each has met."""
    parts, counts = [], []
    for place, text in enumerate(texts):
        own = _PARAMETER.sub(rf"%(w{place}_\1)s", text)
        parts.append(f"w{place} AS ({own} RETURNING 1)")
        counts.append(f"(SELECT count(*) FROM w{place})")  # noqa: S608 - names of ours alone
    return f"WITH {', '.join(parts)} SELECT {', '.join(counts)}"


_PARAMETER = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class _Compiled:
    """The text for one dialect, the constants in it, and how each value becomes the driver's."""

    text: str
    constants: Params
    order: tuple[str, ...] | None
    to_driver: Mapping[str, Callable[[Any], Any]]

    @classmethod
    def of(
        cls, statement: Insert | Update | Delete, names: list[str] | None, dialect: Dialect
    ) -> "_Compiled":
        if isinstance(statement, Insert):
            statement = statement.inline()
        compiled = statement.compile(dialect=dialect, column_keys=names)
        to_driver = {}
        for bind, name in compiled.bind_names.items():
            processor = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if processor is not None:
                to_driver[name] = processor
        order = compiled.positiontup
        constants = {name: bind.value for bind, name in compiled.bind_names.items()}
        if isinstance(statement, Insert):
            constants |= _defaults(statement)
        return cls(
            text=str(compiled),
            constants=constants,
            order=None if order is None else tuple(order),
            to_driver=to_driver,
        )

    def bind(self, params: Params) -> Any:
        values = {**self.constants, **params}
        to_driver = self.to_driver
        if self.order is None:
            return {
                name: to_driver[name](value) if name in to_driver else value
                for name, value in values.items()
            }
        return tuple(
            [
                to_driver[name](values[name]) if name in to_driver else values[name]
                for name in self.order
            ]
        )

    def execute(self, connection: Connection, bound: Any) -> int:
        """Run it for one row, or for a list of them; returns how many rows it met."""
        if (
            connection.dialect.name == "sqlite"
            and not connection.engine.dispatch.before_cursor_execute
        ):
            return self._hand_over(connection, bound)
        return connection.exec_driver_sql(self.text, bound).rowcount

    def _hand_over(self, connection: Connection, bound: Any) -> int:
        """The same past SQLAlchemy, whose handling costs more than what SQLite does."""
        driver: Any = connection.connection.dbapi_connection
        run = driver.executemany if isinstance(bound, list) else driver.execute
        try:
            met: int = run(self.text, bound).rowcount
        except sqlite3.Error as error:
            raise DBAPIError.instance(
                self.text, bound, error, sqlite3.Error, dialect=connection.dialect
            ) from error
        return met


def _defaults(statement: Insert) -> dict[str, Any]:
    """What a new row has where nothing else is said."""
    defaults = ((column.name, column.default) for column in statement.table.c)
    return {
        name: default.arg
        for name, default in defaults
        if isinstance(default, ScalarElementColumnDefault)
    }
