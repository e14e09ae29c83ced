"""The cells of decision tables: what may be written in one and which values it accepts.

    cell    = "-" | test ("," test)* | "not(" test ("," test)* ")" | condition with ?
    test    = literal | sign number | interval
    literal = number | quoted text | true | false | null

Signs are < <= > >=, intervals [61..76) with [ ] for an included and ( ) for an excluded bound.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.bpmn.conditions import truth
from engine.bpmn.expressions import Code, compile_pure
from engine.bpmn.regions import EVERYTHING, NUMBERS, TEXTS, TRUTHS, Region, beyond, exactly, union
from engine.bpmn.syntax import ExpressionError, Token, read_tokens
from engine.bpmn.values import truth as truth_of
from schemas.said import cite, say

TYPES = {"number": NUMBERS, "integer": NUMBERS, "long": NUMBERS, "double": NUMBERS,
         "string": TEXTS, "boolean": TRUTHS}  # fmt: skip
_NUMERIC = say("angka")
TYPE_NAMES = {"number": _NUMERIC, "integer": _NUMERIC, "long": _NUMERIC, "double": _NUMERIC,
              "string": say("teks"), "boolean": say("benar/salah")}  # fmt: skip

_SUBJECT = "q"  # what ? becomes, one character so that positions stay
_LITERALS: dict[str, bool | None] = {
    "true": True, "True": True, "false": False, "False": False, "null": None, "None": None,
}  # fmt: skip
_NUMBER = r"-?\d+(?:\.\d+)?"
_BOUND = re.compile(rf"(<=|>=|<|>)\s*({_NUMBER})")
_INTERVAL = re.compile(rf"([\[(])\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*([\])])")


@dataclass(frozen=True)
class Cell:
    """One cell of a condition column: its text and the values it accepts.

    `region` is None for a condition that only running it can decide.
    """

    text: str
    region: Region | None
    code: Code | None = None

    def accepts(self, value: Any, data: Mapping[str, Any]) -> bool:
        """Say whether the value passes; raises ExpressionError for a condition that fails."""
        if self.region is not None or self.code is None:
            return self.region is not None and value in self.region
        return truth_of(self.code.evaluate({**data, _SUBJECT: value}, {}))


def read_cell(text: str, kind: str, names: frozenset[str]) -> Cell:
    """Read a cell of a column of type `kind`; raises ExpressionError.

    A condition may also speak of `names`, the other inputs of the table. A cell that no value
    of the column's type can pass is refused: it is a slip.
    """
    text = text.strip()
    if text in ("", "-"):
        return Cell("-", EVERYTHING)
    tokens = list(read_tokens(text.replace("..", "::"), extra="?:"))
    asks = any(token.text == "?" for token in tokens)
    cell = _condition(text, tokens, names) if asks else _tests(text, kind)
    if cell.region is not None and not cell.region & (TYPES[kind] | exactly(None)):
        raise ExpressionError(
            cite(
                "{text} tidak mungkin terpenuhi pada kolom {kind}.",
                text=text,
                kind=TYPE_NAMES[kind],
            )
        )
    return cell


def read_values(text: str, kind: str) -> Region:
    """Read the list of possible values of a column; empty means all values of the type."""
    region = _tests(text.strip(), kind).region if text.strip() else None
    return TYPES[kind] if region is None else region & TYPES[kind]


def _condition(text: str, tokens: list[Token], names: frozenset[str]) -> Cell:
    source = list(text)
    for token in tokens:
        if token.text == "?":
            source[token.position] = _SUBJECT
        elif token.kind == "name" and token.text == _SUBJECT:
            raise ExpressionError(say("Nama ini tidak dapat dipakai di sini."), token.position)
    code = compile_pure("".join(source))
    strangers = code.names - names - {_SUBJECT}
    if strangers:
        raise ExpressionError(cite("{name} bukan masukan tabel ini.", name=min(strangers)))
    known = truth(code)
    if known is None or any(set(box) - {_SUBJECT} for box in known.true):
        return Cell(text, None, code)
    return Cell(text, union(box.get(_SUBJECT, EVERYTHING) for box in known.true), code)


def _tests(text: str, kind: str) -> Cell:
    negated = re.fullmatch(r"not\s*\((.*)\)", text)
    inner, start = (negated[1], negated.start(1)) if negated else (text, 0)
    region = union(_test(piece, start + at) for piece, at in _pieces(inner))
    return Cell(text, ~region & TYPES[kind] if negated else region)


def _pieces(text: str) -> list[tuple[str, int]]:
    """Split at the commas that stand outside quotes."""
    pieces, start = [], 0
    for token in read_tokens(text.replace("..", "::"), extra=":"):
        if token.text == ",":
            pieces.append(_stripped(text, start, token.position))
            start = token.position + 1
    return [*pieces, _stripped(text, start, len(text))]


def _stripped(text: str, start: int, end: int) -> tuple[str, int]:
    piece = text[start:end]
    return piece.strip(), start + len(piece) - len(piece.lstrip())


def _test(text: str, at: int) -> Region:
    if text in _LITERALS:
        return exactly(_LITERALS[text])
    if re.fullmatch(_NUMBER, text):
        return exactly(Decimal(text))
    if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]:
        return exactly(text[1:-1])
    bound = _BOUND.fullmatch(text)
    if bound:
        return beyond(bound[1], Decimal(bound[2]))
    interval = _INTERVAL.fullmatch(text)
    if interval:
        opening, low, high, closing = interval.groups()
        above = beyond(">=" if opening == "[" else ">", Decimal(low))
        below = beyond("<=" if closing == "]" else "<", Decimal(high))
        return above & below
    message = cite(
        '{text} tidak terbaca; tulis seperti 75, >= 76, [61..76) atau "Baik".',
        text=text or say("Sel ini"),
    )
    raise ExpressionError(message, at)
