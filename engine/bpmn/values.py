"""How expressions compare and calculate: truth, numbers, text, lists and nothing else.

Values of different kinds are never equal (True is not 1) and have no order; numbers are Decimal
or int, never float. Every refusal is an ExpressionError at a position, never a TypeError.
"""

import operator
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NoReturn

from engine.bpmn.syntax import ExpressionError
from schemas.said import Said, cite, say

LONGEST_TEXT = 1000
LONGEST_LIST = 200  # values in a list, with all that is nested in it
DEEPEST_LIST = 5
LARGEST_INTEGER = 256  # bits
MOST_DECIMALS = 12

_KINDS: dict[type, str] = {
    Decimal: "angka",
    int: "angka",
    str: "teks",
    bool: "benar/salah",
    type(None): "kosong",
    list: "daftar",
    tuple: "daftar",
    dict: "kamus",
}

_NAMES: dict[str, Said] = {
    "angka": say("angka"),
    "teks": say("teks"),
    "benar/salah": say("benar/salah"),
    "kosong": say("kosong"),
    "daftar": say("daftar"),
    "kamus": say("kamus"),
}
_FIRST_WORDS: dict[str, Said] = {
    "angka": say("Angka"),
    "teks": say("Teks"),
    "benar/salah": say("Benar/salah"),
    "kosong": say("Kosong"),
    "daftar": say("Daftar"),
    "kamus": say("Kamus"),
}

_NOT_A_NUMBER = say("Nilai NaN tidak dapat dibandingkan.")

Operation = Callable[[Any, Any], Any]


def equal(left: Any, right: Any, at: int = 0) -> bool:
    """Say whether two values are of one kind and the same: 3 == Decimal("3.0"), True != 1."""
    kind_of_left = _KINDS.get(type(left)) or _kind(left, at)
    kind_of_right = _KINDS.get(type(right)) or _kind(right, at)
    if kind_of_left != kind_of_right:
        return False
    if kind_of_left == "daftar":
        pairs = zip(left, right, strict=False)
        return len(left) == len(right) and all(equal(a, b, at) for a, b in pairs)
    try:
        return bool(left == right)
    except ArithmeticError:
        _refuse(_NOT_A_NUMBER, at)


def contains(container: Any, value: Any, at: int = 0) -> bool:
    """Say whether a list holds the value, or a text the piece of text."""
    kind = _kind(container, at)
    if kind == "daftar":
        return any(equal(value, each, at) for each in container)
    if kind == "teks" and _kind(value, at) == "teks":
        return value in container
    _refuse(say("Di kanan in harus ada daftar; di sini ada {kind}.", kind=_NAMES[kind]), at)


def ordered(test: Operation, left: Any, right: Any, at: int = 0) -> bool:
    """Compare two numbers or two texts with <, <=, > or >=."""
    kind_of_left = _KINDS.get(type(left)) or _kind(left, at)
    kind_of_right = _KINDS.get(type(right)) or _kind(right, at)
    if kind_of_left != kind_of_right or kind_of_left not in ("angka", "teks"):
        message = say(
            "{one} dan {other} tidak dapat dibandingkan.",
            one=_FIRST_WORDS[kind_of_left],
            other=_NAMES[kind_of_right],
        )
        _refuse(message, at)
    try:
        return bool(test(left, right))
    except ArithmeticError:
        _refuse(_NOT_A_NUMBER, at)


def calculate(operation: Operation, left: Any, right: Any, at: int = 0) -> Any:
    """Work out + - * / // % of two numbers; + also joins two texts."""
    kinds = _kind(left, at), _kind(right, at)
    if kinds == ("angka", "angka"):
        return _number(operation(Decimal(left), Decimal(right)), at)
    if kinds == ("teks", "teks") and operation is operator.add:
        return _short(left + right, at)
    message = say(
        "{one} dan {other} tidak dapat dihitung bersama.",
        one=_FIRST_WORDS[kinds[0]],
        other=_NAMES[kinds[1]],
    )
    _refuse(message, at)


def listed(values: list[Any], at: int = 0) -> list[Any]:
    """Return the list unless it has grown too long or too deep: a blob must hold it."""
    if _size(values, DEEPEST_LIST, at) > LONGEST_LIST:
        _refuse(say("Daftar ini memuat lebih dari {most} nilai.", most=LONGEST_LIST), at)
    return values


def truth(value: Any, at: int = 0) -> bool:
    """Return a truth value; anything else is refused rather than guessed."""
    if value is True or value is False:
        return bool(value)
    kind = _NAMES[_kind(value, at)]
    _refuse(say("Di sini harus ada benar/salah; yang ada {kind}.", kind=kind), at)


