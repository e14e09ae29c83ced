"""The register: SDM confirms each row, many at once."""

from collections.abc import Callable
from typing import Any

from schemas.facts import Facts
from schemas.results_entry import EnterResult


def test_r088_a_row_is_entered_once_it_was_checked(
    structural: Facts,
    accepts: Callable[..., dict[str, Any]],
    refusal: Callable[..., dict[Any, Any]],
) -> None:
    form = EnterResult(structural)
    assert accepts(form, {"confirmed": "ya", "note": "SK 800/1"})["confirmed"] is True
    assert refusal(form, {"confirmed": "tidak"}) == {
        "confirmed": ["Periksa baris register, lalu centang."]
    }
    assert EnterResult.bulk
