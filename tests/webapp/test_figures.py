"""Angka: drawings that say what their tables say, one sheet to print, the same over the API."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.webapp.office import Office
from tests.webapp.program import program
from tests.webapp.visitor import words
from tests.webapp.year import INSPEKTUR, SDM, SEKDA, THREE

At = Callable[[str], Office]


def test_the_board_leads_to_the_figures_and_these_to_a_sheet_to_print(at: At) -> None:
    office = at("entered")
    board = office.person(SDM).get("/pantauan")
    page = board.visitor.get(dict(board.links)["Angka"])
    assert page.heading.startswith("0 dari ")
    sheet = page.visitor.get(dict(page.links)["Laporan satu halaman untuk dicetak"])
    assert (sheet.status, sheet.heading) == (200, page.heading)
    assert dict(sheet.links)["Kembali ke angka dan tabelnya"].startswith("/angka?siklus=")


@pytest.mark.parametrize("path", ["/angka", "/angka/cetak"])
def test_every_drawing_has_a_title_and_says_what_it_shows(at: At, path: str) -> None:
    page = at("entered").person(SDM).get(path)
    drawings = page.tree.xpath("//main//svg")
    assert len(drawings) >= 4
    for drawing in drawings:
        named = drawing.get("aria-labelledby").split()
        assert [words(page.tree.get_element_by_id(each)) for each in named if each]
        assert [each.tag for each in drawing[:2]] == ["title", "desc"]
        assert all(words(each) for each in drawing[:2])


def test_each_drawing_of_the_page_has_a_table_beside_it(at: At) -> None:
    page = at("entered").person(SDM).get("/angka")
    for drawing in page.tree.xpath("//main//svg"):
        section = drawing.xpath("ancestor::section")[0]
        assert section.xpath(".//table/tbody/tr"), words(section.xpath(".//h2")[0])


def test_a_drawing_has_the_numbers_of_its_table(at: At) -> None:
    page = at("entered").person(SDM).get("/angka")
    table = page.rows("Persentil 90, hari kerja")
    drawn = [
        words(each)
        for each in page.tree.xpath("//svg[@aria-labelledby='c-stages-t c-stages-d']/text")
    ]
    assert drawn == [word for row in table for word in (row[0], f"{row[2]} · {row[3]}")]


def test_the_time_of_a_stage_is_told_by_who_held_it(at: At) -> None:
    """Its parts are all of it."""
    office = at("entered")
    stages = program(office, SDM).get("/figures").get_json()["figures"]["stages"]
    assert all(sum(part["days"] for part in each["parts"]) == each["days"] for each in stages)
    rows = office.person(SDM).get("/angka").rows("Bagian")
    told = [row for row in rows if row[0] in {each["name"] for each in stages}]
    assert len(told) == sum(len(each["parts"]) for each in stages) > 0


def test_the_sheet_has_the_coachings_of_each_unit(at: At) -> None:
    office = at("entered")
    page = office.person(SDM).get("/angka/cetak")
    first, second = program(office, SDM).get("/figures").get_json()["figures"]["coachings"]
    rows = zip(page.rows("Unit kerja"), first["lines"], second["lines"], strict=True)
    for row, *weeks in rows:
        one, two = ([f"{each['done']} / {each['due']}", str(each["missing"])] for each in weeks)
        assert row[1:] == [*one, *two]


def test_predikat_of_three_units_of_one_are_not_told_but_their_sum(at: At) -> None:
    page = at("entered").person(SDM).get("/angka")
    lines = [row for row in page.rows("Ditetapkan") if row[1] != "0"]
    assert [row[1] for row in lines] == ["1", "1", "1"]
    assert all("tidak ditampilkan" in cell for row in lines for cell in row[2:])
    [foot] = page.tree.xpath("//section[@aria-labelledby='predikat']//tfoot/tr")
    total = [words(each) for each in foot]
    assert (total[1], sum(map(int, total[2:]))) == ("3", 3)


def test_coachings_are_counted_by_week_and_each_number_opens_its_list(at: At) -> None:
    office = at("entered")
    page = office.person(SDM).get("/angka")
    captions = [words(each) for each in page.tree.xpath("//table/caption")]
    assert {"Coaching Week I", "Coaching Week II"} <= set(captions)
    links = [each for each in page.tree.xpath("//a/@href") if "coaching=" in each]
    assert links
    for link in links:
        [shown] = {words(each) for each in page.tree.xpath(f"//a[@href='{link}']")}
        assert page.visitor.get(link).heading == f"{shown} penilaian", link


def test_the_list_says_which_coaching_was_asked_for_and_lets_go_of_it(at: At) -> None:
    page = at("entered").person(SDM).get("/penilaian?coaching=coaching_week_2.not_held")
    assert page.heading == "1 penilaian"
    assert "Coaching Week II: Tidak terlaksana" in page.text
    assert ("coaching", "coaching_week_2.not_held") in page.form("Saring").pairs()
    assert page.follow("Semua coaching").heading != page.heading


def test_a_pegawai_sees_himself_alone_and_is_told_nothing_of_others(at: At) -> None:
    page = at("entered").person(INSPEKTUR).get("/angka")
    others = [name for name in THREE if name != INSPEKTUR]
    assert page.status == 200
    assert not any(name in page.text for name in others)


def test_the_figures_are_said_in_english(at: At) -> None:
    office = at("entered")
    page = office.person(SDM).get("/angka")
    english = page.press("English")
    assert "appraisals are done" in english.heading
    for words_of_it in ("Where time is lost", "Ratings by unit", "Performance dialog", "not shown"):
        assert words_of_it in english.text


def test_the_api_tells_what_the_page_tells(at: At) -> None:
    office = at("entered")
    told = program(office, SDM).get("/figures").get_json()
    page = office.person(SDM).get("/angka")
    rows = page.rows("Persentil 90, hari kerja")
    assert [[each["name"], str(each["passed"])] for each in told["figures"]["stages"]] == [
        row[:2] for row in rows
    ]
    first, second = told["figures"]["coachings"]
    counts = ("due", "done", "missing", "returned", "not_held")
    assert [[line["name"], *(str(line[each]) for each in counts)] for line in first["lines"]] == (
        page.rows("Belum terlaksana")
    )
    assert second["total"]["not_held"] == 1
    ahead = program(office, SDM).get("/projection").get_json()
    assert ahead == {name: told[name] for name in ("counted", "projection")}
    assert told["figures"]["ratings"]["total"]["final"] == 3
    mine = program(office, INSPEKTUR).get("/figures").get_json()
    assert mine["counted"]["people"] < told["counted"]["people"]
    assert program(office, SEKDA).get("/figures?unit=0").status_code == 422
