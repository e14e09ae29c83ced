"""What the check of diagrams and tables finds is said in the reader's language, ids as drawn."""

from __future__ import annotations

import re
from typing import Any

import pytest

from engine import apart
from engine.apart import Lost
from tests.engine.bpmn.conftest import Pen
from tests.webapp.office import Office
from tests.webapp.program import program
from tests.webapp.test_diagrams import COACHING, begin, upload
from tests.webapp.test_drawing import board, save, table
from tests.webapp.test_english import in_english
from tests.webapp.visitor import Page
from tests.webapp.year import SDM

PEN = Pen()
FILL = {"camunda__formKey": "umum.Konfirmasi"}

#: One fault of each module of the check, at elements whose ids are Indonesian words.
FAULTS = PEN.file(
    PEN.flow("start -> mulai -> pilih", "pilih -> [coaching_week_x = 1] tabel -> end"),
    PEN.flow(
        "pilih -> [rumus(1)] end2",
        "pilih -> [coaching_week_hasil > 5] end3",
        "pilih -> [coaching_week_hasil > 1] panggil -> cabang -> bagi -> end4",
    ),
    PEN.node("inclusiveGateway", "syarat"),
    PEN.task("mulai", camunda__formKey="", name="Mulai"),
    PEN.choice("pilih"),
    PEN.task("hilang", **FILL),
    PEN.node("businessRuleTask", "tabel", camunda__decisionRef="nilai"),
    PEN.call("panggil", "tahap", opens="minggu 9 April", closes="tak_ada.closes"),
    PEN.sub(
        "cabang",
        PEN.parallel("pisah", "gabung"),
        PEN.script("catat_a", "coaching_week_hasil = 1"),
        PEN.script("catat_b", "coaching_week_hasil = coaching_week_baru"),
        PEN.flow("start_b -> pisah -> catat_a -> gabung -> end_b", "pisah -> catat_b -> gabung"),
    ),
    PEN.sub(
        "bagi",
        PEN.script("isi", "coaching_week_orang = [1]"),
        PEN.task("tanya", PEN.repeat("coaching_week_orang", "coaching_week_orang"), **FILL),
        PEN.flow("start_c -> isi -> tanya -> end_c"),
    ),
    PEN.task("_selesai", **FILL),
    process="coaching_week",
).decode()

TABLE = PEN.table(
    {"coaching_week_hasil": "integer"},
    [(">= 50", '"Baik"'), ("[40..60]", '"Cukup"')],
    outputs=(("predikat", "string"),),
    name="predikat",
)
OVERLAP = (
    "Rows 1 and 2 both hold for coaching_week_hasil = 50; separate them, or use the policy FIRST."
)

FOUND = {
    "elements": (
        "syarat",
        "An inclusive gateway cannot be used. "
        "Use a parallel gateway with exclusive gateways on its branches.",
    ),
    "flows": ("hilang", "hilang is never reached from the start; connect or delete it."),
    "names": (
        "_selesai",
        "The id _selesai must be small letters, digits and underscores, and begin with a letter.",
    ),
    "people": ("mulai", "The task mulai needs a form (formKey), for example umum.Konfirmasi."),
    "texts and syntax": (
        "pilih_to_tabel",
        "Write == to compare. ('coaching_week_x = 1', letter 17)",
    ),
    "functions": (
        "pilih_to_end2",
        "There is no function rumus. There are: abs, due, len, max, mid_year_count, min, npk, "
        "predikat, rater, raters, round, runs, sum. (letter 1)",
    ),
    "gateways": (
        "pilih_to_panggil",
        "The arrows pilih_to_end3 and pilih_to_panggil from pilih can hold at the same time "
        "(for example coaching_week_hasil = 6); make their conditions exclude each other.",
    ),
    "calls": ("panggil", "panggil calls the process tahap, which does not exist."),
    "dates of calls": (
        "panggil",
        "Date opens of panggil (minggu 9 April): There is no week 9; choose 1 to 5.",
    ),
    "dates": (
        "panggil",
        "Closing day of panggil: There is no window “tak_ada” in the timeline.",
    ),
    "decisions": (
        "tabel",
        "There is no decision table nilai. There are: mid_year_predicate, predikat.",
    ),
    "parallel": (
        "catat_b",
        "catat_a and catat_b run at the same time and both write coaching_week_hasil; "
        "one will be overwritten. Use different names.",
    ),
    "unset": (
        "catat_b",
        "Nobody writes the variable coaching_week_baru: no form, script or table fills it. "
        "Check the spelling.",
    ),
    "repeats": (
        "tanya",
        "The item coaching_week_orang of tanya already holds something when the task is handed "
        "out, because it is written before or the task is passed twice. Use another name, and "
        "hand out the task only once.",
    ),
}