def negative(value: Any, at: int = 0) -> Any:
    """Return the number with the other sign."""
    return -_decimal(value, at)


def positive(value: Any, at: int = 0) -> Any:
    """Return the number unchanged."""
    return _decimal(value, at)


def element(container: Any, index: int | str, at: int = 0) -> Any:
    """Return the element of a list at a place from 0, or of a dictionary at a key."""
    kind = _kind(container, at)
    if kind == "daftar" and isinstance(index, int):
        if index < len(container):
            return container[index]
        _refuse(say("Daftar ini hanya berisi {count} unsur.", count=len(container)), at)
    if kind == "kamus" and isinstance(index, str):
        if index in container:
            return container[index]
        _refuse(cite("Tidak ada {key} di sini.", key=repr(index)), at)
    _refuse(say("[ ] tidak dapat dipakai pada {kind}.", kind=_NAMES[kind]), at)


def _len(at: int, value: Any) -> int:
    kind = _kind(value, at)
    if kind not in ("daftar", "teks", "kamus"):
        _refuse(say("len menghitung daftar atau teks, bukan {kind}.", kind=_NAMES[kind]), at)
    return len(value)


def _extreme(name: str, test: Operation) -> Callable[..., Any]:
    def find(at: int, *values: Any) -> Any:
        candidates = values[0] if len(values) == 1 else values
        if _kind(candidates, at) != "daftar" or not candidates:
            _refuse(cite("{name} memerlukan sedikitnya satu nilai.", name=name), at)
        best = candidates[0]
        for candidate in candidates:
            if ordered(test, candidate, best, at):
                best = candidate
        return best

    return find


def _round(at: int, value: Any, decimals: Any = 0) -> Decimal:
    places = _decimal(decimals, at)
    if not 0 <= places <= MOST_DECIMALS or places != int(places):
        _refuse(say("round memakai 0 sampai {most} desimal.", most=MOST_DECIMALS), at)
    unit = Decimal(1).scaleb(-int(places))
    return _decimal(value, at).quantize(unit, ROUND_HALF_UP)


def _abs(at: int, value: Any) -> Decimal:
    return abs(_decimal(value, at))


def _sum(at: int, values: Any) -> Decimal:
    kind = _kind(values, at)
    if kind != "daftar":
        _refuse(say("sum menjumlahkan daftar, bukan {kind}.", kind=_NAMES[kind]), at)
    return sum((_decimal(value, at) for value in values), Decimal(0))


# name: (function of (position, *arguments), fewest arguments, most arguments)
PURE: Mapping[str, tuple[Callable[..., Any], int, int]] = {
    "len": (_len, 1, 1),
    "min": (_extreme("min", operator.lt), 1, 20),
    "max": (_extreme("max", operator.gt), 1, 20),
    "round": (_round, 1, 2),
    "abs": (_abs, 1, 1),
    "sum": (_sum, 1, 1),
}


def _kind(value: Any, at: int) -> str:
    kind = _KINDS.get(type(value))
    if kind is None:
        kind = next((name for base, name in _KINDS.items() if isinstance(value, base)), None)
    if kind is None:
        _refuse(
            cite(
                "Nilai jenis {kind} tidak dapat dipakai dalam ekspresi.", kind=type(value).__name__
            ),
            at,
        )
    return kind


def _size(values: Any, levels: int, at: int) -> int:
    if levels == 0:
        _refuse(say("Daftar ini bersarang lebih dari {most} tingkat.", most=DEEPEST_LIST), at)
    inner = (each for each in values if _KINDS.get(type(each)) == "daftar")
    return len(values) + sum(_size(each, levels - 1, at) for each in inner)


def _decimal(value: Any, at: int) -> Decimal:
    kind = _kind(value, at)
    if kind != "angka":
        _refuse(say("Di sini harus ada angka; yang ada {kind}.", kind=_NAMES[kind]), at)
    return Decimal(value)


def _number(value: Decimal, at: int) -> Decimal:
    if abs(value) >= 1 << LARGEST_INTEGER:
        _refuse(say("Hasil hitungan ini terlalu besar."), at)
    return value


def _short(text: str, at: int) -> str:
    if len(text) > LONGEST_TEXT:
        _refuse(say("Teks ini menjadi lebih panjang dari {most} huruf.", most=LONGEST_TEXT), at)
    return text


def _refuse(message: Said, at: int) -> NoReturn:
    raise ExpressionError(message, at)
