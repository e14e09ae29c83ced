"""Keeps states as this release writes them, so that later releases prove that they can read them.

    python -m tests.engine.bpmn.kept

writes `kept/format_N/<animal>.state`, one file for each animal of the zoo: the diagrams it was
drawn with and its blob before each step of one walk, as compressed msgpack. Run it when
`frontier.FORMAT` has a new number; what is kept is never written again.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgpack

from engine.bpmn import step
from engine.bpmn.frontier import FORMAT
from engine.bpmn.parse import Step, read
from tests.engine.bpmn.conftest import Pen
from tests.engine.bpmn.walking import Restarting, World, waits_for, walk
from tests.engine.bpmn.zoo import FORMS, animals

KEPT = Path(__file__).parent / "kept"
SEED = 1


@dataclass(frozen=True)
class State:
    """One blob, what it waits for, and the diagrams it belongs to."""

    animal: str
    files: dict[str, bytes]
    blob: bytes
    waiting: list[str]


def folder(number: int) -> Path:
    """Where the states of a format lie."""
    return KEPT / f"format_{number}"


def states() -> Iterator[State]:
    """All that was ever kept."""
    for file in sorted(KEPT.rglob("*.state")):
        held = msgpack.unpackb(zlib.decompress(file.read_bytes()))
        for blob, waiting in held["blobs"]:
            yield State(f"{file.parent.name}/{file.stem}", held["files"], blob, waiting)


def answers(asked: Step) -> tuple[dict[str, Any], ...]:
    """What a walk may answer."""
    return FORMS[asked.form]


class _Keeping(Restarting):
    """Remembers each blob that still waits for something."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(lambda: read(files), "p", World(SEED))
        self.blobs: list[tuple[bytes, list[str]]] = []

    def _kept(self, outcome: step.Outcome) -> step.Outcome:
        if not outcome.ended:
            self.blobs.append((outcome.blob, waits_for(outcome)))
        return super()._kept(outcome)


def keep() -> None:
    """Write the states of the current format; refuses to write over kept ones."""
    where = folder(FORMAT)
    where.mkdir(parents=True)
    for name, files in animals(Pen()).items():
        runner = _Keeping(files)
        walk(runner, SEED, answers, hurry=0.2)
        held = msgpack.packb({"files": files, "blobs": runner.blobs})
        stem = re.sub(r"\W+", "_", name)
        (where / f"{stem}.state").write_bytes(zlib.compress(held, 9))


if __name__ == "__main__":
    keep()
