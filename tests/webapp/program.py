"""A program that calls the JSON API; holds every answer against the API's own document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from engine import commands, queries
from engine.act import act
from tests.webapp.office import NIPS, Office

ROOT = "/api/v1"
ROW = {
    "activity": "Menyusun Renja",
    "target_quantity": 2,
    "unit": "dokumen",
    "target_quality": "100",
    "target_time": 12,
    "time_unit": "bulan",
    "schedule_start": "2026-01-01",
    "schedule_end": "2026-12-31",
}
SKP = {"rows": [ROW]}
"""Answers that an SKP is accepted with."""


@dataclass
class Program:
    """One caller of one application: whose token it sends, and in which language it asks."""

    app: Flask
    token: str = ""
    language: str = ""
    seen: set[tuple[str, str, int]] = field(default_factory=set)

    @property
    def document(self) -> dict[str, Any]:
        """The OpenAPI document of the application."""
        return _document(self.app)

    def get(self, path: str, **more: Any) -> TestResponse:
        """Ask for something."""
        return self.call("GET", path, **more)

    def put(self, path: str, json: Any, **more: Any) -> TestResponse:
        """Replace something."""
        return self.call("PUT", path, json=json, **more)

    def post(self, path: str, json: Any, **more: Any) -> TestResponse:
        """Send something."""
        return self.call("POST", path, json=json, **more)

    def delete(self, path: str, **more: Any) -> TestResponse:
        """End something."""
        return self.call("DELETE", path, **more)

    def call(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, **more: Any
    ) -> TestResponse:
        """Call a path below /api/v1 without any cookie; the answer must be a documented one."""
        sent = dict(headers or {})
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        if self.language:
            sent.setdefault("Accept-Language", self.language)
        client = self.app.test_client(use_cookies=False)
        answer = client.open(f"{ROOT}{path}", method=method, headers=sent, **more)
        self._hold_against_document(method.lower(), f"{ROOT}{path}", answer)
        return answer

    def _hold_against_document(self, method: str, path: str, answer: TestResponse) -> None:
        template = next(
            (each for each in self.document["paths"] if _matches(each, path.split("?")[0])), None
        )
        operation = self.document["paths"].get(template, {}).get(method)
        if operation is None:  # no such route: still a problem document
            assert answer.status_code in (404, 405), (method, path, answer.status_code)
            self._hold(answer, "application/problem+json", {"$ref": "#/components/schemas/Problem"})
            return
        assert template is not None
        documented = operation["responses"].get(str(answer.status_code))
        assert documented, f"{method} {template} does not document {answer.status_code}"
        self.seen.add((method, template, answer.status_code))
        assert set(documented.get("headers", {})) <= set(answer.headers.keys())
        if "content" not in documented:
            assert not answer.data
            return
        [(media_type, content)] = documented["content"].items()
        self._hold(answer, media_type, content["schema"])

    def _hold(self, answer: TestResponse, media_type: str, schema: Mapping[str, Any]) -> None:
        assert answer.mimetype == media_type
        whole = {**schema, "components": self.document["components"]}
        checker = Draft202012Validator.FORMAT_CHECKER
        Draft202012Validator(whole, format_checker=checker).validate(answer.get_json(force=True))
        if media_type == "application/problem+json":
            assert answer.get_json(force=True)["status"] == answer.status_code
            assert answer.get_json(force=True)["detail"][-1:] == "."


def program(office: Office, name: str = "", language: str = "") -> Program:
    """Somebody's program with a token of its own; nobody's without a name."""
    return Program(office.app, token_of(office, name) if name else "", language)


def token_of(office: Office, name: str) -> str:
    """A new token of somebody of the demo agency."""
    with office.database.read() as session:
        person = queries.employee_of(session, NIPS[name])
    assert person is not None
    return act(office.database, person, commands.start_session)


@cache
def _document(app: Flask) -> dict[str, Any]:
    found = app.test_client().get(f"{ROOT}/openapi.json")
    assert found.status_code == 200
    document: dict[str, Any] = found.get_json()
    return document


def _matches(template: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) is not None
