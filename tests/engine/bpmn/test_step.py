"""A step is pure: the same walk in memory, and saved and loaded at every step, is the same walk."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine import definitions
from engine.bpmn import frontier, step
from engine.bpmn.errors import BlobRefused, TaskGone
from engine.bpmn.parse import Specs, read
from engine.db import Seal

SEAL = Seal(b"k" * 32)
START = datetime(2026, 1, 1, tzinfo=UTC)

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


@dataclass
class World:
    """Dates two weeks apart in the order they are asked for; some phases do not run."""

    seed: int
    now: datetime = START
    dates: dict[str, datetime] = field(default_factory=dict)

    def functions(self, phase: str) -> Mapping[str, Callable[..., Any]]:
        return {
            "due": lambda edge: self._due(edge if "." in edge else f"{phase}.{edge}"),
            "runs": lambda key: sum(map(ord, key)) * self.seed % 4 != 0,
            "raters": lambda: ["atasan:5", "kolega:7", "kolega:8", "bawahan:9"],
            "rater": lambda text: int(text.split(":")[1]),
            "npk": lambda: Decimal("87.71"),
            "predikat": lambda: "Baik",
            "mid_year_count": lambda kind: {"scheduled": 4, "done": self.seed % 5}.get(kind, 0),
        }

    def _due(self, edge: str) -> str:
        due = self.dates.setdefault(edge, START + timedelta(days=14 * (1 + len(self.dates))))
        return due.isoformat()


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return definitions.shipped()


@pytest.fixture(scope="module")
def specs(files: dict[str, bytes]) -> Specs:
    return read(files)


@pytest.mark.parametrize("seed", range(12))
def test_a_walk_saved_at_every_step_is_the_walk_in_memory(specs: Specs, seed: int) -> None:
    in_memory = walk(seed, lambda: specs, restart=False)
    assert walk(seed, lambda: specs, restart=True) == in_memory


@pytest.mark.parametrize("seed", [3, 7])
def test_a_restart_with_freshly_read_diagrams_changes_nothing(
    specs: Specs, files: dict[str, bytes], seed: int
) -> None:
    fresh = walk(seed, lambda: read(files), restart=True)
    assert fresh == walk(seed, lambda: specs, restart=False)


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


def walk(seed: int, specs: Callable[[], Specs], restart: bool) -> list[Any]:
    """Live a year at random; returns what was done, what was passed, and how it ended."""
    chance, world = random.Random(seed), World(seed)
    log: list[Any] = []
    runner = Restarting(specs, world) if restart else InMemory(specs, world)
    outcome = runner.start()
    for _ in range(400):
        log.append(sorted(f"{p.phase}/{p.element}/{p.flows}" for p in outcome.passed))
        if outcome.ended:
            return [*log, sorted(outcome.data.items())]
        choices = sorted(outcome.tasks, key=lambda task: (task.phase, task.step.id, task.item))
        if outcome.timers and (not choices or chance.random() < 0.1):
            world.now = min(timer.due for timer in outcome.timers if timer.due)
            log.append(("until", world.now))
            outcome = runner.fire()
        else:
            task = chance.choice(choices)
            values = chance.choice(ANSWERS.get(task.step.id, ({},)))
            log.append((task.phase, task.step.id, task.item, task.assignee, sorted(values)))
            outcome = runner.complete(task, values)
    raise AssertionError(f"the walk of seed {seed} did not end: {waits_for(outcome)}")


class Restarting:
    """Loads and saves the instance at each step."""

    def __init__(self, specs: Callable[[], Specs], world: World) -> None:
        self.specs, self.world = specs, world

    def start(self) -> step.Outcome:
        return self._kept(step.start(self.specs(), "siklus_kasn", {}, self.world, SEAL))

    def complete(self, task: step.OpenTask, values: dict[str, Any]) -> step.Outcome:
        return self._kept(step.complete(self.specs(), self.blob, task.id, values, self.world, SEAL))

    def fire(self) -> step.Outcome:
        return self._kept(step.fire(self.specs(), self.blob, self.world, SEAL))

    def _kept(self, outcome: step.Outcome) -> step.Outcome:
        self.blob = outcome.blob
        seen = step.look(self.specs(), self.blob, self.world, SEAL)
        assert by_id(seen.tasks) == by_id(outcome.tasks)
        assert by_id(seen.timers) == by_id(outcome.timers)
        assert seen.ended == outcome.ended
        return outcome


class InMemory:
    """Keeps the library's workflow, and never loads a blob."""

    def __init__(self, specs: Callable[[], Specs], world: World) -> None:
        self.specs, self.world = specs(), world

    def start(self) -> step.Outcome:
        outcome = step.start(self.specs, "siklus_kasn", {}, self.world, SEAL)
        self.scripts = step._Scripts(self.world)
        self.workflow = frontier.load(outcome.blob, self.specs, SEAL, self.scripts)
        return outcome

    def complete(self, task: step.OpenTask, values: dict[str, Any]) -> step.Outcome:
        run = self._run()
        found = next(t for t in run._waits()[0] if t.id == task.id)
        waiting = next(
            each
            for workflow in (self.workflow, *self.workflow.get_active_subprocesses())
            for each in workflow.tasks.values()
            if each.id.bytes == found.id
        )
        waiting.data.update(values)
        run.take(waiting)
        run.forward()
        return run.outcome(SEAL)

    def fire(self) -> step.Outcome:
        run = self._run()
        self.workflow.refresh_timers()
        run.forward()
        return run.outcome(SEAL)

    def _run(self) -> step._Run:
        self.scripts.now = self.world.now
        return step._Run(self.specs, self.workflow, self.scripts)


def complete(
    specs: Specs, outcome: step.Outcome, world: World, values: dict[str, Any]
) -> step.Outcome:
    (task,) = outcome.tasks
    return step.complete(specs, outcome.blob, task.id, values, world, SEAL)


def by_id(waiting: Iterable[Any]) -> dict[bytes, Any]:
    return {each.id: each for each in waiting}


def waits_for(outcome: step.Outcome) -> list[str]:
    return sorted(task.step.id for task in outcome.tasks)
