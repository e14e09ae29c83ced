"""The stores of this folder's tests: one of each kind, and nothing left from the test before."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from threading import Timer

import pytest
from sqlalchemy import TextClause, inspect, make_url, text
from sqlalchemy.orm import Session

from engine.db import Database, connection_of


def test_a_store_is_of_the_kind_its_address_says(database: Database, database_url: str) -> None:
    kind = {"sqlite": "sqlite_version()", "postgresql": "version()"}
    with database.read() as session:
        version = session.scalar(text(f"SELECT {kind[make_url(database_url).get_backend_name()]}"))
    assert version


@pytest.mark.parametrize("_time", ["first", "second"])
def test_a_store_has_its_tables_and_nothing_of_other_tests(database: Database, _time: str) -> None:
    tables = inspect(database.engine).get_table_names()
    assert "alembic_version" in tables
    assert "left_behind" not in tables
    with database.begin() as session:
        session.execute(text("CREATE TABLE left_behind (id INTEGER)"))


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize(
    "asked", [Session.execute, lambda *ask: connection_of(ask[0]).execute(ask[1])]
)
def test_questions_leave_what_postgresql_has_planned(
    database: Database, asked: Callable[[Session, TextClause], object]
) -> None:
    question = text("SELECT count(*) FROM employee")
    for _ in range(10):
        with database.read() as session:
            asked(session, question)
    with database.read() as session:
        planned = session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    assert str(question) in planned


@pytest.mark.parametrize("kind", ["sqlite"])
def test_who_writes_waits_for_another_process_that_writes(database: Database) -> None:
    file = database.engine.url.database
    assert file
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        leaves = Timer(6, other.execute, ["ROLLBACK"])
        leaves.start()
        with database.begin() as session:
            session.execute(text("DELETE FROM heartbeat"))
        leaves.join()
