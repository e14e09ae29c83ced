"""Decimal arithmetic that no caller's context can bend, and the one place that rounds.

A hundred digits carry every intermediate value. A third is still not a third, so a value that
stands exactly on a rounding border may be a hair below it; `rounded` therefore first snaps to
forty places and rounds for people only afterwards.
"""

from collections.abc import Iterable
from decimal import (
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from functools import reduce

__all__ = ["divide", "mean", "multiply", "rounded", "subtract", "total"]

EXACT = Context(
    prec=100, rounding=ROUND_HALF_EVEN, traps=[DivisionByZero, InvalidOperation, Overflow]
)
PLACES_KEPT = Decimal(1).scaleb(-40)


def divide(value: Decimal, by: Decimal) -> Decimal:
    """Return the quotient; raises decimal.DivisionByZero for zero.

    >>> divide(Decimal(60), Decimal(80))
    Decimal('0.75')
    """
    return EXACT.divide(value, by)


def multiply(*factors: Decimal) -> Decimal:
    """Return the product of all factors.

    >>> multiply(Decimal("0.6"), Decimal("92.5"))
    Decimal('55.50')
    """
    return reduce(EXACT.multiply, factors, Decimal(1))


def subtract(value: Decimal, less: Decimal) -> Decimal:
    """Return the difference.

    >>> subtract(Decimal(176), Decimal("100.5"))
    Decimal('75.5')
    """
    return EXACT.subtract(value, less)


def total(values: Iterable[Decimal]) -> Decimal:
    """Return the sum; nothing sums to zero.

    >>> total([Decimal("0.6"), Decimal("0.2")])
    Decimal('0.8')
    """
    return reduce(EXACT.add, values, Decimal(0))


def mean(values: Iterable[Decimal]) -> Decimal:
    """Return the arithmetic mean; raises ValueError for no values.

    >>> mean([Decimal(88), Decimal(80), Decimal(81)])
    Decimal('83')
    """
    listed = list(values)
    if not listed:
        raise ValueError("tidak ada nilai untuk dirata-ratakan")
    return divide(total(listed), Decimal(len(listed)))


def rounded(value: Decimal, places: int) -> Decimal:
    """Round half up to so many places, once, as the last act.

    >>> rounded(Decimal("90.995"), 2)
    Decimal('91.00')
    >>> rounded(multiply(divide(Decimal(11), Decimal(7)), Decimal("0.175")), 2)
    Decimal('0.28')
    """
    snapped = value.quantize(PLACES_KEPT, context=EXACT)
    return snapped.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=EXACT)
