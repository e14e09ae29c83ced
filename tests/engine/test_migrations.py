"""A store of an earlier release becomes one of this release, and loses nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, select, text

from engine import commands, doctor, queries
from engine.db import Database, open_database
from engine.models import (
    Answer,
    Appraisal,
    Base,
    BehaviourAnswer,
    Cycle,
    Draft,
    History,
    Incident,
    Instance,
    Notice,
    Task,
    Window,
    table,
)
from engine.redating import Asked
from tests.engine.agency import Agency, Live
from tests.engine.test_interventions import HOLD, page, step_in
from tests.engine.test_proposals import cycle_of, propose
from tests.engine.test_reassigning import TO_KESEHATAN


def go(database: Database, revision: str) -> None:
    """Bring the tables to the shape of a revision."""
    with database.remaking() as connection:
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
        late = connection.scalars(text("SELECT id FROM task ORDER BY id")).first()
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


def test_incidents_of_earlier_releases_can_be_asked_for_by_name(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    database, instance = agency.database, agency.appraisal().instance_id
    go(database, "0007")
    old = "INSERT INTO incident (instance_id, at, element, reason) SELECT :i, opened_at, :e, 'x'"
    with database.engine.begin() as connection:
        for element in ("approve_skp", "draft_skp"):
            connection.execute(text(f"{old} FROM cycle"), {"i": instance, "e": element})
    go(database, "head")
    first, second = agency.rows(Incident)
    assert (first.attempts, first.task_id, first.resolved_by) == (1, None, None)
    assert first.public_id != second.public_id
    assert {len(first.public_id), len(second.public_id)} == {22}


def test_what_was_lived_before_ids_were_bytes_stays_as_it_was(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    sent = agency.task("auditor_1", "review_behaviour")
    said = agency.answers("auditor_1", sent)
    agency.do("auditor_1", commands.complete_task, task_id=sent, answers=said, request="satu")
    waiting = agency.task("kadis_pu", "review_behaviour")
    agency.do("kadis_pu", commands.save_draft, task_id=waiting, answers={"note": "belum"})
    before = _everything(agency)
    assert all(before.values())
    go(agency.database, "0008")
    go(agency.database, "head")
    assert _everything(agency) == before
    agency.live_until("respond_result", "inspektur")
    assert list(doctor.examine(agency.database)) == []


def _everything(agency: Agency) -> dict[str, list[dict[str, object]]]:
    """All rows with an id, a path or an order of their own; answers without their numbers."""
    return {
        model.__tablename__: sorted(
            (
                {column.name: getattr(row, column.name) for column in table(model).c}
                | ({"seq": 0} if model is Answer else {})
                for row in agency.rows(model)
            ),
            key=repr,
        )
        for model in (
            Answer,
            Appraisal,
            BehaviourAnswer,
            Cycle,
            Draft,
            History,
            Instance,
            Notice,
            Task,
        )
    }


def test_what_others_cite_is_kept_where_its_table_is_made_anew(agency: Agency) -> None:
    """SQLite makes tables anew to change them; people had been held, and dates changed, by then."""
    agency.open_cycle("inspektur", "kadis_pu")
    date = Asked(edge="plan_week.closes", rule="9 Februari")
    given = {"cycle_id": agency.rows(Cycle)[0].public_id, "asked": date}
    seen = agency.ask("sdm", queries.date_preview, *given.values()).seen
    agency.do("sdm", commands.change_dates, reason="Banjir", letter="1", seen=seen, **given)
    made = step_in(agency, HOLD)
    before = agency.rows(Window)
    go(agency.database, "0018")
    go(agency.database, "head")
    assert page(agency, made).undoable == 2
    after = agency.rows(Window)
    assert {(row.key, row.edge, row.change_id) for row in after} == {
        (row.key, row.edge, row.change_id) for row in before
    }
    assert any(row.change_id for row in after)
    assert list(doctor.examine(agency.database)) == []


def test_what_was_lent_lies_with_its_office_in_an_earlier_release(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    agency.fill("inspektur", "draft_skp")
    step_in(agency, TO_KESEHATAN)
    go(agency.database, "0020")
    go(agency.database, "head")
    [task] = agency.rows(Task, Task.step == "approve_skp")
    assert task.assignee_id == agency.id_of("sekda")
    assert list(doctor.examine(agency.database)) == []


# ---- the first release, written by hand -------------------------------------------------------


@pytest.fixture
def old_store(tmp_path: Path) -> Path:
    """A SQLite store with the first tables, one cycle and its window, as 0.1.0 wrote them."""
    file = tmp_path / "old.sqlite"
    config = Config()
    config.set_main_option("script_location", str(files("engine") / "migrations"))
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT INTO unit VALUES (1, 'Setda', NULL)")
        connection.execute(
            "INSERT INTO employee (id, nip, name, position, rank, unit_id, appraisal_class,"
            " appraised, active, roles, email, password_hash, language)"
            " VALUES (1, '999900000000000001', 'SDM', 'SDM', '', 1, 'functional', 1, 1, '[]',"
            " '', '', 'id')"
        )
        connection.execute(
            "INSERT INTO version VALUES (1, 1, 'h', '{}', '2026-01-05 02:00:00.000000')"
        )
        connection.execute(
            "INSERT INTO profile_version VALUES (1, 'p', 'h', '', '2026-01-05 02:00:00.000000')"
        )
        connection.execute(
            "INSERT INTO cycle VALUES (1, 'AAAAAAAAAAAAAAAAAAAAAA', 2026, 'Asia/Jakarta',"
            " 'siklus_kasn', 1, 1, 'ID',"
            " '2026-01-05 02:03:04.000567', 1, NULL)"
        )
        connection.execute(
            "INSERT INTO window VALUES (1, 'plan_week', 'closes', 'all', 0,"
            " '2026-02-07 17:00:00.000000', '7 Februari')"
        )
    return file


def test_instants_written_as_text_are_read_as_the_same_instants(old_store: Path) -> None:
    database = open_database(f"sqlite:///{old_store}", b"k" * 32)
    with database.read() as session:
        cycle = session.scalars(select(Cycle)).one()
        window = session.scalars(select(Window)).one()
    database.close()
    assert cycle.opened_at == datetime(2026, 1, 5, 2, 3, 4, 567, tzinfo=UTC)
    assert cycle.closed_at is None
    assert window.due_at == datetime(2026, 2, 7, 17, tzinfo=UTC)
    assert (cycle.calendar, window.calendar) == ("nasional 1", "nasional 1")


def test_the_dates_of_an_old_cycle_have_a_name(old_store: Path) -> None:
    database = open_database(f"sqlite:///{old_store}", b"k" * 32)
    with database.read() as session:
        assert session.scalars(select(Cycle.dates)).one()
    database.close()


def test_a_proposal_of_dates_is_kept_in_the_table_of_all(agency: Agency) -> None:
    agency.open_cycle("inspektur", "auditor_1")
    made = propose(agency)
    database = agency.database
    go(database, "0019")
    with database.engine.connect() as connection:
        row = connection.execute(text("SELECT edge, rule, scope, nip FROM date_proposal")).one()
    assert tuple(row) == ("skp_agreement.closes", "6 Februari", "all", "")
    go(database, "head")
    [line] = agency.ask("sdm", queries.open_proposals, cycle_of(agency))
    assert (line.id, line.kind, line.edge, line.reason) == (made, "dates", "closes", "Banjir")
