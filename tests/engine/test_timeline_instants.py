"""When a deadline falls, to the second, in the three zones of the country."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.timeline import (
    ZONES,
    WorkCalendar,
    ZoneError,
    instant,
    last_moment,
    local_day,
    resolve,
    zone_label,
)

WIB = ZoneInfo("Asia/Jakarta")
PP46 = ("21 Januari tahun depan", "diterima + 7 hari")
PP30 = ("diterima + 14 hari", "diterima + 14 hari")


@pytest.mark.parametrize(
    ("window", "filed", "accepted"),
    [
        (PP46, datetime(2027, 1, 21, 23, 59, 59, tzinfo=WIB), True),
        (PP46, datetime(2027, 1, 22, 0, 0, tzinfo=WIB), False),
        (PP30, datetime(2027, 1, 28, 23, 59, 59, tzinfo=WIB), True),
        (PP30, datetime(2027, 1, 29, 0, 0, tzinfo=WIB), False),
    ],
)
def test_a_keberatan_is_in_time_to_the_last_second_of_its_day(
    window: tuple[str, str], filed: datetime, accepted: bool
) -> None:
    """W-38, cycle 2026: the result was received on 14 January 2027."""
    rules = dict(
        zip([("keberatan", "closes"), ("keberatan", "closes_not_before")], window, strict=True)
    )
    received = {"diterima": date(2027, 1, 14)}
    closes = resolve(rules, 2026, WorkCalendar(frozenset()), received)["keberatan", "closes"]
    assert closes is not None
    assert (filed < instant(closes, "closes", "Asia/Jakarta")) is accepted


def test_a_window_opens_with_its_day_and_every_other_edge_holds_for_the_whole_day() -> None:
    day = date(2027, 1, 7)
    assert instant(day, "opens", "Asia/Jakarta") == datetime(2027, 1, 7, tzinfo=WIB)
    for edge in ("closes", "receive", "informal"):
        assert instant(day, edge, "Asia/Jakarta") == datetime(2027, 1, 8, tzinfo=WIB)
    assert instant(day, "closes", "Asia/Jakarta").tzinfo is UTC


def test_the_same_deadline_comes_first_in_the_east() -> None:
    instants = [instant(date(2027, 1, 7), "closes", zone) for zone in ZONES]
    assert instants == [datetime(2027, 1, 7, hour, tzinfo=UTC) for hour in (17, 16, 15)]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(sorted(ZONES)))
def test_the_last_moment_is_the_end_of_the_day_that_closes(day: date, zone: str) -> None:
    closes = instant(day, "closes", zone)
    shown = last_moment(closes).astimezone(ZoneInfo(zone))
    assert shown.date() == local_day(last_moment(closes), zone) == day
    assert shown.strftime("%H.%M.%S") == "23.59.59"
    assert closes - shown == timedelta(seconds=1)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(sorted(ZONES)))
def test_a_moment_belongs_to_the_day_of_its_zone(day: date, zone: str) -> None:
    assert local_day(instant(day, "opens", zone), zone) == day
    assert local_day(instant(day, "closes", zone), zone) == day + timedelta(days=1)


def test_zones_have_the_names_people_use() -> None:
    assert {zone: zone_label(zone) for zone in ZONES} == {
        "Asia/Jakarta": "WIB",
        "Asia/Makassar": "WITA",
        "Asia/Jayapura": "WIT",
    }


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "WIB", "", "../etc/passwd"])
def test_a_zone_outside_the_country_is_refused_and_the_known_ones_are_named(zone: str) -> None:
    now = datetime(2027, 1, 1, tzinfo=UTC)
    sentence = r"tidak dikenal; pilih Asia/Jakarta \(WIB\), Asia/Makassar \(WITA\)"
    with pytest.raises(ZoneError, match=sentence):
        zone_label(zone)
    with pytest.raises(ZoneError, match=sentence):
        instant(now.date(), "closes", zone)
    with pytest.raises(ZoneError, match=sentence):
        local_day(now, zone)
