"""When phases open and close: rows of a cycle, resolved from the rules of its diagram."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from engine import calendars, clock, timeline
from engine.bpmn.parse import Specs
from engine.errors import BadTimeline
from engine.models import Appraisal, Cycle, Happening, Task, Timer, Window
from engine.plain import PlainAppraisal, PlainCycle
from engine.rules.profile import Profile

Edge = tuple[str, str]
Scope = tuple[str, int]
Dates = dict[Scope, dict[Edge, datetime | None]]

ALL: Scope = ("all", 0)
AnyCycle = Cycle | PlainCycle


def rules_of(specs: Specs, process: str, profile: Profile) -> dict[Edge, str]:
    """The date rules of a year's diagram, with what the profile says otherwise."""
    rules = drawn_in(specs, process)
    for name, rule in profile.windows.items():
        key, edge = name.split(".")
        rules[key, edge] = rule
        # An edge the profile sets anew has no lower bound from the diagram.
        rules.pop((key, f"{edge}_not_before"), None)
    return rules


def drawn_in(specs: Specs, process: str) -> dict[Edge, str]:
    """The date rules of a year's diagram, whatever a profile says."""
    return {
        (phase.key, edge): rule
        for phase in specs.phases_of(process)
        for edge, rule in phase.rules.items()
    }


def rules_for(
    session: Session, cycle: PlainCycle, appraisal: PlainAppraisal, drawn: Mapping[Edge, str]
) -> dict[Edge, str]:
    """The date rules of one appraisal: as drawn, but for those that were changed since.

    The narrowest change wins. A row that an event gave the appraisal is a date, not a rule.
    """
    changed = _known(session, cycle).rules
    rules = {**drawn, **changed.get(ALL, {}), **changed.get(("unit", appraisal.unit_id), {})}
    if appraisal.dated:
        rows = session.execute(_OWN_RULES, {"cycle": cycle.id, "appraisal": appraisal.id})
        rules |= {(row.key, row.edge): row.rule for row in rows}
    return rules


def dates_of(
    session: Session,
    cycle: AnyCycle,
    profile: Profile,
    rules: Mapping[Edge, str],
    events: Mapping[str, date],
    unit_id: int | None = None,
) -> dict[Edge, date | None]:
    """Each edge's day; None where the event it is anchored on has not happened.

    Working days are those of the unit, or of the agency.
    """
    return dates_on(calendars.calendar_for(session, unit_id), cycle.year, profile, rules, events)


def dates_on(
    calendar: timeline.WorkCalendar,
    year: int,
    profile: Profile,
    rules: Mapping[Edge, str],
    events: Mapping[str, date],
) -> dict[Edge, date | None]:
    """The same, counted on a calendar that is given."""
    return resolved(calendar, year, profile.shift_to_business_day, rules, events)


def resolved(
    calendar: timeline.WorkCalendar,
    year: int,
    shift: bool,
    rules: Mapping[Edge, str],
    events: Mapping[str, date],
) -> dict[Edge, date | None]:
    """The same without a profile; `shift` moves closings off free days."""
    dates = timeline.resolve(rules, year, calendar, events)
    return timeline.shifted(dates, calendar) if shift else dates


def open_windows(
    session: Session,
    cycle: Cycle,
    profile: Profile,
    rules: Mapping[Edge, str],
    names: Mapping[str, str],
) -> None:
    """Write the rows of a cycle that opens.

    A unit whose own calendar leads to other days gets rows of its own for those. Raises
    `BadTimeline`, by the `names` of the windows, for rules that give no dates and for dates out of
    order (R-004).
    """
    known = calendars.known(session)
    whole = _judged(known.of(), cycle.year, profile, rules, names)
    _open(session, cycle, rules, whole, ALL, known.of().version)
    for unit_id in sorted(known.own_units()):
        own = known.of(unit_id)
        dates = _judged(own, cycle.year, profile, rules, names)
        other = {edge: day for edge, day in dates.items() if day != whole[edge]}
        _open(session, cycle, rules, other, ("unit", unit_id), own.version)


def _judged(
    calendar: timeline.WorkCalendar,
    year: int,
    profile: Profile,
    rules: Mapping[Edge, str],
    names: Mapping[str, str],
) -> dict[Edge, date | None]:
    shift = profile.shift_to_business_day
    faults = timeline.faults(rules, year, calendar, names, shift=shift)
    if faults:
        raise BadTimeline([each.message for each in faults])
    return resolved(calendar, year, shift, rules, {})


