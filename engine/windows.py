"""When phases open and close: rows of a cycle, resolved from the rules of its diagram."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from engine import clock, timeline
from engine.bpmn.parse import Specs
from engine.errors import BadTimeline
from engine.models import Appraisal, Cycle, Happening, Task, Timer, Window
from engine.rules.profile import Profile

Edge = tuple[str, str]


def rules_of(specs: Specs, process: str, profile: Profile) -> dict[Edge, str]:
    """The date rules of a year's diagram, with what the profile says otherwise."""
    rules = {
        (phase.key, edge): rule
        for phase in specs.phases_of(process)
        for edge, rule in phase.rules.items()
    }
    for name, rule in profile.windows.items():
        key, edge = name.split(".")
        rules[key, edge] = rule
        # An edge the profile sets anew has no lower bound from the diagram.
        rules.pop((key, f"{edge}_not_before"), None)
    return rules


def calendar_of(year: int) -> timeline.WorkCalendar:
    """The working days that the dates of a cycle year are counted on.

    Late keberatan may be counted well after January N+1, hence the years beyond.
    """
    return timeline.national_calendar(year, year + 3)


def dates_of(
    cycle: Cycle, profile: Profile, rules: Mapping[Edge, str], events: Mapping[str, date]
) -> dict[Edge, date | None]:
    """Each edge's day; None where the event it is anchored on has not happened."""
    calendar = calendar_of(cycle.year)
    dates = timeline.resolve(rules, cycle.year, calendar, events)
    return timeline.shifted(dates, calendar) if profile.shift_to_business_day else dates


def open_windows(
    session: Session, cycle: Cycle, profile: Profile, rules: Mapping[Edge, str]
) -> None:
    """Write the rows of a cycle that opens. Raises `BadTimeline` for dates out of order (R-004)."""
    dates = dates_of(cycle, profile, rules, {})
    problems = timeline.order_problems(dates)
    if problems:
        raise BadTimeline(problems)
    for (key, edge), day in dates.items():
        session.add(
            Window(
                cycle_id=cycle.id,
                key=key,
                edge=edge,
                scope="all",
                scope_id=0,
                due_at=None if day is None else timeline.instant(day, edge, cycle.zone),
                rule=rules[key, edge],
            )
        )


def windows_for(
    session: Session, cycle_id: int, unit_id: int, appraisal_id: int
) -> dict[Edge, datetime | None]:
    """Each edge's instant for one appraisal: the narrowest scope wins."""
    rows = session.execute(
        select(Window.key, Window.edge, Window.scope, Window.due_at).where(
            Window.cycle_id == cycle_id,
            or_(
                Window.scope == "all",
                and_(Window.scope == "unit", Window.scope_id == unit_id),
                and_(Window.scope == "appraisal", Window.scope_id == appraisal_id),
            ),
        )
    ).all()
    width = ("all", "unit", "appraisal").index
    ordered = sorted(rows, key=lambda row: width(row.scope))
    return {(row.key, row.edge): row.due_at for row in ordered}


def happened(
    session: Session,
    cycle: Cycle,
    profile: Profile,
    appraisal: Appraisal,
    rules: Mapping[Edge, str],
    name: str,
    at: datetime,
) -> None:
    """Note the event `name` and give the appraisal the windows that are anchored on it."""
    if session.get(Happening, (appraisal.instance_id, name)) is None:
        session.add(Happening(instance_id=appraisal.instance_id, name=name, at=at))
        session.flush()
    zone = ZoneInfo(cycle.zone)
    events = {
        row.name: row.at.astimezone(zone).date()
        for row in session.scalars(
            select(Happening).where(Happening.instance_id == appraisal.instance_id)
        )
    }
    before = windows_for(session, cycle.id, appraisal.unit_id, appraisal.id)
    for edge, day in dates_of(cycle, profile, rules, events).items():
        due_at = None if day is None else timeline.instant(day, edge[1], cycle.zone)
        if due_at is not None and due_at != before.get(edge) and _depends(edge, rules):
            move(session, cycle, appraisal, edge, due_at, rules[edge])


def move(
    session: Session,
    cycle: Cycle,
    appraisal: Appraisal,
    edge: Edge,
    due_at: datetime,
    rule: str,
) -> None:
    """Give one appraisal another date for an edge, and its tasks and timers with it."""
    key, name = edge
    session.merge(
        Window(
            cycle_id=cycle.id,
            key=key,
            edge=name,
            scope="appraisal",
            scope_id=appraisal.id,
            due_at=due_at,
            rule=rule,
        )
    )
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
