"""Runs a scenario in child processes on scratch stores, and puts together what they tell."""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from tempfile import TemporaryDirectory
from typing import Any

from engine import apart
from engine.errors import CannotLive
from engine.rehearsal import told
from engine.rehearsal.copied import Copied
from engine.scenarios import Scenario

#: Starting a child costs as much as the year of so many people.
FEW = 20
#: Nobody waits for longer; a part of 1000 people takes four minutes.
LIMITS = apart.Limits(seconds=600, memory=2 * 1024**3)

Hear = Callable[[date], bool]
"""Is told the day that was reached; says whether to go on."""


def run(
    scenario: Scenario,
    files: Mapping[str, bytes],
    copy: Copied | None,
    hear: Hear = lambda _day: True,
    parts: int = 0,
) -> tuple[told.Told, list[list[Any]]]:
    """Live the scenario's year on `files`, which were checked; returns result and notices.

    Nothing of it leaves the temporary folder. `copy` are this installation's people; None takes
    invented ones. The result does not hang on how many `parts` live it (0: as many as are
    good), only the time. Raises `CannotLive`, and `apart.Lost`: slow, large, failed, or
    stopped by `hear`.
    """
    parts = parts or (1 if scenario.size <= FEW else min(2, os.cpu_count() or 1))
    days = [date.min] * parts

    def live(part: int, folder: str) -> told.Told:
        given = {
            "scenario": scenario.to_json(),
            "files": dict(files),
            "copy": copy,
            "folder": folder,
            "part": part,
            "parts": parts,
        }

        def heard(word: str) -> bool:
            days[part] = date.fromisoformat(word)
            return hear(min(days))

        result: told.Told = apart.follow("engine.rehearsal.play:play", given, LIMITS, heard)
        return result

    # Made and thrown away here: a child that is ended cleans nothing up.
    with TemporaryDirectory(prefix="timbang-") as folder, ThreadPoolExecutor(parts) as pool:
        waiting = [pool.submit(live, part, folder) for part in range(parts)]
        results = [each.result() for each in waiting]
    refused = [each["refused"] for each in results if "refused" in each]
    if refused:
        raise CannotLive(reason=refused[0])
    return told.whole(results, files)
