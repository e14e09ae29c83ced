"""What a page knows about one question, one table and one form: plain pictures to write out."""

from dataclasses import dataclass
from typing import Any

from schemas.fields import Rows

# What a column needs of a table's width; beyond ROOM it gets the page to itself.
ROOM = 12
WEIGHTS = {
    "longtext": 6,
    "text": 3,
    "number": 1,
    "whole": 1,
    "rupiah": 2,
    "day": 2,
    "moment": 3,
    "choice": 4,
    "choices": 5,
    "ticks": 5,
}
LONG_LINE = 120
"""Text longer than this gets a line of its own."""
KEYBOARDS = {"number": "decimal", "rupiah": "decimal", "whole": "numeric"}


@dataclass(frozen=True)
class Control:
    """One question; `widget` names the macro that writes it, `beside` prefixes its neighbours."""

    name: str
    widget: str
    field: Any
    value: Any
    errors: tuple[str, ...]
    trail: tuple[object, ...]
    condition: tuple[str, tuple[str, ...]] | None = None
    beside: str = ""

    @property
    def id(self) -> str:
        """The id of the control, or of the group."""
        return f"f-{self.name}"

    @property
    def inputmode(self) -> str:
        """Which keyboard a phone should show; "" for letters."""
        return KEYBOARDS.get(self.field.kind, "")

    @property
    def span(self) -> str:
        """How much of a card's width it takes: "full", "half" or "third"."""
        if self.field.width != "full":
            return str(self.field.width)
        if self.widget == "radios":
            return "third" if len(self.field.choices) <= 2 else "full"
        return "full" if self.widget in ("area", "ticks") or is_long(self.field) else "third"

    @property
    def kind(self) -> str:
        """What a column of it looks like: the widget, but for a line what is written on it."""
        return str(self.field.kind) if self.widget == "line" else self.widget

    def chosen(self, raw: str) -> bool:
        """Whether `raw` is among the given answers."""
        given = self.value if isinstance(self.value, (list, tuple)) else [self.value]
        return any(_word(each) == raw for each in given)


@dataclass(frozen=True)
class Row:
    """One row of a table: read-only cells, then controls."""

    number: int
    cells: tuple[str, ...]
    key: str
    controls: tuple[Control, ...]
    errors: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table to fill."""

    name: str
    field: Rows
    rows: tuple[Row, ...]
    errors: tuple[str, ...]
    widget: str = "table"

    @property
    def id(self) -> str:
        """The id of the table's block."""
        return f"f-{self.name}"

    @property
    def wide(self) -> bool:
        """Whether it needs the whole width of a desk; on less its rows are laid out as cards."""
        inputs = self.field.row.inputs.values()
        cells = sum(5 if is_long(each) else WEIGHTS.get(each.kind, 2) for each in inputs)
        return cells + 2 * len(self.field.columns) > ROOM

    @property
    def grows(self) -> bool:
        """Whether the writer may add a row now."""
        return not self.field.fixed and len(self.rows) < self.field.max


@dataclass(frozen=True)
class Problem:
    """One thing to put right: the id of its control ("" for none), where it is, the sentence."""

    id: str
    where: tuple[object, ...]
    sentence: str


@dataclass(frozen=True)
class Part:
    """A section of the page: heading, help, and what is asked under it."""

    title: str
    help: str
    items: tuple[Control | Table, ...]


@dataclass(frozen=True)
class Picture:
    """A whole form, and everything that must be put right in it."""

    parts: tuple[Part, ...]
    problems: tuple[Problem, ...]

    @property
    def wide(self) -> bool:
        """Whether a table of it wants the whole width of a desk."""
        items = (item for part in self.parts for item in part.items)
        return any(isinstance(item, Table) and item.wide for item in items)


def is_long(field: Any) -> bool:
    """Whether an answer may be too long for one line."""
    return getattr(field, "max_length", 0) > LONG_LINE


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return str(value)
