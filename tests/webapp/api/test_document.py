"""The OpenAPI document: valid, complete, and true of every answer that a route can give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from sqlalchemy import create_engine, delete
from werkzeug.test import TestResponse

from engine.bpmn import step
from engine.bpmn.errors import BpmnError
from engine.db import Database, Seal
from engine.definitions import shipped
from engine.demo.agency import PASSWORD
from engine.drafts import FOUR_EYES
from engine.models import Setting
from tests.webapp.api.test_drafts import draft_of
from tests.webapp.office import NIPS, Office
from tests.webapp.program import ROOT, SKP, Program, program
from tests.webapp.test_incidents import stop
from tests.webapp.year import INSPEKTUR, SDM, SDM_TOO
from webapp import Settings, create_app

Provoke = Callable[["Call", pytest.MonkeyPatch], TestResponse]


def away() -> Database:
    """A store that cannot be reached."""
    return Database(create_engine("sqlite:////nowhere/at/all.sqlite"), Seal(b""))


def document() -> dict[str, Any]:
    """What the application says about its API; it needs no store for that."""
    return Program(create_app(away(), Settings(secret_key="tests"))).document


ANSWERS = sorted(
    (method, path, int(status))
    for path, operations in document()["paths"].items()
    for method, operation in operations.items()
    if method != "parameters"
    for status in operation["responses"]
)


def test_the_document_is_valid_openapi() -> None:
    found = document()
    assert found["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(found).validate()


def test_every_route_of_the_api_is_in_the_document(office: Office) -> None:
    routes = {
        (method.lower(), rule.rule.replace("<", "{").replace(">", "}"))
        for rule in office.app.url_map.iter_rules()
        if rule.rule.startswith(ROOT) and not rule.rule.endswith("openapi.json")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == {(method, path) for method, path, _ in ANSWERS}


def test_every_route_but_signing_in_asks_for_a_token() -> None:
    found = document()
    assert found["security"] == [{"bearer": []}]
    free = [
        (path, method)
        for path, operations in found["paths"].items()
        for method, operation in operations.items()
        if method != "parameters" and operation.get("security") == []
    ]
    assert free == [(f"{ROOT}/tokens", "post")]


@dataclass
class Call:
    """A call of one route, as it should be; what is changed on it provokes another answer."""

    caller: Program
    method: str
    path: str
    body: dict[str, Any] | None = None

    def plainly(self, **more: Any) -> TestResponse:
        """Call it, with the body it should have unless another is given."""
        if self.method in ("POST", "PUT") and "data" not in more:
            more.setdefault("json", self.body or _body(self.path))
        return self.caller.call(self.method, self.path, **more)


def _body(path: str) -> dict[str, Any]:
    if path.startswith("/drafts"):
        return {"text": shipped()["plan_week/plan_week.bpmn"].decode()}
    if path == "/appraisals/nudge":
        return {"late": True}
    if path == "/views":
        return VIEW
    return SIGN_IN if path == "/tokens" else SKP


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda each: " ".join(map(str, each)))
def test_every_answer_in_the_document_is_given(
    office: Office, monkeypatch: pytest.MonkeyPatch, answer: tuple[str, str, int]
) -> None:
    method, path, status = answer
    caller = program(office, INSPEKTUR)
    task = caller.get("/tasks").get_json()["tasks"][0]
    appraisal = task["appraisal"]
    ids = {"{task_id}": task["id"], "{appraisal_id}": appraisal, "{incident_id}": appraisal}
    if "{draft_id}" in path:
        ids |= {"{draft_id}": draft_of(office), "{name}": "plan_week.bpmn"}
    if path.startswith((f"{ROOT}/incidents", f"{ROOT}/drafts")) and status != 403:
        caller = program(office, SDM)
    ids |= {"{intervention_id}": "x_id", "{key}": "keberatan", "{edge}": "closes"}
    if "{view_id}" in path:
        ids["{view_id}"] = caller.post("/views", VIEW).get_json()["id"]
    for place, found in ids.items():
        path = path.replace(place, found)
    call = Call(caller, method.upper(), path.removeprefix(ROOT))
    provoke = PROVOKED.get(status, as_it_should_be)
    if path.startswith(f"{ROOT}/interventions"):
        call = stepping_in(office, call, status)
        caller = call.caller
        provoke = as_it_should_be if status in (403, 409) else provoke
    if status == 409 and path.startswith(f"{ROOT}/incidents"):
        stop(office, INSPEKTUR, blob=b"bukan keadaan proses")
        provoke = as_it_should_be
    given = provoke(call, monkeypatch)
    assert given.status_code == status
    assert answer in caller.seen, "the answer was held against the document"


VIEW = {"name": "Terlambat", "filter": {"late": True}}
HOLD = {"kind": "hold"}


def stepping_in(office: Office, call: Call, status: int) -> Call:
    """The same, of an intervention that is as the answer needs it, by who gets such an answer."""
    officer = program(office, SDM)
    preview = officer.post("/interventions/preview", HOLD).get_json()
    order = HOLD | {"reason": "Cuti besar", "seen": preview["seen"]}
    made = ""
    if "x_id" in call.path:
        decides = call.path.endswith("/decision") and status == 200
        if decides:
            with office.database.begin() as session:
                session.execute(delete(Setting).where(Setting.name == FOUR_EYES))
        made = officer.post("/interventions", order).get_json()["id"]
        if status == 409:
            officer.post(f"/interventions/{made}/undo", {})
        if decides:
            officer = program(office, SDM_TOO)
    bodies = {"preview": HOLD, "interventions": order, "decision": {"decision": "accept"}}
    if status == 409:
        bodies["interventions"] = order | {"seen": "lama"}
    body = bodies.get(call.path.rsplit("/", 1)[1])
    caller = call.caller if status == 403 else officer
    return Call(caller, call.method, call.path.replace("x_id", made), body)


# ---- what each status comes from --------------------------------------------------------------

SIGN_IN = {"nip": NIPS[INSPEKTUR], "password": PASSWORD}


def as_it_should_be(call: Call, _patch: pytest.MonkeyPatch) -> TestResponse:
    return call.plainly()


def unreadable(call: Call, _patch: pytest.MonkeyPatch) -> TestResponse:
    return call.plainly(data="{", content_type="application/json")


def a_stranger(call: Call, _patch: pytest.MonkeyPatch) -> TestResponse:
    call.caller.token = ""
    return call.plainly(**({"json": SIGN_IN | {"password": "x"}} if call.path == "/tokens" else {}))


def no_such_thing(call: Call, _patch: pytest.MonkeyPatch) -> TestResponse:
    if call.path in ("/appraisals/board", "/appraisals/places", "/figures", "/projection"):
        call.path += "?cycle=x"
        return call.plainly()
    _, noun, _, *rest = call.path.split("/")
    call.path = "/".join(["", noun, "x", *rest])
    return call.plainly()


def done_already(call: Call, _patch: pytest.MonkeyPatch) -> TestResponse:
    path = "/".join(call.path.split("/")[:3])
    assert call.caller.post(f"{path}/complete", SKP).status_code == 200
    return call.plainly()


def changed_since(call: Call, _patch: pytest.MonkeyPatch) -> TestResponse:
    return call.plainly(headers={"If-Match": '"what-once-was"'})


def too_large(call: Call, _patch: pytest.MonkeyPatch) -> TestResponse:
    return call.plainly(json={"a": "x" * 5_000_000})


def no_json(call: Call, _patch: pytest.MonkeyPatch) -> TestResponse:
    return call.plainly(data="a=1", content_type="application/x-www-form-urlencoded")


def not_accepted(call: Call, _patch: pytest.MonkeyPatch) -> TestResponse:
    if call.method == "GET":
        call.path += "?page=x"
    return call.plainly(**({} if call.method == "GET" else {"json": []}))


def too_many(call: Call, patch: pytest.MonkeyPatch) -> TestResponse:
    for _ in range(10):
        assert a_stranger(call, patch).status_code == 401
    return a_stranger(call, patch)


def a_broken_diagram(call: Call, patch: pytest.MonkeyPatch) -> TestResponse:
    def fail(*_: object, **__: object) -> None:
        raise BpmnError("approve_skp", "Variabel arah belum ada nilainya.")

    patch.setattr(step, "complete", fail)
    return call.plainly()


def a_store_away(call: Call, _patch: pytest.MonkeyPatch) -> TestResponse:
    call.caller.app.extensions["timbang"] = away()
    answer = call.plainly()
    assert int(answer.headers["Retry-After"]) > 0
    return answer


PROVOKED: dict[int, Provoke] = {
    400: unreadable,
    401: a_stranger,
    404: no_such_thing,
    409: done_already,
    412: changed_since,
    413: too_large,
    415: no_json,
    422: not_accepted,
    429: too_many,
    500: a_broken_diagram,
    503: a_store_away,
}
