"""Dates that another version has and the cycle has not.

A cycle's rows stay as they are. An edge that none of them is about takes the date of the phase it
was called before, or its rule in the new drawing, reckoned from the rows there are.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import calendars, timeline, windows
from engine.bpmn.moving import Renames
from engine.bpmn.parse import Specs
from engine.errors import BadTimeline
from engine.models import Appraisal, Happening, Window
from engine.plain import PlainAppraisal, PlainCycle
from engine.rules.profile import Profile
from engine.windows import ALL, Edge, Scope

#: Ends the name of a rule that only holds another back.
_BOUND = "_not_before"

Dates = Mapping[Edge, datetime | None]


class Row(NamedTuple):
    """A date that a scope gets."""

    scope: Scope
    edge: Edge
    due_at: datetime | None
    rule: str
    calendar: str


@dataclass
class Edges:
    """The edges of a version that the rows of a cycle are not about."""

    session: Session
    cycle: PlainCycle
    profile: Profile
    specs: Specs
    renames: Renames

    @cached_property
    def rules(self) -> dict[Edge, str]:
        """The date rules of the version."""
        return windows.rules_of(self.specs, self.cycle.process, self.profile)

    @cached_property
    def shared(self) -> dict[Scope, dict[Edge, Row]]:
        """The rows that the cycle lacks, and those of its units that differ from them."""
        there = self._there()
        whole = self._lacking(ALL, there[ALL], {})
        found = {ALL: whole}
        units = {scope_id for scope, scope_id in there if scope == "unit"}
        for unit in sorted(units | set(calendars.known(self.session).own_units())):
            scope = ("unit", unit)
            own = self._lacking(scope, there[ALL] | there.get(scope, {}), {})
            found[scope] = {e: row for e, row in own.items() if row.due_at != whole[e].due_at}
        return found

    def of(
        self, appraisal: PlainAppraisal, dates: Dates, drawn: Collection[Edge]
    ) -> dict[Edge, Row]:
        """What an appraisal lacks: of the rows for all, and of its own where it has another date.

        `dates` is what it has, `drawn` what the version knows that it comes from.
        """
        found = self.shared[ALL] | self.shared.get(("unit", appraisal.unit_id), {})
        added = {edge for edge in self.rules if edge not in drawn}
        events = self._events(appraisal) if added else {}
        if not added or not (appraisal.dated or events):
            return found
        # What others have at these edges was reckoned from what others have.
        looked = added - self._own(appraisal)
        have = {edge: due_at for edge, due_at in dates.items() if edge not in looked}
        own = self._lacking(("appraisal", appraisal.id), have, events)
        there = {edge: row.due_at for edge, row in found.items()} | {**dates}
        return found | {e: row for e, row in own.items() if row.due_at != there.get(e)}

    def write(self, rows: Iterable[Row]) -> None:
        """Store the rows for all, and these of appraisals' own."""
        shared = [row for rows in self.shared.values() for row in rows.values()]
        missing = [row for row in shared if not self._stored(row)]
        for row in (*missing, *rows):
            key, edge = row.edge
            self.session.add(
                Window(
                    cycle_id=self.cycle.id,
                    key=key,
                    edge=edge,
                    scope=row.scope[0],
                    scope_id=row.scope[1],
                    due_at=row.due_at,
                    rule=row.rule,
                    calendar=row.calendar,
                )
            )
        dated = [row.scope[1] for row in rows]
        self.session.execute(
            update(Appraisal)
            .where(Appraisal.id.in_(dated))
            .values(dated=True)
            .execution_options(synchronize_session=False)
        )
        if missing:
            windows.forget(self.session, self.cycle.id)
        self.session.flush()

    def _stored(self, row: Row) -> bool:
        (key, edge), (scope, scope_id) = row.edge, row.scope
        known = (self.cycle.id, key, edge, scope, scope_id)
        return self.session.get(Window, known) is not None

    def _lacking(self, scope: Scope, have: Dates, events: Mapping[str, date]) -> dict[Edge, Row]:
        missing = [edge for edge in self.rules if edge not in have and not _is_bound(edge)]
        if not missing:
            return {}
        have = {**have, **self._renamed(missing, have)}
        calendar = calendars.calendar_for(self.session, scope[1] if scope[0] == "unit" else None)
        days = self._days(calendar, have, events)
        rows = {}
        for edge in missing:
            due_at = have.get(edge)
            day = days[edge]
            if edge not in have and day is not None:
                due_at = timeline.instant(day, edge[1], self.cycle.zone)
            rows[edge] = Row(scope, edge, due_at, self.rules[edge], calendar.version)
        return rows

    @cached_property
    def _before(self) -> dict[str, str]:
        """What the phases were called, by what they are called now."""
        return {
            now: name
            for (container, name), now in self.renames.items()
            if container == self.cycle.process
        }

    def _renamed(self, missing: list[Edge], have: Dates) -> dict[Edge, datetime | None]:
        """The dates of the phases that are now called otherwise."""
        pairs = ((edge, (self._before.get(edge[0], ""), edge[1])) for edge in missing)
        return {edge: have[before] for edge, before in pairs if before in have}

    def _days(
        self, calendar: timeline.WorkCalendar, have: Dates, events: Mapping[str, date]
    ) -> Mapping[Edge, date | None]:
        """All days of the version, those that there are being fixed. Raises `BadTimeline`."""
        rules, fixed = dict(self.rules), dict(events)
        for place, (edge, due_at) in enumerate(have.items()):
            if edge in rules and due_at is not None:
                rules[edge] = name = f"baris_{place}"
                rules.pop((edge[0], f"{edge[1]}{_BOUND}"), None)
                last = due_at if edge[1] == "opens" else due_at - timedelta(seconds=1)
                fixed[name] = timeline.local_day(last, self.cycle.zone)
        shift = self.profile.shift_to_business_day
        try:
            return windows.resolved(calendar, self.cycle.year, shift, rules, fixed)
        except timeline.TimelineError as error:
            phases = self.specs.phases_of(self.cycle.process)
            names = {phase.key: phase.name for phase in phases}
            raise BadTimeline([timeline.named(error, names)]) from error

    def _there(self) -> dict[Scope, dict[Edge, datetime | None]]:
        found: dict[Scope, dict[Edge, datetime | None]] = {ALL: {}}
        rows = select(Window.scope, Window.scope_id, Window.key, Window.edge, Window.due_at).where(
            Window.cycle_id == self.cycle.id, Window.scope != "appraisal"
        )
        for scope, scope_id, key, edge, due_at in self.session.execute(rows):
            found.setdefault((scope, scope_id), {})[key, edge] = due_at
        return found

    def _own(self, appraisal: PlainAppraisal) -> set[Edge]:
        rows = select(Window.key, Window.edge).where(
            Window.cycle_id == self.cycle.id,
            Window.scope == "appraisal",
            Window.scope_id == appraisal.id,
        )
        return {(key, edge) for key, edge in self.session.execute(rows)}

    def _events(self, appraisal: PlainAppraisal) -> dict[str, date]:
        rows = select(Happening.name, Happening.at).where(
            Happening.instance_id == appraisal.instance_id
        )
        zone = self.cycle.zone
        return {name: timeline.local_day(at, zone) for name, at in self.session.execute(rows)}


def _is_bound(edge: Edge) -> bool:
    return edge[1].endswith(_BOUND)
