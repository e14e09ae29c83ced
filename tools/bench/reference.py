"""What the ratios are taken against: the same state kept by hand in plain SQLAlchemy Core.

One completion: select the status row, update it with a version check, insert a history row with
the form, commit. No rights, no forms, no inbox, no process.
"""

import time
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    insert,
    select,
    update,
)

from engine.db import Database
from tools.bench import ours
from tools.bench.meter import Cost, Meter

_META = MetaData()
STATUS = Table(
    "bench_status",
    _META,
    Column("id", Integer, primary_key=True),
    Column("employee", Integer),
    Column("step", Integer),
    Column("status", String(16)),
    Column("version", Integer),
    Column("updated", BigInteger),
)
PAST = Table(
    "bench_past",
    _META,
    Column("id", Integer, primary_key=True),
    Column("status_id", Integer, index=True),
    Column("step", Integer),
    Column("form", JSON),
    Column("at", BigInteger),
)


class Reference:
    """The reference in the same database file or server as ours, in tables of its own."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        _META.create_all(self._engine)

    def start(self, employee: int) -> int:
        """A new status row and its first history row; returns its id."""
        now = _now()
        with self._engine.begin() as connection:
            row = {"employee": employee, "step": 0, "status": "open", "version": 1, "updated": now}
            [key] = connection.execute(insert(STATUS).values(row)).inserted_primary_key or ()
            connection.execute(insert(PAST).values(status_id=key, step=-1, form=None, at=now))
        return int(key)

    def live(self, meter: Meter, number: int) -> list[Cost]:
        """A whole year of somebody; returns the cost of each completion."""
        key = self.start(number)
        for step in range(ours.LAST + 1):
            said = ours.answers(step, number)
            meter.time(lambda: self.complete(key, step, said, ours.LAST))  # noqa: B023
        return meter.take()

    def complete(self, key: int, step: int, answers: dict[str, Any], last: int) -> None:
        """Go from `step` to the next."""
        now = _now()
        with self._engine.begin() as connection:
            found = connection.execute(
                select(STATUS.c.step, STATUS.c.status, STATUS.c.version, STATUS.c.employee).where(
                    STATUS.c.id == key
                )
            ).one()
            changed = connection.execute(
                update(STATUS)
                .where(STATUS.c.id == key, STATUS.c.version == found.version)
                .values(
                    step=step + 1,
                    version=found.version + 1,
                    updated=now,
                    status="done" if step == last else "open",
                )
            ).rowcount
            if changed != 1:
                raise RuntimeError("the version moved")
            connection.execute(insert(PAST).values(status_id=key, step=step, form=answers, at=now))


def _now() -> int:
    return time.time_ns() // 1_000_000
