"""Why a date is what it is: the rules, the events, the changes and the calendar it comes from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import calendars, definitions, facts, redating, timeline, windows
from engine.actor import Actor
from engine.errors import AppraisalNotFound, NotYours, PhaseNotFound
from engine.facts import Case
from engine.models import Appraisal, Cycle, DateChange, Employee, Happening, Unit, Version
from engine.policy import may_run_cycles
from engine.redating import Row
from engine.windows import ALL, Edge


@dataclass(frozen=True)
class CitedChange:
    """A change that a rule came with: `scope` is all, unit or appraisal, `whom` names it."""

    scope: str
    whom: str
    reason: str
    letter: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Cited:
    """One rule that the date is reckoned by; `bound`: the date is not before this.

    `thought_of`: the rule came with a change that is not stored.
    """

    key: str
    phase: str
    edge: str
    bound: bool
    rule: str
    due_at: datetime | None
    change: CitedChange | None
    thought_of: bool = False


@dataclass(frozen=True)
class WhyDate:
    """A date with all that it comes from, the rule of the date itself first.

    `version` is the number of the diagrams, `calendar` names the working days, `shifted` says that
    the profile moves closings off free days. `supposed`: these working days are only thought of.
    """

    phase: str
    edge: str
    due_at: datetime | None
    rules: tuple[Cited, ...]
    events: tuple[tuple[str, datetime], ...]
    year: int
    zone: str
    version: int
    profile: str
    calendar: str
    shifted: bool
    counted_on: timeline.WorkCalendar = field(repr=False, compare=False)
    supposed: bool = False

    @property
    def changes(self) -> tuple[CitedChange, ...]:
        """The changes among what is cited, each once."""
        return tuple(dict.fromkeys(each.change for each in self.rules if each.change is not None))


def why_task(session: Session, actor: Actor, task_id: str) -> WhyDate:
    """Why a task is due when it is. Raises `TaskNotFound` for strangers."""
    case = facts.case_of_task(session, actor, task_id)
    return _why(session, case, (case.key_of(case.task.phase), case.task.edge))


def why_date(session: Session, actor: Actor, appraisal_id: str, key: str, edge: str) -> WhyDate:
    """Why a date of an appraisal is what it is. Raises `AppraisalNotFound` for strangers."""
    case, _ = facts.case_for_viewer(session, actor, appraisal_id)
    if (key, edge) not in case.dates:
        raise AppraisalNotFound
    return _why(session, case, (key, edge))


def why_window(session: Session, actor: Actor, cycle_id: str, key: str, edge: str) -> WhyDate:
    """Why a date of a whole cycle is what it is, for those who have none of their own.

    Raises `NotYours` but for SDM, `CycleNotFound`, `PhaseNotFound` for a date it does not have.
    """
    if not may_run_cycles(actor):
        raise NotYours
    cycle = redating.cycle_of(session, cycle_id)
    year, names = redating.year_of(session, cycle), redating.names_of(session, cycle)
    layers = redating.Layers.read(session, cycle.id, _NOBODY)
    if (key, edge) not in layers.of(ALL) or key not in names:
        raise PhaseNotFound
    return Reckoning(session, year, names, layers).why((key, edge))


@dataclass(frozen=True)
class Reckoning:
    """The dates of a cycle by some rows, be they stored or only thought of.

    They are those of everybody, of a unit, or of one appraisal, to which `events` happen (local
    days); `coming`: not all of them have happened yet.
    """

    session: Session
    year: redating.Year
    names: Mapping[str, str]
    layers: redating.Layers
    unit_id: int = 0
    appraisal_id: int = 0
    events: Mapping[str, date] = field(default_factory=dict)
    coming: bool = False

    def has(self, edge: Edge) -> bool:
        """Whether there is such a date."""
        return edge in self._rows

    def why(self, edge: Edge) -> WhyDate:
        """Why a date that there is a row for is what it is."""
        year, rows, dated = self.year, self._rows, self._dated
        cycle, row = year.cycle, rows[edge]
        counted = None
        if row.due_at == dated.dates[edge]:
            counted = year.calendars.cited(row.calendar)
        calendar = counted or year.calendars.of(self.unit_id or None)
        cited = tuple(_cited(self.session, dated, edge))
        return WhyDate(
            phase=self.names.get(edge[0], edge[0]),
            edge=edge[1],
            due_at=dated.dates[edge],
            rules=cited,
            events=tuple(
                (name, timeline.instant(self.events[name], "opens", cycle.zone))
                for name in sorted(_events_of(cited))
                if name in self.events
            ),
            year=cycle.year,
            zone=cycle.zone,
            version=definitions.number_of(self.session, cycle.version_id),
            profile=year.profile.title,
            calendar=calendar.version,
            shifted=year.profile.shift_to_business_day,
            counted_on=calendar,
            supposed=calendars.known(self.session).cited(calendar.version) is None,
        )

    @cached_property
    def _rows(self) -> redating.Rows:
        own = self.layers.of(("appraisal", self.appraisal_id))
        return self.layers.narrowest(self.unit_id, own)

    @cached_property
    def _dated(self) -> "_Dated":
        year = self.year
        changed = self.layers.changed_for(self.unit_id, self.appraisal_id)
        rules = {**year.drawn, **redating.changed(changed)}
        dates = {edge: row.due_at for edge, row in self._rows.items()}
        if self.coming:
            calendar = year.calendars.of(self.unit_id or None)
            dates |= windows.anchored(calendar, year.cycle, year.profile, rules, self.events)
        return _Dated(rules, dates, self.names, changed)


def _events_of(cited: Iterable[Cited]) -> set[str]:
    """The events that some rules wait for."""
    anchors = (timeline.parse(each.rule).anchor for each in cited)
    return {anchor.name for anchor in anchors if isinstance(anchor, timeline.Event)}


#: A unit without people: of a cycle's dates it has those of all.
_NOBODY = ("unit", 0)


@dataclass(frozen=True)
class _Dated:
    """Rules and dates of an appraisal or a cycle, the names of its phases, its changed rows."""

    rules: Mapping[Edge, str]
    dates: Mapping[Edge, datetime | None]
    names: Mapping[str, str]
    changed: Mapping[Edge, Row]


def _why(session: Session, case: Case, edge: Edge) -> WhyDate:
    cycle = session.get_one(Cycle, case.cycle.id)
    layers = redating.Layers.read(session, cycle.id, ("appraisal", case.appraisal.id))
    rows = layers.changed_for(case.appraisal.unit_id, case.appraisal.id)
    dated = _Dated(case.rules, case.dates, case.phase_names, rows)
    cited = tuple(_cited(session, dated, edge))
    calendar = _counted_on(session, case, layers, edge)
    names = _events_of(cited)
    happened = session.execute(
        select(Happening.name, Happening.at)
        .where(Happening.instance_id == case.instance.id, Happening.name.in_(names))
        .order_by(Happening.at)
    )
    return WhyDate(
        phase=case.phase_name(edge[0]),
        edge=edge[1],
        due_at=case.dates.get(edge),
        rules=cited,
        events=tuple((name, at) for name, at in happened),
        year=cycle.year,
        zone=cycle.zone,
        version=session.get_one(Version, case.instance.version_id).number,
        profile=case.profile.title,
        calendar=calendar.version,
        shifted=case.profile.shift_to_business_day,
        counted_on=calendar,
    )


def _counted_on(
    session: Session, case: Case, layers: redating.Layers, edge: Edge
) -> timeline.WorkCalendar:
    """The working days that the date's own row cites, or those of today."""
    own = layers.of(("appraisal", case.appraisal.id))
    row = layers.narrowest(case.appraisal.unit_id, own).get(edge)
    cited = calendars.known(session).cited(row.calendar) if row else None
    return cited or calendars.calendar_for(session, case.appraisal.unit_id)


