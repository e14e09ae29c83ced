"""A decision table in memory: decides exactly, and proves its overlaps and gaps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

from engine.bpmn.cells import TYPE_NAMES, TYPES, Cell
from engine.bpmn.expressions import Code
from engine.bpmn.regions import EVERYTHING, Box, Region, meet, shown, without
from engine.bpmn.syntax import ExpressionError
from schemas.said import Said, cite, say

WHOLE = ("integer", "long")
MOST_REMAINDERS = 200  # boxes kept while looking for gaps


class TableError(ValueError):
    """A table that cannot be read or cannot decide; names the element and its line."""

    def __init__(self, message: Said, element: str = "", line: int = 1) -> None:
        """Keep the sentence, the element's id and its line."""
        super().__init__(message)
        self.message = message
        self.element = element
        self.line = line


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a table that can be read: an overlap or a gap."""

    code: str
    element: str
    line: int
    message: Said


@dataclass(frozen=True)
class Input:
    """A condition column: its expression, its type, the values it may take."""

    id: str
    label: str
    expression: Code
    type: str
    values: Region


@dataclass(frozen=True)
class Output:
    """A result column: the variable it writes, its type."""

    id: str
    name: str
    type: str


@dataclass(frozen=True)
class Rule:
    """A row: one cell per input, one expression per output."""

    id: str
    line: int
    number: int
    cells: tuple[Cell, ...]
    outputs: tuple[Code, ...]


@dataclass(frozen=True)
class Table:
    """A decision table; `decide` is pure, the table is shared between threads."""

    id: str
    name: str
    line: int
    policy: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]

    def decide(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the outputs of the row that the data hit, by output name.

        Raises TableError when an input has the wrong type, when no row is hit, or when
        a UNIQUE table has several rows hit.
        """
        try:
            given = [self._input(column, data) for column in self.inputs]
            hits = [rule for rule in self.rules if _hit(rule, given, data)]
            return self._row(self._choose(hits, given), data)
        except ExpressionError as error:
            raise self._refused(error.said) from error

    def problems(self) -> list[Flaw]:
        """Return overlaps (UNIQUE), rows never reached (FIRST) and gaps, as far as decidable."""
        boxes = [self._box(rule) for rule in self.rules]
        found = self._overlaps(boxes) if self.policy == "UNIQUE" else []
        return found + self._remainders(boxes)

    def _input(self, column: Input, data: Mapping[str, Any]) -> Any:
        value = column.expression.evaluate(data, {})
        if value is not None and value not in TYPES[column.type]:
            raise self._refused(_mistyped(column.label, TYPE_NAMES[column.type], value))
        if (
            value is not None
            and column.type in WHOLE
            and value != Decimal(value).to_integral_value()
        ):
            raise self._refused(_mistyped(column.label, say("bilangan bulat"), value))
        return value

    def _choose(self, hits: list[Rule], given: list[Any]) -> Rule:
        if not hits:
            raise self._refused(cite("tidak ada baris untuk {given}.", given=self._said(given)))
        if len(hits) > 1 and self.policy == "UNIQUE":
            numbers = ", ".join(str(rule.number) for rule in hits)
            message = cite(
                "baris {numbers} sama-sama berlaku untuk {given}.",
                numbers=numbers,
                given=self._said(given),
            )
            raise self._refused(message)
        return hits[0]

    def _row(self, rule: Rule, data: Mapping[str, Any]) -> dict[str, Any]:
        row = {}
        for column, code in zip(self.outputs, rule.outputs, strict=True):
            value = code.evaluate(data, {})
            if value is not None and value not in TYPES[column.type]:
                raise self._refused(_mistyped(column.name, TYPE_NAMES[column.type], value))
            row[column.name] = value
        return row

    def _said(self, given: list[Any]) -> str:
        pairs = zip(self.inputs, given, strict=True)
        return ", ".join(f"{column.label} = {shown(value)}" for column, value in pairs)

    def _refused(self, problem: Said) -> TableError:
        message = cite("Tabel {table}: {problem}", table=self.id, problem=problem)
        return TableError(message, self.id, self.line)

    def _box(self, rule: Rule) -> Box | None:
        box = {}
        for column, cell in zip(self.inputs, rule.cells, strict=True):
            if cell.region is None:
                return None
            # A cell may speak of None (null); the values to be covered are those of the type.
            box[column.id] = _whole(column, cell.region & (column.values | ~TYPES[column.type]))
        return box

    def _overlaps(self, boxes: list[Box | None]) -> list[Flaw]:
        found = []
        for (one, first), (other, second) in combinations(zip(self.rules, boxes, strict=True), 2):
            met = meet(first, second) if first is not None and second is not None else None
            if met is not None:
                message = cite(
                    "Baris {one} dan {other} sama-sama berlaku untuk {given}; "
                    "pisahkan, atau pakai kebijakan FIRST.",
                    one=one.number,
                    other=other.number,
                    given=self._example(met),
                )
                found.append(Flaw("dmn-overlap", other.id, other.line, message))
        return found

    def _remainders(self, boxes: list[Box | None]) -> list[Flaw]:
        """Cut every row out of the possible values: rows that cut nothing, and what is left."""
        left = self._whole([{column.id: column.values for column in self.inputs}])
        found: list[Flaw] = []
        decidable = True
        for rule, box in zip(self.rules, boxes, strict=True):
            if box is None:
                decidable = False
                continue
            if self.policy == "FIRST" and not _speaks_of_null(box) and _misses(left, box):
                message = say(
                    "Baris {number} tidak pernah dicapai; baris di atasnya mendahului.",
                    number=rule.number,
                )
                found.append(Flaw("dmn-unreachable-rule", rule.id, rule.line, message))
            left = self._whole(piece for each in left for piece in without(each, box))
            if len(left) > MOST_REMAINDERS:
                return found
        if left and decidable:
            message = cite(
                "Tidak ada baris untuk {given}; "
                "tambahkan baris, atau batasi nilai yang mungkin pada kolomnya.",
                given=self._example(left[0]),
            )
            found.append(Flaw("dmn-gap", self.id, self.line, message))
        return found

    def _whole(self, boxes: Iterable[Box]) -> list[Box]:
        """Draw the columns of whole numbers in, and drop boxes that are then empty."""
        drawn = (
            {column.id: _whole(column, box[column.id]) for column in self.inputs} for box in boxes
        )
        return [box for box in drawn if all(box.values())]

    def _example(self, box: Box) -> str:
        return self._said([box[column.id].example() for column in self.inputs])


def _mistyped(column: str, kind: Said, value: Any) -> Said:
    return cite(
        "{column} harus {kind}, bukan {value}.", column=column, kind=kind, value=shown(value)
    )


def _hit(rule: Rule, given: list[Any], data: Mapping[str, Any]) -> bool:
    return all(cell.accepts(value, data) for cell, value in zip(rule.cells, given, strict=True))


def _whole(column: Input, region: Region) -> Region:
    return region.whole() if column.type in WHOLE else region


def _misses(left: list[Box], box: Box) -> bool:
    return all(meet(each, box) is None for each in left)


def _speaks_of_null(box: Box) -> bool:
    return any(None in region and region != EVERYTHING for region in box.values())
