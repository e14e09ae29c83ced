"""What expressions and scripts mean, and how they fail."""

from decimal import Decimal
from typing import Any

import pytest

from engine.bpmn.expressions import ExpressionError, compile_expression, compile_script

DATA: dict[str, Any] = {
    "n": Decimal("75.5"),
    "whole": 3,
    "text": "terima",
    "yes": True,
    "no": False,
    "nothing": None,
    "raters": ["atasan:12", "kolega:7"],
    "sheet": {"npk": Decimal(80)},
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("n > 75", True),
        ("n == 75.50", True),
        ("whole == 3", True),
        ("whole == 3.0", True),
        ("whole + 1 == 4", True),
        ("70 <= n < 80", True),
        ("70 <= n < 75.5", False),
        ("text == 'terima'", True),
        ('text != "keberatan"', True),
        ("n == 'terima'", False),
        ("yes == 1", False),
        ("nothing == None", True),
        ("text == None", False),
        ("nothing != 0", True),
        ("'a' < 'b'", True),
        ("yes and not no", True),
        ("no or yes", True),
        ("no and missing", False),
        ("yes or missing", True),
        ("text in ('terima', 'keberatan')", True),
        ("text not in ['keberatan']", True),
        ("1 in (True, 2)", False),
        ("'kolega' in raters[1]", True),
        ("raters[0] == 'atasan:12'", True),
        ("sheet['npk'] == 80", True),
        ("raters == ['atasan:12', 'kolega:7']", True),
        ("'baik' if n >= 76 else 'cukup'", "cukup"),
        ("len(raters)", 2),
        ("len(raters) == 2", True),
        ("0.1 + 0.2", Decimal("0.3")),
        ("7 // 2 * 2 + 7 % 2", Decimal(7)),
        ("-whole + +1", Decimal(-2)),
        ("1 / 4", Decimal("0.25")),
        ("'a' + 'b'", "ab"),
        ("[1, (2, 'x')]", [Decimal(1), [Decimal(2), "x"]]),
        ("max(1, n, 3)", Decimal("75.5")),
        ("min([4, 2])", Decimal(2)),
        ("abs(-2.5)", Decimal("2.5")),
        ("sum([1, 2.5])", Decimal("3.5")),
        ("round(2.345, 2)", Decimal("2.35")),
        ("round(2.5)", Decimal(3)),
        ("runs('people_review')", True),
        ("add(whole, 2)", 5),
        ("\n  text\t==  'terima'\n", True),
        ("'naïf – é' == 'naïf – é'", True),
    ],
)
def test_an_expression_has_this_value(text: str, value: Any) -> None:
    functions = {"runs": lambda key: key == "people_review", "add": lambda a, b: a + b}
    result = compile_expression(text).evaluate(DATA, functions)
    assert result == value
    assert isinstance(result, bool) is isinstance(value, bool)


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("missing > 3", 0, "Variabel missing"),
        ("n > missing", 4, "Variabel missing"),
        ("n > 'a'", 0, "Angka dan teks tidak dapat dibandingkan"),
        ("yes < 1", 0, "Benar/salah dan angka"),
        ("nothing >= 1", 0, "Kosong dan angka"),
        ("n + text", 0, "tidak dapat dihitung"),
        ("text * 3", 0, "tidak dapat dihitung"),
        ("raters + raters", 0, "tidak dapat dihitung"),
        ("yes + 1", 0, "tidak dapat dihitung"),
        ("n / 0", 0, "tidak mempunyai hasil"),
        ("1 % 0", 0, "tidak mempunyai hasil"),
        ("text and yes", 0, "benar/salah"),
        ("not whole", 4, "benar/salah"),
        ("1 if text else 2", 5, "benar/salah"),
        ("1 in n", 0, "daftar"),
        ("1 in text", 0, "daftar"),
        ("raters[5]", 0, "berisi 2 unsur"),
        ("sheet['x']", 0, "Tidak ada 'x'"),
        ("text[0]", 0, "tidak dapat dipakai pada teks"),
        ("-text", 1, "harus ada angka"),
        ("len(3)", 0, "len"),
        ("max([])", 0, "max"),
        ("max(1, 'a')", 0, "tidak dapat dibandingkan"),
        ("round(1, 99)", 0, "round"),
        ("sum(['a'])", 0, "harus ada angka"),
        ("nobody()", 0, "Fungsi nobody"),
        ("runs()", 0, "Fungsi runs tidak menerima 0"),
        ("nan > 1", 0, "NaN"),
        ("nan == nan or snan == 1", 14, "NaN"),
        ("floating > 1", 0, "float"),
        ("floating == 1", 0, "float"),
        ("'é' == n / 0", 7, "tidak mempunyai hasil"),
        ("2 * 1" + "0" * 27 + " * n" * 60, 0, "terlalu besar"),
        ("n" + " + n" * 5 + " + 'x'", 0, "tidak dapat dihitung"),
    ],
)
def test_what_cannot_be_worked_out_says_what_and_where(
    text: str, position: int, words: str
) -> None:
    strange = {"floating": 0.5, "nan": Decimal("NaN"), "snan": Decimal("sNaN")}
    code = compile_expression(text)
    with pytest.raises(ExpressionError) as caught:
        code.evaluate({**DATA, **strange}, {"runs": lambda key: True})
    assert words in caught.value.message
    assert caught.value.position == position
    assert str(caught.value).endswith(f"(huruf ke-{position + 1})")


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ("   ", 0),
        ("n >", 0),
        ("n = 3", 2),
        ("n.x", 1),
        ("n is None", 0),
        ("  n ** 2", 4),
        ("1e9", 0),
        ("0x1f", 0),
        ("1_000", 0),
        ("n[whole]", 0),
        ("n[-1]", 0),
        ("f(a=1)", 3),
        ("f(*n)", 2),
        ("[x for x in n]", 0),
        ("'a' 'b'", 4),
        ("'a\\n'", 0),
        ("'unfinished", 0),
        ("_hidden", 0),
        ("nama_é", 5),
        ("{1: 2}", 0),
        ("n; n", 1),
        ("n\n== #", 5),
        ("abs(1, 2)", 0),
        ("'x'()", 0),
        ("f()()", 0),
    ],
)
def test_what_is_outside_the_language_is_refused_where_it_stands(text: str, position: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(text)
    assert caught.value.position == position


@pytest.mark.parametrize(
    "text",
    [
        "n + " * 500 + "n" + " " * 10,
        "+".join(["n"] * 200),
        "[" + ",".join(["n"] * 300) + "]",
        "(" * 60 + "n" + ")" * 60,
        "-" * 1500 + "n",
        "n > " + "9" * 78,
        "not " * 400 + "n",
        "n" * 2001,
    ],
)
def test_what_is_too_large_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        compile_expression(text)


def test_texts_cannot_grow_without_end() -> None:
    script = "\n".join(["x = '" + "a" * 100 + "'", *["x = x + x"] * 10])
    with pytest.raises(ExpressionError, match="lebih panjang dari 1000"):
        compile_script(script).execute({}, {})


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("x = [0, 1, 2]\n" + "x = [x, x, x]\n" * 19, "lebih dari 200 nilai"),
        ("x = [0]\n" + "x = [x]\n" * 19, "lebih dari 5 tingkat"),
        ("x = [" + "0, " * 200 + "0]", "lebih dari 200 nilai"),
    ],
)
def test_lists_cannot_grow_without_end(script: str, words: str) -> None:
    with pytest.raises(ExpressionError, match=words):
        compile_script(script).execute({}, {})
    assert len(compile_expression("[" + "0, " * 199 + "0]").evaluate({}, {})) == 200


