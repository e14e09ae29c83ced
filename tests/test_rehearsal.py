"""A rehearsed year: everybody gets through, every branch is taken, and it is the same each time."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine import clock, definitions
from engine.errors import UnknownProfile
from engine.rehearsal import Result, rehearse
from engine.rehearsal.parts import PARTS, Part
from engine.rehearsal.people import agency
from engine.rehearsal.unreached import reachable

KASN, BKN = "kasn_pp46", "pp46_bkn2013"
ENTERED = {"entered", "reviewed", "closed"}


@pytest.fixture(scope="module")
def scripted() -> Result:
    """One person for each part."""
    return rehearse(2026, len(PARTS), seed=1, profile=KASN)


def test_the_scripted_parts_take_every_branch(scripted: Result) -> None:
    assert scripted.unreached == ()


def test_everybody_is_entered_or_further(scripted: Result) -> None:
    assert {person.state for person in scripted.people} <= ENTERED
    assert all(person.npk and person.predikat for person in scripted.people)
    assert sum(person.keberatan for person in scripted.people) == 3


def test_the_output_is_plain_and_complete(scripted: Result) -> None:
    told = json.loads(json.dumps(scripted.to_json()))
    assert set(told) == {"people", "unreached", "messages"}
    fields = {"id", "state", "npk", "predikat", "tasks", "keberatan"}
    assert all(set(person) == fields for person in told["people"])
    assert [person["id"] for person in told["people"]] == sorted(
        person["id"] for person in told["people"]
    )
    assert told["messages"] > 0
    assert scripted.summary()[-1] == "Tidak tercapai: tidak ada"


def test_the_same_seed_gives_the_same_year() -> None:
    years = [rehearse(2026, 4, seed, BKN, parts=()).to_json() for seed in (7, 7, 8)]
    assert years[0] == years[1]
    assert years[0] != years[2]


@pytest.mark.parametrize(
    ("part", "step", "lost"),
    [
        (0, "approve_skp", {"skp_agreement:skp_returned"}),
        (0, "approve_raters", {"rater_nomination:raters_returned"}),
        (1, "receive_result", {"final_dialog:close_receipt", "final_dialog:made_available"}),
        (1, "review_behaviour.kolega", {"form_filling:close_forms", "form_filling:closed"}),
    ],
)
def test_what_nobody_does_is_listed(
    part: int, step: str, lost: set[str], alone: Callable[[Part], set[str]]
) -> None:
    whole = PARTS[part]
    without = replace(whole, moves={key: each for key, each in whole.moves.items() if key != step})
    missing = alone(without) - alone(whole)
    assert lost <= missing


@pytest.fixture(scope="module")
def alone() -> Callable[[Part], set[str]]:
    """What stays unreached if one person plays one part, and nobody else is there."""
    known: dict[str, set[str]] = {}

    def play(part: Part) -> set[str]:
        if str(part) not in known:
            known[str(part)] = set(rehearse(2026, 1, 1, BKN, parts=(part,)).unreached)
        return known[str(part)]

    return play


def test_the_clock_is_the_worlds_again_afterwards() -> None:
    moment = datetime(2027, 5, 1, tzinfo=UTC)
    with clock.frozen(moment):
        result = rehearse(2026, 1, 1, BKN)
        assert clock.now() == moment
    assert result.people[0].state in ENTERED


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(UnknownProfile):
        rehearse(2026, 1, 1, "pp_0")


@pytest.mark.parametrize("count", [1, 4, 5, 60])
def test_the_hierarchy_is_small_and_whole(count: int) -> None:
    rows = agency(count)
    nips = {row.nip for row in rows}
    assert sum(row.appraised for row in rows) == count
    assert sum("sdm" in row.roles for row in rows) >= 2
    assert all(row.superior_nip in nips for row in rows[1:])
    for row in rows[4:]:
        below = [each for each in rows if each.superior_nip == row.nip]
        assert len(below) <= 4
        assert (row.appraisal_class == "structural") is bool(below)


def test_what_a_profile_lacks_cannot_be_reached() -> None:
    profiles = definitions.shipped_profiles()
    files = definitions.shipped()
    whole = reachable(files, "siklus_kasn", profiles[KASN].phases)
    lean = reachable(files, "siklus_kasn", profiles[BKN].phases)
    assert {"siklus_kasn:plan_week", "plan_week:plan_dialogs"} <= whole - lean
    assert "siklus_kasn:plan_week_skipped" in lean - whole
    assert {"keberatan:closes", "keberatan:window_start", "keberatan:silent"} <= whole & lean
