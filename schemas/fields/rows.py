"""A table to fill: rows that are given by the facts, or rows that the writer adds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from schemas.facts import Facts
from schemas.fields.input import Input
from schemas.fields.record import Record
from schemas.said import say


@dataclass(frozen=True)
class FixedRow:
    """A row that is given: its key, and what its read-only columns show.

    `start` holds raw answers this row starts with.
    """

    key: int | str
    cells: tuple[str, ...] = ()
    start: Mapping[str, Any] | None = None


class Rows(Input[list[dict[str, Any]]]):
    """A table; the clean answer is a list of clean rows.

    Without `fixed`, rows can be added and removed; rows in which nothing was typed are ignored
    at the end. With `fixed`, there are exactly the rows it finds in the facts; each clean row
    then begins with its key under the name `key`, and a page sends that key along, so that an
    answer can never land on another row.

    Messages are nested: `{"rows": {3: {"obstacle": ["…"]}}}`; a message about the table itself
    is a list: `{"rows": ["…"]}`.

    :param row: the questions of one row.
    :param fixed: finds the given rows.
    :param columns: headings of the read-only columns of given rows.
    :param min: the fewest rows.
    :param max: the most rows.
    :param add: words of the button that adds a row.
    """

    kind = "rows"
    row: Record
    """The questions of one row, once the form is bound to its facts."""

    def __init__(
        self,
        row: type[Record],
        label: str,
        *,
        fixed: Callable[[Facts], Sequence[FixedRow]] | None = None,
        key: str = "no",
        columns: tuple[str, ...] = (),
        min: int = 0,
        max: int = 50,
        add: str = "Tambah baris",
        **kwargs: Any,
    ) -> None:
        """Ask for rows, each answering the questions of `row`."""
        super().__init__(label, **kwargs)
        self._row = row
        self._fixed = fixed
        self.key = key
        self.columns = columns
        self.min = min
        self.max = max
        self.add = add
        self.given: tuple[FixedRow, ...] = ()

    @property
    def fixed(self) -> bool:
        """Whether the rows are given."""
        return self._fixed is not None

    def bind(self, facts: Facts) -> None:
        """Find the given rows in the facts."""
        super().bind(facts)
        self.row = self._row(facts)
        self.given = tuple(self._fixed(facts)) if self._fixed else ()

    def start(self) -> list[dict[str, Any]]:
        """The raw rows a new form starts with."""
        given = super().start()
        if given is not None:
            return list(given)
        if self.fixed:
            return [
                {self.key: each.key} | self.row.initial() | dict(each.start or {})
                for each in self.given
            ]
        return [self.row.initial() for _ in range(self.min)]

    def resume(self, stored: Any) -> list[dict[str, Any]]:
        """The rows to go on with; those of a given table are found by their key."""
        if not self.fixed:
            return [self.row.resume(row) for row in stored]
        by_key = {str(row.get(self.key)): row for row in stored}
        return [
            {self.key: row[self.key]} | self.row.resume(by_key[str(row[self.key])])
            if str(row[self.key]) in by_key
            else row
            for row in self.start()
        ]

    def describe(self, plain: Any) -> str:
        """One line for each row."""
        return "\n".join(self._describe_row(row) for row in plain or [])

    def empty(self) -> list[dict[str, Any]]:
        """No rows."""
        return []

    def gather(self, cells: Mapping[int, list[tuple[str, str]]]) -> list[dict[str, Any]]:
        """Rows as a page sent them, by index; untouched rows of a growing table are left out."""
        if self.fixed:
            count = max([len(self.given), *(index + 1 for index in cells)])
            return [self.row.read(cells.get(index, [])) for index in range(count)]
        rows = [self.row.read(cells[index]) for index in sorted(cells)]
        return [row for row in rows if not self.row.untouched(row)]

    def deserialize(
        self,
        value: Any,
        attr: str | None = None,
        data: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> Any:
        """Clean rows; a table for which nothing was sent is an empty one."""
        if not self.asked(data or {}):
            return self.empty()
        return self._deserialize([] if self.blank(value) else value, attr, data, **kwargs)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> list[dict[str, Any]]:
        if not isinstance(value, (list, tuple)):
            raise ValidationError(say("Tabel ini tidak dapat dibaca; muat ulang halaman."))
        return self._load_fixed(list(value)) if self.fixed else self._load_growing(list(value))

    def _describe_row(self, row: Mapping[str, Any]) -> str:
        cells = [
            cell
            for given in self.given
            if str(given.key) == str(row.get(self.key))
            for cell in given.cells[:1]
        ]
        answers = (
            (each.label, each.describe(row.get(name))) for name, each in self.row.inputs.items()
        )
        return " · ".join([*cells, *(f"{label}: {text}" for label, text in answers if text)])

    def _load_growing(self, raw: list[Any]) -> list[dict[str, Any]]:
        while raw and isinstance(raw[-1], Mapping) and self.row.untouched(raw[-1]):
            raw.pop()
        if len(raw) < self.min:
            raise ValidationError(say("Isi paling sedikit {n} baris.", n=self.min))
        if len(raw) > self.max:
            raise ValidationError(say("Paling banyak {n} baris.", n=self.max))
        return self._load_each(raw)

    def _load_fixed(self, raw: list[Any]) -> list[dict[str, Any]]:
        if len(raw) > len(self.given):
            raise ValidationError(
                say("Tabel ini berisi {n} baris; muat ulang halaman.", n=len(self.given))
            )
        raw = raw + [{}] * (len(self.given) - len(raw))
        keys: list[dict[str, Any]] = []
        rest: list[Any] = []
        for given, row in zip(self.given, raw, strict=True):
            sent = row.get(self.key, given.key) if isinstance(row, Mapping) else given.key
            if str(sent) != str(given.key):
                raise ValidationError(say("Baris tabel ini sudah berubah; muat ulang halaman."))
            keys.append({self.key: given.key})
            rest.append(_without(row, self.key) if isinstance(row, Mapping) else row)
        return [key | row for key, row in zip(keys, self._load_each(rest), strict=True)]

    def _load_each(self, raw: list[Any]) -> list[dict[str, Any]]:
        clean: list[dict[str, Any]] = []
        messages: dict[int, Any] = {}
        for index, row in enumerate(raw):
            try:
                clean.append(self.row.load(row))
            except ValidationError as error:
                messages[index] = error.messages
        if messages:
            raise ValidationError(messages)
        return clean

    def _serialize(
        self, value: list[dict[str, Any]] | None, attr: Any, obj: Any, **kwargs: Any
    ) -> list[dict[str, Any]]:
        return [
            ({self.key: row[self.key]} if self.fixed else {}) | self.row.plain(row)
            for row in value or []
        ]


def _without(row: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != key}
