"""The expression language of diagrams and decision tables: compiled once, run without Python.

A tree that passed `syntax` becomes nested closures over the values of `values`; no text ever
reaches the interpreter, so nothing but data and the functions handed in can be reached.

    compile_expression("npk >= 76").evaluate({"npk": Decimal("80")}, {})    # True
    compile_script("phase_npk = npk()").execute({}, {"npk": npk})          # {"phase_npk": ...}
"""

import ast
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.bpmn.closures import Data, Functions, Run, build
from engine.bpmn.syntax import ExpressionError, Tree, read_tree
from engine.bpmn.values import PURE
from schemas.said import cite, say

__all__ = [
    "Code",
    "ExpressionError",
    "Invocation",
    "compile_expression",
    "compile_pure",
    "compile_script",
]

MOST_LINES = 20
LONGEST_SCRIPT = 10_000

_LINE = re.compile(r"\s*(?P<name>[A-Za-z][A-Za-z0-9_]*)\s*=(?!=)")
_KEYWORDS = frozenset({"True", "False", "None", "and", "or", "not", "in", "if", "else", "is"})


@dataclass(frozen=True)
class Invocation:
    """One call in an expression: its literal arguments (None where not literal), its place."""

    name: str
    arguments: tuple[Any, ...]
    position: int


@dataclass(frozen=True)
class Line:
    """One line of code: the name it writes (empty in an expression), its tree, its closure."""

    name: str
    tree: Tree
    run: Run


@dataclass(frozen=True)
class Code:
    """A compiled expression or script; immutable, shared between threads."""

    text: str
    lines: tuple[Line, ...]
    names: frozenset[str]
    calls: frozenset[str]
    writes: frozenset[str]
    invocations: tuple[Invocation, ...]

    @property
    def tree(self) -> Tree:
        """The tree of an expression (of a script: of its first line)."""
        return self.lines[0].tree

    def evaluate(self, data: Data, functions: Functions) -> Any:
        """Return the value of an expression.

        Raises ExpressionError; what a function raises passes through unchanged.
        """
        if self.writes:
            raise ExpressionError(say("Ini skrip, bukan ekspresi."))
        return self.lines[0].run(data, functions)

    def execute(self, data: Data, functions: Functions) -> dict[str, Any]:
        """Return what a script writes; a line sees what the lines before it wrote.

        `data` stays untouched. Raises ExpressionError as `evaluate`.
        """
        if not self.writes:
            raise ExpressionError(say("Ini ekspresi, bukan skrip."))
        seen, written = dict(data), {}
        for line in self.lines:
            seen[line.name] = written[line.name] = line.run(seen, functions)
        return written


@lru_cache(maxsize=4096)
def compile_expression(text: str) -> Code:
    """Compile one expression; raises ExpressionError with the place of the fault."""
    return _code(text, [("", read_tree(text))])


def arguments(text: str, function: str) -> list[str]:
    """The texts that an expression hands to a function; [] where it cannot be read.

    >>> arguments("due('closes')", "due")
    ['closes']
    """
    try:
        code = compile_expression(text)
    except ExpressionError:
        return []
    calls = [call for call in code.invocations if call.name == function]
    return [each for call in calls for each in call.arguments if isinstance(each, str)]


def compile_pure(text: str) -> Code:
    """Compile one expression that calls nothing but len, min, max, round, abs and sum."""
    code = compile_expression(text)
    for call in code.invocations:
        if call.name not in PURE:
            raise ExpressionError(
                cite("Fungsi {name} tidak ada di sini.", name=call.name), call.position
            )
    return code


@lru_cache(maxsize=1024)
def compile_script(text: str) -> Code:
    """Compile a script, one `name = expression` per line; raises ExpressionError."""
    if len(text) > LONGEST_SCRIPT:
        raise ExpressionError(
            say("Skrip ini lebih panjang dari {most} huruf.", most=LONGEST_SCRIPT)
        )
    assignments, start = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            assignments.append(_assignment(line.rstrip(), start))
        start += len(line)
    if not assignments:
        raise ExpressionError(say("Skrip ini kosong; tulis satu nama = ekspresi per baris."))
    if len(assignments) > MOST_LINES:
        raise ExpressionError(say("Skrip ini lebih dari {most} baris.", most=MOST_LINES))
    return _code(text, assignments)


def _assignment(line: str, start: int) -> tuple[str, Tree]:
    found = _LINE.match(line)
    if found is None or found["name"] in _KEYWORDS:
        at = start + len(line) - len(line.lstrip())
        raise ExpressionError(say("Tulis satu nama = ekspresi per baris."), at)
    return found["name"], read_tree(line[found.end() :], start + found.end())


def _code(text: str, sources: list[tuple[str, Tree]]) -> Code:
    lines: list[Line] = []
    names: set[str] = set()
    invocations: list[Invocation] = []
    written: set[str] = set()
    for name, tree in sources:
        lines.append(Line(name, tree, build(tree)))
        invocations += _invocations(tree)
        names |= _free_names(tree) - written
        written |= {name} - {""}
    calls = frozenset(each.name for each in invocations)
    return Code(text, tuple(lines), frozenset(names), calls, frozenset(written), tuple(invocations))


def _free_names(tree: Tree) -> set[str]:
    nodes = list(ast.walk(tree.root))
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    return {node.id for node in nodes if isinstance(node, ast.Name) and id(node) not in called}


def _invocations(tree: Tree) -> list[Invocation]:
    found = []
    for node in ast.walk(tree.root):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            literals = tuple(a.value if isinstance(a, ast.Constant) else None for a in node.args)
            found.append(Invocation(node.func.id, literals, tree.position(node)))
    return found
