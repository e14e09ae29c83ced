"""Answers read back in words, as they were given and nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, g, session

from schemas.base import Form
from schemas.facts import Facts, Person
from schemas.fields import (
    Choice,
    Choices,
    Day,
    FixedRow,
    Moment,
    Number,
    PersonChoice,
    Record,
    Rows,
    Rupiah,
    Text,
    YesNo,
)
from webapp.answers import Grid, Line, read_back


class Target(Record):
    what = Text("Kegiatan", required=True)
    cost = Rupiah("Biaya (Rp)")
    note = Text("Catatan")


class Sample(Form):
    """One of each kind of answer."""

    layout = {"Isi": ""}  # noqa: RUF012

    decision = Choice("Keputusan", {"setujui": "Setujui"}, section="Isi")
    parts = Choices("Bagian", {"skp": "SKP", "npk": "NPK"}, section="Isi")
    score = Number("Nilai", unit="persen", section="Isi")
    at = Moment("Waktu", section="Isi")
    day = Day("Tanggal", section="Isi")
    agreed = YesNo("Setuju?", required=True, section="Isi")
    peer = PersonChoice("Kolega", [Person(id=4, name="Inspektur")], section="Isi")
    rows = Rows(Target, "Kegiatan", section="Isi")
    given = Rows(
        Target,
        "Ditentukan",
        fixed=lambda _: [FixedRow(1, ("Menyusun Renja", "2 dokumen"))],
        columns=("Kegiatan SKP", "Target"),
        section="Isi",
    )


@pytest.fixture(autouse=True)
def request_of_a_page() -> Iterator[None]:
    app = Flask(__name__)
    app.secret_key = "tests"
    with app.test_request_context():
        g.zone = "Asia/Jakarta"
        yield


CLEAN: dict[str, Any] = {
    "decision": "setujui",
    "parts": ["skp", "npk"],
    "score": Decimal("88.50"),
    "at": datetime(2026, 4, 3, 9, tzinfo=ZoneInfo("Asia/Jakarta")),
    "day": date(2026, 4, 3),
    "agreed": False,
    "peer": 4,
    "rows": [{"what": "Menyusun Renja", "cost": Decimal(1250000), "note": ""}],
    "given": [{"no": 1, "what": "Selesai", "cost": None, "note": ""}],
}


def lines(answers: dict[str, Any]) -> dict[str, str]:
    (part,) = read_back(Sample(Facts()), answers)
    return {line.label: line.text for line in part.lines}


def test_clean_answers_are_read_back_in_words() -> None:
    assert lines(CLEAN) == {
        "Keputusan": "Setujui",
        "Bagian": "SKP; NPK",
        "Nilai": "88,50 persen",
        "Waktu": "Jumat, 3 April 2026 pukul 09.00 WIB",
        "Tanggal": "Jumat, 3 April 2026",
        "Setuju?": "Tidak",
        "Kolega": "Inspektur",
    }


def test_stored_answers_read_the_same_as_clean_ones() -> None:
    form = Sample(Facts())
    assert read_back(form, form.plain(CLEAN)) == read_back(form, CLEAN)


def test_a_table_leaves_out_the_columns_nobody_filled() -> None:
    (part,) = read_back(Sample(Facts()), CLEAN)
    grid, given = part.grids
    assert grid == Grid(
        "Kegiatan",
        ("Kegiatan", "Biaya (Rp)"),
        (False, True),
        (("Menyusun Renja", "Rp 1.250.000"),),
    )
    assert given.headings == ("Kegiatan SKP", "Kegiatan")
    assert given.rows == (("Menyusun Renja", "Selesai"),)


def test_a_given_row_that_has_gone_keeps_its_key() -> None:
    (part,) = read_back(Sample(Facts()), {"given": [{"no": 9, "what": "A"}]})
    assert part.grids[0].rows == (("9", "A"),)


def test_unanswered_questions_are_left_out() -> None:
    assert lines({"decision": "setujui", "score": None, "parts": [], "peer": None}) == {
        "Keputusan": "Setujui"
    }
    assert read_back(Sample(Facts()), {}) == ()


def test_english_readers_get_english_words() -> None:
    session["language"] = "en"
    (part,) = read_back(Sample(Facts()), {"decision": "setujui", "day": date(2026, 4, 3)})
    assert part.lines == (Line("Decision", "Approve"), Line("Date", "Friday, 3 April 2026"))
