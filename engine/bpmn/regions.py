"""Sets of values that conditions single out, exact enough to prove overlaps and gaps.

A region says which numbers, texts, truth values and None belong to it, and whether everything
else (lists) does. A box holds one region per variable and stands for all their combinations.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import reduce
from typing import Any

Cut = tuple[Decimal, int]  # a place on the number line: just before (0) or just after (1) a value
Span = tuple[Cut, Cut]

_LEAST: Cut = (Decimal("-Infinity"), 1)
_MOST: Cut = (Decimal("Infinity"), 0)
_SINGLES: frozenset[bool | None] = frozenset({True, False, None})


@dataclass(frozen=True)
class Region:
    """A set of values: number spans, texts (or all texts but these), truths and None, lists."""

    numbers: tuple[Span, ...] = ()
    texts: frozenset[str] = frozenset()
    all_texts_but: bool = False
    singles: frozenset[bool | None] = frozenset()
    lists: bool = False

    def __and__(self, other: "Region") -> "Region":
        """Values in both."""
        texts, but = _either(
            self.texts, not self.all_texts_but, other.texts, not other.all_texts_but
        )
        return Region(
            _common(self.numbers, other.numbers),
            texts,
            not but,
            self.singles & other.singles,
            self.lists and other.lists,
        )

    def __or__(self, other: "Region") -> "Region":
        """Values in either."""
        texts, but = _either(self.texts, self.all_texts_but, other.texts, other.all_texts_but)
        return Region(
            _merged([*self.numbers, *other.numbers]),
            texts,
            but,
            self.singles | other.singles,
            self.lists or other.lists,
        )

    def __invert__(self) -> "Region":
        """All other values."""
        return Region(
            _between(self.numbers),
            self.texts,
            not self.all_texts_but,
            _SINGLES - self.singles,
            not self.lists,
        )

    def __bool__(self) -> bool:
        """Say whether any value belongs to it."""
        return bool(self.numbers or self.texts or self.all_texts_but or self.singles or self.lists)

    def __contains__(self, value: Any) -> bool:
        """Say whether the value (of an expression) belongs to it."""
        if value is None or isinstance(value, bool):
            return value in self.singles
        if isinstance(value, int | Decimal):
            place = Decimal(value)
            return place.is_finite() and any(
                low <= (place, 0) and (place, 1) <= high for low, high in self.numbers
            )
        if isinstance(value, str):
            return (value in self.texts) is not self.all_texts_but
        return self.lists

    def whole(self) -> "Region":
        """The same with its number spans drawn in to whole numbers."""
        spans = (_drawn_in(span) for span in self.numbers)
        kept = tuple(span for span in spans if span is not None)
        return Region(kept, self.texts, self.all_texts_but, self.singles, self.lists)

    def example(self) -> Any:
        """Any value that belongs to it, the plainest first."""
        if self.numbers:
            return _inside(self.numbers[0])
        if self.texts and not self.all_texts_but:
            return min(self.texts)
        if self.all_texts_but:
            return "lainnya" + "_" * max((len(each) for each in self.texts), default=0)
        return next((each for each in (True, False, None) if each in self.singles), [])


NOTHING = Region()
EVERYTHING = Region(((_LEAST, _MOST),), frozenset(), True, _SINGLES, True)
NUMBERS = Region(numbers=((_LEAST, _MOST),))
TEXTS = Region(all_texts_but=True)
TRUTHS = Region(singles=frozenset({True, False}))

Box = Mapping[str, Region]


def exactly(value: Decimal | int | str | bool | None) -> Region:
    """The region of one value."""
    if value is None or isinstance(value, bool):
        return Region(singles=frozenset({value}))
    if isinstance(value, str):
        return Region(texts=frozenset({value}))
    return Region(numbers=(((Decimal(value), 0), (Decimal(value), 1)),))


def beyond(sign: str, bound: Decimal | str) -> Region:
    """The numbers that compare with the bound as `<`, `<=`, `>` or `>=`.

    Texts in alphabetical order are not expressible; the caller must not ask for them.
    """
    place = Decimal(bound)
    spans: dict[str, Span] = {
        "<": (_LEAST, (place, 0)),
        "<=": (_LEAST, (place, 1)),
        ">": ((place, 1), _MOST),
        ">=": ((place, 0), _MOST),
    }
    return Region(numbers=(spans[sign],))


def union(regions: Iterable[Region]) -> Region:
    """The values in any of them."""
    return reduce(Region.__or__, regions, NOTHING)


def meet(left: Box, right: Box) -> Box | None:
    """The combinations in both boxes, None when there are none."""
    box = dict(left)
    for name, region in right.items():
        box[name] = box.get(name, EVERYTHING) & region
        if not box[name]:
            return None
    return box


def without(box: Box, hole: Box) -> list[Box]:
    """What is left of a box when a hole is cut: disjoint boxes."""
    left: list[Box] = []
    rest = dict(box)
    for name, region in hole.items():
        here = rest.get(name, EVERYTHING)
        if here & ~region:
            left.append({**rest, name: here & ~region})
        rest[name] = here & region
        if not rest[name]:
            break
    return left


def shown(value: Any) -> str:
    """Print a value as it is written in a condition."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _either(
    left: frozenset[str], left_but: bool, right: frozenset[str], right_but: bool
) -> tuple[frozenset[str], bool]:
    """The texts in either of two sets; `but` means all texts but these."""
    if left_but and right_but:
        return left & right, True
    if left_but:
        return left - right, True
    if right_but:
        return right - left, True
    return left | right, False


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return tuple(merged)


def _common(left: tuple[Span, ...], right: tuple[Span, ...]) -> tuple[Span, ...]:
    pairs = ((max(a, c), min(b, d)) for a, b in left for c, d in right)
    return tuple(sorted((low, high) for low, high in pairs if low < high))


def _between(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    gaps, low = [], _LEAST
    for start, end in spans:
        if low < start:
            gaps.append((low, start))
        low = end
    return tuple([*gaps, (low, _MOST)] if low < _MOST else gaps)


def _drawn_in(span: Span) -> Span | None:
    (low, after), (high, past) = span
    first = low if low.is_infinite() else low.to_integral_value(ROUND_CEILING)
    last = high if high.is_infinite() else high.to_integral_value(ROUND_FLOOR)
    if after and first == low and not low.is_infinite():
        first += 1
    if not past and last == high and not high.is_infinite():
        last -= 1
    if first > last:
        return None
    return (
        _LEAST if first.is_infinite() else (first, 0),
        _MOST if last.is_infinite() else (last, 1),
    )


def _inside(span: Span) -> Decimal:
    (low, after), (high, past) = span
    if low.is_infinite() and high.is_infinite():
        return Decimal(0)
    if low.is_infinite():
        return high if past else high - 1
    if not after:
        return low
    if high.is_infinite():
        return low + 1
    return high if past else (low + high) / 2
