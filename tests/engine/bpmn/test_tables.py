"""Decision tables: exact decisions, real uniqueness, proven overlaps and gaps."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.bpmn import tables
from engine.bpmn.tables import TableError

BANDS = [
    (">= 91", '"Sangat Baik"'),
    ("[76..91)", '"Baik"'),
    ("[61..76)", '"Cukup"'),
    ("< 61", '"Kurang"'),
]


@pytest.mark.parametrize(
    ("npk", "grade"),
    [
        (Decimal("91"), "Sangat Baik"),
        (Decimal("90.999999"), "Baik"),
        (Decimal("76.00"), "Baik"),
        (Decimal("75.99"), "Cukup"),
        (61, "Cukup"),
        (Decimal("-1"), "Kurang"),
    ],
)
def test_a_value_falls_into_exactly_one_band(pen: Any, npk: Any, grade: str) -> None:
    table = tables.read(pen.table({"p_npk": "number"}, BANDS))
    assert table.decide({"p_npk": npk, "other": 1}) == {"p_grade": grade}
    assert table.problems() == []


@pytest.mark.parametrize(
    ("cell", "kind", "passes", "fails"),
    [
        ("-", "number", [1, None], []),
        ("", "string", ["a", None], []),
        ("75", "number", [75, Decimal("75.0")], [76, None]),
        ("-3.5", "number", [Decimal("-3.5")], [3]),
        ("75, 80,85", "number", [75, 80, 85], [81]),
        ("< 5, > 10", "number", [4, 11], [5, 10, None]),
        ("[1..5]", "number", [1, 5], [0, 6]),
        ("(1..5)", "number", [2, Decimal("4.99")], [1, 5]),
        ("(1..5]", "number", [5], [1]),
        ("not(80)", "number", [79], [80, None]),
        ("not(< 5, > 10)", "number", [5, 10], [4, 11]),
        ("? > 5 and ? < 10", "number", [6], [5, 10, None]),
        ("? * 2 > p_other", "number", [6], [5]),
        ("? % 2 == 0", "number", [6], [7]),
        ("? == p_other", "number", [10], [11]),
        ('"a", "b, c"', "string", ["a", "b, c"], ["b", None]),
        ("'a'", "string", ["a"], ["b"]),
        ('not("a")', "string", ["b"], ["a", None]),
        ("null", "string", [None], ["a"]),
        ("true", "boolean", [True], [False, None]),
        ("False", "boolean", [False], [True]),
        ("? in ['a', 'b']", "string", ["b"], ["c"]),
    ],
)
def test_a_cell_accepts(
    pen: Any, cell: str, kind: str, passes: list[Any], fails: list[Any]
) -> None:
    table = tables.read(
        pen.table(
            {"p_x": kind, "p_other": "number"},
            [(cell, "-", "True"), ("-", "-", "False")],
            policy="FIRST",
            outputs=(("p_hit", "boolean"),),
        )
    )
    decided = [
        [table.decide({"p_x": value, "p_other": 10})["p_hit"] for value in values]
        for values in (passes, fails)
    ]
    assert decided == [[True] * len(passes), [False] * len(fails)]


def test_a_result_is_typed_and_may_use_the_inputs(pen: Any) -> None:
    table = tables.read(
        pen.table(
            {"p_x": "number"},
            [("-", "p_x * 1.5", "true", "null", "'a'")],
            outputs=(
                ("p_a", "number"),
                ("p_b", "boolean"),
                ("p_c", "string"),
                ("p_d", "string"),
            ),
        )
    )
    assert table.decide({"p_x": 3}) == {"p_a": Decimal("4.5"), "p_b": True, "p_c": None, "p_d": "a"}


def test_an_input_may_be_calculated(pen: Any) -> None:
    table = tables.read(
        pen.table({"p_done / p_all * 100": "number"}, [(">= 50", '"lebih"'), ("< 50", '"kurang"')])
    )
    assert table.decide({"p_done": 1, "p_all": 2}) == {"p_grade": "lebih"}
    with pytest.raises(TableError, match="tidak mempunyai hasil"):
        table.decide({"p_done": 1, "p_all": 0})


def test_unique_is_checked_when_deciding(pen: Any) -> None:
    table = tables.read(
        pen.table({"p_x": "number"}, [("? % 2 == 0", '"a"'), ("? % 3 == 0", '"b"'), ("1", '"c"')])
    )
    assert table.decide({"p_x": 2}) == {"p_grade": "a"}
    with pytest.raises(TableError, match="baris 1, 2 sama-sama berlaku untuk p_x = 6"):
        table.decide({"p_x": 6})


def test_a_column_of_whole_numbers_takes_no_fraction(pen: Any) -> None:
    table = tables.read(pen.table({"p_x": "integer"}, [("< 76", '"a"'), ("> 75", '"b"')]))
    assert table.decide({"p_x": Decimal(75)}) == {"p_grade": "a"}
    with pytest.raises(TableError, match=r"bilangan bulat, bukan 75\.5"):
        table.decide({"p_x": Decimal("75.5")})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Variabel p_x"),
        ({"p_x": "91"}, "harus angka"),
        ({"p_x": True}, "harus angka"),
        ({"p_x": Decimal("NaN")}, "harus angka"),
        ({"p_x": None}, "tidak ada baris"),
        ({"p_x": 50}, "tidak ada baris untuk p_x = 50"),
    ],
)
def test_a_table_never_decides_nothing(pen: Any, data: dict[str, Any], words: str) -> None:
    table = tables.read(pen.table({"p_x": "number"}, [(">= 91", '"Baik"')]))
    with pytest.raises(TableError) as caught:
        table.decide(data)
    assert words in caught.value.message
    assert caught.value.element == "grades"


def test_a_result_of_the_wrong_type_is_refused_when_it_appears(pen: Any) -> None:
    table = tables.read(pen.table({"p_x": "number"}, [("-", "p_x")]))
    with pytest.raises(TableError, match="p_grade harus teks"):
        table.decide({"p_x": 1})


@pytest.mark.parametrize(
    ("columns", "rules", "policy", "codes"),
    [
        ({"p_x": "number"}, BANDS, "UNIQUE", []),
        ({"p_x": "number"}, [(">= 76", '"a"'), (">= 61", '"b"'), ("-", '"c"')], "FIRST", []),
        ({"p_x": "number"}, [("<= 76", '"a"'), (">= 76", '"b"')], "UNIQUE", ["dmn-overlap"]),
        ({"p_x": "number"}, [("< 76", '"a"'), ("> 76", '"b"')], "UNIQUE", ["dmn-gap"]),
        ({"p_x": "integer"}, [("< 76", '"a"'), ("> 75", '"b"')], "UNIQUE", []),
        ({"p_x": "integer"}, [("<= 4", '"a"'), (">= 5", '"b"')], "UNIQUE", []),
        ({"p_x": "integer"}, [("<= 4", '"a"'), ("(5..9)", '"b"'), (">= 9", '"c"')], "UNIQUE",
         ["dmn-gap"]),
        ({"p_x": "number"}, [("<= 4", '"a"'), (">= 5", '"b"')], "UNIQUE", ["dmn-gap"]),
        ({"p_x": "boolean"}, [("true", '"a"'), ("false", '"b"')], "UNIQUE", []),
        ({"p_x": "boolean"}, [("true", '"a"')], "UNIQUE", ["dmn-gap"]),
        ({"p_x": "string"}, [('"a"', '"a"'), ('not("a")', '"b"')], "UNIQUE", []),
        ({"p_x": "string"}, [('"a"', '"a"'), ('"b"', '"b"')], "UNIQUE", ["dmn-gap"]),
        ({"p_x": "number"}, [("-", '"a"'), ("> 3", '"b"')], "FIRST", ["dmn-unreachable-rule"]),
        ({"p_x": "number"}, [("-", '"a"'), ("-", '"b"')], "UNIQUE", ["dmn-overlap"]),
        ({"p_x": "number"}, [("? % 2 == 0", '"a"'), ("-", '"b"')], "FIRST", []),
        ({"p_x": "number"}, [("? % 2 == 0", '"a"')], "UNIQUE", []),
        ({"p_x": "number"}, [("> 1", '"a"'), ("null", '"b"'), ("<= 1", '"c"')], "UNIQUE", []),
        (
            {"p_x": "number", "p_y": "boolean"},
            [("> 1", "true", '"a"'), ("> 1", "false", '"b"'), ("<= 1", "-", '"c"')],
            "UNIQUE",
            [],
        ),
        (
            {"p_x": "number", "p_y": "boolean"},
            [("> 1", "true", '"a"'), ("<= 1", "-", '"c"')],
            "UNIQUE",
            ["dmn-gap"],
        ),
        (
            {"p_x": "number", "p_y": "boolean"},
            [("> 1", "-", '"a"'), ("-", "true", '"b"'), ("<= 1", "false", '"c"')],
            "UNIQUE",
            ["dmn-overlap"],
        ),
    ],
)  # fmt: skip
def test_overlaps_and_gaps_are_found_before_anyone_is_rated(
    pen: Any,
    columns: dict[str, str],
    rules: list[tuple[str, ...]],
    policy: str,
    codes: list[str],
) -> None:
    table = tables.read(pen.table(columns, rules, policy=policy))
    assert [flaw.code for flaw in table.problems()] == codes


def test_a_flaw_is_told_with_an_example_and_its_line(pen: Any) -> None:
    rules = [("< 76", '"a"'), (">= 70", '"b"')]
    (flaw,) = tables.read(pen.table({"p_x": "number"}, rules)).problems()
    assert "Baris 1 dan 2 sama-sama berlaku untuk p_x = 70" in flaw.message
    assert (flaw.element, flaw.line) == ("row_2", 5)


def test_possible_values_close_the_gap(pen: Any) -> None:
    rules = [('"a"', '"x"'), ('"b"', '"y"')]
    table = tables.read(pen.table({"p_x": "string"}, rules, values='"a", "b"'))
    assert table.problems() == []
    rules = [("[0..50)", '"x"'), ("[50..100]", '"y"')]
    assert tables.read(pen.table({"p_x": "number"}, rules, values="[0..100]")).problems() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"policy": "COLLECT"}, "COLLECT tidak dipakai"),
        ({"policy": "ANY"}, "ANY tidak dipakai"),
        ({"rules": []}, "sedikitnya satu"),
        ({"rules": [("-", '"a"')] * 101}, "melebihi"),
        ({"rules": [("-",)]}, "tidak berisi satu sel"),
        ({"rules": [("-", "-", '"a"')]}, "tidak berisi satu sel"),
        ({"rules": [("75..90", '"a"')]}, "tidak terbaca"),
        ({"rules": [('"a"', '"a"')]}, "tidak mungkin terpenuhi"),
        ({"rules": [("[9..3]", '"a"')]}, "tidak mungkin terpenuhi"),
        ({"rules": [("p_y", '"a"')]}, "tidak terbaca"),
        ({"rules": [("? > p_y", '"a"')]}, "bukan masukan"),
        ({"rules": [("? > q", '"a"')]}, "tidak dapat dipakai"),
        ({"rules": [("f(?)", '"a"')]}, "Fungsi f"),
        ({"rules": [("-", "Baik")]}, "tanda petik"),
        ({"rules": [("-", "5")]}, "harus teks"),
        ({"rules": [("-", "")]}, "kosong"),
        ({"rules": [("-", "-")]}, "tidak terbaca"),
        ({"columns": {"p_x": "date"}}, "date tidak dipakai"),
        ({"columns": {"": "number"}}, "kosong"),
        ({"columns": {"p_x.y": "number"}}, "Titik"),
        ({"outputs": (("", "string"),)}, "nama variabel"),
        ({"outputs": (("_x", "string"),)}, "nama variabel"),
        ({"outputs": (("p_a", ""),)}, "(kosong)"),
        ({"values": "entah"}, "tidak terbaca"),
    ],
)
def test_a_table_outside_the_rules_is_refused(pen: Any, change: dict[str, Any], words: str) -> None:
    given: dict[str, Any] = {"columns": {"p_x": "number"}, "rules": [("-", '"a"')], **change}
    with pytest.raises(TableError) as caught:
        tables.read(pen.table(**given))
    assert words in caught.value.message
    assert caught.value.line > 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"https://www.omg.org/spec/DMN/20191111/MODEL/", b"urn:x", "bukan berkas DMN"),
        (b"<decision id", b"<decision id='x'/><decision id", "Satu berkas"),
        (b"decisionTable", b"literalExpression", "tidak memuat tabel"),
        (b"<definitions ", b"<!DOCTYPE x><definitions ", "DOCTYPE"),
        (b"</definitions>", b"", "rusak"),
        (
            b"<decisionTable ",
            b"<informationRequirement><requiredDecision href='#x'/></informationRequirement>"
            b"<decisionTable ",
            "bergantung",
        ),
    ],
)
def test_a_file_that_is_no_single_table_is_refused(
    pen: Any, old: bytes, new: bytes, words: str
) -> None:
    content = pen.table({"p_x": "number"}, [("-", '"a"')])
    assert old in content
    with pytest.raises(TableError, match=words):
        tables.read(content.replace(old, new))


def test_every_table_of_this_release_is_without_flaw() -> None:
    found = sorted(Path("processes").rglob("*.dmn"))
    assert found
    for file in found:
        assert tables.read(file.read_bytes()).problems() == [], file
