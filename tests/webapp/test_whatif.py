"""Andaikan without JavaScript: dates thought of, what they lead to, and whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.webapp.year import INSPEKTUR, SDM

if TYPE_CHECKING:
    from tests.webapp.office import Office
    from tests.webapp.visitor import Page

COUNT = "Hitung"


def form_of(office: Office) -> Page:
    office.person(SDM).get("/linimasa")
    return office.person(SDM).get("/linimasa").follow("Andaikan tanggal lain")


def counted(office: Office, **typed: str) -> Page:
    names = {name.replace("_", "-"): value for name, value in typed.items()}
    return form_of(office).form(COUNT).fill(**names).press(COUNT)


def test_a_date_is_thought_of_and_then_really_changed(office: Office) -> None:
    """Whoever agrees on the last day of 20 February comes too late for Plan Week (7 February)."""
    page = counted(office, tepi_1="skp_agreement.closes", aturan_1="20 Februari")
    assert page.heading == "Andaian: 16 penilaian terlambat, semula 0"
    [line] = page.rows("Menjadi")
    assert "31 Jan 2026" in line[1]
    assert "20 Feb 2026" in line[2]
    steps = {row[0]: row for row in page.rows("Terlambat")}
    drafted = next(row for name, row in steps.items() if name.startswith("Susun SKP"))
    assert ("31 Jan 2026" in drafted[1], "20 Feb 2026" in drafted[2]) == (True, True)
    form = page.follow("Ubah sungguh-sungguh")
    assert (form.value("tepi"), form.value("aturan")) == ("skp_agreement.closes", "20 Februari")


def test_every_number_leads_to_its_people_and_each_person_to_his_steps(office: Office) -> None:
    page = counted(office, tepi_1="skp_agreement.closes", aturan_1="20 Februari")
    number = next(row for row in page.rows("Terlambat") if row[0].startswith("Susun SKP"))[3]
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
        ("?hitung=1&cakupan=unit&unit=99999999", 422),
        ("?hitung=1&kalender=bulan&hari=2026-04-09&jenis=holiday", 422),
        ("?hitung=1&kalender=national&hari=2026-04-09&jenis=pasar", 422),
        ("/orang/siapa?hitung=1", 422),
    ],
)
def test_an_address_that_somebody_made_up_is_answered_in_words(
    office: Office, address: str, status: int
) -> None:
    page = office.person(SDM).get(f"{form_of(office).path}{address}")
    assert page.status == status
    assert page.heading
