"""The vocabulary of rule tests: profiles, numbers, and the worked example of a whole year."""

from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from engine.rules.profile import Profile
from engine.rules.skp import Amounts, Row
from engine.scoring import Inputs, read_inputs
from engine.scoring.shipped import shipped_profile

W_11 = {
    "atasan": [[88, 90, 86, 92, 85, 84]],
    "kolega": [[80, 85, 82, 90, 84, 79], [86, 88, 84, 88, 86, 84]],
    "sendiri": [[92, 95, 90, 95, 92, 91]],
    "bawahan": [[78, 82, 80, 85, 80, 75]],
}
W_15 = {
    "atasan": [[90, 88, 92, 86, 84]],
    "kolega": [[80, 84, 88, 82, 86], [76, 80, 78, 82, 84], [90, 92, 91, 94, 93]],
    "sendiri": [[85, 85, 85, 85, 85]],
}


@pytest.fixture
def kasn() -> Profile:
    """The profile with the literal ratio and the cap."""
    return shipped_profile("kasn_pp46")


@pytest.fixture
def bkn() -> Profile:
    """The profile that rewards saving, without cap."""
    return shipped_profile("pp46_bkn2013")


@pytest.fixture
def row() -> Callable[..., Row]:
    """Build a row from pairs "actual/target" by aspect; no pair, no target."""

    def build(**pairs: str) -> Row:
        both = {aspect: pair.split("/") for aspect, pair in pairs.items()}
        return Row(
            activity="Menetapkan Surat Tugas",
            target=Amounts(**{aspect: Decimal(pair[1]) for aspect, pair in both.items()}),
            actual=Amounts(**{aspect: Decimal(pair[0]) for aspect, pair in both.items()}),
        )

    return build


@pytest.fixture
def w_11() -> dict[str, list[list[int]]]:
    """Behaviour forms of W-11 (structural)."""
    return deepcopy(W_11)


@pytest.fixture
def w_15() -> dict[str, list[list[int]]]:
    """Behaviour forms of W-15 (functional)."""
    return deepcopy(W_15)


@pytest.fixture
def year(w_11: dict[str, list[list[int]]]) -> dict[str, Any]:
    """The rows of W-10 and the forms of W-11 as an input of `timbang score`."""

    def row(quantity: tuple[int, int], quality: int, time: tuple[int, int]) -> dict[str, Any]:
        return {
            "activity": "Menyusun rencana kerja",
            "target": {
                "quantity": quantity[1],
                "unit": "dokumen",
                "quality": 100,
                "time": time[1],
                "cost": None,
            },
            "actual": {"quantity": quantity[0], "quality": quality, "time": time[0], "cost": None},
        }

    return {
        "profile": "kasn_pp46",
        "position": "structural",
        "skp": [row((1, 1), 92, (1, 1)), row((140, 152), 85, (12, 12)), row((4, 4), 78, (3, 4))],
        "extra_tasks": 0,
        "creativity": [],
        "behaviour": w_11,
    }


@pytest.fixture
def inputs(year: dict[str, Any]) -> Inputs:
    """The worked year as inputs."""
    return read_inputs(year)[1]
