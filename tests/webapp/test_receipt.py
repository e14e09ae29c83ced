"""When a request counts as received."""

from __future__ import annotations

from flask import Flask

from engine.act import act, received_at
from engine.actor import SYSTEM
from tests.webapp.office import Office, local
from webapp import receipt


def test_a_request_counts_from_when_it_came_in(office: Office) -> None:
    app = Flask(__name__)
    receipt.install(app)

    @app.get("/")
    def slow() -> str:
        office.at(2026, 1, 6, 8)  # its form took a day to be read
        at = act(office.database, SYSTEM, lambda session, _actor: received_at(session))
        return str(at.timestamp())

    office.at(2026, 1, 5, 9)
    assert float(app.test_client().get("/").text) == local(2026, 1, 5, 9).timestamp()
