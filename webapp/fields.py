"""A form of `schemas` as a page draws it: the only form renderer.

`draw` turns a form, raw values and messages into pictures (`webapp.controls`), which
`templates/_form.html` writes out. A control's name (`rows-0-activity`) is what `form.read` reads
back.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from schemas.base import Form, Record
from schemas.fields import Input, Rows
from webapp import formats
from webapp.controls import Control, Part, Picture, Problem, Row, Table, is_long

Messages = Mapping[Any, Any]

WIDGETS = {
    "longtext": "area",
    "day": "date",
    "moment": "datetime-local",
    "yesno": "radios",
    "checkbox": "tick",
    "person": "select",
    "choices": "ticks",
    "ticks": "ticks",
    "people": "ticks",
}
IN_A_CELL = 3
"""The most radio buttons in a cell of a table; more become a list."""


def draw(form: Form, values: Mapping[str, Any], messages: Messages | None = None) -> Picture:
    """The picture of `form` with raw `values` and the messages of its last refusal."""
    said = messages or {}
    items = {
        name: (
            _table(name, field, values.get(name), said.get(name))
            if isinstance(field, Rows)
            else _control(name, field, values.get(name), said.get(name), form, ())
        )
        for name, field in form.inputs.items()
    }
    parts = tuple(
        Part(section.title, section.help, tuple(items[name] for name in section.names))
        for section in form.sections()
    )
    known = [item for part in parts for item in part.items]
    return Picture(parts, (*_problems(known), *_strangers(form, said)))


def neat(form: Record, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values a form starts with, numbers written as its readers write them.

    Only for what nobody typed: what a person typed comes back exactly as it was.
    """
    shown: dict[str, Any] = {}
    for name, value in values.items():
        field = form.inputs.get(name)
        if isinstance(field, Rows):
            shown[name] = [neat(field.row, row) for row in value or []]
        elif field is not None and field.kind in ("number", "rupiah", "whole") and value:
            shown[name] = formats.number(value, "id")
        else:
            shown[name] = value
    return shown


def _control(
    name: str,
    field: Input[Any],
    value: Any,
    errors: Any,
    record: Record,
    trail: tuple[object, ...],
    beside: str = "",
) -> Control:
    return Control(
        name=name,
        widget=_widget(field, in_cell=bool(beside)),
        field=field,
        value="" if value is None else value,
        errors=tuple(_flat(errors)),
        trail=(*trail, field.label),
        condition=_condition(field, record),
        beside=beside,
    )


def _widget(field: Any, *, in_cell: bool) -> str:
    if field.kind == "choice":
        few = len(field.choices) <= (min(IN_A_CELL, field.radio) if in_cell else field.radio)
        return "radios" if few else "select"
    if in_cell and field.kind == "text" and is_long(field):
        return "growing"
    return WIDGETS.get(field.kind, "line")


def _condition(field: Input[Any], record: Record) -> tuple[str, tuple[str, ...]] | None:
    """The question this one hangs on, and the answers that open it, in words."""
    if field.when is None:
        return None
    other: Any = record.inputs.get(field.when.field)
    choices = getattr(other, "choices", {})
    return getattr(other, "label", ""), tuple(choices.get(each, each) for each in field.when.values)


def _table(name: str, field: Rows, value: Any, errors: Any) -> Table:
    raw = [row if isinstance(row, Mapping) else {} for row in _sequence(value)]
    said = errors if isinstance(errors, Mapping) else {}
    count = len(field.given) if field.fixed else max(len(raw), field.min)
    raw += [field.row.initial() for _ in range(count - len(raw))]
    rows = [_row(name, field, index, raw[index], said.get(index)) for index in range(count)]
    about_all = _flat(errors) if not isinstance(errors, Mapping) else _flat(said.get("_schema"))
    return Table(name, field, tuple(rows), tuple(about_all))


def _row(name: str, field: Rows, index: int, raw: Mapping[str, Any], errors: Any) -> Row:
    said = errors if isinstance(errors, Mapping) else {}
    given = field.given[index] if field.fixed else None
    trail = (field.label, given.cells[0] if given and given.cells else index + 1)
    controls = tuple(
        _control(
            f"{name}-{index}-{key}",
            each,
            raw.get(key),
            said.get(key),
            field.row,
            trail,
            beside=f"{name}-{index}-",
        )
        for key, each in field.row.inputs.items()
    )
    about_row = {key: each for key, each in said.items() if key not in field.row.inputs}
    return Row(
        number=index + 1,
        cells=given.cells if given else (),
        key=str(given.key) if given else "",
        controls=controls,
        errors=tuple(_flat(about_row if said else errors)),
    )


def _problems(items: Iterable[Any]) -> Iterator[Problem]:
    for item in items:
        if not isinstance(item, Table):
            yield from (Problem(item.id, item.trail, each) for each in item.errors)
            continue
        yield from (Problem(item.id, (item.field.label,), each) for each in item.errors)
        for row in item.rows:
            where = (item.field.label, row.number)
            yield from (Problem(item.id, where, each) for each in row.errors)
            yield from _problems(row.controls)


def _strangers(form: Form, said: Messages) -> Iterator[Problem]:
    """Messages about the whole form, or about keys it does not have."""
    for key, errors in said.items():
        if key not in form.inputs:
            where = () if key == "_schema" else (str(key),)
            yield from (Problem("", where, each) for each in _flat(errors))


def _flat(errors: Any) -> Iterator[str]:
    """All sentences in a nest of messages."""
    if not errors:
        return
    if isinstance(errors, str):
        yield errors
    else:
        for each in errors.values() if isinstance(errors, Mapping) else errors:
            yield from _flat(each)


def _sequence(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else []
