"""A story: one appraisal, its people and its clock, in the words of the diagrams."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from engine import clock, commands, definitions, queries
from engine.accounts import actor_from
from engine.act import act
from engine.actor import SYSTEM, Actor
from engine.commands import Receipt, starting
from engine.db import Database, open_database
from engine.models import Answer, Appraisal, Cycle, Employee, History, Task, Timer
from engine.rehearsal.answers import fill
from engine.worker import sweep

WIB = ZoneInfo("Asia/Jakarta")
SDM = "Kepala Bagian SDM dan Umum"

Says = Mapping[str, Mapping[str, Any]]


class Openings(Protocol):
    """Where a story may begin."""

    def opening(self, phase: str, profile: str, pegawai: str, says: Says) -> tuple[Path, datetime]:
        """The store of a year at the moment when `phase` opened, and that moment."""


@dataclass(frozen=True)
class Voice:
    """Somebody of the story, and what he does."""

    story: Story
    actor: Actor

    def fills(self, step: str, **says: Any) -> Receipt:
        """Send the form of `step`: a valid one, but for what is said here."""
        page = self.sees(step)
        return self.sends(page.item.id, fill(page.form, says))

    def sends(self, task_id: str, answers: Mapping[str, Any]) -> Receipt:
        """Send raw answers."""
        self.story.forgets()
        return act(
            self.story.database,
            self.actor,
            commands.complete_task,
            task_id=task_id,
            answers=answers,
        )

    def sees(self, step: str) -> queries.TaskPage:
        """The page of the one open task `step` that waits for this person or his group."""
        waiting = [
            task.id
            for task in self.story.open_tasks
            if task.step == step and task.assignee_id in (None, self.actor.id)
        ]
        assert len(waiting) == 1, f"{step} does not wait for {self.actor.name}"
        with self.story.database.read() as session:
            return queries.task_page(session, self.actor, waiting[0])


@dataclass
class Story:
    """One appraisal, its people and its clock."""

    years: Openings
    hand: clock.Hand
    file: Path
    _database: Database | None = None
    process: str = ""
    since: int = 0
    #: The usual year of the others: told once, without restarts.
    usual: bool = False

    def start(
        self,
        phase: str,
        profile: str = "kasn_pp46",
        pegawai: str = "Inspektur",
        **says: Mapping[str, Any],
    ) -> None:
        """Begin where `phase` opens; `says` is what the steps before it said unlike usual."""
        kept, now = self.years.opening(phase, profile, pegawai, says)
        self.hand.move_to(now)
        self.opens(Path(shutil.copy(kept, self.file)))
        self.since = self.ask(select(func.max(History.seq)))
        self.process = self.open_tasks[0].process

    def starts_alone(self, process: str, profile: str = "kasn_pp46") -> None:
        """Begin with one phase of somebody whose year has not come so far."""
        self.start("skp_agreement", profile)
        with self.database.begin() as session:
            cycle = session.scalars(select(Cycle)).one()
            appraisal = session.scalars(select(Appraisal)).one()
            session.execute(update(Task).values(state="withdrawn"))
            starting.start_process(session, SYSTEM, cycle, appraisal, process)
        self.process, self.since = process, 0

    def opens(self, file: Path) -> None:
        """Open (or, after a restart, open again) the story's store."""
        self.closes()
        self._database = open_database(f"sqlite:///{file}")

    def closes(self) -> None:
        """Let go of the store."""
        if self._database is not None:
            self._database.close()

    @property
    def database(self) -> Database:
        """The store of a story that has started."""
        assert self._database is not None, "begin with story.start(…)"
        return self._database

    def as_(self, who: str) -> Voice:
        """A party by role, an SDM officer as "sdm", anybody else by position."""
        if who in self.appraisal.header:
            return self.person(self.appraisal.header[who]["name"])
        return self.person(SDM if who == "sdm" else who)

    def person(self, name: str) -> Voice:
        """Somebody by name."""
        return Voice(self, actor_from(self.ask(select(Employee).where(Employee.name == name))))

    def raters(self, group: str) -> list[Voice]:
        """Those of `group` whose 360 form is still open."""
        waiting = (task for task in self.open_tasks if task.item.startswith(f"{group}:"))
        return [self.holder(task) for task in waiting]

    def holder(self, task: Task) -> Voice:
        """Whoever holds an open task."""
        if task.assignee_id is None:
            return self.as_("sdm")
        return self.person(self.ask(select(Employee.name).where(Employee.id == task.assignee_id)))

    def day(self, day: str) -> None:
        """Nine o'clock of a day ("2027-01-22"); what is due by then has fired."""
        self.moment(f"{day}T09:00:00")
        self.sweeps()

    def moment(self, moment: str) -> None:
        """A local instant; the worker has not come by yet."""
        self.hand.move_to(datetime.fromisoformat(moment).replace(tzinfo=WIB))

    def sweeps(self) -> None:
        """Let the worker come by."""
        self.forgets()
        sweep(self.database)

    def forgets(self) -> None:
        """What a process knows of the diagrams is gone, as after a restart."""
        if not self.usual:
            definitions._SPECS.clear()

    def goes_on(self, until: str = "", **says: Mapping[str, Any]) -> None:
        """Everybody does what is asked, as usual or as `says` has it, until a phase opens."""
        for phase in self.living(says):
            if phase == until:
                self.process = self.open_tasks[0].process
                return

    def living(self, says: Says) -> Iterator[str]:
        """The phase of each task, just before it is done."""
        return (tasks[0].phase for tasks in self.stops(says) if tasks)

    def stops(self, says: Says) -> Iterator[list[Task]]:
        """What is open at each stop, just before the first is done; [] where a date comes next."""
        while True:
            tasks = self.open_tasks
            due = self.ask(select(func.min(Timer.due_at)))
            if not tasks and due is None:
                return
            yield tasks
            if tasks:
                self.holder(tasks[0]).fills(tasks[0].step, **says.get(tasks[0].step, {}))
            else:
                self.hand.move_to(max(due, clock.now()))
                self.sweeps()

    # ---- what became of it ---------------------------------------------------------------------

    def ended_at(self, element: str) -> bool:
        """Whether the phase passed `element` in this story."""
        return f"{self.process}:{element}" in self.passed

    def waits_for(self, step: str) -> bool:
        """Whether `step` is open."""
        return any(task.step == step for task in self.open_tasks)

    def due(self, step: str) -> str:
        """When an open step is due, in the agency's time."""
        return self.local(next(task.due_at for task in self.open_tasks if task.step == step))

    def late(self, step: str) -> bool:
        """Whether the last answer of a step came late."""
        answers = select(Answer.late).where(Answer.step == step).order_by(Answer.seq.desc())
        return self.ask(answers.limit(1))

    def page(self, who: str) -> queries.AppraisalPage:
        """The appraisal as somebody may see it."""
        with self.database.read() as session:
            actor, appraisal = self.as_(who).actor, self.appraisal.public_id
            return queries.appraisal_page(session, actor, appraisal)

    def id_of(self, name: str) -> str:
        """The employee id of somebody, as a form sends it."""
        return str(self.person(name).actor.id)

    @property
    def now(self) -> str:
        """The agency's time."""
        return self.local(clock.now())

    def local(self, instant: datetime) -> str:
        """An instant in the agency's time, as the stories write it."""
        return instant.astimezone(WIB).strftime("%Y-%m-%dT%H:%M:%S")

    @property
    def state(self) -> str:
        """The state of the appraisal."""
        return self.appraisal.state

    @property
    def result(self) -> dict[str, Any]:
        """The scores as they stand, rounded to two decimals, and the predikat."""
        names = ("skp_score", "behaviour_score", "npk", "predikat")
        return {name: getattr(self.appraisal, name) for name in names}

    @property
    def passed(self) -> set[str]:
        """The elements and flows ("process:id") that this story has passed."""
        with self.database.read() as session:
            rows = session.scalars(select(History.passed).where(History.seq > self.since))
            return {element for row in rows for element in row}

    @property
    def appraisal(self) -> Appraisal:
        """The appraisal's row."""
        return self.ask(select(Appraisal))

    @property
    def open_tasks(self) -> list[Task]:
        """What is open, oldest first."""
        with self.database.read() as session:
            order = (Task.opened_at, Task.step, Task.item)
            return list(session.scalars(select(Task).where(Task.state == "open").order_by(*order)))

    def ask(self, question: Any) -> Any:
        """The one value that a statement finds."""
        with self.database.read() as session:
            return session.scalars(question).one()


@dataclass(frozen=True)
class Told:
    """What stories passed, in a file for each: other processes tell some of them."""

    folder: Path

    def keep(self, name: str, passed: set[str]) -> None:
        """Remember what a story passed."""
        unfinished = self.folder / f"{name}.{os.getpid()}"
        unfinished.write_text("\n".join(sorted(passed)))
        unfinished.rename(self.folder / f"{name}.txt")

    def __contains__(self, name: str) -> bool:
        return (self.folder / f"{name}.txt").exists()

    def passed(self) -> set[str]:
        """What all of them passed."""
        return {line for file in self.folder.glob("*.txt") for line in file.read_text().split()}
