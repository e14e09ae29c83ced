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
from engine.bpmn.onward import Onward
from engine.bpmn.parse import Specs, Step, read
from tests.engine.bpmn.conftest import Pen
from tests.engine.bpmn.walking import SEAL, Restarting, World, waits_for, walk
from tests.engine.bpmn.zoo import FORMS, Files, animals, outcomes

PEN = Pen()
ZOO = animals(PEN)
SEEDS = range(8)
NODES = "userTask|subProcess|callActivity|intermediateCatchEvent|boundaryEvent|parallelGateway"

animal = pytest.mark.parametrize("animal", ZOO)


@cache
def specs_of(name: str) -> Specs:
    return read(ZOO[name])


def renamed(name: str) -> Files:
    """The same diagrams, each open element under another id."""
    return {path: _renamed(text) for path, text in ZOO[name].items()}


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

    def __init__(
        self, old: Specs, new: Specs, onward: Onward, world: World, steps: int, names: Any
    ) -> None:
        super().__init__(lambda: self.now, "p", world)
        self.now, self.new, self.left = old, new, steps
        self.mover = Mover(old, new, onward, names)

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
    specs, onward = specs_of(animal), Onward(ZOO[animal], outcomes)
    for seed in SEEDS:
        moved = Moving(specs, read(ZOO[animal]), onward, World(seed), steps, {})
        stayed = Restarting(lambda: specs, "p", World(seed))
        assert walk(moved, seed, answers, hurry=0.3) == walk(stayed, seed, answers, hurry=0.3)


@animal
@pytest.mark.parametrize("steps", [1, 2, 3, 5])
def test_a_walk_goes_on_under_other_names(animal: str, steps: int) -> None:
    files = renamed(animal)
    specs, other, onward = specs_of(animal), read(files), Onward(files, outcomes)
    for seed in SEEDS:
        moved = Moving(specs, other, onward, Renamed(seed), steps, renames(specs, other))
        stayed = Restarting(lambda: specs, "p", World(seed))
        log = [plainly(each) for each in walk(moved, seed, answers, hurry=0.3)]
        assert log == [*map(plainly, walk(stayed, seed, answers, hurry=0.3))], f"seed {seed}"


@animal
def test_who_has_done_nothing_yet_walks_as_one_who_starts_in_the_longer_version(
    animal: str,
) -> None:
    files = longer(ZOO[animal])
    old, new, onward = specs_of(animal), read(files), Onward(files, outcomes)
    for seed in SEEDS:
        moved = Moving(old, new, onward, World(seed), 1, {})
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
    return Mover(read(old), read(new), Onward(new, outcomes), names or {}).move(blob, SEAL)


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


# ---- what is read ahead -------------------------------------------------------------------------


def grading(name: str, form: str = "p.Grade") -> str:
    """A task whose form decides `p_x`."""
    return PEN.task(name, camunda__formKey=form)


ASKED = (
    PEN.choice("which", "which_to_end"),
    PEN.flow("which -> [p_x == 'baik'] c -> end_c", "which -> end"),
)
UNGRADED = alone(tasks("a b"), PEN.flow("start -> a -> b -> end"))
GRADED = alone(grading("a"), tasks("b c"), *ASKED, PEN.flow("start -> a -> b -> which"))


def test_what_only_a_passed_step_writes_is_not_read_ahead() -> None:
    verdict = moved(started(UNGRADED, "a"), UNGRADED, GRADED)
    assert verdict.reasons == (
        Reason("unwritten", "p", ("which",), "which", "p", "p_x", "Kerjakan a"),
    )
    before = started(UNGRADED)
    assert moved(before, UNGRADED, GRADED).blob is not None


def test_what_is_held_already_goes_along_and_is_read() -> None:
    held = alone(grading("a"), tasks("b"), PEN.flow("start -> a -> b -> end"))
    runner = Restarting(lambda: read(held), "p", World(1))
    outcome = runner.complete(runner.start().tasks[0], {"p_x": "baik"})
    verdict = moved(runner.blob, held, GRADED)
    assert verdict.blob is not None, verdict.reasons
    runner = Restarting(lambda: read(GRADED), "p", World(1))
    runner.blob = verdict.blob
    assert waits_for(runner.complete(outcome.tasks[0], {})) == ["c"]


def test_one_shape_may_hold_it_or_not() -> None:
    """Two at the same place, of whom one has answered what the other was never asked."""
    held = alone(grading("a"), tasks("b"), PEN.flow("start -> a -> b -> end"))
    mover = Mover(read(held), read(GRADED), Onward(GRADED, outcomes))
    blobs = []
    for values in ({}, {"p_x": "baik"}):
        runner = Restarting(lambda: read(held), "p", World(1))
        runner.complete(runner.start().tasks[0], values)
        blobs.append(runner.blob)
    assert [mover.move(each, SEAL).blob is not None for each in blobs] == [False, True]


