"""The case: one appraisal with all that its acts need, loaded once for each act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from sqlalchemy.orm import Session

from engine import dossier, policy, timeline, windows
from engine.actor import Actor
from engine.bpmn.parse import Specs, Step
from engine.facts import relations
from engine.instances import Subject
from engine.plain import PlainAppraisal, PlainCycle, PlainInstance, PlainTask
from engine.rules.profile import Profile
from engine.scoring import ScoreSheet, score


@dataclass
class Case:
    """One appraisal with all that its acts need; loaded once for each act."""

    session: Session
    appraisal: PlainAppraisal
    cycle: PlainCycle
    profile: Profile
    specs: Specs
    #: When the actor last kept a draft of the task; None without one.
    draft_at: datetime | None = None
    _instance: PlainInstance | None = None
    _task: PlainTask | None = None

    @property
    def instance(self) -> PlainInstance:
        """The running process."""
        if self._instance is None:
            raise LookupError("this case has no instance yet")
        return self._instance

    @property
    def subject(self) -> Subject:
        """What is stepped."""
        return Subject(self.specs, self.instance, self.appraisal)

    @property
    def task(self) -> PlainTask:
        """The task the case was opened for."""
        if self._task is None:
            raise LookupError("this case was not opened for a task")
        return self._task

    @property
    def etag(self) -> str:
        """Names the task as the actor saw it: another draft or another state has another."""
        task = self.task
        seen = f"{task.id} {task.state} {task.due_at} {task.comment} {self.draft_at}"
        return sha256(seen.encode()).hexdigest()[:32]

    @property
    def step(self) -> Step:
        """The task as it is drawn."""
        return self.specs.step_of(self.task.process, self.task.step)

    @cached_property
    def rules(self) -> dict[windows.Edge, str]:
        """The date rules of this appraisal: as the year is drawn, with what was changed since."""
        drawn = windows.rules_of(self.specs, self.cycle.process, self.profile)
        return windows.rules_for(self.session, self.cycle, self.appraisal, drawn)

    @cached_property
    def dossier(self) -> dossier.Dossier:
        """What has been answered so far."""
        instance_id = self._instance.id if self._instance else 0
        return dossier.load(self.session, instance_id, self.cycle.year)

    def learn(self) -> None:
        """Read anew what an answer changes: it has just been stored."""
        for name in ("dossier", "sheet", "dates"):
            self.__dict__.pop(name, None)

    @cached_property
    def dates(self) -> dict[windows.Edge, datetime | None]:
        """Each edge's instant for this appraisal, as the rows stand now."""
        return windows.windows_for(self.session, self.cycle, self.appraisal)

    def key_of(self, phase: str) -> str:
        """The window key of a phase; a phase started alone borrows the year's first call of it."""
        return self.specs.phase_key(self.cycle.process, phase)

    def phase_name(self, phase: str) -> str:
        """How the year's diagram names a phase."""
        key = self.key_of(phase)
        return self.phase_names.get(key, phase)

    @cached_property
    def phase_names(self) -> Mapping[str, str]:
        """How the year's diagram names its phases, by their keys."""
        return {each.key: each.name for each in self.specs.phases_of(self.cycle.process)}

    def rule_of(self, key: str, edge: str) -> str:
        """The rule of a date, with the names of the windows; "" without one."""
        return timeline.Spoken(self.rules.get((key, edge), ""), self.phase_names)

    def relation(self, actor: Actor) -> policy.Relation:
        """What `actor` is to this appraisal."""
        return relations.relation_of(self.session, actor, self.appraisal)

    @cached_property
    def sheet(self) -> ScoreSheet | None:
        """The score as the dossier stands now; None before the self assessment is in."""
        inputs = self.dossier.score_inputs(self.profile, self.appraisal.appraisal_class)
        return None if inputs is None else score(self.profile, inputs, self.dossier.decided())
