"""One thing that keeps a diagram from being published."""

from collections.abc import Callable
from dataclasses import dataclass

Place = Callable[[str, int, str], None]
"""Is told a file, a line from 1 and an element id ("" for the whole file)."""


@dataclass(frozen=True, order=True)
class Problem:
    """Where (file, line from 1, element id), which rule (code), and what to do (Indonesian)."""

    file: str
    line: int
    element: str
    code: str
    message: str
