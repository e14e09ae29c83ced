"""Bagian SDM moves running appraisals to another version on the pages, and takes them back."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from engine import definitions
from engine.drafts import FOUR_EYES
from engine.models import Instance, Setting
from tests.webapp.office import Office
from tests.webapp.visitor import Page
from tests.webapp.year import INSPEKTUR, SDM, SDM_TOO

SKP = "skp_agreement/skp_agreement.bpmn"
PAGE = "/diagram/versi/2/pindah"


@pytest.fixture
def moved_on(office: Office) -> Office:
    """A second version, in which the task that everybody has open is called otherwise."""
    files = dict(definitions.shipped())
    text = files[SKP].decode()
    text = text.replace('"draft_skp"', '"write_skp"').replace(">draft_skp<", ">write_skp<")
    with office.database.begin() as session:
        definitions.publish(session, {**files, SKP: text.encode()})
    return office


def versions(office: Office) -> set[int]:
    with office.database.read() as session:
        return {each.version_id for each in session.query(Instance)}


def look(office: Office) -> Page:
    return office.person(SDM).get("/diagram/versi/2").follow("Pindahkan ke versi ini")


def named(page: Page) -> Page:
    select = "nama.skp_agreement.draft_skp"
    return page.form("Periksa").fill(**{select: "write_skp"}).press("Periksa")


def begin(page: Page, reason: str) -> Page:
    return page.form("Mulai memindahkan").fill(alasan=reason).press("Mulai memindahkan")


def test_what_would_happen_is_said_before_anything_does(moved_on: Office) -> None:
    page = look(moved_on)
    assert page.heading == "0 dari 16 penilaian dapat pindah ke versi 2"
    [row] = page.rows("Putusan")
    assert row == [
        "16 penilaian · lihat orangnya",
        "tetap",
        "“Susun SKP” tidak ada lagi pada versi itu.",
    ]
    assert INSPEKTUR in page.follow("16 penilaian").text
    assert named(page).heading == "16 dari 16 penilaian dapat pindah ke versi 2"
    assert versions(moved_on) == {1}


def test_all_move_with_a_reason_and_come_back(moved_on: Office) -> None:
    last = named(look(moved_on)).press("Pindahkan 16 penilaian")
    assert last.heading == "Pindahkan 16 penilaian ke versi 2?"
    refused = begin(last, " ")
    assert refused.status == 422
    assert "Tulis alasannya" in refused.text
    turned = begin(refused, "Nama \u202esagut")
    assert turned.status == 422
    assert turned.tree.get_element_by_id("alasan-e").text == (
        "Ada tanda yang tidak dapat dibaca; ketik ulang isian ini."
    )
    done = begin(turned, "Nama tugas diperbaiki")
    assert done.heading == "16 penilaian pindah ke versi 2"
    assert versions(moved_on) == {2}
    shown = done.follow(INSPEKTUR)
    assert "Pindah ke versi diagram lain: 1 → 2" in shown.text
    back = done.press("Urungkan untuk 16 penilaian")
    assert back.heading == "16 penilaian kembali seperti sebelumnya"
    assert versions(moved_on) == {1}
    again = done.press("Urungkan untuk 16 penilaian")
    assert "Tidak ada lagi yang dapat diurungkan" in again.said
    assert again.off()["Urungkan"].endswith(f"Hubungi {SDM}.")


def test_only_those_who_are_ticked_move(moved_on: Office) -> None:
    people = named(look(moved_on)).follow("16 penilaian").form("Pindahkan yang dicentang")
    chosen = str(people.pairs()[-1][1])
    last = people.fill(people=[chosen]).press("Pindahkan yang dicentang")
    assert last.heading == "Pindahkan 1 penilaian ke versi 2?"
    assert begin(last, "Satu dahulu").heading == "1 penilaian pindah ke versi 2"
    assert versions(moved_on) == {1, 2}


@pytest.mark.parametrize(
    "query",
    ["siklus=tidak-ada", "siklus=&dari=99", "dari=abc", "unit=99999999999", "nama.x.y=z"],
)
def test_what_nobody_offered_breaks_nothing(moved_on: Office, query: str) -> None:
    page = moved_on.person(SDM).get(f"{PAGE}?{query}")
    assert page.status in (200, 404)


def test_by_four_eyes_one_proposes_and_another_moves(moved_on: Office) -> None:
    with moved_on.database.begin() as session:
        session.execute(delete(Setting).where(Setting.name == FOUR_EYES))
    last = named(look(moved_on)).press("Pindahkan 16 penilaian")
    button = "Usulkan kepada petugas lain"
    refused = last.form(button).fill(alasan=" ").press(button)
    assert refused.status == 422
    waiting = refused.form(button).fill(alasan="Nama tugas diperbaiki").press(button)
    assert waiting.said == "Usulan menunggu petugas lain; belum ada penilaian yang pindah."
    assert versions(moved_on) == {1}
    [row] = waiting.rows("Usulan")
    mine = waiting.follow(row[0])
    assert "Usulan ini menunggu petugas lain" in mine.text
    other = moved_on.person(SDM_TOO)
    told = other.get("/pemberitahuan").follow("Usulan memindahkan penilaian ke versi 2")
    assert told.heading == "Usulan: pindahkan 16 penilaian ke versi 2"
    empty = told.form("Tolak").press("Tolak")
    assert "Tulis alasan penolakan ini." in empty.text
    done = empty.press("Setujui dan terapkan")
    assert done.heading == "16 penilaian pindah ke versi 2"
    assert f"Nama tugas diperbaiki; diusulkan {SDM}" in done.text
    assert versions(moved_on) == {2}
    assert "Usulan ini sudah disetujui." in other.get(told.path).text


def test_where_people_stand_on_two_versions_the_diagram_of_all_leads_to_both(
    moved_on: Office,
) -> None:
    with moved_on.database.begin() as session:
        session.query(Instance).limit(1).one().version_id = 2
    page = moved_on.person(SDM).get("/pantauan/diagram")
    assert "memakai 2 versi diagram" in page.text
    assert "15 penilaian" in page.text
    assert page.follow("versi 2, 1 orang").text.count("1 penilaian, 0 selesai.") == 1
