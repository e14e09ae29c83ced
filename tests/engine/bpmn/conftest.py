"""A pen that draws small diagrams and tables as text, for tests that need no database."""

import json
import re
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest

from engine.bpmn.check import Problem, check
from schemas.said import Said, cite, say

HEAD = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
 xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
 xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="definitions" targetNamespace="urn:test">
"""
DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
ARROW = re.compile(r"\s*->\s*(?:\[(.*?)\]\s*)?")


class Pen:
    """Writes elements; `flow("start -> a -> [x > 1] b")` writes the flows and plain events."""

    def file(self, *parts: str, process: str = "p", extra: str = "") -> bytes:
        """A whole diagram of one process."""
        body = "\n".join(parts)
        return (
            f'{HEAD}<bpmn:process id="{process}" isExecutable="true">\n{body}\n'
            f"</bpmn:process>\n{extra}</bpmn:definitions>"
        ).encode()

    def flow(self, *paths: str) -> str:
        """Flows along paths; nodes called start… and end… are drawn as events."""
        found: list[str] = []
        seen: set[str] = set()
        for path in paths:
            pieces = ARROW.split(path.strip())
            for source, condition, target in zip(
                pieces[::2], pieces[1::2], pieces[2::2], strict=False
            ):
                found.append(self.arrow(source, target, condition))
            for node in pieces[::2]:
                kind = re.match(r"start|end", node)
                if kind and node not in seen:
                    found.append(self.node(f"{kind[0]}Event", node))
                seen.add(node)
        return "\n".join(found)

    def arrow(self, source: str, target: str, condition: str | None = None) -> str:
        inner = (
            ""
            if condition is None
            else f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
            f"{escape(condition)}</bpmn:conditionExpression>"
        )
        return (
            f'<bpmn:sequenceFlow id="{source}_to_{target}" sourceRef="{source}" '
            f'targetRef="{target}">{inner}</bpmn:sequenceFlow>'
        )

    def node(self, kind: str, ident: str, inner: str = "", /, **attributes: str) -> str:
        written = "".join(
            f" {key.replace('__', ':')}={quoteattr(value)}" for key, value in attributes.items()
        )
        return f'<bpmn:{kind} id="{ident}"{written}>{inner}</bpmn:{kind}>'

    def task(self, ident: str, inner: str = "", /, **attributes: str) -> str:
        """A user task of the pegawai, unless the attributes say otherwise ("" removes one)."""
        given = {
            "name": f"Kerjakan {ident}",
            "camunda__formKey": "p.Fill",
            "camunda__candidateGroups": "pegawai",
            **attributes,
        }
        return self.node("userTask", ident, inner, **{k: v for k, v in given.items() if v})

    def script(self, name: str, code: str) -> str:
        return self.node("scriptTask", name, f"<bpmn:script>{escape(code)}</bpmn:script>")

    def choice(self, name: str, default: str | None = None) -> str:
        return self.node("exclusiveGateway", name, **({"default": default} if default else {}))

    def parallel(self, *names: str) -> str:
        return "\n".join(self.node("parallelGateway", name) for name in names)

    def timer(self, date: str = "due('closes')", tag: str = "timeDate") -> str:
        return (
            f'<bpmn:timerEventDefinition><bpmn:{tag} xsi:type="bpmn:tFormalExpression">'
            f"{escape(date)}</bpmn:{tag}></bpmn:timerEventDefinition>"
        )

    def catch(self, name: str, date: str = "due('closes')") -> str:
        return self.node("intermediateCatchEvent", name, self.timer(date))

    def boundary(self, name: str, host: str, date: str = "due('closes')") -> str:
        return self.node("boundaryEvent", name, self.timer(date), attachedToRef=host)

    def terminate(self, name: str) -> str:
        return self.node("endEvent", name, "<bpmn:terminateEventDefinition />")

    def sub(self, name: str, *parts: str) -> str:
        return self.node("subProcess", name, "\n".join(parts))

    def call(self, name: str, process: str, **properties: str) -> str:
        return self.node("callActivity", name, self.properties(**properties), calledElement=process)

    def properties(self, **values: str) -> str:
        inner = "".join(
            f'<camunda:property name="{name}" value={quoteattr(value)} />'
            for name, value in values.items()
        )
        return (
            f"<bpmn:extensionElements><camunda:properties>{inner}"
            "</camunda:properties></bpmn:extensionElements>"
        )

    def repeat(self, collection: str = "p_raters", item: str = "p_rater", inner: str = "") -> str:
        return (
            "<bpmn:multiInstanceLoopCharacteristics>"
            f"<bpmn:loopDataInputRef>{collection}</bpmn:loopDataInputRef>"
            f'<bpmn:inputDataItem id="{item}" />{inner}'
            "</bpmn:multiInstanceLoopCharacteristics>"
        )

    def table(
        self,
        columns: dict[str, str],
        rules: list[tuple[str, ...]],
        *,
        policy: str = "UNIQUE",
        outputs: tuple[tuple[str, str], ...] = (("p_grade", "string"),),
        name: str = "grades",
        values: str = "",
    ) -> bytes:
        """A decision table: expression → type of each input, rows of cells and results."""
        possible = f"<inputValues><text>{escape(values)}</text></inputValues>" if values else ""
        inputs = "".join(
            f'<input id="input_{n}"><inputExpression typeRef="{kind}"><text>{escape(expression)}'
            f"</text></inputExpression>{possible}</input>"
            for n, (expression, kind) in enumerate(columns.items())
        )
        results = "".join(
            f'<output id="{variable}" name="{variable}" typeRef="{kind}" />'
            for variable, kind in outputs
        )
        rows = "\n".join(
            f'<rule id="row_{n}">'
            + "".join(
                f"<{tag}><text>{escape(text)}</text></{tag}>"
                for text, tag in zip(
                    row,
                    ["inputEntry"] * len(columns) + ["outputEntry"] * (len(row) - len(columns)),
                    strict=True,
                )
            )
            + "</rule>"
            for n, row in enumerate(rules, 1)
        )
        return (
            f'<definitions xmlns="{DMN}" id="d" name="d" namespace="urn:test">\n'
            f'<decision id="{name}" name="Nilai">\n<decisionTable hitPolicy="{policy}">'
            f"{inputs}{results}\n{rows}\n</decisionTable></decision></definitions>"
        ).encode()


@pytest.fixture(scope="session")
def pen() -> Pen:
    return Pen()


@pytest.fixture(scope="session")
def problems(all_problems: Callable[..., list[Problem]]) -> Callable[..., list[Problem]]:
    """As `all_problems`, for diagrams cut so short that nothing in them writes what they read."""

    def look(*files: Any, **forms: Any) -> list[Problem]:
        return [each for each in all_problems(*files, **forms) if each.code != "unset-variable"]

    return look


@pytest.fixture(scope="session")
def all_problems() -> Callable[..., list[Problem]]:
    """Check one diagram called p.bpmn beside other files; every form but p.Missing exists."""

    def look(
        diagram: bytes,
        others: dict[str, bytes] | None = None,
        outcomes: Callable[[str], frozenset[str]] = lambda key: frozenset(),
    ) -> list[Problem]:
        def form_keys(key: str) -> Said | None:
            return cite("Formulir {key} tidak ada.", key=key) if key == "p.Missing" else None

        def date_rule(text: str) -> None:
            if text == "kapan-kapan":
                raise ValueError(say("Tanggal ini tidak terbaca."))

        found = check({"p.bpmn": diagram, **(others or {})}, form_keys, date_rule, outcomes)
        for each in found:  # it may have been found in another process
            assert Said.from_json(json.loads(json.dumps(each.message.to_json()))) == each.message
        return found

    return look
