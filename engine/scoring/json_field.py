"""One value of a JSON input and the path where it stands; every refusal is collected there."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from engine.scoring.json_text import JsonNumber, JsonObject

__all__ = ["Field", "Problem"]

Problem = dict[str, str]

MOST_PROBLEMS: Final = 100
LONGEST_NAME: Final = 1000
LONGEST_KEY: Final = 60
LARGEST: Final = Decimal(10) ** 15
MOST_DECIMALS: Final = 20

_NUMBER: Final = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?")


@dataclass(frozen=True)
class Field:
    """A value, its path, and the list that collects what is wrong anywhere in the input.

    A method that refuses adds to `problems` and returns something harmless, so that one
    reading finds every problem.
    """

    value: object
    path: str
    problems: list[Problem]

    def refuse(self, message: str) -> None:
        """Add a problem at this path."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append({"path": self.path, "message": message})

    def keys(self, known: Sequence[str], required: Sequence[str] = ()) -> dict[str, "Field"]:
        """Return the fields of an object that may have these keys and no other."""
        if not isinstance(self.value, Mapping):
            self.refuse("Harus objek { … }.")
            return {}
        for key in self.value:
            if key not in known:
                self._child(key).refuse(f"Kunci tidak dikenal; yang ada: {', '.join(known)}.")
        for key in self.value.repeated if isinstance(self.value, JsonObject) else ():
            self._child(key).refuse("Kunci ini tertulis lebih dari sekali.")
        for key in required:
            if key not in self.value:
                self._child(key).refuse("Belum diisi.")
        return {key: self._child(key, self.value[key]) for key in known if key in self.value}

    def items(self, most: int) -> list["Field"]:
        """Return the fields of a list of at most so many."""
        if not isinstance(self.value, list | tuple):
            self.refuse("Harus daftar [ … ].")
            return []
        if len(self.value) > most:
            self.refuse(f"Paling banyak {most}.")
            return []
        return [
            Field(value, f"{self.path}[{place}]", self.problems)
            for place, value in enumerate(self.value)
        ]

    def text(self) -> str:
        """Return a text in one line."""
        if not isinstance(self.value, str):
            self.refuse("Harus teks.")
            return ""
        if len(self.value) > LONGEST_NAME:
            self.refuse(f"Paling banyak {LONGEST_NAME} huruf.")
            return ""
        if not _is_writable(self.value):
            self.refuse("Berisi huruf yang tidak sah.")
            return ""
        return " ".join(self.value.split())

    def choice(self, options: Sequence[str]) -> str:
        """Return one of the options, "" if it is none of them."""
        if isinstance(self.value, str) and self.value in options:
            return self.value
        self.refuse(f"Harus salah satu dari {', '.join(options)}.")
        return ""

    def flag(self) -> bool:
        """Return true or false."""
        if not isinstance(self.value, bool):
            self.refuse("Harus true atau false.")
        return self.value is True

    def number(self, high: Decimal = LARGEST) -> Decimal | None:
        """Return a number of [0, high]; text like "92.5" is read as the number it is."""
        text = self._number_text()
        if text is None or not _NUMBER.fullmatch(text):
            self.refuse("Harus angka, misalnya 92.5 (dengan titik, tanpa pemisah ribuan).")
            return None
        value = Decimal(text)
        if value < 0:
            self.refuse("Tidak boleh negatif.")
            return None
        if value > high:
            self.refuse(f"Paling besar {high}.")
            return None
        exponent = value.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > MOST_DECIMALS:
            self.refuse(f"Paling banyak {MOST_DECIMALS} angka di belakang titik.")
            return None
        return abs(value)

    def whole(self) -> int:
        """Return a whole number from 0."""
        value = self.number()
        if value is not None and value != value.to_integral_value():
            self.refuse("Harus bilangan bulat.")
            return 0
        return int(value or 0)

    def _number_text(self) -> str | None:
        if isinstance(self.value, JsonNumber):
            return self.value.text
        if isinstance(self.value, str):
            return self.value.strip()
        if isinstance(self.value, int | Decimal) and not isinstance(self.value, bool):
            return str(self.value)
        return None

    def _child(self, key: Hashable, value: Any = None) -> "Field":
        name = str(key)[:LONGEST_KEY]
        return Field(value, f"{self.path}.{name}" if self.path else name, self.problems)


def _is_writable(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
