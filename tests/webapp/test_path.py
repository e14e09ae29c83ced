"""Jalur: the table says what the drawing shows, in words, and only what its reader may know."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.webapp.office import Office
from tests.webapp.program import program
from tests.webapp.visitor import Page
from tests.webapp.year import INSPEKTUR, SDM, SEKDA

At = Callable[[str], Office]


def path(office: Office, name: str, phase: str = "") -> Page:
    """The path of the Inspektur's appraisal, by the link on its page."""
    visitor = office.person(name)
    shown = visitor.get("/penilaian-saya" if name == INSPEKTUR else appraisal(office))
    [link] = shown.tree.xpath("//main//a[contains(@href, '/jalur')]/@href")
    return visitor.get(f"{link}?tahap={phase}" if phase else link)


def appraisal(office: Office) -> str:
    rows = program(office, SDM).get("/appraisals").get_json()["appraisals"]
    return next(f"/penilaian/{row['id']}" for row in rows if row["subject"] == INSPEKTUR)


def lines(page: Page) -> dict[str, str]:
    """What the table says of each step, beside its name."""
    rows = page.tree.xpath("//table//tbody/tr")
    words = [[" ".join(cell.text_content().split()) for cell in row] for row in rows]
    return {name: " | ".join(others) for name, *others in words}


def drawn(page: Page) -> dict[str, Any]:
    [section] = page.tree.xpath("//section[@data-drawn]/@data-drawn")
    return dict(json.loads(section))


def test_the_year_says_what_is_behind_here_and_ahead_of_what_was_planned(at: At) -> None:
    page = path(at("keberatan announced"), INSPEKTUR)
    told = lines(page)
    assert page.heading == "Menunggu di Keberatan"
    assert told["Plan Week"] == "Selesai 2 Feb 2026 | – | 1 Feb 2026 – 7 Feb 2026"
    here = "Menunggu sejak 8 Jan 2027 | Inspektur | 15 Jan 2027 – 21 Jan 2027"
    assert told["Keberatan"] == here
    ahead = "Diperkirakan 1 Feb 2027 – 14 Feb 2027 | – | 1 Feb 2027 – 14 Feb 2027"
    assert told["People Review"] == ahead
    assert "penilaian ini selesai Minggu, 28 Februari 2027." in page.text


def test_a_phase_opens_with_who_did_each_step_and_who_has_it_until_when(at: At) -> None:
    page = path(at("keberatan announced"), INSPEKTUR).follow("Keberatan")
    told = lines(page)
    assert page.heading == "Menunggu di Ajukan keberatan"
    assert told["Tanggapi hasil penilaian"] == "Selesai 15 Jan 2027 | Inspektur"
    assert told["Pegawai keberatan?"] == "Dijawab 15 Jan 2027: Ya | –"
    here = "Menunggu sejak 15 Jan 2027, batas 21 Jan 2027 | Inspektur"
    assert told["Ajukan keberatan"] == here
    assert told["Masa keberatan berakhir"] == "Menunggu tanggal: 21 Jan 2027 | –"
    expected = "Diperkirakan 22 Jan 2027 | Bagian SDM"
    assert told["Daftarkan dan teruskan keberatan"] == expected


def test_the_360_is_told_without_its_raters(at: At) -> None:
    told = lines(path(at("keberatan announced"), SEKDA, "form_filling"))
    assert told["Nilai perilaku kerja"] == "Selesai 1 Jan 2027 | Penilai 360"
    assert told["Tutup pengisian formulir"] == "Tidak dilalui | Bagian SDM"


def test_the_drawing_marks_what_the_table_says(at: At) -> None:
    office = at("keberatan announced")
    for phase in ("", "keberatan", "coaching_week_1", "plan_week"):
        page = path(office, SDM, phase)
        shown = drawn(page)
        told = page.tree.xpath("//table//tbody/tr/@class")
        marks = [f"path-{spot['state']}" for spot in shown["spots"]]
        assert not [each for each in set(told) if told.count(each) > marks.count(each)], phase
        assert set(shown["flows"].values()) <= {"done", "next", "perhaps", "never"}
        signs = {spot["element"]: spot["text"] for spot in shown["spots"] if spot["text"]}
        assert signs, phase
    assert drawn(path(office, SDM))["first"] == "keberatan"
    signs = {spot["element"]: spot["text"] for spot in drawn(path(office, SDM))["spots"]}
    assert (signs["plan_week"], signs["keberatan"]) == ("✓ 2 Feb", "sejak 8 Jan 27")
    assert (signs["dialog_day"], signs["has_plan_week"]) == ("≈ 15 Feb 27 – 28 Feb 27", "")


def test_what_came_round_says_that_it_was_passed_before(at: At) -> None:
    office = at("Setujui SKP")
    asked = {"decision": "kembalikan", "note": "Sebutkan bidangnya pada kegiatan 7."}
    office.send(SEKDA, "Setujui SKP", INSPEKTUR, asked)
    told = lines(path(office, INSPEKTUR, "skp_agreement"))
    again = "Menunggu sejak 5 Jan 2026, batas 31 Jan 2026; sebelumnya 5 Jan 2026"
    assert told["Susun SKP"] == f"{again} | Inspektur"
    answered = "Diperkirakan 31 Jan 2026; sebelumnya 5 Jan 2026: Tidak, dikembalikan"
    assert told["SKP disetujui?"] == f"{answered} | –"


def test_a_phase_that_is_not_there_is_no_page(at: At) -> None:
    assert path(at("keberatan announced"), SDM, "liburan").status == 404


def test_a_program_gets_the_same(at: At) -> None:
    office = at("keberatan announced")
    address = appraisal(office).removeprefix("/penilaian")
    found = program(office, SEKDA).get(f"/appraisals{address}/path?phase=keberatan").get_json()
    assert (found["phase"], found["projected"], found["ends"]) == ("keberatan", True, "2027-02-28")
    spots = {spot["element"]: spot for spot in found["spots"]}
    here = spots["file_keberatan"]
    assert (here["state"], here["people"], here["since"]) == ("waits", [INSPEKTUR], "2027-01-15")
    assert spots["objects"]["answer"] == "Ya"
    assert spots["register_keberatan"]["expected"] == "2027-01-22"
    assert (found["flows"]["objection_raised"], found["flows"]["to_silent"]) == ("done", "perhaps")
    year = program(office, SEKDA).get(f"/appraisals{address}/path").get_json()
    assert {spot["element"]: spot["state"] for spot in year["spots"]}["plan_week"] == "done"
    assert program(office, SEKDA).get(f"/appraisals{address}/path?x=1").status_code == 422
