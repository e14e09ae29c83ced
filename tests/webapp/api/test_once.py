"""A sending that comes twice is done once; what changed since it was seen is not overwritten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from engine.models import Answer, History
from tests.webapp.office import Office, local
from tests.webapp.program import ROW, SKP, Program, program
from tests.webapp.year import INSPEKTUR, SEKDA

KEY = "Idempotency-Key"


@pytest.fixture
def mine(office: Office) -> Program:
    return program(office, INSPEKTUR)


@pytest.fixture
def path(mine: Program) -> str:
    return f"/tasks/{mine.get('/tasks').get_json()['tasks'][0]['id']}"


def send(mine: Program, path: str, answers: Any = SKP, **headers: str) -> Any:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return mine.post(f"{path}/complete", answers, headers=sent)


def stored(office: Office) -> tuple[int, int]:
    """How many answers there are, and how many acts were completed."""
    with office.database.read() as session:
        answers = session.scalar(select(func.count()).select_from(Answer))
        acts = session.scalar(
            select(func.count()).select_from(History).where(History.act == "completed")
        )
    return answers or 0, acts or 0


# ---- Idempotency-Key --------------------------------------------------------------------------


def test_the_same_key_and_answers_get_the_same_receipt(
    office: Office, mine: Program, path: str
) -> None:
    answers, acts = stored(office)
    first = send(mine, path, Idempotency_Key="a1")
    again = send(mine, path, Idempotency_Key="a1")
    assert first.status_code == again.status_code == 200
    assert again.get_json() == first.get_json()
    assert stored(office) == (answers + 1, acts + 1)


def test_ten_at_once_are_one(office: Office, mine: Program, path: str) -> None:
    answers, acts = stored(office)
    with ThreadPoolExecutor(10) as pool:
        given = list(pool.map(lambda _: send(mine, path, Idempotency_Key="a1"), range(10)))
    assert {answer.status_code for answer in given} == {200}
    assert len({answer.data for answer in given}) == 1
    assert stored(office) == (answers + 1, acts + 1)


def test_the_same_key_with_other_answers_is_refused(mine: Program, path: str) -> None:
    send(mine, path, Idempotency_Key="a1")
    other = send(mine, path, {"rows": [ROW | {"target_quantity": 3}]}, Idempotency_Key="a1")
    assert other.status_code == 422
    assert other.get_json()["type"] == "urn:timbang:request-reused"


@pytest.mark.parametrize("headers", [{}, {"Idempotency_Key": "a2"}])
def test_without_the_key_a_done_task_says_who_did_it(
    mine: Program, path: str, headers: dict[str, str]
) -> None:
    send(mine, path, Idempotency_Key="a1")
    late = send(mine, path, **headers)
    assert late.status_code == 409
    assert late.get_json()["type"] == "urn:timbang:already-done"


def test_another_persons_key_of_the_same_name_is_another(
    office: Office, mine: Program, path: str
) -> None:
    send(mine, path, Idempotency_Key="a1")
    assert send(program(office, SEKDA), path, Idempotency_Key="a1").status_code == 404


def test_a_refused_sending_may_be_corrected_under_its_key(mine: Program, path: str) -> None:
    assert send(mine, path, {}, Idempotency_Key="a1").status_code == 422
    assert send(mine, path, Idempotency_Key="a1").status_code == 200


def test_quotes_around_a_key_are_no_part_of_it(mine: Program, path: str) -> None:
    first = send(mine, path, Idempotency_Key='"a1"').get_json()
    assert send(mine, path, Idempotency_Key="a1").get_json() == first


@pytest.mark.parametrize("key", ["x" * 201, "a\x7f", "a\x00"])
def test_a_key_that_cannot_be_kept_is_refused(mine: Program, path: str, key: str) -> None:
    answer = send(mine, path, Idempotency_Key=key)
    assert answer.status_code == 400
    assert answer.get_json()["detail"] == "Idempotency-Key paling banyak 200 huruf."
    assert send(mine, path, Idempotency_Key="x" * 200).status_code == 200


# ---- If-Match ---------------------------------------------------------------------------------


def test_what_was_seen_is_sent(mine: Program, path: str) -> None:
    seen = mine.get(path).headers["ETag"]
    assert mine.get(path).headers["ETag"] == seen
    assert send(mine, path, If_Match=seen).status_code == 200


def test_what_has_changed_since_is_not_overwritten(
    office: Office, mine: Program, path: str
) -> None:
    seen = mine.get(path).headers["ETag"]
    office.hand.move_to(local(2026, 1, 5, 9))
    newer = {"rows": [{"activity": "Dari tab lain"}]}
    kept = mine.put(f"{path}/draft", newer, headers={"If-Match": seen})
    assert kept.status_code == 200
    for stale in (
        send(mine, path, If_Match=seen),
        mine.put(f"{path}/draft", SKP, headers={"If-Match": seen}),
    ):
        assert stale.status_code == 412
        assert stale.get_json()["type"] == "urn:timbang:stale"
    shown = mine.get(path)
    assert shown.get_json()["answers"] == newer
    assert kept.headers["ETag"] == shown.headers["ETag"] != seen
    assert send(mine, path, If_Match=kept.headers["ETag"]).status_code == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [('"other"', 412), ("other", 412), ('""', 412), ("*", 200), ("", 200), ('"a", "b"', 400)],
)
def test_odd_etags(mine: Program, path: str, sent: str, status: int) -> None:
    assert send(mine, path, If_Match=sent).status_code == status


def test_an_etag_that_a_proxy_has_weakened_still_counts(mine: Program, path: str) -> None:
    weak = f"W/{mine.get(path).headers['ETag']}"
    assert send(mine, path, If_Match=weak).status_code == 200
