"""Reads a date as an officer types it for one cycle: a rule, or a day with its year."""

import re
from datetime import date

from engine.timeline.grammar import RuleError, parse
from engine.timeline.rule import Day, Rule
from schemas.said import say

_ISO = re.compile(r"(\d{4,5})-(\d{1,2})-(\d{1,2})")
_WRITTEN = re.compile(r"(\d{1,2}\s+[^\W\d]+)\s+(\d{4,5})")


def typed(text: str, year: int) -> Rule:
    """Read a rule, or a day of the cycle year or the next one; raises RuleError.

    >>> str(typed("27 januari 2027", 2026)), str(typed("2026-04-09", 2026))
    ('27 Januari tahun depan', '9 April')
    """
    bare = text.strip()
    skipped = len(text) - len(text.lstrip())
    if found := _ISO.fullmatch(bare):
        return _of_iso(found, year, skipped)
    if found := _WRITTEN.fullmatch(bare):
        at = skipped + found.start(2)
        suffix = _suffix(int(found[2]), year, at)
        return parse(f"{' ' * skipped}{found[1]}{suffix}")
    return parse(text)


def _of_iso(found: re.Match[str], year: int, skipped: int) -> Rule:
    suffix = _suffix(int(found[1]), year, skipped)
    try:
        day = date(*(int(part) for part in found.groups()))
    except ValueError as error:
        message = say("Tanggal {day} tidak ada.", day=found[0])
        raise RuleError(message, skipped + found.start(2)) from error
    return Rule(Day(day.day, day.month, bool(suffix)))


def _suffix(written: int, year: int, at: int) -> str:
    if written not in (year, year + 1):
        message = say(
            "Tahun {written} di luar siklus ini; pilih {year} atau {next}.",
            written=str(written),
            year=str(year),
            next=str(year + 1),
        )
        raise RuleError(message, at)
    return " tahun depan" if written > year else ""
