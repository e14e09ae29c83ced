"""What an expression may look like: read its text into a tree that holds nothing dangerous.

Python's grammar is the surface, but only a small part of it passes: numbers, quoted text, True,
False, None, names, + - * / // %, comparisons, `in` over lists, and/or/not, `a if b else c`,
lists, `name[constant]` and calls of named functions. Attributes, lambdas, powers, shifts,
comprehensions, keyword and star arguments, f-strings, escapes and everything not yet invented
are refused, because what is not listed does not pass.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from schemas.said import Said, cite, say

LONGEST_EXPRESSION = 2000
MOST_NODES = 300
DEEPEST_BRACKETS = 40
DEEPEST_TREE = 100
LONGEST_NUMBER = 28  # digits: what Decimal keeps exactly

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      | (?P<text>"[^"\\\r\n]*"|'[^'\\\r\n]*')
      | (?P<number>\d+(?:\.\d+)?(?![\w.]))
      | (?P<name>[A-Za-z][A-Za-z0-9_]*(?!['"]))
      | (?P<sign>==|!=|<=|>=|//(?!/)|\*(?!\*)|<(?!<)|>(?!>)|[-+/%(),\[\]])""",
    re.VERBOSE,
)

_ALLOWED: tuple[type[ast.AST], ...] = (
    ast.Constant, ast.Name, ast.BoolOp, ast.UnaryOp, ast.BinOp, ast.Compare, ast.IfExp,
    ast.List, ast.Tuple, ast.Subscript, ast.Call,
)  # fmt: skip
_OPERATORS: tuple[type[ast.AST], ...] = (
    ast.And, ast.Or, ast.Not, ast.USub, ast.UAdd, ast.Add, ast.Sub, ast.Mult, ast.Div,
    ast.FloorDiv, ast.Mod, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn,
)  # fmt: skip

_TOO_DEEP = say("Ekspresi ini terlalu dalam bersarang.")
_NO_LOOPS = say("Perulangan (for) tidak dapat dipakai di sini.")
_ADVICE: dict[type[ast.AST], Said] = {
    ast.Is: say("Tulis == untuk membandingkan, bukan is."),
    ast.IsNot: say("Tulis != untuk membandingkan, bukan is not."),
    ast.Lambda: say("Fungsi tidak dapat dibuat di sini."),
    ast.GeneratorExp: _NO_LOOPS,
    ast.ListComp: _NO_LOOPS,
    ast.keyword: say("Tulis isian fungsi tanpa nama=."),
    ast.Starred: say("Tanda bintang di depan nilai tidak dapat dipakai."),
}


class ExpressionError(ValueError):
    """An expression that cannot be read or worked out; position is the index of a character."""

    def __init__(self, message: Said, position: int = 0) -> None:
        """Keep the sentence and the place it speaks of, counted from 0."""
        self.message = message
        self.position = position
        #: The sentence with its place.
        self.said = placed(message, position)
        super().__init__(self.said)


def placed(message: Said, position: int) -> Said:
    """Say at which character of a text, counted from 0, a sentence about it points."""
    return say("{problem} (huruf ke-{place})", problem=message, place=position + 1)


@dataclass(frozen=True)
class Token:
    """One word of an expression: its kind (text, number, name, sign), itself, its place."""

    kind: str
    text: str
    position: int


@dataclass(frozen=True)
class Tree:
    """A readable expression: its source, the checked tree, and where the source begins."""

    source: str
    root: ast.expr
    start: int

    def position(self, node: ast.AST) -> int:
        """Return the index of the node's first character in the text that was read."""
        return self.start + self._characters(getattr(node, "col_offset", 0))

    def number(self, node: ast.Constant) -> Decimal:
        """Return a number literal exactly as it was written, never through a float."""
        first, last = node.col_offset, node.end_col_offset or 0
        return Decimal(self.source[self._characters(first) : self._characters(last)])

    def _characters(self, offset: int) -> int:
        """Turn an offset in UTF-8 bytes, as the parser counts, into characters."""
        if self.source.isascii():
            return offset
        return len(self.source.encode()[:offset].decode())


def read_tree(text: str, start: int = 0) -> Tree:
    """Read one expression; positions count from `start`.

    Raises ExpressionError for anything outside the language or beyond its limits.
    """
    for _ in read_tokens(text, start):
        pass
    lead = len(text) - len(text.lstrip())
    source = re.sub(r"[\t\r\n]", " ", text.strip())
    if not source:
        raise ExpressionError(say("Ekspresi ini kosong."), start)
    try:
        root = ast.parse(source, mode="eval").body
    except SyntaxError as error:
        at = min(max((error.offset or 1) - 1, 0), len(source))
        raise ExpressionError(
            say("Ekspresi ini tidak terbaca di sini."), start + lead + at
        ) from None
    except (RecursionError, MemoryError):
        raise ExpressionError(_TOO_DEEP, start) from None
    tree = Tree(source, root, start + lead)
    _Inspection(tree).visit(root, 0)
    return tree


