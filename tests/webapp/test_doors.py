"""The doors of the pages: headers, rights, errors, sessions, tokens and limits."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engine import commands, errors
from engine.act import act
from engine.actor import SYSTEM
from engine.commands import EmployeeRow
from engine.db import Database, Seal
from webapp import Settings, create_app, rights
from webapp.errors import STATUS, status_of
from webapp.here import ask

NIP, SDM, PASSWORD = "999900000000000001", "999900000000000002", "kalimat yang cukup panjang"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture
def app(database: Database) -> Flask:
    people = [
        EmployeeRow(NIP, "Inspektur", "Inspektur", "Inspektorat", password=PASSWORD),
        EmployeeRow(SDM, "SDM", "SDM", "SDM", roles=("sdm",), password=PASSWORD),
    ]
    act(database, SYSTEM, commands.add_people, rows=people)
    return create_app(database, Settings(secret_key="tests"))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def post(client: FlaskClient, path: str, **data: str) -> TestResponse:
    token = TOKEN.search(client.get("/masuk").get_data(as_text=True))
    assert token is not None
    return client.post(path, data={"csrf_token": token[1]} | data)


def enter(client: FlaskClient, nip: str = NIP, **more: str) -> TestResponse:
    return post(client, "/masuk", nip=nip, password=PASSWORD, **more)


def words(response: TestResponse) -> str:
    return response.get_data(as_text=True)


# ---- headers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/masuk", "/tidak-ada", "/static/app.css", "/static/app.js"])
def test_every_answer_carries_the_strict_policy(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    for rule in ("default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_pages_are_not_kept_by_shared_computers_but_styles_may_be(client: FlaskClient) -> None:
    assert client.get("/masuk").headers["Cache-Control"] == "no-store"
    with client.get("/static/app.css") as style:
        assert style.headers.get("Cache-Control") != "no-store"


def test_no_page_carries_script_or_style_of_its_own(client: FlaskClient) -> None:
    page = words(client.get("/masuk"))
    assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=|<style|\bon[a-z]+=\"", page)


# ---- rights -----------------------------------------------------------------------------------


def test_a_route_without_a_right_keeps_the_application_from_starting(app: Flask) -> None:
    app.view_functions["open"] = lambda: "everybody"
    with pytest.raises(RuntimeError, match="open"):
        rights.check(app)


def test_strangers_are_sent_to_sign_in_and_back(client: FlaskClient) -> None:
    answer = client.get("/penilaian?cari=a")
    assert answer.status_code == 302
    assert answer.location == "/masuk?next=/penilaian?cari%3Da"
    assert enter(client, SDM, next="/penilaian?cari=a").location == "/penilaian?cari=a"


@pytest.mark.parametrize("path", ["/siklus", "/siklus/buka", "/siklus/x", "/siklus/x/register/csv"])
def test_functions_of_sdm_answer_403_to_others(client: FlaskClient, path: str) -> None:
    enter(client)
    answer = client.get(path)
    assert answer.status_code == 403
    assert "bukan wewenang Anda" in words(answer)


@pytest.mark.parametrize("path", ["/tugas/x", "/penilaian/x", "/penilaian/x/nilai", "/siklus/x"])
def test_objects_that_do_not_exist_answer_404(client: FlaskClient, path: str) -> None:
    enter(client, SDM)
    assert client.get(path).status_code == 404


def test_the_demo_does_not_exist_outside_the_demo(client: FlaskClient) -> None:
    assert post(client, "/demo/masuk", nip=NIP).status_code == 404
    enter(client)
    assert post(client, "/demo/jam", to="day").status_code == 404
    assert "Jam demo" not in words(client.get("/"))


# ---- signing in -------------------------------------------------------------------------------


def test_both_mistakes_are_refused_with_the_same_words(client: FlaskClient) -> None:
    wrong = post(client, "/masuk", nip=NIP, password="keliru")
    unknown = post(client, "/masuk", nip="9" * 18, password=PASSWORD)
    assert wrong.status_code == unknown.status_code == 422
    said = "NIP atau kata sandi tidak cocok."
    assert said in words(wrong)
    assert said in words(unknown)
    assert f'value="{NIP}"' in words(wrong)
    assert "keliru" not in words(wrong)


def test_spaces_in_a_nip_do_not_matter(client: FlaskClient) -> None:
    assert enter(client, "99990000 000000 0 001").status_code == 302


def test_the_cookie_of_a_session_is_out_of_reach_of_scripts(client: FlaskClient) -> None:
    cookie = next(
        each for each in enter(client).headers.getlist("Set-Cookie") if each.startswith("timbang=")
    )
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_cookies_are_secure_behind_https(app: Flask) -> None:
    secured = create_app(app.extensions["timbang"], Settings(secret_key="t", https=True))
    client = secured.test_client()
    token = TOKEN.search(words(client.get("/masuk", base_url="https://localhost")))
    assert token is not None
    answer = client.post(
        "/masuk",
        base_url="https://localhost",
        data={"csrf_token": token[1], "nip": NIP, "password": PASSWORD},
    )
    assert all("Secure" in each for each in answer.headers.getlist("Set-Cookie"))
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_signing_out_ends_the_session_on_the_server(client: FlaskClient) -> None:
    enter(client)
    held = client.get_cookie("timbang")
    assert held is not None
    post(client, "/keluar")
    client.set_cookie("timbang", held.value)
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", ""]
)
def test_signing_in_never_leads_off_the_site(client: FlaskClient, path: str) -> None:
    assert enter(client, next=path).location == "/"


def test_after_too_many_tries_an_account_must_wait(client: FlaskClient) -> None:
    tries = [post(client, "/masuk", nip=NIP, password="keliru").status_code for _ in range(11)]
    assert tries == [422] * 10 + [429]
    assert "Terlalu banyak percobaan" in words(post(client, "/masuk", nip=NIP, password="keliru"))
    assert enter(client, SDM).status_code == 302


def test_what_was_typed_survives_the_end_of_a_session(client: FlaskClient) -> None:
    answer = post(client, "/tugas/abc", note="Alasan <panjang>", _act="kirim")
    assert answer.status_code == 401
    kept = re.search(r'name="kept" value="([^"]+)"', words(answer))
    assert kept is not None
    assert "Alasan &lt;panjang&gt;" in kept[1]
    told = kept[1].replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">")
    back = words(enter(client, next="/tugas/abc", kept=told))
    assert 'action="/tugas/abc"' in back
    assert 'name="note" value="Alasan &lt;panjang&gt;"' in back
    assert 'value="kirim"' not in back


def test_a_draft_after_the_end_of_a_session_is_answered_in_words(client: FlaskClient) -> None:
    token = TOKEN.search(words(client.get("/masuk")))
    assert token is not None
    answer = client.post(
        "/tugas/abc/draf",
        data={"csrf_token": token[1]},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 401
    assert answer.json == {"message": "Sesi Anda berakhir. Masuk lagi di tab lain."}


# ---- forms and errors -------------------------------------------------------------------------


def test_a_form_without_its_token_is_refused(client: FlaskClient) -> None:
    answer = client.post("/masuk", data={"nip": NIP, "password": PASSWORD})
    assert answer.status_code == 400
    assert "terlalu lama terbuka" in words(answer)


def test_a_flood_is_refused_before_it_is_read(client: FlaskClient) -> None:
    enter(client)
    answer = post(client, "/tugas/abc", note="x" * (3 * 1024 * 1024))
    assert answer.status_code == 413
    assert "terlalu besar" in words(answer)


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    answer = client.delete("/bahasa")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_no_stack_trace_reaches_a_page(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    @rights.public
    def broken() -> str:
        raise ZeroDivisionError("rahasia dapur")

    app.add_url_rule("/rusak", view_func=broken)
    answer = app.test_client().get("/rusak")
    assert answer.status_code == 500
    assert "rahasia dapur" not in words(answer)
    assert "Traceback" not in words(answer)
    assert "hubungi Bagian SDM" in words(answer)
    assert "rahasia dapur" in caplog.text


def test_every_error_of_the_engine_has_a_status() -> None:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    assert status_of(errors.TaskNotFound()) == 404
    assert status_of(errors.NotYours()) == 403
    assert status_of(errors.AlreadyDone("Inspektur", at)) == 409
    assert status_of(errors.TooLate("Keberatan", at)) == 409
    assert status_of(errors.FormRejected({})) == 422
    assert status_of(errors.Moved()) == 409
    assert status_of(errors.ProcessFailed("x", "y")) == 500
    assert all(400 <= status < 600 for status in STATUS.values())


def test_pages_speak_english_to_who_asks_for_it(client: FlaskClient) -> None:
    enter(client)
    post(client, "/bahasa", language="en", next="/")
    page = words(client.get("/"))
    assert '<html lang="en">' in page
    assert "No task is waiting for you" in page
    post(client, "/bahasa", language="xx", next="/")
    assert '<html lang="en">' in words(client.get("/"))
    post(client, "/bahasa", language="id", next="/")
    assert "Tidak ada tugas yang menunggu Anda" in words(client.get("/"))


# ---- a store that is away ---------------------------------------------------------------------


def test_while_the_store_is_away_pages_say_so_and_when_to_come_back(app: Flask) -> None:
    app.extensions["timbang"] = Database(create_engine("sqlite:////nowhere/x.db"), Seal(b""))
    answer = app.test_client().get("/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "Penyimpanan data sedang tidak dapat dipakai." in words(answer)
    assert "unable to open" not in words(answer)


def test_a_store_that_goes_away_under_somebody_is_met_with_the_same_words(
    app: Flask, client: FlaskClient
) -> None:
    there: Database = app.extensions["timbang"]

    def leave(_session: Session, _actor: object) -> None:
        app.extensions["timbang"] = Database(create_engine("sqlite:////nowhere/x.db"), Seal(b""))
        raise OperationalError("SELECT 1", {}, Exception("server closed the connection"))

    app.add_url_rule("/pergi", view_func=rights.signed_in(lambda: ask(leave)))
    enter(client)
    assert client.get("/pergi").status_code == 503
    app.extensions["timbang"] = there
    assert client.get("/").status_code == 200


# ---- accounts ---------------------------------------------------------------------------------


def test_the_first_account_is_made_once(database: Database) -> None:
    token = act(database, SYSTEM, commands.offer_first_account)
    client = create_app(database, Settings(secret_key="tests")).test_client()
    path = f"/akun-pertama/{token}"
    weak = post(client, path, nip=SDM, name="Admin", password="pendek")
    assert weak.status_code == 422
    assert "terlalu pendek" in words(weak)
    assert 'value="Admin"' in words(weak)
    assert post(client, path, nip=SDM, name="Admin", password=PASSWORD).status_code == 302
    assert client.get("/siklus").status_code == 200
    again = post(client, path, nip=NIP, name="Lain", password=PASSWORD)
    assert again.status_code == 422


def test_a_password_is_changed_by_who_knows_the_old_one(client: FlaskClient) -> None:
    enter(client)
    new = "kalimat lain yang panjang"
    differ = post(client, "/kata-sandi", old=PASSWORD, new=new, again=new + "x")
    wrong = post(client, "/kata-sandi", old="salah", new=new, again=new)
    assert differ.status_code == wrong.status_code == 422
    assert post(client, "/kata-sandi", old=PASSWORD, new=new, again=new).status_code == 302
    assert enter(client).status_code == 422
    assert post(client, "/masuk", nip=NIP, password=new).status_code == 302
