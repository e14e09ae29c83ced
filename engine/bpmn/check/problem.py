"""One thing that keeps a diagram from being published."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """Where (file, line from 1, element id), which rule (code), and what to do (Indonesian)."""

    file: str
    line: int
    element: str
    code: str
    message: str
