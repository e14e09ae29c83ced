"""What a condition's text proves about the values for which it is true or false.

A condition over single variables and constants is split into boxes: combinations of regions in
which it is surely true, and surely false. What cannot be split (`a < b`) is None: unknown.
"""

import ast
from dataclasses import dataclass
from decimal import Decimal

from engine.bpmn.expressions import Code
from engine.bpmn.regions import (
    EVERYTHING,
    NOTHING,
    NUMBERS,
    TRUTHS,
    Box,
    Region,
    beyond,
    exactly,
    meet,
)
from engine.bpmn.syntax import Tree

MOST_BOXES = 50

_SIGNS: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True)
class Truth:
    """Where a condition is true and where false, each a union of boxes; errors are in neither."""

    true: tuple[Box, ...]
    false: tuple[Box, ...]


def truth(code: Code) -> Truth | None:
    """Split a condition into boxes; None when that cannot be done exactly."""
    try:
        return _Reader(code.tree).read(code.tree.root)
    except _Unknown:
        return None


def overlap(one: Truth, other: Truth) -> Box | None:
    """Values that make both conditions true, None when nothing does."""
    met = (meet(left, right) for left in one.true for right in other.true)
    return next((box for box in met if box is not None), None)


def exhaustive(conditions: list[Truth]) -> bool:
    """Say whether it is proven that no values make every condition false."""
    left: tuple[Box, ...] = ({},)
    try:
        for condition in conditions:
            left = _both(left, condition.false)
    except _Unknown:
        return False
    return not left


class _Unknown(Exception):
    """The condition holds something that regions cannot express."""


class _Reader:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    def read(self, node: ast.expr) -> Truth:
        if isinstance(node, ast.BoolOp):
            parts = [self.read(value) for value in node.values]
            join = _and if isinstance(node.op, ast.And) else _or
            result = parts[0]
            for part in parts[1:]:
                result = join(result, part)
            return result
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = self.read(node.operand)
            return Truth(inner.false, inner.true)
        if isinstance(node, ast.Compare):
            return self.compare(node)
        if isinstance(node, ast.Constant) and isinstance(node.value, bool):
            always: tuple[Box, ...] = ({},)
            return Truth(always, ()) if node.value else Truth((), always)
        return self.split(node, exactly(True), exactly(False))

    def compare(self, node: ast.Compare) -> Truth:
        sides = [node.left, *node.comparators]
        result: Truth | None = None
        for left, op, right in zip(sides, node.ops, sides[1:], strict=False):
            part = self.pair(left, op, right)
            result = part if result is None else _and(result, part)
        if result is None:
            raise _Unknown
        return result

    def pair(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Truth:
        if isinstance(op, ast.In | ast.NotIn):
            return self.membership(left, op, right)
        if self.is_constant(left):
            return self.test(right, op, left, mirrored=True)
        return self.test(left, op, right, mirrored=False)

    def membership(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Truth:
        if not isinstance(right, ast.List | ast.Tuple):
            raise _Unknown
        region = NOTHING
        for each in right.elts:
            region |= exactly(self.constant(each))
        inside = self.split(left, region, ~region)
        return inside if isinstance(op, ast.In) else Truth(inside.false, inside.true)

    def test(self, subject: ast.expr, op: ast.cmpop, bound: ast.expr, *, mirrored: bool) -> Truth:
        value = self.constant(bound)
        if isinstance(op, ast.Eq | ast.NotEq):
            same = self.split(subject, exactly(value), ~exactly(value))
            return same if isinstance(op, ast.Eq) else Truth(same.false, same.true)
        sign = _SIGNS[type(op)]
        if not isinstance(value, Decimal):
            raise _Unknown
        region = beyond(_MIRRORED[sign] if mirrored else sign, value)
        return self.split(subject, region, NUMBERS & ~region)

    def split(self, subject: ast.expr, true: Region, false: Region) -> Truth:
        name = self.subject(subject)
        if isinstance(subject, ast.Call):
            true, false = self.possible(name, true), self.possible(name, false)
        return Truth(
            ({name: true},) if true else (),
            ({name: false},) if false else (),
        )

    def possible(self, name: str, region: Region) -> Region:
        """A call whose answer is known to be a truth value is never anything else."""
        return region & (TRUTHS if name.startswith("runs(") else EVERYTHING)

    def subject(self, node: ast.expr) -> str:
        """The variable, or the call with constant arguments, that a test is about."""
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            arguments = ", ".join(repr(self.constant(each)) for each in node.args)
            return f"{node.func.id}({arguments})"
        raise _Unknown

    def is_constant(self, node: ast.expr) -> bool:
        inner = node.operand if isinstance(node, ast.UnaryOp) else node
        return isinstance(inner, ast.Constant)

    def constant(self, node: ast.expr) -> Decimal | str | bool | None:
        if isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant):
            value = self.constant(node.operand)
            if isinstance(node.op, ast.USub) and isinstance(value, Decimal):
                return -value
        if isinstance(node, ast.Constant):
            exact = type(node.value) in (int, float)
            if exact:
                return self.tree.number(node)
            if node.value is None or isinstance(node.value, bool | str):
                return node.value
        raise _Unknown


def _and(left: Truth, right: Truth) -> Truth:
    return Truth(
        _both(left.true, right.true),
        _few((*left.false, *_both(left.true, right.false))),
    )


def _or(left: Truth, right: Truth) -> Truth:
    return Truth(
        _few((*left.true, *_both(left.false, right.true))),
        _both(left.false, right.false),
    )


def _both(left: tuple[Box, ...], right: tuple[Box, ...]) -> tuple[Box, ...]:
    met = (meet(one, other) for one in left for other in right)
    return _few(tuple(box for box in met if box is not None))


def _few(boxes: tuple[Box, ...]) -> tuple[Box, ...]:
    if len(boxes) > MOST_BOXES:
        raise _Unknown
    return boxes
