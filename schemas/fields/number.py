"""Exact numbers as Indonesian officials type them."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError

from schemas.facts import Facts
from schemas.fields.input import FromFacts, Input, resolve
from schemas.said import in_words, say

DIGITS = 15
"""The most digits before the decimal sign."""

GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?")
WITH_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")

ZERO = Decimal(0)

NOT_A_NUMBER = say("Tulis angka, misalnya 1.250,50.")


class Number(Input[Decimal]):
    """An exact decimal. "1.250,50", "1250,50" and "1250.50" mean the same; "1.250" is 1250.

    :param min: the smallest value allowed; None for no limit.
    :param max: the greatest value allowed; None for no limit.
    :param above: the value must be greater than this one; None for no limit.
    :param places: digits after the decimal sign, 0 to 2. (With three, "1.250" would be two
        numbers at once.)
    :param unit: shown behind the box.
    """

    kind = "number"

    def __init__(
        self,
        label: str,
        *,
        min: FromFacts[Decimal | int | None] = None,
        max: FromFacts[Decimal | int | None] = None,
        above: Decimal | int | None = None,
        places: int = 2,
        unit: str = "",
        **kwargs: Any,
    ) -> None:
        """Ask for a number inside its limits."""
        if not 0 <= places <= 2:
            raise ValueError("a Number has 0, 1 or 2 places")
        super().__init__(label, **kwargs)
        self.places = places
        self.unit = unit
        self.above = None if above is None else Decimal(above)
        self._min, self._max = min, max
        self.min: Decimal | None = None
        self.max: Decimal | None = None

    @property
    def step(self) -> str:
        """The smallest difference of two answers: "1", "0.1" or "0.01"."""
        return format(Decimal(1).scaleb(-self.places), "f")

    def bind(self, facts: Facts) -> None:
        """Find the limits in the facts."""
        super().bind(facts)
        low, high = resolve(self._min, facts), resolve(self._max, facts)
        self.min = None if low is None else Decimal(low)
        self.max = None if high is None else Decimal(high)

    def start(self) -> Any:
        """The raw number a new form starts with."""
        given = super().start()
        return format(given, "f") if isinstance(given, Decimal) else given

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Decimal:
        number = read_number(value)
        if number.adjusted() >= DIGITS:
            raise ValidationError(say("Angka terlalu panjang; paling banyak {n} angka.", n=DIGITS))
        if number != round(number, self.places):
            raise ValidationError(self._too_fine())
        self._check_limits(number)
        return round(number, self.places) if _places(number) > self.places else number or ZERO

    def _serialize(self, value: Decimal | None, attr: Any, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else format(value, "f")

    def describe(self, plain: Any) -> str:
        """The number as Indonesians write it."""
        return "" if plain is None else in_words(Decimal(plain))

    def _too_fine(self) -> str:
        if self.places == 0:
            return say("Tulis bilangan bulat.")
        return say("Paling banyak {n} angka di belakang koma.", n=self.places)

    def _check_limits(self, number: Decimal) -> None:
        if self.min is not None and number < self.min:
            raise ValidationError(say("Paling sedikit {n}.", n=self.min))
        if self.above is not None and number <= self.above:
            raise ValidationError(say("Harus lebih dari {n}.", n=self.above))
        if self.max is not None and number > self.max:
            raise ValidationError(say("Paling banyak {n}.", n=self.max))


class WholeNumber(Number):
    """A whole number; the clean answer is an int."""

    kind = "whole"

    def __init__(self, label: str, **kwargs: Any) -> None:
        """Ask for a number without places."""
        super().__init__(label, places=0, **kwargs)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        return int(super()._deserialize(value, attr, data, **kwargs))

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return value


class Rupiah(Number):
    """An amount of money, 0 or more; "Rp 1.250.000" is read, "-" means none (R-099)."""

    kind = "rupiah"

    def __init__(self, label: str, **kwargs: Any) -> None:
        """Ask for an amount."""
        super().__init__(label, min=0, unit="rupiah", **kwargs)

    def blank(self, raw: object) -> bool:
        """Nothing, or a dash."""
        return super().blank(raw) or (isinstance(raw, str) and raw.strip() in {"-", "\u2013"})

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Decimal:
        if isinstance(value, str):
            value = re.sub(r"^\s*[Rr][Pp]\.?\s*", "", value)
        return super()._deserialize(value, attr, data, **kwargs)


def read_number(raw: object) -> Decimal:
    """Read one number; raises ValidationError for floats, exponents, NaN and anything else.

    >>> read_number("1.250,50"), read_number("1250.50"), read_number("1.250")
    (Decimal('1250.50'), Decimal('1250.50'), Decimal('1250'))
    """
    if isinstance(raw, Decimal) and raw.is_finite():
        return raw
    if isinstance(raw, int) and not isinstance(raw, bool):
        return Decimal(raw)
    if not isinstance(raw, str):
        raise ValidationError(NOT_A_NUMBER)
    text = raw.strip()
    if GROUPED.fullmatch(text) or WITH_COMMA.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if PLAIN.fullmatch(text):
        return Decimal(text)
    raise ValidationError(NOT_A_NUMBER)


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
