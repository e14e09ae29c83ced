"""What has stopped, as the pages show it: to Bagian SDM with its cause, to others in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import update

from engine.bpmn import step
from engine.bpmn.errors import BpmnError
from engine.models import Appraisal, Employee, Incident, Instance
from tests.webapp.office import NIPS, Office, send
from tests.webapp.program import SKP, program
from tests.webapp.test_english import in_english, indonesian, written
from tests.webapp.year import INSPEKTUR, KADIS_KESEHATAN, SDM, SDM_TOO, SEKDA


@contextmanager
def broken() -> Iterator[None]:
    """A diagram in which no form leads on."""

    def fail(*_: Any, **__: Any) -> step.Outcome:
        raise BpmnError("approve_skp", "Variabel <arah> belum ada nilainya.", "skp_agreement")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(step, "complete", fail)
        yield


def try_to_send(office: Office, name: str) -> None:
    """Send the SKP of somebody, while no form leads on."""
    caller = program(office, name)
    [task] = [each for each in caller.get("/tasks").get_json()["tasks"] if each["subject"] == name]
    with broken():
        assert caller.post(f"/tasks/{task['id']}/complete", SKP).status_code == 500


def stop(office: Office, *names: str, blob: bytes | None = None) -> None:
    """As the worker leaves processes that it has given up; with `blob`, torn ones."""
    with office.database.begin() as session:
        for name in names:
            appraisal = (
                session.query(Appraisal)
                .join(Employee, Employee.id == Appraisal.employee_id)
                .where(Employee.nip == NIPS[name])
                .one()
            )
            values = {"state": "incident"} | ({"blob": blob} if blob else {})
            number = appraisal.instance_id
            session.execute(update(Instance).where(Instance.id == number).values(values))
            session.add(
                Incident(
                    instance_id=number,
                    at=office.hand.read(),
                    attempts=4,
                    container="siklus_kasn",
                    element="plan_week_opens",
                    reason="due(): tanggalnya hilang.",
                )
            )


def test_a_form_that_failed_is_not_lost_and_is_sent_once_it_is_mended(office: Office) -> None:
    try_to_send(office, INSPEKTUR)
    page = office.person(SDM).get("/").follow("Proses Terhenti 1")
    assert page.heading == "1 proses penilaian terhenti"
    [row] = page.rows("Langkah")
    assert row[0].startswith(INSPEKTUR)
    assert row[1] == "Setujui SKPDraf tersimpan: Susun SKP"
    assert row[2] == "Variabel <arah> belum ada nilainya."
    assert row[3].endswith("1 kali dicoba")
    again = page.press(f"Coba lagi: {INSPEKTUR}")
    assert again.said == "Proses dijalankan lagi."
    assert again.heading == "Tidak ada proses yang terhenti"
    kept = office.task(INSPEKTUR, "Susun SKP", INSPEKTUR)
    assert kept.value("rows-0-activity") == "Menyusun Renja"
    send(kept)
    assert "Setujui SKP" in office.person(SEKDA).get("/").text


def test_without_anything_stopped_the_menu_stays_short(office: Office) -> None:
    assert "Proses Terhenti" not in office.person(SDM).get("/").text
    stop(office, INSPEKTUR)
    assert "Proses Terhenti" in office.person(SDM).get("/").text
    assert "Proses Terhenti" not in office.person(INSPEKTUR).get("/").text


def test_all_go_on_at_once_but_for_what_is_damaged(office: Office) -> None:
    stop(office, INSPEKTUR, SDM_TOO)
    stop(office, KADIS_KESEHATAN, blob=b"bukan keadaan proses")
    page = office.person(SDM).get("/terhenti")
    assert page.heading == "3 proses penilaian terhenti"
    after = page.press("Coba semua lagi")
    assert after.heading == "1 proses penilaian terhenti"
    assert "2 proses dijalankan lagi." in after.text
    assert "1 proses tidak dapat dijalankan lagi; pulihkan keadaannya dari cadangan." in after.text


def test_a_damaged_state_is_said_plainly(office: Office) -> None:
    stop(office, INSPEKTUR, blob=b"bukan keadaan proses")
    page = office.person(SDM).get("/terhenti").press(f"Coba lagi: {INSPEKTUR}")
    assert page.heading == "1 proses penilaian terhenti"
    assert page.said.startswith("Proses ini tidak dapat dijalankan lagi; pulihkan keadaannya")


def test_the_page_of_the_appraisal_lets_bagian_sdm_try_again(office: Office) -> None:
    stop(office, INSPEKTUR)
    page = office.person(SDM).get("/terhenti").follow(INSPEKTUR)
    assert "Plan Week dibuka , sejak Senin, 5 Januari 2026 pukul 08.00 WIB:" in page.text
    for said in ("due(): tanggalnya hilang.", "4 kali dicoba"):
        assert said in page.text
    after = page.press(f"Coba lagi: {INSPEKTUR}")
    assert (after.path, after.said) == (page.path, "Proses dijalankan lagi.")
    assert "tanggalnya hilang" not in after.text
    assert "Proses yang terhenti dijalankan lagi" in after.text


@pytest.mark.parametrize("name", [INSPEKTUR, SEKDA])
def test_the_others_read_a_plain_sentence(office: Office, name: str) -> None:
    path = office.person(INSPEKTUR).get("/penilaian-saya").path
    plain = "Proses ini terhenti karena gangguan. Yang sudah diisi tidak hilang"
    assert plain not in office.person(name).get(path).text
    stop(office, INSPEKTUR)
    page = office.person(name).get(path)
    assert plain in page.text
    assert "tanggalnya hilang" not in page.text
    assert not [form for form in page.forms if "Coba lagi" in str(form.buttons)]


def test_on_ones_own_appraisal_nothing_is_told_and_nothing_offered(office: Office) -> None:
    office.person(SDM)  # signs in before all stands still
    stop(office, SDM)
    page = office.person(SDM).get("/terhenti")
    [row] = page.rows("Langkah")
    assert row[1:3] == ["–", "Penilaian Anda sendiri: rekan Anda yang menjalankannya lagi."]
    assert "tanggalnya hilang" not in page.text
    assert "tanggalnya hilang" in office.person(SDM_TOO).get("/terhenti").text


def test_the_notice_leads_bagian_sdm_to_the_appraisal(office: Office) -> None:
    try_to_send(office, INSPEKTUR)
    page = office.person(SDM).get("/pemberitahuan")
    said = f"Proses penilaian {INSPEKTUR} terhenti. Lihat Proses Terhenti."
    assert page.follow(said).path == office.person(INSPEKTUR).get("/penilaian-saya").path


def test_in_english_nothing_of_ours_is_indonesian(office: Office) -> None:
    stop(office, INSPEKTUR, SDM)
    try_to_send(office, KADIS_KESEHATAN)
    visitor = in_english(office.signed_in(SDM))
    page = visitor.get("/terhenti")
    assert page.heading == "3 appraisal processes have stopped"
    assert "Plan Week opens" in page.text
    given = written(office)
    for each in (page, page.follow(INSPEKTUR), page.follow(KADIS_KESEHATAN)):
        assert indonesian(each, given) == set()
    assert "This process has stopped because of a fault." in _mine(office)


def _mine(office: Office) -> str:
    return in_english(office.signed_in(INSPEKTUR)).get("/penilaian-saya").text