def read_tokens(text: str, start: int = 0, extra: str = "") -> Iterator[Token]:
    """Yield the words of an expression; `extra` are further single characters to let pass.

    Raises ExpressionError at the first character that no expression may hold.
    """
    if len(text) > LONGEST_EXPRESSION:
        message = say("Ekspresi ini lebih panjang dari {most} huruf.", most=LONGEST_EXPRESSION)
        raise ExpressionError(message, start + LONGEST_EXPRESSION)
    at, depth, before = 0, 0, ""
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None and text[at] not in extra:
            raise ExpressionError(_refusal(text, at), start + at)
        kind, word = (found.lastgroup or "", found[0]) if found else ("sign", text[at])
        if kind == "text" and before == "text":
            raise ExpressionError(say("Dua teks berdampingan; satukan dengan +."), start + at)
        depth += (word in "([") - (word in ")]")
        if depth > DEEPEST_BRACKETS:
            raise ExpressionError(_TOO_DEEP, start + at)
        if kind != "space":
            yield Token(kind, word, start + at)
            before = kind
        at += len(word)


def _refusal(text: str, at: int) -> Said:
    character = text[at]
    if character == ".":
        return say("Titik di sini tidak dapat dipakai; pakai nama atau angka saja.")
    if character in "\"'":
        return say("Teks berpetik ini tidak ditutup atau memuat garis miring terbalik.")
    if character.isdigit():
        return say("Angka ini tidak terbaca; tulis seperti 75 atau 75.5.")
    if character == "*":
        return say("Pangkat (**) tidak dapat dipakai.")
    if character == "=":
        return say("Tulis == untuk membandingkan.")
    if character.isalpha() or character == "_":
        return say("Nama di sini hanya boleh huruf a-z, angka dan garis bawah, diawali huruf.")
    return cite("Tanda {sign} tidak dapat dipakai dalam ekspresi.", sign=repr(character))


class _Inspection:
    """One walk over a tree that refuses what is not listed."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.nodes = 0

    def visit(self, node: ast.AST, depth: int) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.refuse(say("Ekspresi ini memuat lebih dari {most} bagian.", most=MOST_NODES), node)
        if depth > DEEPEST_TREE:
            self.refuse(_TOO_DEEP, node)
        if not isinstance(node, _ALLOWED):
            self.refuse(
                _ADVICE.get(type(node), say("Bentuk ini tidak dapat dipakai di sini.")), node
            )
        self.look(node)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr_context):
                continue
            if isinstance(child, ast.operator | ast.unaryop | ast.boolop | ast.cmpop):
                self.look_at_operator(child, node)
            else:
                self.visit(child, depth + 1)

    def look(self, node: ast.AST) -> None:
        """Refuse what the kind of node alone does not show."""
        if isinstance(node, ast.Constant):
            self.look_at_constant(node)
        elif isinstance(node, ast.Call):
            if not isinstance(node.func, ast.Name):
                self.refuse(say("Hanya fungsi bernama yang dapat dipanggil."), node)
        elif isinstance(node, ast.Subscript):
            index = node.slice
            if not isinstance(index, ast.Constant) or type(index.value) not in (int, str):
                self.refuse(say("Isi [ ] harus angka bulat atau teks."), node)

    def look_at_constant(self, node: ast.Constant) -> None:
        if type(node.value) not in (int, float, str, bool, type(None)):
            self.refuse(say("Nilai ini tidak dapat dipakai di sini."), node)
        if type(node.value) in (int, float):
            digits = self.tree.number(node).as_tuple().digits
            if len(digits) > LONGEST_NUMBER:
                self.refuse(
                    say("Angka ini lebih panjang dari {most} angka.", most=LONGEST_NUMBER), node
                )

    def look_at_operator(self, operator: ast.AST, node: ast.AST) -> None:
        if not isinstance(operator, _OPERATORS):
            message = _ADVICE.get(type(operator), say("Tanda hitung ini tidak dapat dipakai."))
            self.refuse(message, node)

    def refuse(self, message: Said, node: ast.AST) -> None:
        raise ExpressionError(message, self.tree.position(node))
