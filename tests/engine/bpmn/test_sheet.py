"""A decision table is read as a sheet and written back; every other byte stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn import tables
from engine.bpmn.sheet import Row, place_of, sheet, with_rows
from engine.definitions import shipped

FILES = {path.rpartition("/")[2]: content for path, content in shipped().items()}
PREDIKAT = FILES["predikat.dmn"]
NAMES = sorted(name for name in FILES if name.endswith(".dmn"))
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="\ufffe\uffff"),
    max_size=20,
)


def rows_of(content: bytes) -> list[Row]:
    return list(sheet(content).rows)


def test_a_table_is_read_as_its_columns_and_rows() -> None:
    found = sheet(PREDIKAT)
    assert (found.name, found.policy) == ("Predikat dari NPK", "FIRST")
    assert [(each.label, each.asks) for each in found.columns] == [
        ("NPK (dua desimal)", True),
        ("Predikat", False),
    ]
    assert found.rows[0] == Row("sangat_baik", (">= 91", '"Sangat Baik"'), "91 ke atas")


@pytest.mark.parametrize("name", NAMES)
def test_what_was_not_changed_is_the_same_to_the_byte(name: str) -> None:
    assert with_rows(FILES[name], rows_of(FILES[name])) == FILES[name]


def test_one_cell_is_one_span() -> None:
    first, *others = rows_of(PREDIKAT)
    higher = with_rows(PREDIKAT, [replace(first, cells=(">= 90", first.cells[1])), *others])
    assert higher == PREDIKAT.replace(b"&gt;= 91", b"&gt;= 90")


def test_a_row_that_goes_leaves_the_others_as_they_were() -> None:
    rows = rows_of(PREDIKAT)
    start, end = (
        PREDIKAT.index(b'      <rule id="cukup">'),
        PREDIKAT.index(b'      <rule id="kurang">'),
    )
    assert with_rows(PREDIKAT, rows[:2] + rows[3:]) == PREDIKAT[:start] + PREDIKAT[end:]


def test_a_new_row_is_written_as_the_others_are() -> None:
    rows = rows_of(PREDIKAT)
    fresh = Row("", (">= 96", '"Istimewa & lebih"'), "96 ke atas")
    after = with_rows(PREDIKAT, [fresh, *rows])
    added = b"""      <rule id="row_1">
        <description>96 ke atas</description>
        <inputEntry id="row_1_1"><text>&gt;= 96</text></inputEntry>
        <outputEntry id="row_1_2"><text>"Istimewa &amp; lebih"</text></outputEntry>
      </rule>
"""
    assert after == PREDIKAT.replace(b'      <rule id="sangat_baik">',
                                     added + b'      <rule id="sangat_baik">')  # fmt: skip
    assert rows_of(after) == [replace(fresh, id="row_1"), *rows]
    assert len(tables.read(after).rules) == 6


def test_an_id_that_comes_twice_is_another_row() -> None:
    rows = rows_of(PREDIKAT)
    ids = [row.id for row in rows_of(with_rows(PREDIKAT, [*rows, rows[0]]))]
    assert len(set(ids)) == 6


def test_a_cell_is_found_by_its_id() -> None:
    assert place_of(PREDIKAT, "cukup_predikat") == (2, 1)
    assert place_of(PREDIKAT, "cukup") is None


def test_cells_without_text_get_one() -> None:
    bare = (
        b'<d:definitions xmlns:d="https://www.omg.org/spec/DMN/20191111/MODEL/"><d:decision id="x">'
        b'<d:decisionTable><d:input/><d:output/><d:rule id="r"><d:inputEntry id="a"/>'
        b"<d:outputEntry><d:text/></d:outputEntry></d:rule></d:decisionTable></d:decision>"
        b"</d:definitions>"
    )
    after = with_rows(bare, [Row("r", ("-", "1"), "baru")])
    assert rows_of(after) == [Row("r", ("-", "1"), "baru")]
    assert b"<d:text>1</d:text>" in after


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_rows_come_back_as_they_were_given(data: st.DataObject) -> None:
    content = FILES[data.draw(st.sampled_from(NAMES))]
    known, width = rows_of(content), len(sheet(content).columns)
    cells = st.tuples(*[TEXTS] * width)
    changed = st.builds(Row, st.sampled_from([row.id for row in known]), cells, TEXTS)
    fresh = st.builds(Row, st.just(""), cells, TEXTS)
    same = st.sampled_from(known)
    rows = data.draw(st.lists(st.one_of(changed, fresh, same), min_size=1, max_size=8))
    found = rows_of(with_rows(content, rows))
    assert [(row.cells, row.note) for row in found] == [(row.cells, row.note) for row in rows]
