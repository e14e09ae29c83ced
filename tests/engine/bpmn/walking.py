"""Random walks through a process: in memory, and saved and loaded at every step."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from SpiffWorkflow.bpmn import BpmnWorkflow

from engine.bpmn import step
from engine.bpmn.parse import Specs, Step
from engine.db import Seal

SEAL = Seal(b"k" * 32)
START = datetime(2026, 1, 1, tzinfo=UTC)

Answers = Callable[[Step], Sequence[dict[str, Any]]]
"""The sets of routing values among which a walk chooses when it completes a step."""


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
            "rater": lambda text: int(text.rpartition(":")[2]) if text[-1:].isdigit() else 0,
            "npk": lambda: Decimal("87.71"),
            "predikat": lambda: "Baik",
            "mid_year_count": lambda kind: {"scheduled": 4, "done": self.seed % 5}.get(kind, 0),
        }

    def _due(self, edge: str) -> str:
        due = self.dates.setdefault(edge, START + timedelta(days=14 * (1 + len(self.dates))))
        return due.isoformat()


class Runner(Protocol):
    """One instance that is being walked through."""

    world: World

    def start(self) -> step.Outcome: ...

    def complete(self, task: step.OpenTask, values: dict[str, Any]) -> step.Outcome: ...

    def fire(self) -> step.Outcome: ...


class Restarting:
    """Loads and saves the instance at each step; `specs` may be read anew each time."""

    def __init__(self, specs: Callable[[], Specs], process: str, world: World) -> None:
        self.specs, self.process, self.world = specs, process, world

    def start(self) -> step.Outcome:
        return self._kept(step.start(self.specs(), self.process, {}, self.world, SEAL))

    def complete(self, task: step.OpenTask, values: dict[str, Any]) -> step.Outcome:
        return self._kept(step.complete(self.specs(), self.blob, task.id, values, self.world, SEAL))

    def fire(self) -> step.Outcome:
        return self._kept(step.fire(self.specs(), self.blob, self.world, SEAL))

    def _kept(self, outcome: step.Outcome) -> step.Outcome:
        self.blob = outcome.blob
        return outcome


class InMemory:
    """Keeps the library's workflow with its whole past, and never loads a blob."""

    def __init__(self, specs: Specs, process: str, world: World) -> None:
        self.specs, self.world = specs, world
        self.scripts = step._Scripts(world)
        self.workflow = BpmnWorkflow(
            specs.workflows[process], specs.workflows, script_engine=self.scripts
        )

    def start(self) -> step.Outcome:
        return self._forward(self._run())

    def complete(self, task: step.OpenTask, values: dict[str, Any]) -> step.Outcome:
        run = self._run()
        waiting = next(
            each
            for workflow in (self.workflow, *self.workflow.get_active_subprocesses())
            for each in workflow.tasks.values()
            if each.id.bytes == task.id
        )
        waiting.data.update(values)
        run.take(waiting)
        return self._forward(run)

    def fire(self) -> step.Outcome:
        run = self._run()
        self.workflow.refresh_timers()
        return self._forward(run)

    def _run(self) -> step._Run:
        self.scripts.now = self.world.now
        return step._Run(self.specs, self.workflow, self.scripts)

    def _forward(self, run: step._Run) -> step.Outcome:
        run.forward()
        return run.outcome(SEAL)


def walk(runner: Runner, seed: int, answers: Answers, *, hurry: float = 0.1) -> list[Any]:
    """Live at random until the end; returns what was done, what was passed, and how it ended.

    Where there is something to do, `hurry` is the chance that a timer comes first all the same.
    """
    chance, world = random.Random(seed), runner.world
    log: list[Any] = []
    outcome = runner.start()
    for _ in range(400):
        log.append(sorted(f"{p.phase}/{p.element}/{p.flows}" for p in outcome.passed))
        if outcome.ended:
            return [*log, sorted(outcome.data.items())]
        choices = sorted(outcome.tasks, key=lambda task: (task.phase, task.step.id, task.item))
        if outcome.timers and (not choices or chance.random() < hurry):
            world.now = min(timer.due for timer in outcome.timers if timer.due)
            log.append(("until", world.now))
            outcome = runner.fire()
        else:
            task = chance.choice(choices)
            values = chance.choice(answers(task.step))
            log.append((task.phase, task.step.id, task.item, task.assignee, sorted(values)))
            outcome = runner.complete(task, values)
    raise AssertionError(f"the walk of seed {seed} did not end: {waits_for(outcome)}")


def waits_for(outcome: step.Outcome) -> list[str]:
    return sorted(task.step.id for task in outcome.tasks)
