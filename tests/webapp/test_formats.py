"""Dates, numbers and NIPs read as they should, in both languages and all three zones."""

from __future__ import annotations

import doctest
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from webapp import formats

MIDNIGHT = datetime(2026, 1, 5, 17, tzinfo=UTC)  # 6 January 00.00 WIB, exclusive
JAKARTA = "Asia/Jakarta"


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(formats).failed == 0


@pytest.mark.parametrize(
    ("language", "zone", "said"),
    [
        ("id", "Asia/Jakarta", "Senin, 5 Januari 2026 pukul 23.59 WIB"),
        ("id", "Asia/Makassar", "Selasa, 6 Januari 2026 pukul 01.00 WITA"),
        ("id", "Asia/Jayapura", "Selasa, 6 Januari 2026 pukul 02.00 WIT"),
        ("en", "Asia/Jakarta", "Monday, 5 January 2026 at 23:59 WIB"),
    ],
)
def test_an_exclusive_close_is_said_as_its_last_minute(language: str, zone: str, said: str) -> None:
    last = formats.closing(MIDNIGHT, zone)
    assert formats.moment(last, language, zone) == said


def test_a_moment_that_is_no_midnight_stays_as_it_is() -> None:
    noon = datetime(2026, 1, 5, 5, tzinfo=UTC)
    assert formats.moment(formats.closing(noon, JAKARTA), "id", JAKARTA).endswith("12.00 WIB")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (5, "Hari ini, 23.59 WIB"),
        (4, "Besok, 23.59 WIB"),
        (3, "Senin, 5 Januari 2026 pukul 23.59 WIB"),
        (6, "Senin, 5 Januari 2026 pukul 23.59 WIB"),
    ],
)
def test_a_deadline_is_said_relative_to_today(day: int, said: str) -> None:
    now = datetime(2026, 1, day, 3, tzinfo=UTC)
    assert formats.due(MIDNIGHT, now, "id", JAKARTA) == said


def test_today_ends_at_local_midnight_not_at_utc() -> None:
    late_evening = datetime(2026, 1, 5, 16, 30, tzinfo=UTC)
    assert formats.due(MIDNIGHT, late_evening, "id", JAKARTA) == "Hari ini, 23.59 WIB"


@pytest.mark.parametrize(
    ("value", "places", "id_said", "en_said"),
    [
        (Decimal("236368920000"), None, "236.368.920.000", "236,368,920,000"),
        (Decimal("88.4000"), 2, "88,40", "88.40"),
        ("0.5", None, "0,5", "0.5"),
        (Decimal("-1.5"), None, "-1,5", "-1.5"),
        (0, 2, "0,00", "0.00"),
        ("belum", None, "belum", "belum"),
        ("NaN", None, "NaN", "NaN"),
    ],
)
def test_numbers(value: Decimal | int | str, places: int, id_said: str, en_said: str) -> None:
    assert formats.number(value, "id", places) == id_said
    assert formats.number(value, "en", places) == en_said


def test_a_number_shows_every_digit_it_was_given() -> None:
    assert formats.number(Decimal("12345678901234567.89"), "id") == "12.345.678.901.234.567,89"


def test_only_eighteen_digits_are_grouped_as_a_nip() -> None:
    assert formats.nip("999901012015011001") == "99990101 201501 1 001"
    assert formats.nip("9999-0101") == "9999-0101"


def test_days_without_a_time_are_taken_as_they_are() -> None:
    assert formats.day(date(2026, 1, 1), "en", "Asia/Jayapura") == "Thursday, 1 January 2026"
