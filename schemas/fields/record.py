"""A set of questions answered together: a whole form, or one row of a table in it."""

import re
from collections.abc import Iterable, Mapping
from copy import copy
from functools import lru_cache
from typing import Any, ClassVar, Protocol, runtime_checkable

from marshmallow import RAISE, Schema, ValidationError, validates_schema
from marshmallow.fields import Field

from schemas.facts import Facts
from schemas.fields.input import Input, When
from schemas.said import Said, say

Path = tuple[str | int, ...]


@runtime_checkable
class Table(Protocol):
    """A question whose answer is rows; a page sends its cells one by one."""

    def gather(self, cells: Mapping[int, list[tuple[str, str]]]) -> Any:
        """The raw answer, from the cells of each row index."""


class Record(Schema):
    """Questions bound to the facts of a task; unknown keys are refused.

    Subclasses declare fields, and rules that compare several answers in `check`.
    """

    class Meta:
        """Order is that of declaration; nothing unknown passes."""

        unknown = RAISE

    error_messages: ClassVar[dict[str, str]] = {  # type: ignore[misc]
        "unknown": say("Isian ini tidak dikenal; muat ulang halaman."),
        "type": say("Isian ini tidak dapat dibaca; muat ulang halaman."),
    }

    conditions: ClassVar[Mapping[str, When]] = {}
    """Sections whose questions are asked only while something holds, by section title."""

    def __init__(self, facts: Facts) -> None:
        """Bind the questions to `facts`."""
        self.facts = facts
        drawn = _drawn(type(self), frozenset(self.absent(facts)))
        vars(self).update(vars(drawn))
        self.fields = {name: _own(self, each) for name, each in drawn.fields.items()}
        self.load_fields = {name: self.fields[name] for name in drawn.load_fields}
        self.dump_fields = {name: self.fields[name] for name in drawn.dump_fields}
        for field in self.inputs.values():
            field.bind(facts)
            field.when = field.when or self.conditions.get(field.section)

    @property
    def inputs(self) -> dict[str, Input[Any]]:
        """The questions of this record by name, in order."""
        return {name: each for name, each in self.fields.items() if isinstance(each, Input)}

    def absent(self, facts: Facts) -> Iterable[str]:
        """Names of declared questions that these facts leave no room for."""
        return ()

    def check(self, answers: dict[str, Any]) -> Iterable[tuple[Path, Said]]:
        """Rules over several clean answers: yields where and what is wrong."""
        return ()

    def initial(self) -> dict[str, Any]:
        """The raw answers a new form starts with."""
        return {name: each.start() for name, each in self.inputs.items()}

    def resume(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """The raw answers to go on with, from plain ones given before."""
        return {
            name: each.resume(stored[name]) if name in stored else each.start()
            for name, each in self.inputs.items()
        }

    def plain(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Clean answers as JSON can hold them; `load` turns them back."""
        return dict(self.dump(answers))

    def read(self, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """Flat values of a page as nested raw answers.

        `rows-0-activity` becomes `{"rows": [{"activity": …}]}`. A name that this record does
        not know stays as it is, so that `load` refuses it; so does a second value of a
        question with one answer.
        """
        given: dict[str, list[str]] = {}
        rows: dict[str, dict[int, list[tuple[str, str]]]] = {}
        for name, value in pairs:
            cell = re.fullmatch(r"([a-z0-9_]+)-([0-9]{1,4})-(.+)", name, re.DOTALL)
            if cell and isinstance(self.inputs.get(cell[1]), Table):
                rows.setdefault(cell[1], {}).setdefault(int(cell[2]), []).append((cell[3], value))
            else:
                given.setdefault(name, []).append(value)
        raw: dict[str, Any] = {
            name: values if len(values) > 1 or self._several(name) else values[0]
            for name, values in given.items()
        }
        tables = {name: each for name, each in self.inputs.items() if isinstance(each, Table)}
        return raw | {name: tables[name].gather(cells) for name, cells in rows.items()}

    def _several(self, name: str) -> bool:
        return name in self.inputs and self.inputs[name].several

    def untouched(self, raw: Mapping[str, Any]) -> bool:
        """Whether `raw` answers nothing beyond what a new record starts with."""
        start = self.initial()
        return all(
            name in self.inputs and (self.inputs[name].blank(value) or value == start[name])
            for name, value in raw.items()
        )

    @validates_schema
    def _check_rules(self, answers: dict[str, Any], **_: Any) -> None:
        messages: dict[str | int, Any] = {}
        for path, sentence in self.check(answers):
            _put(messages, path, sentence)
        if messages:
            raise ValidationError(messages)


@lru_cache(maxsize=512)
def _drawn(kind: type[Record], absent: frozenset[str]) -> Record:
    """A record without facts: the library's way of making one is half of what a form costs."""
    record = kind.__new__(kind)
    Schema.__init__(record, exclude=tuple(absent))
    return record


def _own(record: Record, field: Field[Any]) -> Field[Any]:
    """A copy of a question that belongs to `record`."""
    other = copy(field)
    other.parent = other.root = record
    return other


def _put(messages: dict[str | int, Any], path: Path, sentence: Said) -> None:
    for step in path[:-1]:
        messages = messages.setdefault(step, {})
    messages.setdefault(path[-1], []).append(sentence)
