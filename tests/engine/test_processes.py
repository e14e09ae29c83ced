"""Processes of their own: workers on any number of machines, servers of many processes."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import URL, update
from sqlalchemy.orm import Session

from engine import clock, heartbeat
from engine.actor import Actor
from engine.db import open_database
from engine.models import Heartbeat, History, Incident, Task, Timer
from tests.engine.crowd import multiply
from tests.engine.processes import WORKER, Start, answers, free_port, stop, until

if TYPE_CHECKING:
    from tests.engine.agency import Agency
    from tests.engine.conftest import Execute


@pytest.fixture
def crowd(waiting: Agency) -> Agency:
    """A hundred and twenty appraisals whose Plan Week has come."""
    waiting.do("sdm", multiply, appraisal_id=waiting.appraisal("kadis_pu").id, times=116)
    return waiting


def assert_each_fired_once(agency: Agency, people: int) -> None:
    fired = [line.instance_id for line in agency.rows(History, History.act == "fired")]
    assert len(fired) == len(set(fired)) == people
    assert agency.count(Task, Task.step == "plan_dialogs") == people
    assert agency.count(Incident) == 0


# ---- workers ----------------------------------------------------------------------------------


def test_a_worker_of_its_own_fires_what_is_due_and_stops_when_it_is_asked(
    waiting: Agency, start: Start
) -> None:
    worker = start(waiting, *WORKER)
    assert until(lambda: waiting.count(Timer) == 0)
    with waiting.database.read() as session:
        assert heartbeat.workers_alive(session) == 1
    assert stop(worker) == 0
    assert_each_fired_once(waiting, 4)


def test_a_worker_that_is_killed_loses_nothing_and_doubles_nothing(
    crowd: Agency, start: Start
) -> None:
    first = start(crowd, *WORKER)
    assert until(lambda: crowd.count(Timer) < 120)
    first.kill()
    second = start(crowd, *WORKER)
    assert until(lambda: crowd.count(Timer) == 0)
    assert stop(second) == 0
    assert_each_fired_once(crowd, 120)


def test_two_workers_share_what_is_due(crowd: Agency, start: Start) -> None:
    workers = [start(crowd, *WORKER) for _ in range(2)]
    assert until(lambda: crowd.count(Timer) == 0)
    assert until(lambda: crowd.count(Heartbeat) >= 1)
    assert [stop(worker) for worker in workers] == [0, 0]
    assert_each_fired_once(crowd, 120)


def test_a_worker_that_was_not_heard_of_for_a_minute_does_not_count(agency: Agency) -> None:
    heartbeat.beat(agency.database)
    with agency.database.read() as session:
        assert heartbeat.workers_alive(session) == 1
    agency.do("sdm", silence)
    with agency.database.read() as session:
        assert heartbeat.workers_alive(session) == 0


def silence(session: Session, _actor: Actor) -> None:
    session.execute(update(Heartbeat).values(at=clock.real() - heartbeat.LOST * 1.1))


def test_a_worker_says_that_it_lives_at_most_once_in_twenty_seconds(
    agency: Agency, statements: list[str]
) -> None:
    for _ in range(3):
        heartbeat.beat(agency.database)
    assert len([each for each in statements if "INSERT INTO heartbeat" in each]) == 1


# ---- servers ----------------------------------------------------------------------------------


def test_a_server_stops_when_it_is_asked(waiting: Agency, start: Start) -> None:
    port = free_port()
    server = start(waiting, "-m", "webapp.cli", "serve", PORT=str(port))
    assert until(lambda: answers(port))
    assert stop(server) == 0


def test_the_application_runs_in_a_server_of_many_processes(agency: Agency, start: Start) -> None:
    port = free_port()
    server = start(
        agency,
        *("-m", "gunicorn", "--no-control-socket", "--workers", "2", "--bind", f"127.0.0.1:{port}"),
        "webapp.server:application()",
    )
    assert until(lambda: answers(port))
    assert stop(server) == 0


def test_processes_that_start_at_once_make_the_tables_once(
    postgresql: URL, maintain: Execute
) -> None:
    name = f"timbang_start_{os.getpid()}"
    maintain(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    url = postgresql.set(database=name).render_as_string(hide_password=False)
    with ThreadPoolExecutor(4) as pool:
        for opened in [pool.submit(open_database, url) for _ in range(4)]:
            opened.result().close()
    maintain(f"DROP DATABASE {name} WITH (FORCE)")