@pytest.mark.parametrize(
    ("between", "reads"),
    [
        (grading("again") + PEN.flow("b -> again -> which"), None),
        (PEN.script("plain", "p_x = 'cukup'") + PEN.flow("b -> plain -> which"), None),
        (
            grading("again")
            + PEN.choice("skip", "skip_to_which")
            + PEN.flow("b -> skip -> [runs('p')] again -> which", "skip -> which"),
            "which",
        ),
        (PEN.script("more", "p_y = p_x") + PEN.flow("b -> more -> which"), "more"),
        (PEN.task("for_x", camunda__assignee="p_x") + PEN.flow("b -> for_x -> which"), "for_x"),
        (PEN.task("for_each", PEN.repeat("p_x")) + PEN.flow("b -> for_each -> which"), "for_each"),
        (
            PEN.node("businessRuleTask", "grade", camunda__decisionRef="grades")
            + PEN.flow("b -> grade -> which"),
            "grade",
        ),
        (PEN.call("call", "q") + PEN.flow("b -> call -> which"), "inside"),
        (
            PEN.sub(
                "work",
                PEN.script("deep", "p_y = p_x"),
                PEN.flow("start_work -> deep -> end_work"),
            )
            + PEN.flow("b -> work -> which"),
            "deep",
        ),
    ],
    ids=[
        "written again",
        "a script writes it",
        "written on one way of two",
        "a script",
        "an assignee",
        "a list",
        "a table",
        "in a call",
        "in a sub-process",
    ],
)
def test_whatever_reads_it_keeps_the_process(between: str, reads: str | None) -> None:
    new = {
        **alone(grading("a"), tasks("b c"), *ASKED, PEN.flow("start -> a -> b"), between),
        "q.bpmn": PEN.file(
            PEN.script("inside", "q_y = p_x"), PEN.flow("start -> inside -> end"), process="q"
        ),
        "grades.dmn": PEN.table({"p_x": "string"}, [("-", '"baik"')]),
    }
    verdict = moved(started(UNGRADED, "a"), UNGRADED, new)
    if reads is None:
        assert verdict.blob is not None, verdict.reasons
    else:
        first = {each.elements[0]: each for each in verdict.reasons}[reads]
        assert (first.variable, first.writers) == ("p_x", "Kerjakan a")


def test_who_stands_inside_a_call_is_followed_out_of_it() -> None:
    def files(inside: str, *paths: str) -> Files:
        called = PEN.file(inside, PEN.flow("start -> x -> y -> end"), process="q")
        first = PEN.call("call", "q", closes="31 Januari")
        return {**alone(first, *ASKED, tasks("c"), *map(PEN.flow, paths)), "q.bpmn": called}

    old = alone(PEN.call("call", "q"), PEN.flow("start -> call -> end"))
    old["q.bpmn"] = PEN.file(tasks("x y"), PEN.flow("start -> x -> y -> end"), process="q")
    ahead = files(tasks("x") + grading("y"), "start -> call -> which")
    behind = files(grading("x") + tasks("y"), "start -> call -> which")
    blob = started(old, "x")
    assert moved(blob, old, ahead).blob is not None
    [reason] = moved(blob, old, behind).reasons
    assert (reason.kind, reason.names, reason.writers) == ("unwritten", "which", "Kerjakan x")


def test_what_one_branch_will_still_write_is_held_behind_the_join() -> None:
    def files(first: str, second: str) -> Files:
        return alone(
            *(PEN.parallel("split", "join"), first, second, tasks("c"), *ASKED),
            PEN.flow("start -> split -> a -> join -> which", "split -> b -> join"),
        )

    old = alone(
        *(PEN.parallel("split", "join"), tasks("a b")),
        PEN.flow("start -> split -> a -> join -> end", "split -> b -> join"),
    )
    blob = started(old, "a")
    assert moved(blob, old, files(tasks("a"), grading("b"))).blob is not None
    assert kinds(moved(blob, old, files(grading("a"), tasks("b")))) == [("unwritten", ("which",))]


def test_what_an_ended_branch_has_left_is_held_behind_the_call() -> None:
    called = PEN.file(
        *(PEN.parallel("split"), grading("x"), tasks("y")),
        PEN.flow("start -> split -> x -> end_x", "split -> y -> end"),
        process="q",
    )
    first = PEN.call("call", "q")
    old = {**alone(first, PEN.flow("start -> call -> end")), "q.bpmn": called}
    new = {**alone(first, *ASKED, tasks("c"), PEN.flow("start -> call -> which"))}
    new["q.bpmn"] = called
    runner = Restarting(lambda: read(old), "p", World(1))
    (x,) = [each for each in runner.start().tasks if each.step.id == "x"]
    (y,) = runner.complete(x, {"p_x": "baik"}).tasks
    verdict = moved(runner.blob, old, new)
    assert verdict.blob is not None, verdict.reasons
    runner = Restarting(lambda: read(new), "p", World(1))
    runner.blob = verdict.blob
    assert waits_for(runner.complete(y, {})) == ["c"]
