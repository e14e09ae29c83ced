"""A table of a TOML file, read key by key with refusals that begin with the key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

__all__ = ["Section"]


@dataclass(frozen=True)
class Section:
    """One table and where it stands; every read remembers its key for `refuse_unread_keys`.

    >>> Section({"share": Decimal("0.6")}, "skp").decimal("share", low=Decimal(0), high=Decimal(1))
    Decimal('0.6')
    >>> Section({"share": "banyak"}, "skp").text("share")
    'banyak'
    """

    data: Mapping[str, object]
    path: str = ""
    _read: set[str] = field(default_factory=set, init=False)
    _children: list["Section"] = field(default_factory=list, init=False)

    def refuse_unread_keys(self) -> None:
        """Raise ValueError for the first key, here or below, that nobody asked for."""
        for key in self.data:
            if key not in self._read:
                raise ValueError(f"{self._at(key)}: kunci tidak dikenal")
        for child in self._children:
            child.refuse_unread_keys()

    def section(self, key: str) -> "Section":
        """Return the table below `key`."""
        return self._child(key, self._value(key))

    def sections(self, key: str) -> list["Section"]:
        """Return the tables of the array `key`."""
        return [
            self._child(f"{key}[{place}]", value) for place, value in enumerate(self._list(key))
        ]

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text that is not blank, or the default if the key is absent."""
        if default is not None and key not in self.data:
            return default
        value = self._value(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refusal(key, "harus teks yang tidak kosong")
        return value

    def word(self, key: str) -> str:
        """Return an identifier."""
        return self._word(key, self._value(key))

    def words(self, key: str) -> list[str]:
        """Return an array of identifiers."""
        return [self._word(key, value) for value in self._list(key)]

    def texts(self, key: str) -> list[str]:
        """Return an array of texts."""
        texts = self._list(key)
        if not all(isinstance(text, str) for text in texts):
            raise self.refusal(key, "harus daftar teks")
        return [str(text) for text in texts]

    def choice(self, key: str, options: Sequence[str]) -> str:
        """Return one of the options."""
        value = self._value(key)
        if not isinstance(value, str) or value not in options:
            raise self.refusal(key, f"harus salah satu dari {', '.join(options)}")
        return value

    def flag(self, key: str) -> bool:
        """Return true or false."""
        value = self._value(key)
        if not isinstance(value, bool):
            raise self.refusal(key, "harus true atau false")
        return value

    def decimal(self, key: str, *, low: Decimal, high: Decimal) -> Decimal:
        """Return a finite number of [low, high]."""
        value = self._value(key)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.refusal(key, "harus angka")
        number = Decimal(value)
        if not number.is_finite() or not low <= number <= high:
            raise self.refusal(key, f"harus angka dari {low} sampai {high}")
        return number

    def whole(self, key: str, *, low: int, high: int) -> int:
        """Return a whole number of [low, high]."""
        return self._whole(key, self._value(key), low, high)

    def wholes(self, key: str, *, low: int, high: int) -> list[int]:
        """Return an array of whole numbers of [low, high]."""
        return [self._whole(key, value, low, high) for value in self._list(key)]

    def refusal(self, key: str, problem: str) -> ValueError:
        """Return an error that says what is wrong at `key`."""
        return ValueError(f"{self._at(key)}: {problem}")

    def _value(self, key: str) -> object:
        self._read.add(key)
        if key not in self.data:
            raise self.refusal(key, "belum diisi")
        return self.data[key]

    def _list(self, key: str) -> list[object]:
        value = self._value(key)
        if not isinstance(value, list):
            raise self.refusal(key, "harus daftar")
        return value

    def _child(self, key: str, value: object) -> "Section":
        if not isinstance(value, Mapping):
            raise self.refusal(key, "harus tabel")
        child = Section(value, self._at(key))
        self._children.append(child)
        return child

    def _word(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not value.isidentifier():
            raise self.refusal(key, "harus nama dari huruf, angka dan garis bawah")
        return value

    def _whole(self, key: str, value: object, low: int, high: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.refusal(key, f"harus bilangan bulat dari {low} sampai {high}")
        return value

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key