#: What is drawn with a name is called by it where people draw; a program is told its id.
NAMES = {
    "mulai": "Mulai",
    "hilang": "Kerjakan hilang",
    "tanya": "Kerjakan tanya",
    "pilih_to_end3": "pilih → end3",
    "pilih_to_panggil": "pilih → panggil",
}


def by_name(sentence: str) -> str:
    for element, name in NAMES.items():
        sentence = re.sub(rf"\b{element}\b", f"“{name}”", sentence)
    return sentence


@pytest.fixture
def draft(office: Office) -> Page:
    """A new draft of Bagian SDM, who then chooses English."""
    page = begin(office)
    in_english(page.visitor)
    return page


def test_the_drawing_board_says_one_fault_of_each_module(draft: Page) -> None:
    page = board(draft)
    problems = save(page, FAULTS).get_json()["problems"]
    said = {(each["element"], each["message"]) for each in problems}
    expected = {(element, by_name(sentence)) for element, sentence in FOUND.values()}
    assert expected - said == set()
    listed = draft.visitor.get(f"{draft.path}/coaching_week.bpmn")
    for _, sentence in expected:
        assert sentence in listed.text
    [way] = listed.tree.xpath("//main//a[@href='#u-pilih_to_tabel']")
    assert listed.tree.get_element_by_id(way.get("href")[1:]) is not None


def test_a_file_that_is_taken_in_is_refused_in_english(draft: Page) -> None:
    page = upload(draft, "coaching_week.bpmn", FAULTS.encode())
    assert page.status == 422
    for _, sentence in FOUND.values():
        assert sentence in page.text
    page = upload(draft, "predikat.dmn", TABLE)
    assert page.status == 422
    assert OVERLAP in page.text


UNREADABLE = {
    b"<a>": "The file predikat.dmn cannot be used: line 1: This XML is broken here: ",
    b"<!DOCTYPE a><a/>": "line 1: This file holds a DOCTYPE or an ENTITY; delete that declaration.",
    b"<a/>": "This is not a DMN file.",
    TABLE.replace(b"&gt;= 50", b"tinggi"): "coaching_week_hasil: tinggi cannot be read; "
    'write it like 75, >= 76, [61..76) or "Baik". (letter 1)',
    TABLE.replace(b'"Baik"', b"1 + None"): "predikat: Cannot be reckoned together: Number "
    "and nothing. (letter 1)",
}


def test_a_file_that_cannot_be_read_is_refused_in_english(draft: Page) -> None:
    for content, sentence in UNREADABLE.items():
        page = upload(draft, "predikat.dmn", content)
        assert page.status == 422
        assert sentence in page.text


def test_cells_and_gaps_of_a_table_are_told_in_english(draft: Page) -> None:
    page = table(draft).form("Save in the draft").fill({"rows-1-0": "tinggi"})
    page = page.press("Save in the draft")
    [said] = page.tree.xpath("//*[@id='rows-1-0-e']")
    assert said.text_content().strip() == (
        'NPK (dua desimal): tinggi cannot be read; write it like 75, >= 76, [61..76) or "Baik". '
        "(letter 1)"
    )
    page = table(draft).form("Remove 5").press("Remove 5")
    page = page.form("Save in the draft").press("Save in the draft")
    assert "add a row, or limit the possible values of the column." in page.text


def test_a_program_is_answered_in_the_language_it_asks_for(office: Office) -> None:
    path = f"/drafts/{begin(office).path.rpartition('/')[2]}/files/coaching_week.bpmn"
    asked = {
        language: program(office, SDM, language).put(path, {"text": FAULTS}).get_json(force=True)
        for language in ("en", "id")
    }
    told = {
        (element, each.partition(": ")[2])
        for element, sentences in asked["en"]["errors"].items()
        for each in sentences
    }
    assert set(FOUND.values()) - told == set()
    [said] = asked["id"]["errors"]["mulai"]
    assert said.endswith(": Tugas mulai perlu formulir (formKey), misalnya umum.Konfirmasi.")


def test_what_takes_too_long_is_said_in_english(
    draft: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*given: Any) -> None:
        raise Lost("slow", ["coaching_week.bpmn", 3, "mulai"])

    monkeypatch.setattr(apart, "run", lost)
    new = COACHING + b"<!-- nobody has looked at this one -->"
    page = upload(draft, "coaching_week.bpmn", new)
    assert "This file could not be checked within 2 seconds; simplify it" in page.text