def _open(
    session: Session,
    cycle: Cycle,
    rules: Mapping[Edge, str],
    dates: Mapping[Edge, date | None],
    scope: Scope,
    calendar: str,
) -> None:
    for (key, edge), day in dates.items():
        session.add(
            Window(
                cycle_id=cycle.id,
                key=key,
                edge=edge,
                scope=scope[0],
                scope_id=scope[1],
                due_at=None if day is None else timeline.instant(day, edge, cycle.zone),
                rule=rules[key, edge],
                calendar=calendar,
            )
        )


def windows_for(
    session: Session, cycle: PlainCycle, appraisal: PlainAppraisal
) -> dict[Edge, datetime | None]:
    """Each edge's instant for one appraisal: the narrowest scope wins.

    What the whole cycle and its units share is read once in this process, until it changes.
    """
    shared = _shared(session, cycle)
    found = shared[ALL] | shared.get(("unit", appraisal.unit_id), {})
    if appraisal.dated:
        found |= _own(session, cycle.id, appraisal.id)
    return found


def of_cycle(session: Session, cycle: PlainCycle) -> Dates:
    """The instants that the whole cycle and its units share, by scope; read once until changed."""
    return _shared(session, cycle)


def scope_of(session: Session, cycle: PlainCycle, unit_id: int) -> Scope:
    """Whose dates a new appraisal of a unit has: the unit's, where it has some, or all's."""
    unit = ("unit", unit_id)
    return unit if unit in _shared(session, cycle) else ALL


def put(
    session: Session,
    cycle: AnyCycle,
    edge: Edge,
    due_at: datetime,
    rule: str,
    scope: Scope = ALL,
    calendar: str = "",
) -> None:
    """Set the instant of an edge for the whole cycle, a unit, or one appraisal.

    `calendar` cites the working days it was counted on; "" for a date that somebody has set.
    """
    key, name = edge
    session.merge(
        Window(
            cycle_id=cycle.id,
            key=key,
            edge=name,
            scope=scope[0],
            scope_id=scope[1],
            due_at=due_at,
            rule=rule,
            calendar=calendar,
        )
    )
    if scope[0] == "appraisal":
        session.execute(update(Appraisal).where(Appraisal.id == scope[1]).values(dated=True))
    else:
        forget(session, cycle.id)
    session.flush()


def forget(session: Session, cycle_id: int) -> None:
    """Let everybody read anew what a cycle and its units share: it has just been written."""
    # Random, so that a state that was rolled back never comes again under its name.
    token = secrets.token_urlsafe(12)
    session.execute(update(Cycle).where(Cycle.id == cycle_id).values(dates=token))


def happened(
    session: Session,
    cycle: PlainCycle,
    profile: Profile,
    appraisal: PlainAppraisal,
    rules: Mapping[Edge, str],
    name: str,
    at: datetime,
) -> PlainAppraisal:
    """Note the event `name` and give the appraisal the windows that are anchored on it.

    Returns the appraisal as it stands then.
    """
    if session.get(Happening, (appraisal.instance_id, name)) is None:
        session.add(Happening(instance_id=appraisal.instance_id, name=name, at=at))
        session.flush()
    moved = foreseen(session, cycle, profile, appraisal, rules, name, at)
    counted = calendars.calendar_for(session, appraisal.unit_id).version if moved else ""
    for edge, due_at in moved.items():
        move(session, cycle, appraisal, edge, due_at, rules[edge], counted)
    return appraisal._replace(dated=appraisal.dated or bool(moved))


def foreseen(
    session: Session,
    cycle: PlainCycle,
    profile: Profile,
    appraisal: PlainAppraisal,
    rules: Mapping[Edge, str],
    name: str,
    at: datetime,
) -> dict[Edge, datetime]:
    """The windows that the event `name`, at an instant, gives the appraisal; writes nothing.

    An event that has happened already keeps its first moment.
    """
    zone = ZoneInfo(cycle.zone)
    events = {name: at.astimezone(zone).date()} | {
        row.name: row.at.astimezone(zone).date()
        for row in session.scalars(
            select(Happening).where(Happening.instance_id == appraisal.instance_id)
        )
    }
    before = windows_for(session, cycle, appraisal)
    calendar = calendars.calendar_for(session, appraisal.unit_id)
    dates = anchored(calendar, cycle, profile, rules, events)
    return {edge: due_at for edge, due_at in dates.items() if due_at != before.get(edge)}


