"""A decision table of a draft is changed cell by cell; two sides are compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import commands, queries, uploads
from engine.bpmn.sheet import Row, sheet
from engine.errors import (
    BadFile,
    DraftMoved,
    DraftNotFound,
    FormRejected,
    NotYours,
    VersionNotFound,
)
from tests.engine.agency import Agency

PREDIKAT = "predikat.dmn"


@pytest.fixture
def draft(agency: Agency) -> str:
    return str(agency.do("sdm", commands.begin_draft, name="Batas predikat"))


def rows_of(agency: Agency, draft: str) -> list[Row]:
    text = agency.ask("sdm", queries.draft_file, draft, PREDIKAT).text
    return list(sheet(text.encode()).rows)


def edit(
    agency: Agency,
    draft: str,
    rows: list[Row],
    rev: int = 0,
    who: str = "sdm",
    name: str = PREDIKAT,
) -> int:
    return int(agency.do(who, commands.edit_table, draft_id=draft, name=name, rows=rows, rev=rev))


def higher(rows: list[Row], bound: str = ">= 90") -> list[Row]:
    return [replace(rows[0], cells=(bound, rows[0].cells[1])), *rows[1:]]


def test_a_cell_is_changed_and_said(agency: Agency, draft: str) -> None:
    assert edit(agency, draft, higher(rows_of(agency, draft))) == 1
    assert rows_of(agency, draft)[0].cells[0] == ">= 90"
    compared = agency.ask("sdm", queries.comparison, "1", draft)
    [file] = compared.files
    assert (file.name, file.drawn, compared.count) == (PREDIKAT, False, 1)
    assert str(file.changes[0].said) == (
        "Tabel “Predikat dari NPK”, baris 1, kolom NPK (dua desimal): “>= 91” menjadi “>= 90”."
    )
    assert compared.before.number == 1
    assert compared.after.draft_id == draft


def test_a_cell_that_cannot_be_read_is_refused_at_its_place(agency: Agency, draft: str) -> None:
    with pytest.raises(FormRejected) as refused:
        edit(agency, draft, higher(rows_of(agency, draft), "sembilan puluh"))
    assert list(refused.value.messages) == ["0:0"]
    assert rows_of(agency, draft)[0].cells[0] == ">= 91"


def test_a_table_without_rows_is_refused_as_a_whole(agency: Agency, draft: str) -> None:
    with pytest.raises(FormRejected) as refused:
        edit(agency, draft, [])
    assert list(refused.value.messages) == ["table"]


def test_a_gap_is_kept_and_keeps_the_draft_from_being_published(agency: Agency, draft: str) -> None:
    edit(agency, draft, rows_of(agency, draft)[:-1])
    found = uploads.problems(agency.ask("sdm", queries.draft_files, draft))
    assert [problem.code for problem in found] == ["dmn-gap"]


def test_who_was_slower_hears_of_it(agency: Agency, draft: str) -> None:
    rows = rows_of(agency, draft)
    edit(agency, draft, higher(rows))
    with pytest.raises(DraftMoved):
        edit(agency, draft, higher(rows, ">= 89"))


def test_only_sdm_changes_and_compares(agency: Agency, draft: str) -> None:
    with pytest.raises(NotYours):
        edit(agency, draft, rows_of(agency, draft), who="inspektur")
    with pytest.raises(NotYours):
        agency.ask("inspektur", queries.comparison, "1", "1")


def test_a_diagram_is_no_table(agency: Agency, draft: str) -> None:
    with pytest.raises(BadFile):
        edit(agency, draft, [], name="keberatan.bpmn")


@pytest.mark.parametrize("ref", ["7", "99999999999999999999", "x", "²"])
def test_what_is_not_there_is_not_compared(agency: Agency, draft: str, ref: str) -> None:
    with pytest.raises((VersionNotFound, DraftNotFound)):
        agency.ask("sdm", queries.comparison, "1", ref)


def test_a_version_is_the_same_as_itself(agency: Agency, draft: str) -> None:
    assert agency.ask("sdm", queries.comparison, "1", "1").files == ()
