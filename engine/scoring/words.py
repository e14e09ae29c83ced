"""Names, numbers and lists as the sentences of a sheet write them.

Each is kept with its template and params (`schemas.said`): Indonesian as it stands, and a page
can say it again in another language.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from engine.rules.exact import mean, rounded
from schemas.said import Said, listed, say

__all__ = [
    "GROUP_NAMES",
    "ROW_ASPECT_NAMES",
    "formula",
    "joined",
    "mean_of_computed",
    "mean_of_given",
    "number",
    "places",
]

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


def number(value: Decimal) -> Decimal:
    """A given number as short as it is.

    >>> number(Decimal("24782168000.50")), number(Decimal("100"))
    (Decimal('24782168000.5'), Decimal('100'))
    """
    text = f"{value:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def places(value: Decimal, count: int) -> Decimal:
    """A computed number with so many decimals.

    >>> places(Decimal("97.33335"), 4)
    Decimal('97.3334')
    """
    return rounded(value, count)


def formula(template: str, **params: Any) -> Said:
    """Signs between numbers and names: nothing in it but the params is in any language.

    >>> formula("{aspect} {share} × 100", aspect="waktu", share=Decimal("0.5"))
    'waktu 0,5 × 100'
    """
    return Said(template, **params)


def joined(words: Sequence[str]) -> Said:
    """Join words as a list in a sentence.

    >>> joined(["kolega", "bawahan", "atasan langsung"])
    'kolega, bawahan dan atasan langsung'
    """
    if len(words) < 2:
        return listed("", words)
    return say("{first} dan {last}", first=listed(", ", words[:-1]), last=words[-1])


def mean_of_given(values: Sequence[Decimal]) -> Said:
    """Write the mean of numbers that were typed.

    >>> mean_of_given([Decimal(90), Decimal("85.5")])
    '(90 + 85,5) / 2 = 87,7500'
    """
    return _mean([number(value) for value in values], mean(values))


def mean_of_computed(values: Sequence[Decimal]) -> Said:
    """Write the mean of computed numbers, each with four decimals.

    >>> mean_of_computed([Decimal(90), Decimal("85.5")])
    '(90,0000 + 85,5000) / 2 = 87,7500'
    """
    return _mean([places(value, 4) for value in values], mean(values))


def _mean(summands: Sequence[Decimal], average: Decimal) -> Said:
    return formula(
        "({sum}) / {count} = {average}",
        sum=listed(" + ", summands),
        count=len(summands),
        average=places(average, 4),
    )
