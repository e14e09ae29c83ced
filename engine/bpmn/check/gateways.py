"""Exclusive gateways: for whatever the data hold, exactly one way out."""

import ast
from collections.abc import Iterator
from itertools import combinations

from engine.bpmn.check.diagram import Diagram, Flow, Node, Scope
from engine.bpmn.check.problem import Problem
from engine.bpmn.conditions import exhaustive, overlap, truth
from engine.bpmn.expressions import Code, compile_expression
from engine.bpmn.regions import Box, shown
from engine.bpmn.syntax import ExpressionError
from schemas.said import Said, cite, say

MOST_WAYS = 20

_TRUTHS = (ast.Compare, ast.BoolOp, ast.Name, ast.Call, ast.IfExp, ast.Subscript)


def problems(diagram: Diagram) -> Iterator[Problem]:
    """Yield gateways whose conditions leave no way, or more than one."""
    for scope in diagram.scopes():
        for node in scope.nodes.values():
            if node.kind == "exclusiveGateway":
                yield from _gateway(diagram, scope, node)


def _gateway(diagram: Diagram, scope: Scope, node: Node) -> Iterator[Problem]:
    leaving = [flow for flow in scope.flows if flow.source == node.id]
    default = node.xml.get("default")
    if default is not None and default not in {flow.id for flow in leaving}:
        message = cite(
            "Panah baku {flow} tidak keluar dari gerbang {node}.", flow=default, node=node.id
        )
        yield diagram.problem(node, "dangling-reference", message)
    if len(leaving) == 1 and leaving[0].condition is not None:
        message = cite(
            "Satu-satunya panah dari {node} tidak boleh bersyarat; hapus syaratnya.", node=node.id
        )
        yield diagram.problem(leaving[0], "needless-condition", message)
    if len(leaving) < 2:
        return
    if len(leaving) > MOST_WAYS:
        message = cite(
            "Dari {node} keluar lebih dari {most} panah; pakai tabel keputusan.",
            node=node.id,
            most=MOST_WAYS,
        )
        yield diagram.problem(node, "too-many-ways", message)
        return
    yield from _marks(diagram, node, leaving, default)
    conditional = [flow for flow in leaving if flow.id != default and flow.condition is not None]
    codes = [(flow, code) for flow in conditional for code in [_code(flow)] if code is not None]
    yield from _choices(diagram, node, codes)
    if default is None and len(codes) == len(leaving):
        known = [truth(code) for _, code in codes]
        if None in known or not exhaustive([each for each in known if each is not None]):
            message = cite(
                "Syarat pada panah dari {node} belum tentu mencakup semua kemungkinan; "
                "jadikan salah satunya panah “selain itu” (default).",
                node=node.id,
            )
            yield diagram.problem(node, "no-default", message)


def _marks(
    diagram: Diagram, node: Node, leaving: list[Flow], default: str | None
) -> Iterator[Problem]:
    for flow in leaving:
        if flow.id == default and flow.condition is not None:
            message = cite(
                "Panah “selain itu” dari {node} tidak boleh bersyarat; hapus syaratnya.",
                node=node.id,
            )
            yield diagram.problem(flow, "needless-condition", message)
        elif flow.id != default and flow.condition is None:
            message = cite(
                "Panah {flow} dari {node} perlu syarat, atau jadikan panah “selain itu” (default).",
                flow=flow.id,
                node=node.id,
            )
            yield diagram.problem(flow, "no-condition", message)


def _choices(diagram: Diagram, node: Node, codes: list[tuple[Flow, Code]]) -> Iterator[Problem]:
    known = {flow: truth(code) for flow, code in codes}
    for flow, code in codes:
        root = code.tree.root
        is_not = isinstance(root, ast.UnaryOp) and isinstance(root.op, ast.Not)
        is_constant = isinstance(root, ast.Constant) and isinstance(root.value, bool)
        proven = known[flow]
        if not isinstance(root, _TRUTHS) and not is_not and not is_constant:
            message = say("Syarat ini tidak menghasilkan benar/salah; bandingkan dengan sesuatu.")
            yield diagram.problem(flow, "not-a-condition", message)
        elif proven is not None and not proven.true:
            message = cite("Syarat {condition} tidak mungkin terpenuhi.", condition=code.text)
            yield diagram.problem(flow, "never-true", message)
    for one, other in combinations(known, 2):
        left, right = known[one], known[other]
        both = overlap(left, right) if left is not None and right is not None else None
        if both is not None:
            message = _both_hold(one, other, node, both)
            yield diagram.problem(other, "overlapping-conditions", message)


def _both_hold(one: Flow, other: Flow, node: Node, box: Box) -> Said:
    parts = (f"{name} = {shown(region.example())}" for name, region in sorted(box.items()))
    example = ", ".join(parts)
    if not example:
        return cite(
            "Panah {one} dan {other} dari {node} dapat berlaku bersama; "
            "buat syaratnya saling meniadakan.",
            one=one.id,
            other=other.id,
            node=node.id,
        )
    return cite(
        "Panah {one} dan {other} dari {node} dapat berlaku bersama (misalnya {example}); "
        "buat syaratnya saling meniadakan.",
        one=one.id,
        other=other.id,
        node=node.id,
        example=example,
    )


def _code(flow: Flow) -> Code | None:
    try:
        return compile_expression(flow.condition or "")
    except ExpressionError:
        return None  # reported with the other texts
