"""One thing that keeps a diagram from being published."""

from collections.abc import Callable
from dataclasses import dataclass

from schemas.said import Said, say

EMPTY = say("(kosong)")
"""Stands in a sentence for a text that is missing."""

Place = Callable[[str, int, str], None]
"""Is told a file, a line from 1 and an element id ("" for the whole file)."""


@dataclass(frozen=True, order=True)
class Problem:
    """Where (file, line from 1, element id), which rule (code), and what to do.

    `part` is the date or property of the element that is meant, "" for none or the whole element.
    """

    file: str
    line: int
    element: str
    code: str
    message: Said
    part: str = ""
