"""Years in which everybody did as usual: where the stories of the later phases begin."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path

from sqlalchemy import select

from engine import clock, commands
from engine.act import act
from engine.actor import SYSTEM
from engine.demo import agency
from engine.models import Employee
from tests.phases.telling import SDM, WIB, Says, Story

NEW_YEAR = datetime(2026, 1, 5, 9, tzinfo=WIB)


class Years:
    """Years that were lived as usual, as far as some story needed, with a copy of each opening."""

    def __init__(self, template: Path, folder: Path) -> None:
        self.template, self.folder, self.numbers = template, folder, count()
        self.lived: dict[str, tuple[Story, dict[str, tuple[Path, datetime]]]] = {}

    def opening(self, phase: str, profile: str, pegawai: str, says: Says) -> tuple[Path, datetime]:
        """The store of a year at the moment when `phase` opened."""
        key = repr((profile, pegawai, says))
        if key not in self.lived:
            self.lived[key] = self.begin(profile, pegawai), {}
        story, kept = self.lived[key]
        with clock.use(story.hand.read):
            living = story.living(says)
            while phase not in kept:
                opened = next(living)
                if opened not in kept:
                    kept[opened] = self.copy(story), clock.now()
        return kept[phase]

    def begin(self, profile: str, pegawai: str) -> Story:
        """The demo's agency with a cycle for one of its people."""
        file = self.folder / f"year-{len(self.lived)}.sqlite"
        story = Story(self, clock.Hand(NEW_YEAR), file, usual=True)
        story.opens(Path(shutil.copy(self.template, story.file)))
        people = [replace(person, password="") for person in agency.PEOPLE]
        act(story.database, SYSTEM, commands.add_people, rows=people)
        chosen = [story.ask(select(Employee.id).where(Employee.name == pegawai))]
        with clock.use(story.hand.read):
            sdm = story.person(SDM).actor
            act(
                story.database,
                sdm,
                commands.open_cycle,
                year=2026,
                profile=profile,
                employee_ids=chosen,
            )
        return story

    def copy(self, story: Story) -> Path:
        """A copy of a store that is in use."""
        file = self.folder / f"copy-{next(self.numbers)}.sqlite"
        with (
            closing(sqlite3.connect(story.file)) as source,
            closing(sqlite3.connect(file)) as target,
        ):
            source.backup(target)
        return file

    def close(self) -> None:
        """Let go of all stores."""
        for story, _ in self.lived.values():
            story.closes()
