"""Reads the text of a date rule; every error points at the character.

    rule   = anchor [("+" | "-") number unit]
    anchor = day month ["tahun depan"] | "minggu" k month ["tahun depan"] | key "." edge | event
    unit   = "hari" | "hari kerja" | "minggu" | "bulan"

Capitals and extra spaces do not matter. Months are Indonesian words. A key is the id of a phase in
the year's diagram, an edge one of its dates ("opens", "closes", ...), an event a moment of one
appraisal ("diterima").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from engine.timeline.rule import MONTHS, Anchor, Day, Edge, Event, Offset, Rule, Unit, Week
from schemas.said import Said, say

LARGEST_NUMBER = 999
LONGEST_RULE = 200


class RuleError(ValueError):
    """A date rule that cannot be read; its message says what to write instead."""

    def __init__(self, message: Said, position: int) -> None:
        """Keep the sentence and the index (from 0) of the character it is about."""
        super().__init__(message)
        self.message = message
        self.position = position


def parse(text: str) -> Rule:
    """Read a date rule; raises RuleError.

    >>> str(parse("COACHING_WEEK_1.closes +3 hari  kerja"))
    'coaching_week_1.closes + 3 hari kerja'
    """
    if len(text) > LONGEST_RULE:
        message = say("Aturan terlalu panjang; paling banyak {n} huruf.", n=LONGEST_RULE)
        raise RuleError(message, LONGEST_RULE)
    return _Reader(text).rule()


_TOKEN = re.compile(r"(?P<number>[0-9]+)|(?P<word>[^\W\d]\w*)|(?P<sign>\S)")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(MONTHS, start=1)}
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_UNITS: dict[str, Unit] = {"hari": "hari", "minggu": "minggu", "bulan": "bulan"}
_RESERVED = frozenset({*_UNITS, "kerja", "tahun", "depan"})


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    position: int

    @property
    def word(self) -> str:
        return self.text.lower() if self.kind == "word" else ""


class _Reader:
    """Reads one rule from left to right; every method takes what it names or raises."""

    def __init__(self, text: str) -> None:
        found = _TOKEN.finditer(text)
        self._tokens = [_Token(str(one.lastgroup), one.group(), one.start()) for one in found]
        self._tokens.append(_Token("end", "", len(text.rstrip())))
        self._next = 0

    def rule(self) -> Rule:
        rule = Rule(self._anchor(), self._offset())
        if self._token.kind != "end":
            raise self._error(
                say(
                    "“{text}” tidak dapat dibaca di sini; sesudah tanggal hanya boleh ada"
                    " + atau -, angka, dan satuan.",
                    text=self._token.text,
                )
            )
        return rule

    def _anchor(self) -> Anchor:
        token = self._token
        if token.kind == "end":
            raise self._error(
                say("Aturan kosong; tulis misalnya “1 April” atau “keberatan.closes”.")
            )
        if token.kind == "number":
            return self._day()
        if token.word == "minggu":
            return self._week()
        if token.word in _MONTH_NUMBERS:
            raise self._error(
                say("Tulis tanggal di depan bulan, misalnya “1 {month}”.", month=token.text)
            )
        name = self._name(
            say("tulis misalnya “1 April”, “minggu 1 April”, atau “keberatan.closes”")
        )
        if self._token.text != ".":
            return Event(name)
        self._take()
        return Edge(name, self._name(say("sesudah titik tulis misalnya “opens” atau “closes”")))

    def _day(self) -> Day:
        at = self._token
        day = self._number()
        month = self._month()
        longest = _LONGEST_MONTHS[month - 1]
        if not 1 <= day <= longest:
            message = say(
                "{month} tidak punya tanggal {day}; pilih 1 sampai {longest}.",
                month=MONTHS[month - 1],
                day=day,
                longest=longest,
            )
            raise RuleError(message, at.position)
        return Day(day, month, self._next_year())

    def _week(self) -> Week:
        self._take()
        at = self._token
        if at.kind != "number":
            raise self._error(
                say("Sesudah “minggu” tulis angka 1 sampai 5, misalnya “minggu 1 April”.")
            )
        number = self._number()
        if not 1 <= number <= 5:
            message = say("Minggu {number} tidak ada; pilih 1 sampai 5.", number=number)
            raise RuleError(message, at.position)
        return Week(number, self._month(), self._next_year())

    def _month(self) -> int:
        token = self._token
        if token.kind != "word":
            raise self._error(say("Tulis nama bulan dengan kata, misalnya “April”."))
        if token.word not in _MONTH_NUMBERS:
            known = self._advice(MONTHS)
            raise self._error(
                say("Bulan “{text}” tidak dikenal; {advice}", text=token.text, advice=known)
            )
        self._take()
        return _MONTH_NUMBERS[token.word]

    def _next_year(self) -> bool:
        if self._token.word != "tahun":
            return False
        self._take()
        if self._token.word != "depan":
            raise self._error(say("Sesudah “tahun” hanya boleh ada “depan”."))
        self._take()
        return True

    def _offset(self) -> Offset | None:
        sign = self._token.text
        if sign not in ("+", "-"):
            return None
        self._take()
        at = self._token
        if at.kind != "number":
            raise self._error(
                say("Sesudah “{sign}” tulis angka, misalnya “{sign} 3 hari kerja”.", sign=sign)
            )
        number = self._number()
        if number == 0:
            raise RuleError(say("Selisih 0 tidak mengubah tanggal; hapus saja."), at.position)
        return Offset(-number if sign == "-" else number, self._unit())

    def _unit(self) -> Unit:
        token = self._token
        if token.kind != "word":
            raise self._error(say("Tulis satuan: hari, hari kerja, minggu, atau bulan."))
        if token.word not in _UNITS:
            known = self._advice(_UNITS)
            raise self._error(
                say("Satuan “{text}” tidak dikenal; {advice}", text=token.text, advice=known)
            )
        self._take()
        if token.word == "hari" and self._token.word == "kerja":
            self._take()
            return "hari kerja"
        return _UNITS[token.word]

    def _number(self) -> int:
        if len(self._token.text) > len(str(LARGEST_NUMBER)):
            raise self._error(say("Angka terlalu besar; paling banyak {n}.", n=LARGEST_NUMBER))
        return int(self._take().text)

    def _name(self, advice: Said) -> str:
        token = self._token
        if not _NAME.fullmatch(token.word) or token.word in _RESERVED:
            if not token.text:
                raise self._error(say("Nama belum ada; {advice}.", advice=advice))
            raise self._error(say("“{text}” bukan nama; {advice}.", text=token.text, advice=advice))
        return self._take().word

    @property
    def _token(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._token
        self._next += 1
        return token

    def _advice(self, known: Iterable[str]) -> Said:
        words = {word.lower(): word for word in known}
        near = get_close_matches(self._token.text.lower(), words, n=1)
        if near:
            return say("maksud Anda “{word}”?", word=words[near[0]])
        return say("pilih {words}.", words=", ".join(known))

    def _error(self, message: Said) -> RuleError:
        return RuleError(message, self._token.position)