def anchored(
    calendar: timeline.WorkCalendar,
    cycle: PlainCycle,
    profile: Profile,
    rules: Mapping[Edge, str],
    events: Mapping[str, date],
) -> dict[Edge, datetime]:
    """The instants of the edges that hang on events, of those that are known by now."""
    return {
        edge: timeline.instant(day, edge[1], cycle.zone)
        for edge, day in dates_on(calendar, cycle.year, profile, rules, events).items()
        if day is not None and _depends(edge, rules)
    }


def move(
    session: Session,
    cycle: AnyCycle,
    appraisal: PlainAppraisal | Appraisal,
    edge: Edge,
    due_at: datetime,
    rule: str,
    calendar: str = "",
) -> None:
    """Give one appraisal another date for an edge, and its tasks and timers with it."""
    put(session, cycle, edge, due_at, rule, ("appraisal", appraisal.id), calendar)
    key, name = edge
    instance = appraisal.instance_id
    session.execute(
        update(Task)
        .where(Task.instance_id == instance, Task.phase == key, Task.edge == name)
        # The next sweep finds anew when to remind of it.
        .values(due_at=due_at, remind_at=clock.now(), told=None)
    )
    session.execute(
        update(Timer)
        .where(Timer.instance_id == instance, Timer.key == key, Timer.edge == name)
        .values(due_at=due_at)
    )


def _depends(edge: Edge, rules: Mapping[Edge, str]) -> bool:
    """Whether an edge hangs on an event, by itself, by its lower bound or by another edge."""
    bounds = [rules.get(edge), rules.get((edge[0], f"{edge[1]}_not_before"))]
    anchors = [timeline.parse(rule).anchor for rule in bounds if rule]
    return any(
        isinstance(anchor, timeline.Event)
        or (isinstance(anchor, timeline.Edge) and _depends((anchor.key, anchor.edge), rules))
        for anchor in anchors
    )


class _Known(NamedTuple):
    """What a cycle and its units share: the instant of each edge, and the rules that changed."""

    dates: Dates
    rules: dict[Scope, dict[Edge, str]]


class _Shared:
    """The dates that a whole cycle shares, by the token of their state; the oldest go first."""

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._known: dict[str, _Known] = {}

    def get(self, token: str) -> _Known | None:
        """The dates of this token, if they were read before."""
        return self._known.get(token)

    def put(self, token: str, dates: _Known) -> None:
        """Keep the dates of this token."""
        known = {**self._known, token: dates}
        self._known = dict(list(known.items())[-self._most :])


_SHARED = _Shared()


def _shared(session: Session, cycle: PlainCycle) -> Dates:
    return _known(session, cycle).dates


def _known(session: Session, cycle: PlainCycle) -> _Known:
    known = _SHARED.get(cycle.dates)
    if known is None:
        known = _read_shared(session, cycle.id)
        _SHARED.put(cycle.dates, known)
    return known


_ROWS = select(
    Window.key, Window.edge, Window.scope, Window.scope_id, Window.due_at, Window.rule,
    Window.change_id,
).where(Window.cycle_id == bindparam("cycle"))  # fmt: skip
_SHARED_ROWS = _ROWS.where(Window.scope != "appraisal")
_OWN_ROWS = _ROWS.where(Window.scope == "appraisal", Window.scope_id == bindparam("appraisal"))
_OWN_RULES = _OWN_ROWS.where(Window.change_id.is_not(None))


def _read_shared(session: Session, cycle_id: int) -> _Known:
    known = _Known({ALL: {}}, {})
    for row in session.execute(_SHARED_ROWS, {"cycle": cycle_id}):
        scope, edge = (row.scope, row.scope_id), (row.key, row.edge)
        known.dates.setdefault(scope, {})[edge] = row.due_at
        if row.change_id is not None:
            known.rules.setdefault(scope, {})[edge] = row.rule
    return known


def _own(session: Session, cycle_id: int, appraisal_id: int) -> dict[Edge, datetime | None]:
    rows = session.execute(_OWN_ROWS, {"cycle": cycle_id, "appraisal": appraisal_id})
    return {(row.key, row.edge): row.due_at for row in rows}
