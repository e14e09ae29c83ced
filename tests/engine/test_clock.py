"""The clock: what tests, rehearsals and the demo clock may do with the agency's time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine import clock

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def no_offset_left() -> Iterator[None]:
    """A test that leaves the clock shifted would shift every test after it."""
    before = clock.offset()
    yield
    clock.set_offset(before)


def test_both_clocks_run_in_utc_and_agree_at_first() -> None:
    before = datetime.now(UTC)
    readings = (clock.real(), clock.now())
    after = datetime.now(UTC)
    assert all(before <= reading <= after for reading in readings)
    assert all(reading.utcoffset() == timedelta(0) for reading in readings)


def test_an_offset_moves_the_agency_and_not_the_machine() -> None:
    clock.set_offset(timedelta(days=90))
    assert clock.offset() == timedelta(days=90)
    assert timedelta(days=90) <= clock.now() - clock.real() + timedelta(seconds=5)
    assert abs(clock.real() - datetime.now(UTC)) < timedelta(seconds=5)


def test_an_offset_out_of_the_calendar_is_refused_and_changes_nothing() -> None:
    clock.set_offset(A_DAY)
    with pytest.raises(OverflowError):
        clock.set_offset(timedelta(days=9_000_000))
    assert clock.offset() == A_DAY


def test_a_frozen_clock_stands_until_its_hand_moves() -> None:
    with clock.frozen(NEW_YEAR) as hand:
        assert clock.now() == clock.now() == NEW_YEAR
        hand.move_to(NEW_YEAR + A_DAY)
        assert clock.now() == NEW_YEAR + A_DAY
        hand.move_by(-A_DAY)
        assert clock.now() == NEW_YEAR
        assert clock.real() > NEW_YEAR - A_DAY
    assert clock.now() >= clock.real() - timedelta(seconds=5)


def test_a_local_instant_is_kept_as_utc() -> None:
    local = datetime(2026, 1, 1, 7, tzinfo=ZoneInfo("Asia/Jakarta"))
    with clock.frozen(local):
        assert clock.now() == NEW_YEAR
        assert clock.now().tzinfo is UTC


def test_a_naive_instant_is_refused() -> None:
    naive = NEW_YEAR.replace(tzinfo=None)
    with pytest.raises(ValueError, match="aware"), clock.frozen(naive):
        pytest.fail("the clock took a naive instant")
    with clock.frozen(NEW_YEAR) as hand, pytest.raises(ValueError, match="aware"):
        hand.move_to(naive)
    with clock.use(lambda: naive), pytest.raises(ValueError, match="aware"):
        clock.now()


def test_blocks_nest_and_each_gives_back_what_it_found() -> None:
    clock.set_offset(A_DAY)
    with clock.frozen(NEW_YEAR):
        assert clock.now() == NEW_YEAR
        clock.set_offset(2 * A_DAY)
        assert clock.now() == NEW_YEAR + 2 * A_DAY
        with clock.frozen(NEW_YEAR):
            assert clock.now() == NEW_YEAR
        assert clock.now() == NEW_YEAR + 2 * A_DAY
    assert clock.offset() == A_DAY


def test_a_block_that_fails_gives_the_clock_back() -> None:
    with pytest.raises(KeyError), clock.frozen(NEW_YEAR):
        raise KeyError
    assert abs(clock.now() - clock.real()) < timedelta(seconds=5)


def test_every_thread_reads_the_same_clock() -> None:
    with clock.frozen(NEW_YEAR) as hand, ThreadPoolExecutor(max_workers=1) as worker:
        assert worker.submit(clock.now).result() == NEW_YEAR
        worker.submit(hand.move_by, A_DAY).result()
        assert clock.now() == NEW_YEAR + A_DAY
