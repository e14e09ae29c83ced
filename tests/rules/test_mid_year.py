"""The mid-year dialog: counts, schedule, portions and the predicate (W-23, W-24)."""

from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest

from engine.bpmn.tables import Table, read
from engine.rules.mid_year import (
    MidYearCounts,
    mid_year_counts,
    scheduled_in_semester_1,
    sem1_portion,
)


@pytest.fixture(scope="module")
def table() -> Table:
    path = files("processes").joinpath("mid_year_dialog/mid_year_predicate.dmn")
    return read(path.read_bytes())


@pytest.mark.parametrize(
    ("scheduled", "done", "in_progress", "expected"),
    [
        (10, 10, 0, "sesuai_harapan"),
        (10, 6, 0, "kurang_sesuai_harapan"),
        (10, 6, 4, "kurang_sesuai_harapan"),
        (10, 1, 0, "perlu_perhatian"),
        (10, 5, 5, "perlu_perhatian"),  # exactly half is not most
        (10, 0, 1, "perlu_perhatian"),
        (10, 0, 0, "perlu_perhatian_khusus"),
        (0, 0, 0, "tidak_dinilai"),
    ],
)
def test_w_23_predicate_of_ten_rows(
    table: Table, scheduled: int, done: int, in_progress: int, expected: str
) -> None:
    assert decided(table, scheduled, done, in_progress) == expected


@pytest.mark.parametrize(
    ("scheduled", "done", "expected"),
    [(3, 2, "kurang_sesuai_harapan"), (1, 1, "sesuai_harapan"), (2, 1, "perlu_perhatian")],
)
def test_w_24_predicate_of_few_rows(table: Table, scheduled: int, done: int, expected: str) -> None:
    assert decided(table, scheduled, done, 0) == expected


def test_the_table_has_no_gap_and_no_row_in_vain(table: Table) -> None:
    assert table.problems() == []
    assert table.id == "mid_year_predicate"


def decided(table: Table, scheduled: int, done: int, in_progress: int) -> str:
    data = {
        "mid_year_dialog_scheduled": scheduled,
        "mid_year_dialog_done": done,
        "mid_year_dialog_in_progress": in_progress,
    }
    return str(table.decide(data)["mid_year_dialog_predicate"])


def test_ticks_are_counted() -> None:
    ticks = ["selesai", "dalam_proses", "belum", "selesai"]
    assert mid_year_counts(ticks) == MidYearCounts(scheduled=4, done=2, in_progress=1)
    assert mid_year_counts([]) == MidYearCounts(0, 0, 0)


def test_an_unknown_tick_is_refused() -> None:
    with pytest.raises(ValueError, match="hampir"):
        mid_year_counts(["selesai", "hampir"])


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), True),
        (date(2026, 6, 30), date(2026, 6, 30), True),
        (date(2026, 7, 1), date(2026, 12, 31), False),
        (date(2025, 10, 1), date(2026, 1, 1), True),
        (date(2025, 10, 1), date(2025, 12, 31), False),
    ],
)
def test_r_036_a_row_belongs_to_semester_1_if_its_schedule_touches_it(
    start: date, end: date, expected: bool
) -> None:
    assert scheduled_in_semester_1(start, end, 2026) is expected


@pytest.mark.parametrize(
    ("quantity", "start", "end", "expected"),
    [
        (152, date(2026, 1, 1), date(2026, 12, 31), 76),
        (4, date(2026, 3, 1), date(2026, 6, 30), 4),
        (6, date(2026, 5, 1), date(2026, 7, 31), 4),
        (12, date(2026, 7, 1), date(2026, 12, 31), 0),
        (4, date(2025, 11, 1), date(2026, 2, 28), 2),
        (1, date(2026, 6, 15), date(2026, 7, 5), "0.5"),
    ],
)
def test_the_portion_of_semester_1_follows_the_months(
    quantity: int, start: date, end: date, expected: int | str
) -> None:
    assert sem1_portion(Decimal(quantity), start, end, 2026) == Decimal(expected)


def test_a_stated_portion_wins() -> None:
    whole_year = (date(2026, 1, 1), date(2026, 12, 31))
    assert sem1_portion(Decimal(12), *whole_year, 2026, stated=Decimal(8)) == 8


def test_a_schedule_cannot_run_backwards() -> None:
    with pytest.raises(ValueError, match="sebelum dimulai"):
        scheduled_in_semester_1(date(2026, 5, 2), date(2026, 5, 1), 2026)
    with pytest.raises(ValueError, match="sebelum dimulai"):
        sem1_portion(Decimal(1), date(2026, 5, 2), date(2026, 5, 1), 2026)