def test_numbers_stay_exact() -> None:
    text = "1234567890123456789012345.678"
    assert compile_expression(text).evaluate({}, {}) == Decimal(text)


def test_data_never_shadow_a_function() -> None:
    data = {"runs": lambda key: False, "len": 7}
    assert compile_expression("runs('x') and len([1]) == 1").evaluate(
        data, {"runs": lambda key: True}
    )


def test_what_a_function_raises_passes_through() -> None:
    def broken(value: object) -> object:
        return len(value)  # type: ignore[arg-type]

    with pytest.raises(TypeError):
        compile_expression("broken(1)").evaluate({}, {"broken": broken})
    with pytest.raises(KeyError):
        compile_expression("broken()").evaluate({}, {"broken": lambda: {}["x"]})


def test_an_expression_knows_its_names_and_calls() -> None:
    code = compile_expression("x > len(y) and runs('a') or f(1, z)")
    assert code.names == {"x", "y", "z"}
    assert code.calls == {"len", "runs", "f"}
    calls = {call.name: call for call in code.invocations}
    assert calls["runs"].arguments == ("a",)
    assert calls["f"].arguments == (1, None)
    assert calls["runs"].position == 15
    assert not code.writes


def test_a_script_writes_line_by_line() -> None:
    code = compile_script("\n  p_npk = npk()\n  p_high = p_npk >= 91 or old\n\n")
    data = {"old": False}
    assert code.execute(data, {"npk": lambda: Decimal(92)}) == {
        "p_npk": Decimal(92),
        "p_high": True,
    }
    assert data == {"old": False}
    assert code.writes == {"p_npk", "p_high"}
    assert code.names == {"old"}
    assert code.calls == {"npk"}


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ("x == 3", 0),
        ("x += 3", 0),
        ("x, y = 1", 0),
        ("x = 1\n  y.z = 2", 8),
        ("x = 1\ny = é", 10),
        ("x = y = 2", 6),
        ("None = 3", 0),
        ("import os", 0),
        ("x =", 3),
        ("\n".join(["x = 1"] * 21), 0),
        ("x = 1 " + " " * 10_000, 0),
    ],
)
def test_a_script_is_one_assignment_per_line(text: str, position: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_script(text)
    assert caught.value.position == position


def test_a_fault_inside_a_script_is_placed_in_the_whole_text() -> None:
    code = compile_script("x = 1\ny = x + missing")
    with pytest.raises(ExpressionError) as caught:
        code.execute({}, {})
    assert caught.value.position == 14


def test_an_expression_is_no_script_and_a_script_no_expression() -> None:
    with pytest.raises(ExpressionError):
        compile_script("x = 1").evaluate({}, {})
    with pytest.raises(ExpressionError):
        compile_expression("1").execute({}, {})


def test_the_same_text_is_compiled_once() -> None:
    assert compile_expression("x > 1") is compile_expression("x > 1")
