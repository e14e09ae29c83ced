"""JSON read without losing a digit: numbers keep their text, repeated keys are remembered."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["JsonNumber", "JsonObject", "parse"]

LONGEST_TEXT = 2_000_000


@dataclass(frozen=True)
class JsonNumber:
    """A number exactly as it was written; also NaN and Infinity, which are not numbers."""

    text: str


class JsonObject(dict[str, object]):
    """An object that knows which of its keys were written twice."""

    repeated: tuple[str, ...] = ()


def parse(text: str) -> object:
    """Parse JSON; raises ValueError with a sentence that says where it stops being JSON."""
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"Masukan terlalu panjang: paling banyak {LONGEST_TEXT} huruf.")
    try:
        return json.loads(
            text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"),
            parse_float=JsonNumber,
            parse_int=JsonNumber,
            parse_constant=JsonNumber,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise ValueError(
            f"Masukan bukan JSON yang sah pada baris {error.lineno}, kolom {error.colno}."
        ) from error
    except RecursionError as error:
        raise ValueError("Masukan bersarang terlalu dalam.") from error


def _object(pairs: Sequence[tuple[str, Any]]) -> JsonObject:
    result = JsonObject(pairs)
    if len(result) < len(pairs):
        keys = [key for key, _ in pairs]
        result.repeated = tuple(key for key in result if keys.count(key) > 1)
    return result
