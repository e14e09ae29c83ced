"""A store of an earlier release becomes one of this release, and loses nothing."""

from __future__ import annotations

from importlib.resources import files

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text

from engine.db import Database
from engine.models import Base, Notice, Task
from tests.engine.agency import Agency


def go(database: Database, revision: str) -> None:
    """Bring the tables to the shape of a revision."""
    with database.engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(files("engine") / "migrations"))
        config.attributes["connection"] = connection
        move = command.upgrade if revision == "head" else command.downgrade
        move(config, revision)


def test_the_migrations_lead_to_the_tables_of_this_release(database: Database) -> None:
    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert differences == []


def test_tasks_and_notices_of_the_first_release_are_kept(agency: Agency) -> None:
    agency.open_cycle("auditor_1", "auditor_2")
    database = agency.database
    go(database, "0001")
    with database.engine.begin() as connection:
        assert inspect(connection).has_table("outbox")
        late = connection.scalars(select(Task.id).order_by(Task.id)).first()
        connection.execute(text("UPDATE task SET overdue_told = (id = :late)"), {"late": late})
        notice = connection.scalars(select(Notice.id)).first()
        connection.execute(
            text(
                "INSERT INTO outbox (employee_id, notice_id, at) "
                "SELECT employee_id, id, at FROM notice WHERE id = :notice"
            ),
            {"notice": notice},
        )
    go(database, "head")
    tasks = {row.id: row for row in agency.rows(Task)}
    assert len(tasks) == 2
    assert tasks.pop(str(late)).remind_at is None, "it was told as overdue before"
    [other] = tasks.values()
    assert (other.remind_at, other.told) == (other.opened_at, None)
    assert [row.mail for row in agency.rows(Notice)] == ["none", "none"]
    with database.engine.connect() as connection:
        assert not inspect(connection).has_table("outbox")
