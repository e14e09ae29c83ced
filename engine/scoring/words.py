"""Names and numbers as the sentences of a sheet write them (decimal comma)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from engine.rules.exact import rounded

__all__ = ["GROUP_NAMES", "ROW_ASPECT_NAMES", "joined", "number", "places"]

GROUP_NAMES: Final = {
    "atasan": "atasan langsung",
    "kolega": "kolega",
    "sendiri": "diri sendiri",
    "bawahan": "bawahan",
}
ROW_ASPECT_NAMES: Final = {
    "quantity": "kuantitas",
    "quality": "kualitas",
    "time": "waktu",
    "cost": "biaya",
}


def number(value: Decimal) -> str:
    """Write a given number as short as it is.

    >>> number(Decimal("24782168000.50")), number(Decimal("100"))
    ('24.782.168.000,5', '100')
    """
    text = f"{value:,f}"
    return _comma(text.rstrip("0").rstrip(".") if "." in text else text)


def places(value: Decimal, count: int) -> str:
    """Write a computed number with so many decimals.

    >>> places(Decimal("97.33335"), 4)
    '97,3334'
    """
    return _comma(f"{rounded(value, count):,f}")


def joined(words: Sequence[str]) -> str:
    """Join words as a list in a sentence.

    >>> joined(["kolega", "bawahan", "atasan langsung"])
    'kolega, bawahan dan atasan langsung'
    """
    return " dan ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _comma(text: str) -> str:
    return text.translate(str.maketrans(",.", ".,"))
