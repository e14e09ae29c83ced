"""timbang under measure: its own commands on a store with the workload's diagrams."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, func, select, text

from engine import batches, commands, definitions
from engine.act import act
from engine.actor import SYSTEM, Actor
from engine.commands import EmployeeRow
from engine.db import Database
from engine.models import Appraisal, Employee, Instance, Task, is_open
from tools.bench import diagrams, forms
from tools.bench.meter import Cost, Meter

YEAR, PROFILE = 2026, "kasn_pp46"
_HEADS = ("Bupati", "Sekretaris Daerah", "Kepala Dinas", "Kepala Bidang")


class Ours:
    """A store with an agency of `people` employees below four heads, and an open cycle."""

    def __init__(self, database: Database, files: dict[str, bytes]) -> None:
        forms.install()
        self.database = database
        self._files = files
        self.people: list[Actor] = []

    def publish(self) -> None:
        """Let the diagrams be the newest version."""
        with self.database.begin() as session:
            definitions.publish(session, self._files)

    def settle(self, people: int) -> None:
        """Take in the people, or more of them than there were."""
        heads = [
            EmployeeRow(_nip(n), name, name, "Dinas", superior_nip=_nip(n - 1) if n else "")
            for n, name in enumerate(_HEADS)
        ]
        heads[2] = EmployeeRow(
            _nip(2), _HEADS[2], _HEADS[2], "Dinas", superior_nip=_nip(1), roles=("sdm",)
        )
        staff = [
            EmployeeRow(_nip(10 + n), f"Pegawai {n}", "Staf", "Dinas", superior_nip=_nip(3))
            for n in range(people)
        ]
        act(self.database, SYSTEM, commands.add_people, rows=[*heads, *staff])
        with self.database.read() as session:
            found = session.execute(select(Employee.id, Employee.name).order_by(Employee.nip))
            actors = [Actor(key, name) for key, name in found]
        self.sdm = Actor(actors[2].id, actors[2].name, roles=frozenset({"sdm"}))
        self.people = actors[len(_HEADS) :]

    def open(self, people: Sequence[Actor], year: int = YEAR) -> None:
        """Open the year's cycle for some of them, or let them join it."""
        ids = [person.id or 0 for person in people]
        act(self.database, self.sdm, commands.open_cycle, year, PROFILE, ids)

    def open_for_more(self, people: int) -> None:
        """Take in so many more people and let them join the cycle."""
        known = len(self.people)
        self.settle(known + people)
        self.open(self.people[known:])

    def open_in_chunks(self, ids: Sequence[int]) -> None:
        """The same for many: the worker starts them."""
        act(self.database, self.sdm, commands.open_cycle_in_chunks, YEAR, PROFILE, ids)
        batches.go_on(self.database)

    def live(self, meter: Meter, number: int, steps: int = 0) -> list[Cost]:
        """The year of the `number`-th person, or its first steps; the cost of each completion."""
        person = self.people[number]
        for step in range(steps or LAST + 1):
            task, said = self.task_of(person), answers(step, number)
            meter.time(lambda: self.complete(person, task, said, f"r{step}"))  # noqa: B023
        if not steps and not self.finished(person):
            raise RuntimeError("the year did not end")
        return meter.take()

    def task_of(self, person: Actor) -> str:
        """The id of the one open task of somebody."""
        with self.database.read() as session:
            mine = (Task.assignee_id == person.id, Task.state == "open")
            return session.scalars(select(Task.id).where(*mine)).one()

    def complete(self, person: Actor, task: str, answers: dict[str, Any], request: str) -> None:
        """Send a form: the whole path from `act` to the commit."""
        act(
            self.database,
            person,
            commands.complete_task,
            task_id=task,
            answers=answers,
            request=request,
        )

    def finished(self, person: Actor) -> bool:
        """Whether somebody's year has come to its end."""
        with self.database.read() as session:
            state = session.scalar(
                select(Appraisal.state).where(Appraisal.employee_id == person.id)
            )
        return state == "closed"

    def check_started(self, number: int) -> None:
        """Raise RuntimeError unless so many appraisals have a task."""
        with self.database.read() as session:
            found = session.scalar(select(func.count()).select_from(Task).where(is_open()))
        if found != number:
            raise RuntimeError(f"{found} instead of {number} have started")

    def size(self) -> int:
        """Bytes of the store: the SQLite file after a checkpoint, or the PostgreSQL tables."""
        with self.database.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
                free = connection.exec_driver_sql("PRAGMA freelist_count").scalar_one()
                size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
                return int((pages - free) * size)
            names = [table.name for table in Instance.metadata.sorted_tables]
            sizes = [
                connection.execute(select(func.pg_total_relation_size(text(f"'\"{name}\"'"))))
                for name in names
            ]
            return sum(int(each.scalar_one()) for each in sizes)

    @contextmanager
    def counting(self) -> Iterator[Callable[[], tuple[int, int]]]:
        """Yields a function that gives (statements, commits) since it was last asked."""
        counts = [0, 0]

        def statement(_c: Any, _cursor: Any, asked: str, *_: Any) -> None:
            counts[0] += not asked.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))

        def commit(_connection: Any) -> None:
            counts[1] += 1

        def take() -> tuple[int, int]:
            found = (counts[0], counts[1])
            counts[:] = [0, 0]
            return found

        engine = self.database.engine
        event.listen(engine, "before_cursor_execute", statement)
        event.listen(engine, "commit", commit)
        yield take
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)


def january(year: int) -> datetime:
    """A morning on which the year has begun."""
    return datetime(year, 1, 5, 2, tzinfo=UTC)


JANUARY = january(YEAR)


def settled(database: Database, people: int) -> Ours:
    """An agency that has not opened its cycle yet."""
    return _settled(database, diagrams.files(), people)


def opened(database: Database, people: int) -> Ours:
    """An agency in which so many people have their first task."""
    here = settled(database, people)
    here.open(here.people)
    return here


def waiting(database: Database) -> Ours:
    """An agency in which one person has done the first phase and waits for the second."""
    here = _settled(database, diagrams.waiting_files(), 1)
    here.open(here.people)
    here.live(Meter(), 0, steps=diagrams.TASKS)
    return here


def _settled(database: Database, files: dict[str, bytes], people: int) -> Ours:
    here = Ours(database, files)
    here.publish()
    here.settle(people)
    return here


def answers(step: int, number: int) -> dict[str, Any]:
    """What the `number`-th person says in a step."""
    return forms.said(step, number)


LAST = len(diagrams.STEPS) - 1


def _nip(number: int) -> str:
    return f"9999{number:014d}"
