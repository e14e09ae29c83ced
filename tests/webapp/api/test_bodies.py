"""Bodies that nobody should send: each is refused with a sentence, and nothing is kept of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.webapp.office import Office
from tests.webapp.program import Program, program

DEEP = 10_000
UNREADABLE = {
    "nothing": "",
    "half an object": '{"a": ',
    "two values": "{} {}",
    "a comment": "{} // x",
    "a trailing comma": '{"a": 1,}',
    "not a number": '{"a": NaN}',
    "infinity": '{"a": Infinity}',
    "minus infinity": '{"a": [-Infinity]}',
    "a whole number of 400 digits": '{"a": 1%s}' % ("0" * 400),
    "a number of 5,000 digits": '{"a": %s}' % ("9" * 5000),
    "a number beyond floats": '{"a": 1e999}',
    "a number next to nothing": '{"a": 1e-999}',
    "an exponent beyond decimals": '{"a": 1e99999999999999999999}',
    "many places": '{"a": 0.%s}' % ("1" * 400),
    "half a sign": '{"a": "\\ud800"}',
    "half a sign as a name": '{"\\udfff": 1}',
    "a NUL": '{"a": "x\\u0000"}',
    "a NUL as a name": '{"\\u0000": 1}',
    "a bare NUL": '{"a": "\0"}',
    "a name twice": '{"a": 1, "a": 2}',
    "deep lists": "[" * DEEP + "]" * DEEP,
    "deep lists, unclosed": "[" * DEEP,
    "deep objects": '{"a":' * DEEP + "1" + "}" * DEEP,
    "lists a little too deep": "[" * 21 + "]" * 21,
}
SLIPS = ("Traceback", 'File "', "json.decoder", "Exception", "werkzeug")


@pytest.fixture
def mine(office: Office) -> Program:
    return program(office, "Inspektur")


@pytest.fixture
def task(mine: Program) -> str:
    return str(mine.get("/tasks").get_json()["tasks"][0]["id"])


def send(mine: Program, task: str, body: bytes | str, kind: str = "application/json") -> Any:
    before = mine.get(f"/tasks/{task}").get_json()
    answers = [
        mine.call("POST", f"/tasks/{task}/complete", data=body, content_type=kind),
        mine.call("PUT", f"/tasks/{task}/draft", data=body, content_type=kind),
        mine.call("POST", "/tokens", data=body, content_type=kind),
    ]
    assert len({answer.data for answer in answers}) == 1
    assert not any(slip in answers[0].get_data(as_text=True) for slip in SLIPS)
    assert mine.get(f"/tasks/{task}").get_json() == before, "nothing is kept"
    return answers[0]


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_json_that_could_be_kept_is_refused_in_words(
    mine: Program, task: str, name: str
) -> None:
    answer = send(mine, task, UNREADABLE[name])
    assert answer.status_code == 400
    assert answer.get_json()["type"] == "urn:timbang:bad-request"


def test_the_sentence_names_the_place(mine: Program, task: str) -> None:
    detail = send(mine, task, '{\n "a": x}').get_json()["detail"]
    assert detail == "Isi permintaan bukan JSON: periksa baris 2, huruf 7."


@pytest.mark.parametrize("body", [b'{"a": "\xff"}', b"\xff\xfe{\x00}\x00", b'\xef\xbb\xbf{"a": 1}'])
def test_what_is_not_utf_8_is_refused(mine: Program, task: str, body: bytes) -> None:
    assert send(mine, task, body).status_code == 400


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/json",
        "x",
    ],
)
def test_only_json_is_read(mine: Program, task: str, kind: str) -> None:
    answer = send(mine, task, "{}", kind)
    assert answer.status_code == 415
    assert answer.get_json()["detail"] == (
        "Kirim JSON dengan kepala Content-Type: application/json."
    )


def test_a_charset_beside_the_type_does_no_harm(mine: Program, task: str) -> None:
    kind = "application/json; charset=utf-8"
    sent = mine.call("PUT", f"/tasks/{task}/draft", data="{}", content_type=kind)
    assert sent.status_code == 200


def test_five_megabytes_are_too_much(mine: Program, task: str) -> None:
    answer = send(mine, task, json.dumps({"a": "x" * 5_000_000}))
    assert answer.status_code == 413
    assert answer.get_json()["detail"] == "Kirim paling banyak 2 MB."


@pytest.mark.parametrize("body", ["[]", "1", '"x"', "null", "true", "1.5"])
def test_a_body_that_is_no_object_is_not_accepted(mine: Program, task: str, body: str) -> None:
    answer = send(mine, task, body)
    assert answer.status_code == 422
    assert answer.get_json()["errors"] == {"_schema": ["Kirim sebuah objek JSON."]}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("12", 12),
        ("1.5", "1,5"),
        ("1.250", "1,250"),
        ("1e3", "1000"),
        ("-0.05", "-0,05"),
        ("25e-2", "0,25"),
        ("true", True),
        ("null", None),
    ],
)
def test_a_number_is_kept_exactly(mine: Program, task: str, sent: str, kept: object) -> None:
    mine.call(
        "PUT", f"/tasks/{task}/draft", data=f'{{"a": {sent}}}', content_type="application/json"
    )
    assert mine.get(f"/tasks/{task}").get_json()["answers"] == {"a": kept}


@pytest.mark.parametrize("odd", ["%00", "%ff", "0", "-1", "..", "'", "9" * 40, "🙂", "x" * 3000])
@pytest.mark.parametrize("path", ["/tasks/{}", "/appraisals/{}", "/tasks?phase={}", "/{}"])
def test_strange_addresses_are_answered(mine: Program, path: str, odd: str) -> None:
    answer = mine.get(path.format(odd))
    assert answer.status_code < 500
    assert not any(slip in answer.get_data(as_text=True) for slip in SLIPS)


def test_a_wrong_method_names_the_right_ones(mine: Program) -> None:
    answer = mine.call("PATCH", "/tasks")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.get_json()["type"] == "urn:timbang:method-not-allowed"
