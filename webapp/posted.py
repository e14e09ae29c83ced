"""What a page sent: the button pressed, and the answers under their names."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from schemas.base import Form
from schemas.fields import Rows
from webapp import once

OWN = frozenset({"csrf_token", "_act", "_reviewed", "_tasks", once.NAME, once.SEEN})


def judged(form: Form, raw: Mapping[str, Any]) -> tuple[dict[str, Any], dict[Any, Any]]:
    """What the form makes of raw answers: the clean ones and no messages, or the reverse."""
    try:
        return dict(form.load(raw)), {}
    except ValidationError as error:
        return {}, error.messages_dict


def whole(text: str) -> int:
    """A number of an address or a hidden field; ValueError for one no store could hold."""
    number = int(text)
    if abs(number) >= _LARGEST:
        raise ValueError(text)
    return number


_LARGEST = 2**31


class Posted:
    """The flat values of a posted form.

    `_act` is the button: "kirim", "simpan", "periksa", "tambah:rows", "hapus:rows-2".
    """

    def __init__(self, form: MultiDict[str, str]) -> None:
        self._form = form
        self.verb, _, self.where = form.get("_act", "").partition(":")

    @property
    def reviewed(self) -> bool:
        """Whether the writer has had the last look already."""
        return "_reviewed" in self._form

    @property
    def sent(self) -> list[tuple[str, str]]:
        """Everything as it was sent, the button included, to be sent once more."""
        return [pair for pair in self._form.items(multi=True) if pair[0] != "csrf_token"]

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The answers as sent, in order, without the page's own fields."""
        return [pair for pair in self._form.items(multi=True) if pair[0] not in OWN]

    def answers(self, form: Form) -> dict[str, Any]:
        """Raw answers for `form`, with the row added or removed that the button named."""
        if self.verb == "hapus":
            kept = [pair for pair in self.pairs if not pair[0].startswith(f"{self.where}-")]
            return form.read(kept)
        raw = form.read(self.pairs)
        field = form.inputs.get(self.where) if self.verb == "tambah" else None
        if isinstance(field, Rows) and not field.fixed:
            raw[self.where] = self._one_more(field, raw.get(self.where) or [])
        return raw

    def _one_more(self, field: Rows, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        # Rows left empty are not read; the writer still expects as many as he saw, plus one.
        cell = re.compile(rf"{re.escape(self.where)}-(\d+)-")
        seen = {found[1] for name, _ in self.pairs if (found := cell.match(name))}
        wanted = min(max(len(seen), len(rows), field.min) + 1, field.max)
        return [*rows, *(field.row.initial() for _ in range(wanted - len(rows)))]
