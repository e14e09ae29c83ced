"""Sentences in Indonesian, with their template kept so that a page can translate them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


class Written(str):
    """What somebody has written or named (an id, a piece of a file): the same in every language."""

    __slots__ = ()


class Said(str):
    """A finished Indonesian sentence that remembers its `template` and its `params`.

    A page in another language translates the template and fills the parameters in again;
    they are kept as they were given (Decimal, date, datetime, int, str).
    """

    __slots__ = ("params", "template")

    template: str
    params: dict[str, Any]

    def __new__(cls, template: str, **params: Any) -> "Said":
        """Fill `params` into `template`, each in its Indonesian form."""
        shown = {name: in_words(value) for name, value in params.items()}
        said = super().__new__(cls, template.format(**shown))
        said.template = template
        said.params = params
        return said

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        """What a copy is made from."""
        return (self.template,), self.params

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` makes this of again, in another process or language.

        Raises TypeError for a param that is neither text, number, day nor sentence.
        """
        params = {name: _packed(value) for name, value in self.params.items()}
        return {"template": self.template, "params": params}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Said":
        """Make the sentence of what `to_json` has returned."""
        params = {name: _unpacked(value) for name, value in stored["params"].items()}
        return cls(stored["template"], **params)


def say(template: str, **params: Any) -> Said:
    """Say a sentence.

    >>> say("Paling banyak {n} huruf.", n=200)
    'Paling banyak 200 huruf.'
    """
    return Said(template, **params)


def cite(template: str, **params: Any) -> Said:
    """Say a sentence about what somebody has written: plain text among `params` stays as it is.

    `say` would put an id such as "mulai" in the reader's language; sentences and words that are
    `Said` are, here too.

    >>> cite("Id {id} sudah dipakai di baris {line}.", id="mulai", line=7)
    'Id mulai sudah dipakai di baris 7.'
    """
    kept = {name: Written(each) if type(each) is str else each for name, each in params.items()}
    return Said(template, **kept)


def listed(sign: str, parts: Sequence[object]) -> Said:
    """Put a sign between parts, each of which is said in the reader's language again.

    >>> listed(" · ", [say("mutu {quality}", quality=100), "12 bulan"])
    'mutu 100 · 12 bulan'
    """
    names = [f"part_{place}" for place in range(len(parts))]
    template = sign.join(f"{{{name}}}" for name in names)
    return Said(template, **dict(zip(names, parts, strict=True)))


def in_words(value: object) -> str:
    """Write a value as an Indonesian reader expects it.

    >>> in_words(Decimal("1250.50")), in_words(date(2026, 4, 3))
    ('1.250,50', '3 April 2026')
    """
    if isinstance(value, datetime):
        return f"{in_words(value.date())} pukul {value:%H.%M}"
    if isinstance(value, date):
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    if isinstance(value, Decimal):
        return f"{value:,f}".translate(str.maketrans(",.", ".,"))
    return str(value)


def _packed(value: object) -> object:
    match value:
        case Said():
            return {"said": value.to_json()}
        case Written():
            return {"written": str(value)}
        case date() if type(value) is date:
            return {"day": value.isoformat()}
        case str() | int():
            return value
    raise TypeError(f"{type(value).__name__} has no form in a sentence that travels")


def _unpacked(value: Any) -> object:
    match value:
        case {"said": stored}:
            return Said.from_json(stored)
        case {"written": text}:
            return Written(text)
        case {"day": day}:
            return date.fromisoformat(day)
    return value
