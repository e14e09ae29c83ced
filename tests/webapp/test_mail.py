"""Mail as the pages know it: its settings, what failed, and the notices beside it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import url_for
from sqlalchemy import insert, select

from engine import clock, demo
from engine.db import open_database
from engine.errors import BadMailSettings
from engine.models import Employee, Notice
from tests.webapp.office import NIPS, Office, local, open_office
from webapp import mail

INSPEKTUR, SDM = "Inspektur", "Pranata SDM Aparatur Mahir"
BEGIN = local(2026, 1, 5, 8)
SETTINGS = {
    "TIMBANG_SMTP": "smtp://127.0.0.1:2525",
    "TIMBANG_MAIL_FROM": "Kinerja <kinerja@agensi.example>",
    "TIMBANG_URL": "https://kinerja.agensi.example/",
}


@pytest.fixture
def office(sqlite_template: Path, tmp_path: Path) -> Iterator[Office]:
    file = tmp_path / "office.sqlite"
    shutil.copy(sqlite_template, file)
    database = open_database(f"sqlite:///{file}")
    with clock.frozen(BEGIN):
        demo.prepare(database)
    database.close()
    with open_office(file, BEGIN) as office:
        yield office


def write(office: Office, **notice: object) -> None:
    """A notice of the Inspektur, as the engine left it."""
    usual = {"at": BEGIN, "kind": "recorded", "params": {"title": "Catatan"}}
    with office.database.begin() as session:
        person = session.scalar(select(Employee.id).where(Employee.nip == NIPS[INSPEKTUR]))
        session.execute(insert(Notice), [{"employee_id": person, **usual, **notice}])


def test_bagian_sdm_sees_what_could_not_be_mailed_and_has_it_tried_again(office: Office) -> None:
    visitor = office.person(SDM)
    assert "tidak terkirim" not in visitor.get("/siklus").text
    write(office, mail="failed", failure="550 <script>No such user</script>")
    page = visitor.get("/siklus")
    assert "1 surel tidak terkirim" in page.text
    assert "550 <script>No such user</script>" in page.text
    again = page.press("Coba kirim lagi")
    assert again.said == "1 surel akan dicoba lagi."
    assert "tidak terkirim" not in visitor.get("/siklus").text


def test_nobody_else_has_mail_tried_again(office: Office) -> None:
    visitor = office.person(INSPEKTUR)
    assert visitor.get("/siklus").status == 403
    write(office, mail="failed")
    token = dict(visitor.get("/pemberitahuan").forms[0].pairs())
    assert visitor.client.post("/siklus/surel", data=token).status_code == 403


def test_the_notices_say_by_when_and_since_when(office: Office) -> None:
    params = {"title": "Susun SKP", "subject": "Auditor", "due": "2026-01-31T17:00:00+00:00"}
    for kind in ("due_soon", "escalated"):
        write(office, kind=kind, params=params)
    write(office, kind="escalated_many", params={"count": 2})
    text = office.person(INSPEKTUR).get("/pemberitahuan").text
    assert "Batas waktu Sabtu, 31 Januari 2026: Susun SKP, Auditor." in text
    assert "Belum juga dikerjakan sejak Sabtu, 31 Januari 2026: Susun SKP, Auditor." in text
    assert "2 tugas sudah lama melewati batas waktunya." in text


def test_without_a_server_there_is_no_post() -> None:
    assert mail.post({}) is None
    assert mail.post(SETTINGS | {"TIMBANG_SMTP": ""}) is None


def test_the_links_of_a_mail_lead_to_the_pages(office: Office) -> None:
    pages = mail.MailPages("http://localhost")
    with office.app.test_request_context():
        assert pages.task("abc") == url_for("tasks.show", task_id="abc", _external=True)
        appraisal = url_for("appraisals.show", appraisal_id="abc", _external=True)
        assert pages.appraisal("abc") == appraisal


def test_the_links_of_a_mail_begin_where_people_open_the_application() -> None:
    post = mail.post(SETTINGS)
    assert post is not None
    assert post.pages.task("abc") == "https://kinerja.agensi.example/tugas/abc"
    assert post.pages.appraisal("abc") == "https://kinerja.agensi.example/penilaian/abc"
    assert (post.server.host, post.server.port) == ("127.0.0.1", 2525)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("TIMBANG_SMTP", "127.0.0.1:2525"),
        ("TIMBANG_MAIL_FROM", ""),
        ("TIMBANG_MAIL_FROM", "Kinerja"),
        ("TIMBANG_URL", ""),
        ("TIMBANG_URL", "kinerja.agensi.example"),
    ],
)
def test_half_a_setting_is_refused_before_anything_is_served(name: str, wrong: str) -> None:
    with pytest.raises(BadMailSettings, match=name):
        mail.post(SETTINGS | {name: wrong})
