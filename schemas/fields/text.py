"""Words: one line or several, with limits."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from schemas.fields.input import Input, text_of
from schemas.said import say
from schemas.signs import unreadable


class Text(Input[str]):
    """One line of text, spaces tidied; an empty answer is "".

    :param max: the most characters, spaces included.
    :param min: the fewest characters, if anything is answered at all.
    """

    kind = "text"
    newlines = False

    def __init__(self, label: str, *, max: int = 200, min: int = 0, **kwargs: Any) -> None:
        """Ask for text of at most `max` characters, and at least `min` if there is any."""
        super().__init__(label, **kwargs)
        self.max_length = max
        self.min_length = min

    def empty(self) -> str:
        """No words."""
        return ""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        text = self._tidy(text_of(value))
        if len(text) > self.max_length:
            raise ValidationError(
                say("Paling banyak {n} huruf; sekarang {now}.", n=self.max_length, now=len(text))
            )
        if len(text) < self.min_length:
            raise ValidationError(
                say("Paling sedikit {n} huruf; sekarang {now}.", n=self.min_length, now=len(text))
            )
        return text

    def _tidy(self, raw: str) -> str:
        text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n"))
        said = unreadable(text)
        if said:
            raise ValidationError(said)
        return text.strip() if self.newlines else " ".join(text.split())


class LongText(Text):
    """Several lines of text; line breaks are kept. `rows` is the height of the box in lines."""

    kind = "longtext"
    newlines = True

    def __init__(self, label: str, *, max: int = 4000, rows: int = 4, **kwargs: Any) -> None:
        """Ask for text in a box `rows` lines high."""
        super().__init__(label, max=max, **kwargs)
        self.rows = rows
