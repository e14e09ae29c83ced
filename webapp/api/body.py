"""Reads a JSON body strictly: what no form and no store could hold never gets further.

Numbers with places become text as Indonesian officials write it ("1250,5"): a form reads them
exactly, a draft keeps them, and no binary fraction is ever made of them.
"""

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from flask import Request
from werkzeug.exceptions import UnsupportedMediaType

from schemas.said import Said, say
from webapp.problems import Unreadable

MAX_DEPTH = 20
MAX_DIGITS = 30


def read(request: Request) -> Any:
    """The value a request carries.

    Raises `UnsupportedMediaType` for anything but JSON, `Unreadable` with a sentence for a body
    that is not JSON or holds what cannot be kept.
    """
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        value = json.loads(
            request.get_data().decode("utf-8"),
            parse_constant=_no_number,
            parse_int=_whole,
            parse_float=_fraction,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError:
        raise Unreadable(say("Isi permintaan bukan UTF-8.")) from None
    except json.JSONDecodeError as error:
        raise Unreadable(
            say(
                "Isi permintaan bukan JSON: periksa baris {line}, huruf {column}.",
                line=error.lineno,
                column=error.colno,
            )
        ) from None
    except RecursionError:
        raise Unreadable(_TOO_DEEP) from None
    _check(value)
    return value


_TOO_DEEP = say("Isi permintaan bersarang terlalu dalam: paling banyak {n} tingkat.", n=MAX_DEPTH)


def _refuse(said: Said) -> NoReturn:
    raise Unreadable(said)


def _no_number(text: str) -> NoReturn:
    _refuse(say("{text} bukan angka.", text=text))


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        _refuse(say("Angka terlalu panjang; paling banyak {n} angka.", n=MAX_DIGITS))
    return int(text)


def _fraction(text: str) -> str:
    try:
        number = Decimal(text) if len(text) <= MAX_DIGITS else None
    except InvalidOperation:  # an exponent beyond everything
        number = None
    # Also the exponent: "1e999" is short to write and long to keep.
    if number is None or abs(number.adjusted()) >= MAX_DIGITS:
        _refuse(say("Angka terlalu panjang; paling banyak {n} angka.", n=MAX_DIGITS))
    return format(number, "f").replace(".", ",")


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            _refuse(say("Nama {name} tertulis dua kali.", name=name[:40]))
        found[name] = value
    return found


def _check(value: Any) -> None:
    """Refuse texts that cannot be kept, and too many levels, without recursion."""
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            _refuse(_TOO_DEEP)
        inside: list[Any] = []
        for each in level:
            if isinstance(each, str) and _unkeepable(each):
                _refuse(say("Ada tanda yang tidak dapat dibaca; ketik ulang isian ini."))
            elif isinstance(each, dict):
                inside += [*each.keys(), *each.values()]
            elif isinstance(each, list):
                inside += each
        level = inside


def _unkeepable(text: str) -> bool:
    return "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text)
