"""A running process moves to another version and goes on there as if it had always been there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from engine.bpmn import step
from engine.bpmn.moving import Mover, Reason, Verdict
from engine.bpmn.parse import Specs, Step, read
from tests.engine.bpmn.conftest import Pen
from tests.engine.bpmn.walking import SEAL, Restarting, World, waits_for, walk
from tests.engine.bpmn.zoo import FORMS, Files, animals

PEN = Pen()
ZOO = animals(PEN)
SEEDS = range(8)
NODES = "userTask|subProcess|callActivity|intermediateCatchEvent|boundaryEvent|parallelGateway"

animal = pytest.mark.parametrize("animal", ZOO)


@cache
def specs_of(name: str) -> Specs:
    return read(ZOO[name])


@cache
def renamed(name: str) -> Specs:
    """The same diagrams, each open element under another id."""
    return read({path: _renamed(text) for path, text in ZOO[name].items()})


def _renamed(content: bytes) -> bytes:
    text = content.decode()
    ids = re.findall(rf'<bpmn:(?:{NODES}) id="(\w+)"', text)
    ends = r'(<bpmn:\w+ id|sourceRef|targetRef|attachedToRef)="({})"'
    return re.sub(ends.format("|".join(ids)), r'\1="\2_other"', text).encode() if ids else content


def renames(specs: Specs, other: Specs) -> dict[tuple[str, str], str]:
    """Where the ids went."""
    there = {name for spec in other.workflows.values() for name in spec.task_specs}
    return {
        (container, name): f"{name}_other"
        for container, spec in specs.workflows.items()
        for name in spec.task_specs
        if f"{name}_other" in there
    }


@dataclass
class Renamed(World):
    """Answers for a phase under its new name what it answers under its old one."""

    def _due(self, edge: str) -> str:
        return super()._due(edge.replace("_other", ""))


class Moving(Restarting):
    """Is moved once, after `steps` steps."""

    def __init__(self, old: Specs, new: Specs, world: World, steps: int, names: Any) -> None:
        super().__init__(lambda: self.now, "p", world)
        self.now, self.new, self.left = old, new, steps
        self.mover = Mover(old, new, names)

    def _kept(self, outcome: step.Outcome) -> step.Outcome:
        super()._kept(outcome)
        self.left -= 1
        if self.left != 0 or outcome.ended:
            return outcome
        verdict = self.mover.move(self.blob, SEAL)
        assert verdict.blob is not None, verdict.reasons
        self.now, self.blob = self.new, verdict.blob
        seen = step.look(self.now, self.blob, self.world, SEAL)
        assert {each.id for each in seen.tasks} == {each.id for each in outcome.tasks}
        assert {each.id for each in seen.timers} == {each.id for each in outcome.timers}
        return step.Outcome(
            self.blob, seen.tasks, seen.timers, outcome.passed, seen.ended, outcome.data
        )


def answers(asked: Step) -> tuple[dict[str, Any], ...]:
    return FORMS[asked.form]


@animal
@pytest.mark.parametrize("steps", [1, 2, 3, 5])
def test_a_walk_goes_on_in_the_same_version_as_if_nothing_had_been(animal: str, steps: int) -> None:
    specs = specs_of(animal)
    for seed in SEEDS:
        moved = Moving(specs, read(ZOO[animal]), World(seed), steps, {})
        stayed = Restarting(lambda: specs, "p", World(seed))
        assert walk(moved, seed, answers, hurry=0.3) == walk(stayed, seed, answers, hurry=0.3)


@animal
@pytest.mark.parametrize("steps", [1, 2, 3, 5])
def test_a_walk_goes_on_under_other_names(animal: str, steps: int) -> None:
    specs, other = specs_of(animal), renamed(animal)
    for seed in SEEDS:
        moved = Moving(specs, other, Renamed(seed), steps, renames(specs, other))
        stayed = Restarting(lambda: specs, "p", World(seed))
        log = [plainly(each) for each in walk(moved, seed, answers, hurry=0.3)]
        assert log == [*map(plainly, walk(stayed, seed, answers, hurry=0.3))], f"seed {seed}"


@animal
def test_who_has_done_nothing_yet_walks_as_one_who_starts_in_the_longer_version(
    animal: str,
) -> None:
    old, new = specs_of(animal), read(longer(ZOO[animal]))
    for seed in SEEDS:
        moved = Moving(old, new, World(seed), 1, {})
        fresh = Restarting(lambda: new, "p", World(seed))
        walked = walk(moved, seed, answers, hurry=0.3)
        assert walked == walk(fresh, seed, answers, hurry=0.3), f"seed {seed}"
        assert "extra" in str(walked) or "p/end/" not in str(walked)


def longer(files: Files) -> Files:
    """With one more task before the end called `end`."""
    text = files["p.bpmn"].decode().replace('targetRef="end"', 'targetRef="extra"')
    more = PEN.task("extra") + PEN.arrow("extra", "end")
    whole = text.replace("</bpmn:process>", f"{more}</bpmn:process>")
    return {**files, "p.bpmn": whole.encode()}


def plainly(line: Any) -> Any:
    """A line of a walk under the old names."""
    return sorted(str(each).replace("_other", "") for each in line)


# ---- one thing at a time ------------------------------------------------------------------------


def tasks(names: str) -> str:
    return "\n".join(PEN.task(name) for name in names.split())


def alone(*parts: str) -> Files:
    return {"p.bpmn": PEN.file(*parts)}


def started(files: Files, *done: str, world: World | None = None) -> bytes:
    """The state after some tasks are done."""
    runner = Restarting(lambda: read(files), "p", world or World(1))
    outcome = runner.start()
    for name in done:
        (task,) = [each for each in outcome.tasks if each.step.id == name][:1]
        outcome = runner.complete(task, {})
    return runner.blob


def moved(blob: bytes, old: Files, new: Files, names: Mapping[Any, str] | None = None) -> Verdict:
    return Mover(read(old), read(new), names or {}).move(blob, SEAL)


def kinds(verdict: Verdict) -> list[tuple[str, tuple[str, ...]]]:
    assert verdict.blob is None
    return [(each.kind, each.elements) for each in verdict.reasons]


LINE = alone(tasks("a b c"), PEN.flow("start -> a -> b -> c -> end"))
FORK = alone(
    PEN.parallel("split", "join"),
    tasks("a b c"),
    PEN.flow("start -> split -> a -> join -> c -> end", "split -> b -> join"),
)


def test_a_task_added_later_is_met() -> None:
    longer = alone(tasks("a b new c"), PEN.flow("start -> a -> b -> new -> c -> end"))
    verdict = moved(started(LINE, "a"), LINE, longer)
    runner = Restarting(lambda: read(longer), "p", World(1))
    assert verdict.blob is not None
    runner.blob = verdict.blob
    (task,) = step.look(read(longer), verdict.blob, World(1), SEAL).tasks
    assert waits_for(runner.complete(task, {})) == ["new"]


def test_a_task_added_later_is_met_behind_a_running_call() -> None:
    called = PEN.file(tasks("x"), PEN.flow("start -> x -> end"), process="q")
    old = {**alone(PEN.call("q1", "q"), PEN.flow("start -> q1 -> end")), "q.bpmn": called}
    new = {
        **alone(PEN.call("q1", "q"), tasks("new"), PEN.flow("start -> q1 -> new -> end")),
        "q.bpmn": called,
    }
    verdict = moved(started(old), old, new)
    runner = Restarting(lambda: read(new), "p", World(1))
    assert verdict.blob is not None
    runner.blob = verdict.blob
    (task,) = step.look(read(new), verdict.blob, World(1), SEAL).tasks
    assert waits_for(runner.complete(task, {})) == ["new"]


def test_what_lies_behind_may_be_gone() -> None:
    shorter = alone(tasks("b c"), PEN.flow("start -> b -> c -> end"))
    assert moved(started(LINE, "a"), LINE, shorter).blob is not None


def test_an_open_task_that_is_gone_stays_until_somebody_says_what_it_is_called() -> None:
    other = alone(tasks("a z c"), PEN.flow("start -> a -> z -> c -> end"))
    blob = started(LINE, "a")
    verdict = moved(blob, LINE, other)
    assert verdict.reasons == (Reason("gone", "p", ("b",), "Kerjakan b", "p"),)
    told = moved(blob, LINE, other, {("p", "b"): "z"})
    assert told.blob is not None
    (task,) = step.look(read(other), told.blob, World(1), SEAL).tasks
    assert task.step.id == "z"


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (alone(tasks("a c"), PEN.catch("b"), PEN.flow("start -> a -> b -> c -> end")), "kind"),
        (
            alone(
                tasks("a b c"),
                PEN.boundary("edge", "b"),
                PEN.flow("start -> a -> b -> c -> end", "edge -> end_late"),
            ),
            "deadline",
        ),
        (
            alone(
                PEN.parallel("split", "join"),
                tasks("a b c d"),
                PEN.flow("start -> a -> split -> b -> join -> c -> end", "split -> d -> join"),
            ),
            "apart",
        ),
        ({"q.bpmn": PEN.file(tasks("b"), PEN.flow("start -> b -> end"), process="q")}, "process"),
    ],
    ids=["another kind", "a deadline more", "a branch round it", "no such process"],
)
def test_what_the_new_version_cannot_take_stays(new: Files, expected: str) -> None:
    [(kind, _)] = kinds(moved(started(LINE, "a"), LINE, new))
    assert kind == expected


@pytest.mark.parametrize("done", [(), ("a",)], ids=["both open", "one has arrived"])
def test_branches_that_no_longer_run_side_by_side_stay(done: tuple[str, ...]) -> None:
    line = alone(
        PEN.parallel("split", "join"),
        tasks("a b c d"),
        PEN.flow("start -> a -> b -> split -> c -> join -> end", "split -> d -> join"),
    )
    [(kind, elements)] = kinds(moved(started(FORK, *done), FORK, line))
    assert kind == "apart"
    assert "b" in elements


def test_a_branch_that_has_arrived_arrives_there_too() -> None:
    new = alone(
        PEN.parallel("split", "join"),
        tasks("a b c new"),
        PEN.flow("start -> split -> a -> join -> c -> end", "split -> b -> new -> join"),
    )
    verdict = moved(started(FORK, "a"), FORK, new)
    runner = Restarting(lambda: read(new), "p", World(1))
    assert verdict.blob is not None
    runner.blob = verdict.blob
    (task,) = step.look(read(new), verdict.blob, World(1), SEAL).tasks
    outcome = runner.complete(task, {})
    assert waits_for(outcome) == ["new"]
    assert waits_for(runner.complete(outcome.tasks[0], {})) == ["c"]
    assert kinds(moved(started(FORK, "b"), FORK, new)) == [("apart", ("a", "join"))]


def test_a_list_that_is_half_done_is_done_where_it_was() -> None:
    def files(later: str) -> Files:
        rate = PEN.task("rate", PEN.repeat(), camunda__assignee="rater(p_rater)")
        return alone(
            PEN.script("list", "p_raters = raters()"),
            rate,
            tasks(later),
            PEN.flow("start -> list -> rate -> " + later.replace(" ", " -> ") + " -> end"),
        )

    old, new = files("a"), files("new a")
    runner = Restarting(lambda: read(new), "p", World(1))
    runner.blob = moved(started(old, "rate", "rate"), old, new).blob or b""
    left = step.look(read(new), runner.blob, World(1), SEAL).tasks
    assert sorted(each.item for each in left) == ["bawahan:9", "kolega:8"]
    runner.complete(left[0], {})
    assert waits_for(runner.complete(left[1], {})) == ["new"]


def test_a_deadline_that_has_passed_does_not_fire_again() -> None:
    def files(*later: str) -> Files:
        steps = " -> ".join(("b", *later, "end_late"))
        return alone(
            tasks("a b"),
            *map(PEN.task, later),
            PEN.boundary("edge", "a"),
            PEN.flow("start -> a -> end", f"edge -> {steps}"),
        )

    old, new = files(), files("new")
    world = World(1)
    runner = Restarting(lambda: read(old), "p", world)
    (timer,) = runner.start().timers
    world.now = timer.due or world.now
    assert waits_for(runner.fire()) == ["b"]
    runner = Restarting(lambda: read(new), "p", world)
    runner.blob = moved(started_with(old), old, new).blob or b""
    assert runner.fire().passed == ()


def started_with(files: Files) -> bytes:
    world = World(1)
    runner = Restarting(lambda: read(files), "p", world)
    (timer,) = runner.start().timers
    world.now = timer.due or world.now
    runner.fire()
    return runner.blob


def test_a_state_that_was_changed_stays() -> None:
    blob = bytearray(started(LINE))
    blob[-1] ^= 1
    [reason] = moved(bytes(blob), LINE, LINE).reasons
    assert reason.kind == "state"
