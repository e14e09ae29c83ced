"""Random expressions agree with a reference evaluator, and with what is proven about them."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn.conditions import exhaustive, overlap, truth
from engine.bpmn.expressions import ExpressionError, compile_expression, compile_script
from engine.bpmn.syntax import LONGEST_EXPRESSION

NAMES = ("a", "b", "c")
VALUES = st.one_of(
    st.integers(-9, 9),
    st.decimals(-9, 9, places=1),
    st.sampled_from(["", "x", "terima", "é"]),
    st.booleans(),
    st.none(),
    st.lists(st.integers(0, 3), max_size=3),
)
DATA = st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, VALUES))
ANY_DATA = st.fixed_dictionaries(dict.fromkeys(NAMES, VALUES))


class Refused(Exception):
    """The reference evaluator has no value for this."""


@dataclass(frozen=True)
class Phrase:
    """A piece of an expression: its text and what it must mean."""

    text: str
    meaning: Callable[[dict[str, Any]], Any]


def literal(value: Any) -> Phrase:
    text = str(value) if isinstance(value, Decimal) else repr(value)
    return Phrase(text, lambda data: value)


def name(ident: str) -> Phrase:
    def look(data: dict[str, Any]) -> Any:
        if ident not in data:
            raise Refused
        return data[ident]

    return Phrase(ident, look)


def kind(value: Any) -> str:
    for types, word in (
        (bool, "truth"),
        ((int, Decimal), "number"),
        (str, "text"),
        (list, "list"),
    ):
        if isinstance(value, types):
            return word
    return "nothing"


def same(left: Any, right: Any) -> bool:
    if kind(left) == kind(right) == "list":
        return len(left) == len(right) and all(map(same, left, right))
    return kind(left) == kind(right) and bool(left == right)


def compared(sign: str, left: Any, right: Any) -> bool:
    if sign in ("==", "!="):
        return same(left, right) is (sign == "==")
    if sign in ("in", "not in"):
        if kind(right) == "list":
            return any(same(left, each) for each in right) is (sign == "in")
        if kind(right) == kind(left) == "text":
            return (left in right) is (sign == "in")
        raise Refused
    if kind(left) != kind(right) or kind(left) not in ("number", "text"):
        raise Refused
    tests = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
    return bool(tests[sign](left, right))


def counted(sign: str, left: Any, right: Any) -> Any:
    if sign == "+" and kind(left) == kind(right) == "text":
        return left + right
    if kind(left) != "number" or kind(right) != "number":
        raise Refused
    if sign in ("/", "//", "%") and right == 0:
        raise Refused
    one, two = Decimal(left), Decimal(right)
    return {
        "+": operator.add,
        "-": operator.sub,
        "*": operator.mul,
        "/": operator.truediv,
        "//": operator.floordiv,
        "%": operator.mod,
    }[sign](one, two)


def sure(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused
    return value


def comparison(sign: str, left: Phrase, right: Phrase) -> Phrase:
    return Phrase(
        f"({left.text} {sign} {right.text})",
        lambda data: compared(sign, left.meaning(data), right.meaning(data)),
    )


def sum_of(sign: str, left: Phrase, right: Phrase) -> Phrase:
    return Phrase(
        f"({left.text} {sign} {right.text})",
        lambda data: counted(sign, left.meaning(data), right.meaning(data)),
    )


def joined(word: str, left: Phrase, right: Phrase) -> Phrase:
    def decide(data: dict[str, Any]) -> bool:
        first = sure(left.meaning(data))
        return first if first is (word == "or") else sure(right.meaning(data))

    return Phrase(f"({left.text} {word} {right.text})", decide)


def chosen(test: Phrase, yes: Phrase, no: Phrase) -> Phrase:
    return Phrase(
        f"({yes.text} if {test.text} else {no.text})",
        lambda data: (yes if sure(test.meaning(data)) else no).meaning(data),
    )


def listed(parts: list[Phrase]) -> Phrase:
    text = ", ".join(part.text for part in parts)
    return Phrase(f"[{text}]", lambda data: [part.meaning(data) for part in parts])


LITERALS = st.one_of(
    st.integers(0, 99).map(literal),
    st.decimals(0, 99, places=2).map(literal),
    st.sampled_from(["x", "terima", "é"]).map(literal),
    st.sampled_from([True, False, None]).map(literal),
)
COMPARISONS = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "not in"])
SIGNS = st.sampled_from(["+", "-", "*", "/", "//", "%"])
PHRASES = st.recursive(
    LITERALS | st.sampled_from(NAMES).map(name),
    lambda inner: st.one_of(
        st.builds(comparison, COMPARISONS, inner, inner),
        st.builds(sum_of, SIGNS, inner, inner),
        st.builds(joined, st.sampled_from(["and", "or"]), inner, inner),
        st.builds(chosen, inner, inner, inner),
        inner.map(lambda one: Phrase(f"(not {one.text})", lambda d: not sure(one.meaning(d)))),
        st.lists(inner, max_size=3).map(listed),
    ),
    max_leaves=12,
)


def outcome(work: Callable[[], Any], refusal: type[Exception]) -> tuple[str, Any]:
    try:
        value = work()
    except refusal:
        return "refused", None
    return kind(value), value


@settings(max_examples=1000)
@given(PHRASES, DATA)
def test_a_random_expression_means_what_the_reference_says(
    phrase: Phrase, data: dict[str, Any]
) -> None:
    code = compile_expression(phrase.text)
    ours = outcome(lambda: code.evaluate(data, {}), ExpressionError)
    reference = outcome(lambda: phrase.meaning(data), Refused)
    assert ours == reference


@settings(max_examples=200)
@given(st.text(alphabet="abc019.\"'()[],<>=!+-*/% \n_xé:@{}\\\x00", max_size=40), DATA)
def test_random_text_never_raises_anything_of_its_own(text: str, data: dict[str, Any]) -> None:
    for compiled, run in (
        (compile_expression, lambda code: code.evaluate(data, {})),
        (compile_script, lambda code: code.execute(data, {})),
    ):
        try:
            result = run(compiled(text))
        except ExpressionError as error:
            assert 0 <= error.position <= LONGEST_EXPRESSION  # noqa: PT017
        else:
            assert result is not NotImplemented


# ---- what is proven about conditions ----------------------------------------------------------

BOUNDS = st.one_of(
    st.integers(0, 3).map(literal),
    st.sampled_from(["x", "terima"]).map(literal),
    st.sampled_from([True, False, None]).map(literal),
)
SIMPLE = st.one_of(
    st.builds(comparison, st.sampled_from(["==", "!="]), st.sampled_from(NAMES).map(name), BOUNDS),
    st.builds(
        comparison,
        st.sampled_from(["<", "<=", ">", ">="]),
        st.sampled_from(NAMES).map(name),
        st.integers(0, 3).map(literal),
    ),
    st.builds(
        comparison,
        st.sampled_from(["<", ">="]),
        st.integers(0, 3).map(literal),
        st.sampled_from(NAMES).map(name),
    ),
    st.builds(
        comparison,
        st.sampled_from(["in", "not in"]),
        st.sampled_from(NAMES).map(name),
        st.lists(BOUNDS, max_size=2).map(listed),
    ),
    st.sampled_from(NAMES).map(name),
)
CONDITIONS = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds(joined, st.sampled_from(["and", "or"]), inner, inner),
        inner.map(lambda one: Phrase(f"(not {one.text})", lambda d: not sure(one.meaning(d)))),
    ),
    max_leaves=4,
)


@settings(max_examples=200)
@given(CONDITIONS, ANY_DATA)
def test_the_boxes_of_a_condition_hold_exactly_where_it_is_true(
    phrase: Phrase, data: dict[str, Any]
) -> None:
    known = truth(compile_expression(phrase.text))
    assert known is not None
    value = outcome(lambda: phrase.meaning(data), Refused)[1]
    for boxes, wanted in ((known.true, True), (known.false, False)):
        inside = any(all(data[var] in region for var, region in box.items()) for box in boxes)
        assert inside is (value is wanted)


@settings(max_examples=200)
@given(CONDITIONS, CONDITIONS, ANY_DATA)
def test_overlap_and_coverage_are_proven_by_example(
    one: Phrase, other: Phrase, data: dict[str, Any]
) -> None:
    codes = [compile_expression(each.text) for each in (one, other)]
    first, second = (truth(code) for code in codes)
    assert first is not None
    assert second is not None
    both = overlap(first, second)
    if both is None:
        assert [outcome(lambda p=p: p.meaning(data), Refused)[1] for p in (one, other)] != [
            True,
            True,
        ]
    else:
        example = {**data, **{var: region.example() for var, region in both.items()}}
        assert [code.evaluate(example, {}) for code in codes] == [True, True]
    if exhaustive([first, second]):
        values = [outcome(lambda p=p: p.meaning(data), Refused) for p in (one, other)]
        assert values != [("truth", False), ("truth", False)]
