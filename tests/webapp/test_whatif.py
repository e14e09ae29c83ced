"""Andaikan without JavaScript: dates thought of, what they lead to, and whose they are."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from engine import commands
from tests.webapp.office import NIPS
from tests.webapp.test_rehearsals import actor_of
from tests.webapp.visitor import Page
from tests.webapp.year import INSPEKTUR, SDM, SEKDA

if TYPE_CHECKING:
    from tests.webapp.office import Office
    from tests.webapp.visitor import Filled

COUNT = "Hitung"


def form_of(office: Office) -> Page:
    office.person(SDM).get("/linimasa")
    return office.person(SDM).get("/linimasa").follow("Andaikan tanggal lain")


def counted(office: Office, **typed: str) -> Page:
    names = {name.replace("_", "-"): value for name, value in typed.items()}
    return form_of(office).form(COUNT).fill(names).press(COUNT)


def sent_with(form: Filled, data: dict[str, Any]) -> Page:
    """What SDM sees after sending the form with a file."""
    visitor, address = form.page.visitor, form.element.get("action")
    return Page(visitor, visitor.client.post(address, data=data, follow_redirects=True))


def test_a_date_is_thought_of_and_then_really_changed(office: Office) -> None:
    """Whoever agrees on the last day of 20 February comes too late for Plan Week (7 February)."""
    page = counted(office, tepi_1="skp_agreement.closes", aturan_1="20 Februari")
    assert page.heading == "Andaian: 16 penilaian terlambat, semula 0"
    [line] = page.rows("Menjadi")
    assert "31 Jan 2026" in line[1]
    assert "20 Feb 2026" in line[2]
    steps = {row[0]: row for row in page.rows("Langkah")}
    drafted = next(row for name, row in steps.items() if name.startswith("Susun SKP"))
    assert ("31 Jan 2026" in drafted[1], "20 Feb 2026" in drafted[2]) == (True, True)
    form = page.follow("Ubah sungguh-sungguh")
    assert (form.value("tepi"), form.value("aturan")) == ("skp_agreement.closes", "20 Februari")


def test_every_number_leads_to_its_people_and_each_person_to_his_steps(office: Office) -> None:
    page = counted(office, tepi_1="skp_agreement.closes", aturan_1="20 Februari")
    number = next(row for row in page.rows("Langkah") if row[0].startswith("Susun SKP"))[3]
    people = page.follow(number)
    names = [row[0] for row in people.rows("Pegawai")]
    assert len(names) == int(number)
    own = people.follow(INSPEKTUR)
    assert own.heading == f"Andaikan: langkah {INSPEKTUR}"
    first = own.rows("Langkah")[0]
    assert first[0].startswith("Susun SKP")
    assert (first[1], first[2]) == ("31 Jan 2026", "20 Feb 2026")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"aturan_2": "30 Februari"}, "aturan-2", "Februari tidak punya tanggal 30"),
        ({"tepi_2": ""}, "tepi-2", "Pilih tanggal"),
        ({"aturan_2": "1 Maret 99999"}, "aturan-2", "Tahun 99999 di luar siklus ini"),
        ({"aturan_2": "1 Desember"}, "aturan-2", "R-004"),
        ({"tepi_2": "skp_agreement.closes"}, "tepi-2", "sudah ada di baris lain"),
        ({"cakupan": "unit"}, "unit", "Pilih unit kerja"),
        ({"kalender": "national", "hari": "kemarin"}, "hari", "anggal"),
        ({"kalender": "national"}, "hari", "Tulis hari yang diandaikan"),
        ({"nip": "999900000000000001"}, "ganti", "Pilih siapa yang dinilai"),
        ({"ganti": "own", "nip": "1"}, "nip", "Tidak ada pegawai dengan NIP ini"),
        ({"ganti": "own", "nip": NIPS[INSPEKTUR], "nip_baru": "1"}, "nip-baru", "NIP ini"),
        ({"hari": "2026-04-08"}, "kalender", "Pilih kalender"),
        (
            {"kalender": "national", "hari": "2026-04-08", "sampai": "2026-04-07"},
            "sampai",
            "paling awal hari pertama",
        ),
        ({"kalender": "agency", "hari_lain": "8 April"}, "hari-lain", "Baris 1: Tulis seperti"),
        (
            {"kalender": "agency", "hari_lain": "8 April 2026\n2026-02-30"},
            "hari-lain",
            "Baris 2: Tanggal 2026-02-30 tidak ada",
        ),
        (
            {"kalender": "agency", "hari_lain": "8 April 2026 hari pasar"},
            "hari-lain",
            "Baris 1: Jenis hari ini tidak dikenal",
        ),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_at_its_field(
    office: Office, typed: dict[str, str], field: str, words: str
) -> None:
    usual = {
        "tepi_1": "skp_agreement.closes",
        "aturan_1": "20 Februari",
        "tepi_2": "rater_nomination.closes",
        "aturan_2": "28 Desember",
    }
    if words == "R-004":
        typed = typed | {"tepi_2": "rater_nomination.opens", "aturan_2": "30 Desember"}
    page = counted(office, **{**usual, **typed})
    assert page.status == 422
    [said] = page.tree.xpath(f"//*[@id='e-{field}']")
    assert words in said.text_content()
    assert page.value("aturan-1") == "20 Februari"


def test_a_form_that_was_asked_is_folded_above_what_comes_of_it(office: Office) -> None:
    page = counted(office, tepi_1="skp_agreement.closes", aturan_1="20 Februari")
    [form] = page.tree.xpath("//details[@id='ubah']")
    assert form.get("open") is None
    first = page.tree.xpath("//main//h2")[1]  # after that of the form
    assert first.text_content() == "Yang berubah"
    changed = {row[0]: row for row in page.rows("Tahap")}
    assert "20 Feb 2026" in changed["Kesepakatan SKP"][2]
    wrong = counted(office, tepi_1="skp_agreement.closes", aturan_1="30 Februari")
    assert not wrong.tree.xpath("//details[@id='ubah']")


def test_the_windows_of_a_draft_are_tried_and_what_cannot_be_is_told(office: Office) -> None:
    sdm, actor = office.person(SDM), actor_of(office)
    changes = {"closes:skp_agreement": "20 Februari", "opens:skp_agreement": "2 Januari"}
    with office.database.begin() as session:
        draft = commands.begin_draft(session, actor, "Rancangan 2027")
        commands.edit_diagram(session, actor, draft, "siklus_kasn.bpmn", 0, changes)
    page = counted(office, diagram=f"draft:{draft}")
    assert page.heading == "Andaian: 16 penilaian terlambat, semula 0"
    assert "Tanggal yang diandaikan, dengan draf Rancangan 2027 (1)" in page.text
    [line] = page.rows("Menjadi")
    assert ("20 Feb 2026" in line[2], "Diandaikan: 20 Februari" in line[0]) == (True, True)
    [left] = page.rows("Sebabnya")
    assert (left[0], left[1]) == ("Kesepakatan SKP dibuka", "2 Januari")
    assert "R-005" in left[2]
    assert sdm.get(f"{page.path}?hitung=1&diagram=draft:gone").status == 422


WEEK = "2026-04-08 – 2026-04-10 cuti bersama\n15 April 2026"
ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//uji//ID
BEGIN:VEVENT
DTSTART;VALUE=DATE:20260408
DTEND;VALUE=DATE:20260411
SUMMARY:Cuti bersama
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize(
    "typed",
    [
        {"hari": "2026-04-08", "sampai": "2026-04-10", "jenis": "shared_leave"},
        {"hari_lain": WEEK.split("\n")[0]},
    ],
    ids=["from and to", "lines"],
)
def test_several_days_of_a_calendar_are_thought_of(office: Office, typed: dict[str, str]) -> None:
    """Coaching is received on the third working day after 7 April: the 10th, or the 15th."""
    page = counted(office, kalender="national", **typed)
    received = next(row for row in page.rows("Langkah") if "Terima dokumen coaching" in row[0])
    assert ("10 Apr 2026" in received[1], "15 Apr 2026" in received[2]) == (True, True)
    whys = {row[0]: row[3] for row in page.rows("Mengapa tanggal ini?")}
    said = whys["Coaching Week I batas penerimaan"]
    assert said.endswith("Diagram versi 1, kalender nasional 2. Kalender itu diandaikan.")
    assert "3 hari kalender diandaikan." in page.text


def test_the_days_of_a_calendar_file_are_written_down_and_counted(office: Office) -> None:
    form = form_of(office).form(COUNT).fill(kalender="national")
    data = {**dict(form.pairs()), "berkas": (io.BytesIO(ICS.encode()), "libur.ics")}
    page = sent_with(form, data)
    assert page.value("hari-lain") == "2026-04-08 – 2026-04-10 cuti bersama"
    received = next(row for row in page.rows("Langkah") if "Terima dokumen coaching" in row[0])
    assert "15 Apr 2026" in received[2]
    data = {**dict(form.pairs()), "berkas": (io.BytesIO(b"BEGIN:VCALENDAR"), "libur.ics")}
    refused = sent_with(form, data)
    [said] = refused.tree.xpath("//*[@id='e-berkas']")
    assert (refused.status, "Tidak ada acara" in said.text_content()) == (422, True)
    assert refused.value("kalender") == "national"


def test_a_calendar_file_with_more_days_than_can_be_carried_along_is_refused(
    office: Office,
) -> None:
    days = (date(2026, 1, 1) + timedelta(days=2 * number) for number in range(180))
    events = "".join(
        f"BEGIN:VEVENT\nDTSTART;VALUE=DATE:{each:%Y%m%d}\nSUMMARY:Cuti bersama\nEND:VEVENT\n"
        for each in days
    )
    content = ICS.split("BEGIN:VEVENT")[0] + events + "END:VCALENDAR\n"
    form = form_of(office).form(COUNT).fill(kalender="national")
    data = {**dict(form.pairs()), "berkas": (io.BytesIO(content.encode()), "libur.ics")}
    refused = sent_with(form, data)
    [said] = refused.tree.xpath("//*[@id='e-berkas']")
    assert refused.status == 422
    assert "180 hari, terlalu banyak" in said.text_content()


def test_another_superior_is_thought_of_with_his_load(office: Office) -> None:
    typed = {"ganti": "rated", "nip": NIPS[SEKDA], "nip_baru": NIPS[INSPEKTUR]}
    page = counted(office, **typed)
    assert f"penilaian beralih kepada {INSPEKTUR}." in page.text
    assert "1 tidak: " in page.text  # nobody rates himself
    [busiest] = page.tree.xpath("//details[@id='tangan']//tbody/tr[1]/td[1]")
    assert busiest.text_content() == INSPEKTUR


def test_markup_in_a_rule_is_shown_as_text(office: Office) -> None:
    page = counted(office, tepi_1="skp_agreement.closes", aturan_1="<script>alert(1)</script>")
    assert page.status == 422
    assert "<script>alert" not in page.body


def test_a_spread_of_the_peak_is_proposed_or_said_to_be_impossible(office: Office) -> None:
    page = counted(office, kapan="first")
    spread = page.form("Usulkan penyebaran").fill(sebar="coaching_week_1")
    found = spread.press("Usulkan penyebaran")
    groups = found.rows("Kelompok")
    assert len(groups) >= 2
    assert groups[0][0].endswith("tidak digeser")
    assert "hari kemudian" in groups[1][0]
    assert "Coaching Week I: minggu terpenuh menjadi" in found.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("?hitung=1&halaman=abc&langkah=nowhere.nothing&unit=x", 200),
        ("?hitung=1&halaman=-5&sebar=nothing&telat=1", 200),
        ("?hitung=1&halaman=99999999999999999999", 200),
        ("?hitung=1&kapan=kelak", 422),
        ("?hitung=1&cakupan=semua", 422),
        ("?hitung=1&ganti=semua", 422),
        ("?hitung=1&cakupan=unit&unit=99999999", 422),
        ("?hitung=1&kalender=bulan&hari=2026-04-09&jenis=holiday", 422),
        ("?hitung=1&kalender=national&hari=2026-04-09&jenis=pasar", 422),
        ("?hitung=1&kalender=national&hari-lain=2026-04-09&jenis=pasar", 422),
        ("?hitung=1&diagram=version:99999999999", 422),
        ("/orang/siapa?hitung=1", 422),
    ],
)
def test_an_address_that_somebody_made_up_is_answered_in_words(
    office: Office, address: str, status: int
) -> None:
    page = office.person(SDM).get(f"{form_of(office).path}{address}")
    assert page.status == status
    assert page.heading
