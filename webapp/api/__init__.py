"""The JSON API: what programs see; the same commands and questions as the pages, no own rules.

A program signs in for a bearer token; cookies are not looked at, so that no foreign page can act
in somebody's name. Every error is a problem document (`webapp.problems`).
"""

from collections.abc import Callable
from threading import Lock
from typing import Any

from flask import Flask
from flask_smorest import Api

from webapp import auth, rights
from webapp.api import (
    appraisals,
    drafts,
    figures,
    incidents,
    interventions,
    tasks,
    tokens,
    views,
)

SETTINGS = {
    "API_TITLE": "timbang",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api/v1",
    "API_SPEC_OPTIONS": {
        "info": {
            "description": "Tasks and appraisals of the yearly performance appraisal, as JSON. "
            "Errors are problem documents (RFC 9457) in the language of Accept-Language."
        },
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"bearer": []}],
    },
}


class Document(Api):
    """The API with its OpenAPI document; errors are the application's own."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, app: Flask) -> None:
        self._unwritten: list[Callable[[], None]] = []
        self._writing = Lock()
        super().__init__(app)

    def write_later(self, part: Callable[[], None]) -> None:
        """Write a part of the document when somebody asks for it: half of a start went into it."""
        self._unwritten.append(part)

    @rights.storeless
    def _openapi_json(self) -> Any:
        with self._writing:
            while self._unwritten:
                self._unwritten.pop(0)()
        return super()._openapi_json()

    def _register_error_handlers(self) -> None:
        """`webapp.errors` answers for the pages and for the API."""


def install(app: Flask) -> None:
    """Serve /api/v1 and its document."""
    app.config.from_mapping(SETTINGS)
    document = Document(app)
    for noun in (tokens, tasks, appraisals, views, figures, incidents, interventions, drafts):
        auth.csrf.exempt(noun.bp)
        document.register_blueprint(noun.bp)
