"""The text of a rule that knows what people call the windows it names."""

from __future__ import annotations

from collections.abc import Mapping


class Spoken(str):
    """A rule as it is stored, with the names of windows by their keys, for a sentence about it."""

    __slots__ = ("names",)

    names: Mapping[str, str]

    def __new__(cls, rule: str, names: Mapping[str, str]) -> Spoken:
        """Let `rule` keep the names; it stays equal to its text."""
        spoken = super().__new__(cls, rule)
        spoken.names = names
        return spoken

    def __getnewargs_ex__(self) -> tuple[tuple[str, Mapping[str, str]], dict[str, object]]:
        """What a copy is made from."""
        return (str(self), self.names), {}
