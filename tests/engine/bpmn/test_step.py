"""A step is pure: the same walk in memory, and saved and loaded at every step, is the same walk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine import definitions
from engine.bpmn import step
from engine.bpmn.errors import BlobRefused, BpmnError, TaskGone
from engine.bpmn.parse import Specs, Step, read
from engine.db import Seal
from tests.engine.bpmn.walking import SEAL, InMemory, Restarting, World, waits_for, walk

ANSWERS: Mapping[str, tuple[dict[str, Any], ...]] = {
    "approve_skp": (
        {"skp_agreement_decision": "setujui"},
        {"skp_agreement_decision": "kembalikan"},
    ),
    "confirm_plan": (
        {"plan_week_response": "terima"},
        {"plan_week_response": "usul_jadwal_lain"},
    ),
    "confirm_coaching": (
        {"coaching_week_confirmation": "setuju"},
        {"coaching_week_confirmation": "perbaiki"},
    ),
    "receive_coaching": (
        {"coaching_week_completeness": "lengkap"},
        {"coaching_week_completeness": "dikembalikan"},
    ),
    "confirm_mid_year": (
        {"mid_year_dialog_confirmation": "setuju"},
        {"mid_year_dialog_confirmation": "perbaiki"},
    ),
    "approve_raters": (
        {"rater_nomination_decision": "setujui"},
        {"rater_nomination_decision": "kembalikan"},
    ),
    "respond_result": ({"keberatan_response": "terima"}, {"keberatan_response": "keberatan"}),
    "request_explanations": tuple(
        {"final_rating_ask_pejabat_penilai": one, "final_rating_ask_pegawai": other}
        for one in (True, False)
        for other in (True, False)
    ),
    "decide_keberatan": (
        {"final_rating_decision": "ditolak"},
        {"final_rating_decision": "diubah"},
    ),
    "prepare_review": (
        {
            "people_review_chairman": 1,
            "people_review_evaluator": 2,
            "people_review_assisting": 3,
        },
    ),
}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return definitions.shipped()


@pytest.fixture(scope="module")
def specs(files: dict[str, bytes]) -> Specs:
    return read(files)


@pytest.mark.parametrize("seed", range(12))
def test_a_walk_saved_at_every_step_is_the_walk_in_memory(specs: Specs, seed: int) -> None:
    assert saved(seed, lambda: specs) == in_memory(seed, specs)


@pytest.mark.parametrize("seed", [3, 7])
def test_a_restart_with_freshly_read_diagrams_changes_nothing(
    specs: Specs, files: dict[str, bytes], seed: int
) -> None:
    assert saved(seed, lambda: read(files)) == in_memory(seed, specs)


def test_the_blob_stays_small_whatever_the_history(specs: Specs) -> None:
    world = World(seed=1)
    outcome = step.start(specs, "skp_agreement", {}, world, SEAL)
    sizes = []
    for _ in range(300):
        outcome = complete(specs, outcome, world, {})
        outcome = complete(specs, outcome, world, {"skp_agreement_decision": "kembalikan"})
        sizes.append(len(outcome.blob))
    assert [task.step.id for task in outcome.tasks] == ["draft_skp"]
    assert not outcome.ended
    assert max(sizes[10:]) < 400


def test_a_flag_comes_back_a_flag_and_a_score_comes_back_exact(specs: Specs) -> None:
    world = World(seed=1)
    data = {"flag": True, "count": 1, "npk": Decimal("90.50"), "raters": ["kolega:7"]}
    outcome = step.start(specs, "skp_agreement", data, world, SEAL)
    outcome = complete(specs, outcome, world, {"flag": 1})
    outcome = complete(specs, outcome, world, {"skp_agreement_decision": "setujui"})
    assert outcome.ended
    assert outcome.data["flag"] == 1
    assert type(outcome.data["flag"]) is int
    assert outcome.data["npk"] == Decimal("90.50")


def test_a_blob_of_another_hand_is_refused(specs: Specs) -> None:
    world = World(seed=1)
    blob = step.start(specs, "skp_agreement", {}, world, SEAL).blob
    with pytest.raises(BlobRefused, match="tanda tangan"):
        step.fire(specs, blob[:-1] + bytes([blob[-1] ^ 1]), world, SEAL)
    with pytest.raises(BlobRefused, match="tanda tangan"):
        step.fire(specs, blob, world, Seal(b"x" * 32))
    with pytest.raises(BlobRefused, match="format"):
        step.fire(specs, b"TB\x09\x00" + blob[4:], world, SEAL)


def test_a_task_is_completed_once(specs: Specs) -> None:
    world = World(seed=1)
    before = step.start(specs, "skp_agreement", {}, world, SEAL)
    after = complete(specs, before, world, {})
    with pytest.raises(TaskGone):
        step.complete(specs, after.blob, before.tasks[0].id, {}, world, SEAL)


def test_a_moved_window_moves_its_timer_without_touching_the_blob(specs: Specs) -> None:
    world = World(seed=1)
    blob = step.start(specs, "coaching_week", {}, world, SEAL).blob
    planned = world.dates["coaching_week.closes"]
    world.dates["coaching_week.closes"] = planned + timedelta(days=7)
    world.now = planned
    assert waits_for(step.fire(specs, blob, world, SEAL)) == ["inventory"]
    world.now = planned + timedelta(days=7)
    assert waits_for(step.fire(specs, blob, world, SEAL)) == ["close_coaching", "inventory"]


def test_a_look_at_a_timer_that_is_due_does_not_fire_it(specs: Specs) -> None:
    world = World(seed=1)
    outcome = step.start(specs, "coaching_week", {}, world, SEAL)
    world.now = world.dates["coaching_week.closes"]
    seen = step.look(specs, outcome.blob, world, SEAL)
    assert [timer.due for timer in seen.timers] == [world.now]
    assert seen.tasks == outcome.tasks


def test_a_look_refuses_a_state_of_other_diagrams(specs: Specs, files: dict[str, bytes]) -> None:
    world = World(seed=1)
    blob = step.start(specs, "coaching_week", {}, world, SEAL).blob
    other = read({name: files[name] for name in files if "skp_agreement" in name})
    with pytest.raises(BlobRefused, match="coaching_week"):
        step.look(other, blob, world, SEAL)


def test_nothing_but_small_plain_values_enters_a_blob(specs: Specs) -> None:
    with pytest.raises(BlobRefused, match="set"):
        step.start(specs, "skp_agreement", {"people": {1, 2}}, World(seed=1), SEAL)
    with pytest.raises(BlobRefused, match="1000 kB"):
        step.start(specs, "skp_agreement", {"text": "a" * 1_000_000}, World(seed=1), SEAL)


def test_an_expression_that_fails_names_its_element_and_its_character(specs: Specs) -> None:
    world = World(seed=1)
    outcome = complete(specs, step.start(specs, "skp_agreement", {}, world, SEAL), world, {})
    with pytest.raises(BpmnError, match=r"skp_agreement_decision belum .*\(huruf ke-1\)") as failed:
        complete(specs, outcome, world, {})
    assert (failed.value.container, failed.value.element) == ("skp_agreement", "skp_approved")


def in_memory(seed: int, specs: Specs) -> list[Any]:
    return walk(InMemory(specs, "siklus_kasn", World(seed)), seed, answers)


def saved(seed: int, specs: Callable[[], Specs]) -> list[Any]:
    return walk(Restarting(specs, "siklus_kasn", World(seed)), seed, answers)


def answers(asked: Step) -> tuple[dict[str, Any], ...]:
    return ANSWERS.get(asked.id, ({},))


def complete(
    specs: Specs, outcome: step.Outcome, world: World, values: dict[str, Any]
) -> step.Outcome:
    (task,) = outcome.tasks
    return step.complete(specs, outcome.blob, task.id, values, world, SEAL)
