"""Processes die in the middle of the work: what was acknowledged is there, once, and whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Executable, delete, insert, update

from engine.models import Answer, History, Task
from tests.engine.damage import behind
from tools.faults import findings, races, sweeps
from tools.faults.clients import Acknowledged
from tools.faults.product import PLAIN_WORKER, WORKER
from tools.faults.storm import clean, storm

if TYPE_CHECKING:
    from tests.engine.agency import Agency


def test_what_was_acknowledged_survives_kills_of_servers_and_workers(database_url: str) -> None:
    counts = storm(database_url, kills=6, clients=4, seed=1, seconds=60)
    assert clean(counts), counts
    assert counts["kills"] == counts["of_servers"] + counts["of_workers"] == 6
    assert not counts["refusals"]


# ---- at the same moment -----------------------------------------------------------------------


def test_of_four_who_send_one_task_one_wins_and_three_hear_who(database_url: str) -> None:
    counts = races.four_on_one(database_url, tasks=8)
    assert races.fair(counts), counts


def test_a_deadline_against_people_who_send_has_one_outcome_each(database_url: str) -> None:
    counts = races.timer_against_people(database_url, tasks=120)
    assert races.decided(counts), counts
    assert counts["sent"], counts
    assert counts["withdrawn"], counts


#: PostgreSQL's workers share their duties by locks alone, or by procrastinate.
ways = pytest.mark.parametrize(
    ("kind", "worker"),
    [("sqlite", PLAIN_WORKER), ("postgresql", PLAIN_WORKER), ("postgresql", WORKER)],
    ids=["sqlite", "postgresql", "procrastinate"],
)


@ways
def test_two_workers_fire_each_of_many_due_timers_once(
    database_url: str, worker: tuple[str, ...]
) -> None:
    counts = sweeps.sweep(database_url, 100, worker)
    assert sweeps.once(counts), counts


# ---- the count finds what there is to find ----------------------------------------------------


@pytest.fixture
def sent(agency: Agency) -> Acknowledged:
    """An SKP draft that was sent and acknowledged."""
    agency.open_cycle("inspektur")
    task = agency.task("inspektur", "draft_skp")
    receipt = agency.send("inspektur", task, agency.answers("inspektur", task))
    return Acknowledged(agency.id_of("inspektur"), task, receipt.number)


def test_what_is_there_once_is_neither_lost_nor_twice(agency: Agency, sent: Acknowledged) -> None:
    assert findings.lost(agency.database, [sent]) == 0
    assert findings.twice(agency.database) == 0
    assert findings.half_applied(agency.database) == []


@pytest.mark.parametrize(
    "damage",
    [
        update(Task).values(state="open"),
        update(Task).values(done_by=1),
        update(Task).values(receipt="another"),
        delete(Answer),
        delete(History).where(History.act == "completed"),
    ],
    ids=["open again", "another person", "another receipt", "no answers", "no history"],
)
def test_what_is_gone_is_lost(agency: Agency, sent: Acknowledged, damage: Executable) -> None:
    behind(agency, damage)
    assert findings.lost(agency.database, [sent]) == 1


@pytest.mark.parametrize("model", [Answer, History])
def test_what_is_there_once_more_is_twice(
    agency: Agency, sent: Acknowledged, model: type[Answer] | type[History]
) -> None:
    rows = agency.rows(model) if model is Answer else agency.rows(model, History.act == "completed")
    values = {column.name: getattr(rows[0], column.name) for column in model.__table__.columns}
    again = {"seq": 999}
    behind(agency, insert(model).values(values | again))
    assert findings.twice(agency.database) == 1


def test_a_process_without_its_next_task_is_half_applied(
    agency: Agency, sent: Acknowledged
) -> None:
    behind(agency, delete(Task).where(Task.id != sent.task_id))
    assert findings.lost(agency.database, [sent]) == 0
    assert "task_missing" in findings.half_applied(agency.database)[0]
