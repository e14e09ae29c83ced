"""Buttons of a form: rows come and go, and nothing that was typed is lost on the way."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from schemas.base import Form
from schemas.facts import Facts
from schemas.fields import FixedRow, LongText, Record, Rows, Text
from webapp.posted import Posted


class Step(Record):
    what = Text("Apa", required=True)
    unit = Text("Satuan", initial="dokumen")


class Plan(Form):
    """A table that grows, and one that does not."""

    note = LongText("Catatan")
    steps = Rows(Step, "Langkah", min=1, max=4)
    given = Rows(Step, "Ditentukan", fixed=lambda _: [FixedRow(1, ("Satu",))])


def posted(act: str, *pairs: tuple[str, str]) -> dict[str, Any]:
    sent = [("csrf_token", "x"), ("_act", act), ("note", "tetap"), *pairs]
    return Posted(MultiDict(sent)).answers(Plan(Facts()))


def row(number: int, what: str) -> list[tuple[str, str]]:
    return [(f"steps-{number}-what", what), (f"steps-{number}-unit", "dokumen")]


def test_the_page_keeps_its_own_fields_to_itself() -> None:
    assert posted("kirim") == {"note": "tetap"}


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_a_row_is_added_below_those_already_there(rows: int) -> None:
    pairs = [pair for number in range(rows) for pair in row(number, f"Langkah {number}")]
    raw = posted("tambah:steps", *pairs)
    assert len(raw["steps"]) == rows + 1
    assert raw["steps"][rows - 1]["what"] == f"Langkah {rows - 1}"
    assert raw["steps"][-1] == {"what": None, "unit": "dokumen"}
    assert raw["note"] == "tetap"


def test_a_row_is_added_also_below_one_that_is_still_empty() -> None:
    assert len(posted("tambah:steps", *row(0, "A"), *row(1, ""))["steps"]) == 3


def test_no_row_is_added_above_the_limit() -> None:
    pairs = [pair for number in range(4) for pair in row(number, "A")]
    assert len(posted("tambah:steps", *pairs)["steps"]) == 4


def test_exactly_the_named_row_is_removed() -> None:
    pairs = [*row(0, "A"), *row(1, "B"), *row(10, "K")]
    raw = posted("hapus:steps-1", *pairs)
    assert [each["what"] for each in raw["steps"]] == ["A", "K"]
    assert raw["note"] == "tetap"


@pytest.mark.parametrize("act", ["tambah:given", "tambah:note", "tambah:stranger", "tambah"])
def test_only_a_growing_table_grows(act: str) -> None:
    assert posted(act) == {"note": "tetap"}


def test_a_form_is_reviewed_once_the_page_says_so() -> None:
    assert not Posted(MultiDict([("_act", "kirim")])).reviewed
    assert Posted(MultiDict([("_reviewed", "1")])).reviewed
