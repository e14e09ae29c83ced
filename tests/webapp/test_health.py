"""For whoever watches over the server: alive, ready, and numbers that name nobody."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine, text, update

from engine import clock, heartbeat
from engine.db import Database, Seal
from engine.models import Heartbeat
from tests.webapp.office import Office, full_disk, local
from tests.webapp.program import SKP, program
from tests.webapp.year import INSPEKTUR, SEKDA
from webapp import Settings, create_app, health


def away() -> Database:
    return Database(create_engine("sqlite:////nowhere/at/all.sqlite"), Seal(b""))


# ---- alive and ready --------------------------------------------------------------------------


def test_the_process_is_alive_also_while_the_store_is_away() -> None:
    client = create_app(away(), Settings(secret_key="tests")).test_client()
    answer = client.get("/health")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


def test_it_is_ready_once_the_store_answers_in_this_releases_shape(office: Office) -> None:
    answer = office.app.test_client().get("/ready")
    assert answer.status_code == 200
    heard = {"worker": "missing"}
    assert answer.get_json() == {"ready": True, "store": True, "migrated": True, **heard}


def test_it_is_not_ready_without_its_store() -> None:
    answer = create_app(away(), Settings(secret_key="tests")).test_client().get("/ready")
    assert answer.status_code == 503
    assert answer.get_json() == {"ready": False, "store": False, "migrated": None, "worker": None}


@pytest.mark.parametrize(
    "change", ["UPDATE alembic_version SET version_num = 'x'", "DELETE FROM alembic_version"]
)
def test_it_is_not_ready_on_tables_of_another_release(office: Office, change: str) -> None:
    with office.database.begin() as session:
        session.execute(text(change))
    answer = office.app.test_client().get("/ready")
    assert answer.status_code == 503
    assert answer.get_json()["migrated"] is False


@pytest.mark.parametrize(
    ("lives", "status", "worker"), [(True, 200, "alive"), (False, 503, "ended")]
)
def test_a_worker_of_its_own_that_has_ended_makes_it_unready(
    office: Office, lives: bool, status: int, worker: str
) -> None:
    heartbeat.beat(office.database)
    health.watch(office.app, lambda: lives)
    answer = office.app.test_client().get("/ready")
    assert (answer.status_code, answer.get_json()["worker"]) == (status, worker)


def test_without_a_worker_of_its_own_it_tells_whether_one_was_heard_of(office: Office) -> None:
    def heard() -> tuple[int, str, float]:
        answer = office.app.test_client().get("/ready")
        return answer.status_code, answer.get_json()["worker"], gauge(office, "workers")

    assert heard() == (200, "missing", 0)
    heartbeat.beat(office.database)
    assert heard() == (200, "alive", 1)
    with office.database.begin() as session:
        session.execute(update(Heartbeat).values(at=clock.real() - heartbeat.LOST * 1.1))
    assert heard() == (200, "missing", 0)


# ---- numbers ----------------------------------------------------------------------------------


def numbers(office: Office, **headers: str) -> Mapping[tuple[str, str, str], float]:
    """Each sample by name, command and result."""
    answer = office.app.test_client().get("/metrics", headers=headers)
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    return {
        (sample.name, sample.labels.get("command", ""), sample.labels.get("result", "")): (
            sample.value
        )
        for family in text_string_to_metric_families(answer.get_data(as_text=True))
        for sample in family.samples
        if "le" not in sample.labels and not sample.name.endswith("_created")
    }


def gauge(office: Office, name: str) -> float:
    return numbers(office)[f"timbang_{name}", "", ""]


def test_what_waits_is_counted(office: Office) -> None:
    waiting = gauge(office, "open_tasks")
    assert waiting > 1
    assert gauge(office, "overdue_tasks") == gauge(office, "due_timers") == 0
    office.hand.move_to(local(2026, 2, 1))
    assert gauge(office, "overdue_tasks") == waiting
    assert gauge(office, "incidents") == 0
    assert gauge(office, "store_up") == 1


def test_each_act_is_counted_by_its_command_and_what_became_of_it(office: Office) -> None:
    caller = program(office, INSPEKTUR)
    path = f"/tasks/{caller.get('/tasks').get_json()['tasks'][0]['id']}"
    caller.post(f"{path}/complete", {})
    caller.put(f"{path}/draft", {})
    caller.post(f"{path}/complete", SKP)
    caller.post(f"{path}/complete", SKP)
    office.person(SEKDA).get("/")
    found = numbers(office)
    acts = {key[1:]: value for key, value in found.items() if key[0] == "timbang_acts_total"}
    assert acts == {
        ("complete_task", "FormRejected"): 1,
        ("complete_task", "done"): 1,
        ("complete_task", "AlreadyDone"): 1,
        ("save_draft", "done"): 1,
        ("start_session", "done"): 1,
    }
    assert found["timbang_act_seconds_count", "complete_task", ""] == 3
    assert 0 < found["timbang_act_seconds_sum", "complete_task", ""] < 60


def test_an_act_that_met_a_full_disk_is_counted_as_such(office: Office) -> None:
    caller = program(office, INSPEKTUR)
    path = f"/tasks/{caller.get('/tasks').get_json()['tasks'][0]['id']}/draft"
    with full_disk(office.database):
        assert caller.put(path, {"a": "x" * 100_000}).status_code == 503
    assert numbers(office)["timbang_acts_total", "save_draft", "OperationalError"] == 1


def test_without_its_store_it_still_tells_what_it_has_done(office: Office) -> None:
    office.app.extensions["timbang"] = away()
    assert gauge(office, "store_up") == 0
    assert gauge(office, "open_tasks") != gauge(office, "open_tasks"), "unknown is not zero"


def test_numbers_name_nobody(office: Office) -> None:
    caller = program(office, INSPEKTUR)
    caller.post(f"/tasks/{caller.get('/tasks').get_json()['tasks'][0]['id']}/complete", SKP)
    told = office.app.test_client().get("/metrics").get_data(as_text=True)
    assert INSPEKTUR not in told
    assert "/tasks" not in told


def test_outside_the_demo_numbers_need_the_token_of_the_installation(office: Office) -> None:
    settings = Settings(secret_key="tests", metrics_token="rahasia")
    client = create_app(office.database, settings).test_client()
    for sent, status in (("", 401), ("Bearer x", 401), ("Bearer ", 401)):
        answer = client.get("/metrics", headers={"Authorization": sent})
        assert answer.status_code == status
        assert answer.mimetype == "application/problem+json"
    without = create_app(office.database, Settings(secret_key="tests")).test_client()
    for sent in ("", "Bearer ", "Bearer x"):
        assert without.get("/metrics", headers={"Authorization": sent}).status_code == 404


def test_the_right_token_opens_the_numbers(office: Office) -> None:
    settings = Settings(secret_key="tests", metrics_token="rahasia")
    client = create_app(office.database, settings).test_client()
    given = client.get("/metrics", headers={"Authorization": "Bearer rahasia"})
    assert given.status_code == 200