def _cited(session: Session, dated: _Dated, first: Edge) -> Iterator[Cited]:
    """The rules of an edge, of its bound, and of all edges they are reckoned from."""
    todo, seen = [first], {first}
    for key, name in todo:
        for at in ((key, name), (key, f"{name}{timeline.LOWER_BOUND}")):
            rule = dated.rules.get(at)
            if rule is None:
                continue
            yield Cited(
                key=key,
                phase=dated.names.get(key, key),
                edge=name,
                bound=at != (key, name),
                rule=timeline.Spoken(rule, dated.names),
                due_at=dated.dates.get((key, name)),
                change=_change(session, dated.changed.get(at)),
                thought_of=at in dated.changed
                and dated.changed[at].change_id == redating.THOUGHT_OF,
            )
            anchor = timeline.parse(rule).anchor
            if isinstance(anchor, timeline.Edge) and (anchor.key, anchor.edge) not in seen:
                seen.add((anchor.key, anchor.edge))
                todo.append((anchor.key, anchor.edge))


def _change(session: Session, row: Row | None) -> CitedChange | None:
    if row is None or row.change_id in (None, redating.THOUGHT_OF):
        return None
    change = session.get_one(DateChange, row.change_id)
    return CitedChange(
        scope=change.scope,
        whom=whom(session, change),
        reason=change.reason,
        letter=change.letter,
        by=session.get_one(Employee, change.by).name,
        at=change.at,
    )


def recomputed(why: WhyDate) -> datetime | None:
    """The date once more, from the citation and nothing else."""
    rules = {
        (each.key, f"{each.edge}{timeline.LOWER_BOUND}" if each.bound else each.edge): each.rule
        for each in why.rules
    }
    events = {name: timeline.local_day(at, why.zone) for name, at in why.events}
    dates = windows.resolved(why.counted_on, why.year, why.shifted, rules, events)
    first = why.rules[0]
    day = dates[first.key, first.edge]
    return None if day is None else timeline.instant(day, first.edge, why.zone)


def whom(session: Session, change: DateChange) -> str:
    """The name of the unit or the person a change is for; "" for all."""
    if change.scope == "unit":
        return session.get_one(Unit, change.scope_id).name
    if change.scope == "appraisal":
        header = session.get_one(Appraisal, change.scope_id).header
        return str(header["pegawai"]["name"])
    return ""
