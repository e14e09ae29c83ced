"""What a what-if answers, as pages show it; each pair is before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from engine.queries.timeline import PhaseLine
from engine.queries.why import WhyDate
from engine.whatif import Mine, Spread
from schemas.said import Said


@dataclass(frozen=True)
class DraftLine:
    """A changed rule, in the order in which the lines can be carried out, and what it leads to."""

    key: str
    phase: str
    edge: str
    rule: str
    old: datetime | None
    new: datetime | None
    why: WhyDate


@dataclass(frozen=True)
class LeftLine:
    """A rule of other diagrams, as it is written there, that is left out, and why."""

    phase: str
    edge: str
    rule: str
    why: Said | None


@dataclass(frozen=True)
class DateLine:
    """A date before and after, each with what it comes from."""

    key: str
    phase: str
    edge: str
    before: WhyDate
    after: WhyDate


@dataclass(frozen=True)
class StageLine:
    """When people are through with a stage, before and after; that of the year has no key."""

    key: str
    phase: str
    before: Spread
    after: Spread

    @property
    def same(self) -> bool:
        """Whether nothing changes."""
        return self.before == self.after


@dataclass(frozen=True)
class StepLine:
    """A step of the year before and after; `focus` names it. The end of the year has no title."""

    focus: str
    phase: str
    title: str
    role: str
    before: Spread
    after: Spread


@dataclass(frozen=True)
class WeekLine:
    """The tasks of a week before and after, and the fullest hands of it after."""

    monday: date
    before: int
    after: int
    peak_before: int
    peak: int
    who: str


@dataclass(frozen=True)
class HandLine:
    """What one person does for others in his fullest week after, and in the same week before."""

    who: str
    monday: date
    before: int
    after: int


@dataclass(frozen=True)
class PersonLine:
    """When one person has done the step in focus, before and after; None for never."""

    appraisal_id: str
    name: str
    unit: str
    before: Mine | None
    after: Mine | None


@dataclass(frozen=True)
class GroupLine:
    """A group of units of a stagger: its dates are `days` later by `rules` (edge, rule)."""

    units: tuple[tuple[int, str], ...]
    people: int
    days: int
    rules: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SpreadLine:
    """A stagger of one window: its groups, none where it would not help.

    The fullest week, of the window's tasks and of those that one person does for others, before
    and after; `whole` is that of all tasks after.
    """

    phase: str
    groups: tuple[GroupLine, ...]
    most: tuple[int, int]
    most_of_one: tuple[int, int]
    whole: int


@dataclass(frozen=True)
class WhatIf:
    """What a draft leads to; each pair is before and after.

    `people` run, `stopped` others wait for an incident to be seen to and are left out; `stuck`
    have no end in sight. `runs` is how many runs of the engine it took. `other` names the draft
    whose windows are tried, or `version` is the number of the diagrams; `supposed` counts the days
    of a calendar that are thought of. `handed` appraisals would be rated by `heir`, and `kept` not,
    by why. `forms` are those of the 360 of each rater, as `hands` are all tasks for others.
    """

    people: int
    stopped: int
    stuck: int
    runs: int
    days: int
    other: str
    version: int
    supposed: int
    heir: str
    handed: int
    kept: Mapping[str, int]
    lines: tuple[DraftLine, ...]
    left: tuple[LeftLine, ...]
    dates: tuple[DateLine, ...]
    stages: tuple[StageLine, ...]
    phases: tuple[tuple[PhaseLine, ...], tuple[PhaseLine, ...]]
    steps: tuple[StepLine, ...]
    weeks: tuple[WeekLine, ...]
    hands: tuple[HandLine, ...]
    forms: tuple[HandLine, ...]
    late: tuple[int, int]
    most: tuple[int, int]
    most_of_one: tuple[int, int]
    spread: SpreadLine | None
    listed: tuple[PersonLine, ...]
    found: int
    page: int
    pages: int


@dataclass(frozen=True)
class PersonStep:
    """A step of one person before and after, and why it is due when it is."""

    phase: str
    title: str
    before: Mine | None
    after: Mine | None
    why_before: WhyDate | None
    why_after: WhyDate | None
