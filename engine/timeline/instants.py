"""From a day to the instant it begins or ends in the agency's time zone, and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

ZONES = MappingProxyType({"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"})
"""The time zones an agency may have, with the name people use."""


class ZoneError(ValueError):
    """A time zone that no Indonesian agency has; the message lists those there are."""


def zone_label(zone: str) -> str:
    """Give what people call a zone: WIB, WITA or WIT; raises ZoneError."""
    _zone(zone)
    return ZONES[zone]


def instant(day: date, edge: str, zone: str) -> datetime:
    """Turn the day of an edge into its instant, aware UTC; raises ZoneError.

    A window opens as its day begins. Every other edge holds for its whole day, so its instant is
    the start of the next one and no longer in time (R-007): in time is `received_at < instant`.
    """
    first = day if edge == "opens" else day + timedelta(days=1)
    return datetime.combine(first, time(), _zone(zone)).astimezone(UTC)


def at_hour(day: date, hour: int, zone: str) -> datetime:
    """Turn a day and a full hour of its morning or evening into the instant, aware UTC."""
    return datetime.combine(day, time(hour), _zone(zone)).astimezone(UTC)


def last_moment(closes: datetime) -> datetime:
    """Give the last second in time before an exclusive instant, in the same time zone.

    In the agency's zone it falls on the day that closes, at 23.59: `local_day` gives that day.
    """
    return closes - timedelta(seconds=1)


def local_day(moment: datetime, zone: str) -> date:
    """Give the day on the wall calendar of the zone at an aware instant; raises ZoneError."""
    return moment.astimezone(_zone(zone)).date()


def _zone(name: str) -> ZoneInfo:
    if name not in ZONES:
        known = ", ".join(f"{zone} ({label})" for zone, label in ZONES.items())
        raise ZoneError(f"Zona waktu “{name}” tidak dikenal; pilih {known}.")
    return ZoneInfo(name)
