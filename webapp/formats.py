"""Dates, numbers and NIPs as people read them, in Indonesian and in English."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}

_LOCALES = {"id": "id_ID", "en": "en_GB"}
_AT = {"id": "pukul", "en": "at"}
_TODAY = {"id": "Hari ini", "en": "Today"}
_TOMORROW = {"id": "Besok", "en": "Tomorrow"}


def day(value: date, language: str, zone: str) -> str:
    """The whole date.

    >>> day(date(2026, 1, 5), "id", "Asia/Jakarta")
    'Senin, 5 Januari 2026'
    """
    return format_date(_local_day(value, zone), "EEEE, d MMMM y", locale=_LOCALES[language])


def short_day(value: date, language: str, zone: str) -> str:
    """The date where room is scarce: '5 Jan 2026'."""
    return format_date(_local_day(value, zone), "d MMM y", locale=_LOCALES[language])


def day_of_year(value: date, year: int, language: str) -> str:
    """The day where there is hardly any room; its year only where it is another one.

    >>> day_of_year(date(2026, 1, 5), 2026, "id"), day_of_year(date(2027, 1, 5), 2026, "en")
    ('5 Jan', '5 Jan 27')
    """
    pattern = "d MMM" if value.year == year else "d MMM yy"
    return format_date(value, pattern, locale=_LOCALES[language])


def month(value: date, language: str, zone: str) -> str:
    """The month alone, with its year in January: 'Des', 'Jan 27'."""
    local = _local_day(value, zone)
    return format_date(local, "MMM yy" if local.month == 1 else "MMM", locale=_LOCALES[language])


def iso_day(value: datetime, zone: str) -> str:
    """The local date as a page's date field writes it: '2026-01-05'."""
    return _local(value, zone).date().isoformat()


def clock_time(value: datetime, language: str, zone: str) -> str:
    """The time of day without its zone: '23.59' in Indonesian, '23:59' in English."""
    return _local(value, zone).strftime("%H.%M" if language == "id" else "%H:%M")


def moment(value: datetime, language: str, zone: str) -> str:
    """A moment in full.

    >>> moment(datetime(2026, 1, 5, 16, 59, tzinfo=UTC), "id", "Asia/Jakarta")
    'Senin, 5 Januari 2026 pukul 23.59 WIB'
    """
    time = clock_time(value, language, zone)
    return f"{day(value, language, zone)} {_AT[language]} {time} {zone_name(zone)}"


def short_moment(value: datetime, language: str, zone: str) -> str:
    """A moment in a table: '5 Jan 2026, 23.59'."""
    return f"{short_day(value, language, zone)}, {clock_time(value, language, zone)}"


def closing(value: datetime, zone: str) -> datetime:
    """The last minute people still have: an exclusive midnight is 23.59 of the day before."""
    local = _local(value, zone)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return local - timedelta(minutes=1)
    return local


def due(value: datetime, now: datetime, language: str, zone: str) -> str:
    """A deadline as it is said today: 'Hari ini, 23.59 WIB', or the whole moment."""
    last = closing(value, zone)
    days = (last.date() - _local(now, zone).date()).days
    if days not in (0, 1):
        return moment(last, language, zone)
    word = (_TODAY if days == 0 else _TOMORROW)[language]
    return f"{word}, {clock_time(last, language, zone)} {zone_name(zone)}"


def zone_name(zone: str) -> str:
    """WIB, WITA or WIT; any other zone by its own name."""
    return ZONE_NAMES.get(zone, zone)


def number(value: Decimal | int | str, language: str, places: int | None = None) -> str:
    """A number with grouped thousands and the decimal sign of the language.

    >>> number("1250.50", "id"), number(Decimal("88.4"), "id", 2)
    ('1.250,50', '88,40')
    """
    try:
        exact = Decimal(value)
    except InvalidOperation:
        return str(value)
    if not exact.is_finite():
        return str(value)
    if places is None:
        places = max(0, -int(exact.as_tuple().exponent))
    pattern = "#,##0." + "0" * places if places else "#,##0"
    return format_decimal(exact, format=pattern, locale=_LOCALES[language])


def nip(value: str) -> str:
    """Eighteen digits grouped 8-6-1-3; anything else unchanged.

    >>> nip("999901012015011001")
    '99990101 201501 1 001'
    """
    if len(value) != 18 or not value.isdigit():
        return value
    return f"{value[:8]} {value[8:14]} {value[14]} {value[15:]}"


def _local(value: datetime, zone: str) -> datetime:
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(ZoneInfo(zone))


def _local_day(value: date, zone: str) -> date:
    return _local(value, zone).date() if isinstance(value, datetime) else value
