"""Turns a checked tree into nested closures: no text ever reaches the interpreter."""

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from engine.bpmn import values
from engine.bpmn.syntax import ExpressionError, Tree
from schemas.said import cite, say

Data = Mapping[str, Any]
Functions = Mapping[str, Callable[..., Any]]
Run = Callable[[Data, Functions], Any]

_ORDERS = {ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge}
_CALCULATIONS: dict[type[ast.operator], values.Operation] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}


def build(tree: Tree) -> Run:
    """Return a function of (data, functions) that works out the tree.

    It raises ExpressionError; what a function raises passes through unchanged.
    """
    return _Builder(tree).build(tree.root)


class _Builder:
    """Turns each kind of node into a closure of (data, functions)."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    def build(self, node: ast.AST) -> Run:
        make: Callable[[Any], Run] = getattr(self, f"_{type(node).__name__.lower()}")
        return make(node)

    def _constant(self, node: ast.Constant) -> Run:
        exact = type(node.value) in (int, float)
        value = self.tree.number(node) if exact else node.value
        return lambda data, functions: value

    def _name(self, node: ast.Name) -> Run:
        name, at = node.id, self.tree.position(node)

        def look_up(data: Data, functions: Functions) -> Any:
            try:
                return data[name]
            except KeyError:
                raise ExpressionError(
                    cite("Variabel {name} belum ada nilainya.", name=name), at
                ) from None

        return look_up

    def _boolop(self, node: ast.BoolOp) -> Run:
        parts = [(self.build(each), self.tree.position(each)) for each in node.values]
        decisive = isinstance(node.op, ast.Or)

        def decide(data: Data, functions: Functions) -> bool:
            for part, at in parts:
                if values.truth(part(data, functions), at) is decisive:
                    return decisive
            return not decisive

        return decide

    def _unaryop(self, node: ast.UnaryOp) -> Run:
        operand, at = self.build(node.operand), self.tree.position(node.operand)
        if isinstance(node.op, ast.Not):
            return lambda data, functions: not values.truth(operand(data, functions), at)
        sign = values.negative if isinstance(node.op, ast.USub) else values.positive
        return _guarded(lambda data, functions: sign(operand(data, functions), at), at)

    def _binop(self, node: ast.BinOp) -> Run:
        left, right = self.build(node.left), self.build(node.right)
        operation, at = _CALCULATIONS[type(node.op)], self.tree.position(node)

        def work_out(data: Data, functions: Functions) -> Any:
            return values.calculate(operation, left(data, functions), right(data, functions), at)

        return _guarded(work_out, at)

    def _compare(self, node: ast.Compare) -> Run:
        sides = [self.build(each) for each in (node.left, *node.comparators)]
        at = self.tree.position(node)
        tests = [_comparison(op, at) for op in node.ops]
        if len(tests) == 1:
            test, left, right = tests[0], sides[0], sides[1]
            return lambda data, functions: test(left(data, functions), right(data, functions))

        def compare(data: Data, functions: Functions) -> bool:
            value = sides[0](data, functions)
            for test, side in zip(tests, sides[1:], strict=True):
                before, value = value, side(data, functions)
                if not test(before, value):
                    return False
            return True

        return compare

    def _ifexp(self, node: ast.IfExp) -> Run:
        test, yes, no = (self.build(each) for each in (node.test, node.body, node.orelse))
        at = self.tree.position(node.test)

        def choose(data: Data, functions: Functions) -> Any:
            chosen = yes if values.truth(test(data, functions), at) else no
            return chosen(data, functions)

        return choose

    def _list(self, node: ast.List | ast.Tuple) -> Run:
        parts, at = [self.build(each) for each in node.elts], self.tree.position(node)
        return lambda data, functions: values.listed([part(data, functions) for part in parts], at)

    _tuple = _list

    def _subscript(self, node: ast.Subscript) -> Run:
        container, at = self.build(node.value), self.tree.position(node)
        index: Any = node.slice.value if isinstance(node.slice, ast.Constant) else None
        return lambda data, functions: values.element(container(data, functions), index, at)

    def _call(self, node: ast.Call) -> Run:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        arguments = [self.build(each) for each in node.args]
        at = self.tree.position(node)
        if name in values.PURE:
            return self._pure(name, arguments, at)

        def call(data: Data, functions: Functions) -> Any:
            function = functions.get(name)
            if function is None:
                raise ExpressionError(cite("Fungsi {name} tidak dikenal.", name=name), at)
            given = [argument(data, functions) for argument in arguments]
            try:
                return function(*given)
            except TypeError as error:
                if error.__traceback__ is not None and error.__traceback__.tb_next is None:
                    message = cite(
                        "Fungsi {name} tidak menerima {count} isian seperti ini.",
                        name=name,
                        count=len(given),
                    )
                    raise ExpressionError(message, at) from error
                raise

        return call

    def _pure(self, name: str, arguments: list[Run], at: int) -> Run:
        function, fewest, most = values.PURE[name]
        if not fewest <= len(arguments) <= most:
            raise ExpressionError(
                cite(
                    "Fungsi {name} menerima {fewest} sampai {most} isian.",
                    name=name,
                    fewest=fewest,
                    most=most,
                ),
                at,
            )

        def call(data: Data, functions: Functions) -> Any:
            return function(at, *[argument(data, functions) for argument in arguments])

        return _guarded(call, at)


def _comparison(op: ast.cmpop, at: int) -> Callable[[Any, Any], bool]:
    if isinstance(op, ast.Eq):
        return lambda left, right: values.equal(left, right, at)
    if isinstance(op, ast.NotEq):
        return lambda left, right: not values.equal(left, right, at)
    if isinstance(op, ast.In):
        return lambda left, right: values.contains(right, left, at)
    if isinstance(op, ast.NotIn):
        return lambda left, right: not values.contains(right, left, at)
    test = _ORDERS[type(op)]
    return lambda left, right: values.ordered(test, left, right, at)


def _guarded(run: Run, at: int) -> Run:
    """Turn arithmetic that has no result (division by zero, overflow) into our error."""

    def guard(data: Data, functions: Functions) -> Any:
        try:
            return run(data, functions)
        except ArithmeticError:
            raise ExpressionError(say("Hitungan ini tidak mempunyai hasil."), at) from None

    return guard
