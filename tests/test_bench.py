"""The bench measures what its table promises: a tiny run of all its rows."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from engine import clock
from engine.db import Database, open_database
from tools.bench import ours
from tools.bench.__main__ import MEASURES
from tools.bench.meter import Meter
from tools.bench.plan import Plan
from tools.bench.table import BOUNDS, shown


@pytest.fixture
def plan(sqlite_template: Path, tmp_path: Path) -> Iterator[Plan]:
    with clock.frozen(ours.JANUARY) as hand, ExitStack() as until:

        def new(name: str) -> Database:
            file = shutil.copy(sqlite_template, tmp_path / f"{name}.sqlite")
            return until.enter_context(closing(open_database(f"sqlite:///{file}")))

        yield Plan(new, Meter(), hand, rounds=1, others=10, scale=0.002)
        gc.unfreeze()


def test_each_row_of_the_table_is_measured_and_what_is_counted_holds(plan: Plan) -> None:
    found: dict[str, float] = {}
    for measure in MEASURES.values():
        plan.hand.move_to(ours.JANUARY)
        found |= measure(plan)
    assert set(BOUNDS) <= set(found)
    assert all(value > 0 for value in found.values()), found
    for name in (
        "statements per completion, most",
        "commits per completion",
        "spec parses per process and version",
    ):
        assert found[name] <= BOUNDS[name].limit, name


@pytest.mark.parametrize(("value", "reached"), [(1.5, "aim"), (2.5, "limit"), (2.51, "neither")])
def test_a_figure_stands_beside_its_limit_and_its_aim(value: float, reached: str) -> None:
    row = {"value": value, "limit": 2.5, "aim": 1.5, "reached": reached}
    assert shown({"complete ÷ reference": value}) == {"complete ÷ reference": row}
