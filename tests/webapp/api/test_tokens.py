"""Signing in and out over the API: a bearer token, never a cookie."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from engine import clock, commands
from engine.act import act
from engine.actor import SYSTEM
from engine.commands import EmployeeRow
from engine.models import Employee, SignedIn
from tests.webapp.office import NIPS, Office
from tests.webapp.program import ROOT, Program, program, token_of
from tests.webapp.visitor import Visitor

NIP, PASSWORD = "999900000000000001", "kalimat yang cukup panjang"
INSPEKTUR = "Inspektur"


@pytest.fixture
def nobody(office: Office) -> Program:
    """A program without a token, in an office where one person has a password."""
    # As in earnest: with passwords, without the accounts of the demo.
    office = Office(office.database, office.file, office.hand, demo=False)
    person = EmployeeRow(NIP, "Tamu", "Auditor Tamu", "Inspektorat", password=PASSWORD)
    act(office.database, SYSTEM, commands.add_people, rows=[person])
    return program(office)


def test_a_token_is_given_for_nip_and_password(nobody: Program) -> None:
    answer = nobody.post("/tokens", {"nip": "99990000 000000 0 001", "password": PASSWORD})
    assert answer.status_code == 201
    given = answer.get_json()
    assert (given["token_type"], given["expires_in"]) == ("Bearer", 12 * 3600)
    assert given["person"] == {"name": "Tamu", "position": "Auditor Tamu", "roles": []}
    nobody.token = given["access_token"]
    assert nobody.get("/tasks").status_code == 200


def test_the_store_keeps_only_a_hash_of_the_token(nobody: Program, office: Office) -> None:
    given = nobody.post("/tokens", {"nip": NIP, "password": PASSWORD}).get_json()
    assert given["access_token"].encode() not in office.file.read_bytes()
    with office.database.read() as session:
        [row] = session.scalars(select(SignedIn).join(Employee).where(Employee.nip == NIP))
    assert len(row.token_hash) == 64


def test_both_mistakes_are_refused_with_the_same_words(nobody: Program) -> None:
    wrong = nobody.post("/tokens", {"nip": NIP, "password": "keliru"})
    unknown = nobody.post("/tokens", {"nip": "9" * 18, "password": PASSWORD})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.data == unknown.data
    assert wrong.get_json()["detail"] == "NIP atau kata sandi tidak cocok."
    assert wrong.get_json()["type"] == "urn:timbang:sign-in-failed"
    assert wrong.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({}, {"nip": ["Wajib diisi."], "password": ["Wajib diisi."]}),
        (
            {"nip": 1, "password": None},
            {"nip": ["Kirim sebuah teks."], "password": ["Wajib diisi."]},
        ),
        ({"nip": "", "password": "", "x": 1}, {"x": ["Isian ini tidak dikenal."]}),
        ([], {"_schema": ["Kirim sebuah objek JSON."]}),
        ("x", {"_schema": ["Kirim sebuah objek JSON."]}),
    ],
)
def test_what_is_lacking_is_said_at_its_field(
    nobody: Program, sent: object, errors: object
) -> None:
    answer = nobody.post("/tokens", sent)
    assert answer.status_code == 422
    assert answer.get_json()["errors"] == errors


def test_tries_are_counted_together_with_those_of_the_sign_in_page(
    nobody: Program,
) -> None:
    for _ in range(5):
        Visitor(nobody.app).enter(NIP, "keliru")
    tries = [
        nobody.post("/tokens", {"nip": spaced, "password": "keliru"}).status_code
        for spaced in (NIP, f" {NIP}", f"{NIP} ", f"{NIP[:3]} {NIP[3:]}", NIP, NIP)
    ]
    assert tries == [401] * 5 + [429]
    last = nobody.post("/tokens", {"nip": NIP, "password": PASSWORD})
    assert last.get_json()["type"] == "urn:timbang:too-many-tries"
    assert int(last.headers["Retry-After"]) > 0
    assert Visitor(nobody.app).enter(NIP, PASSWORD).status == 429


def test_signing_out_ends_the_token(office: Office) -> None:
    mine = program(office, INSPEKTUR)
    other = program(office, INSPEKTUR)
    assert mine.delete("/tokens/current").status_code == 204
    assert mine.get("/tasks").status_code == 401
    assert other.get("/tasks").status_code == 200


def test_a_token_ends_by_itself(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = program(office, INSPEKTUR)
    later = clock.real() + timedelta(hours=12)
    monkeypatch.setattr(clock, "real", lambda: later)
    answer = mine.get("/tasks")
    assert answer.status_code == 401
    assert answer.get_json()["type"] == "urn:timbang:not-signed-in"


def test_who_has_left_is_not_let_in_any_more(office: Office) -> None:
    mine = program(office, INSPEKTUR)
    with office.database.begin() as session:
        session.execute(
            update(Employee).where(Employee.nip == NIPS[INSPEKTUR]).values(active=False)
        )
    assert mine.get("/tasks").status_code == 401


def test_the_cookie_of_the_pages_opens_nothing_here(office: Office) -> None:
    browser = office.signed_in(INSPEKTUR).client
    assert browser.get("/").status_code == 200
    assert browser.get(f"{ROOT}/tasks").status_code == 401
    browser.set_cookie("timbang", token_of(office, INSPEKTUR))
    assert browser.post(f"{ROOT}/tasks/x/complete", json={}).status_code == 401


def test_no_answer_of_the_api_sets_a_cookie(office: Office) -> None:
    for answer in (program(office).get("/tasks"), program(office, INSPEKTUR).get("/tasks")):
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer ", "Basic eDp5", "x", "Bearer ÿ", "Bearer x y"]
)
def test_a_broken_header_is_no_token(office: Office, sent: str) -> None:
    answer = program(office).get("/tasks", headers={"Authorization": sent})
    assert answer.status_code == 401


def test_the_language_is_the_callers(office: Office) -> None:
    asked = program(office, language="en-GB, id;q=0.5").get("/tasks").get_json()
    assert asked["title"] == "Sign in first"
    with office.database.begin() as session:
        session.execute(update(Employee).values(language="en"))
    mine = program(office, INSPEKTUR)
    assert mine.get("/tasks/x").get_json()["title"].startswith("What was asked for")
    mine.language = "id"
    assert mine.get("/tasks/x").get_json()["title"].startswith("Yang diminta")
