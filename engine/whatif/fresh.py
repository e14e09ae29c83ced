"""A year that nobody has opened: the people of some cycle at its first day, by windows as drawn."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from engine import timeline, windows
from engine.bpmn.frontier import Seal
from engine.bpmn.parse import Specs
from engine.bpmn.shape import Shapes, read_by
from engine.redating import Layers, Row, Year
from engine.whatif.cohort import Cohort, Member
from engine.whatif.run import Start, begun
from engine.windows import ALL, Dates, Edge, Scope


class Appraised(NamedTuple):
    """Whose year it would be: pegawai, pejabat penilai and the one above, the unit, the class."""

    officials: tuple[int, int, int]
    unit_id: int
    appraisal_class: str


class Fresh(NamedTuple):
    """A year on its first day: who is in it, by which dates, and when it begins."""

    cohort: Cohort
    layers: Layers
    begins: datetime


def fresh(specs: Specs, year: Year, people: Iterable[Appraised], seal: Seal) -> Fresh:
    """The year as it would begin for these people, when its first window opens.

    Raises `TimelineError` for rules that give no dates, `BpmnError` for a diagram that cannot be
    begun.
    """
    dates = _dates(year)
    known = [due for due in dates[ALL].values() if due is not None]
    first = timeline.instant(date(year.cycle.year, 1, 1), "opens", year.cycle.zone)
    begins = min(known, default=first)
    read = read_by(specs)
    shapes = Shapes(read, seal)
    blobs: dict[Scope, bytes] = {}
    members = []
    for place, (officials, unit_id, appraisal_class) in enumerate(people):
        scope = ("unit", unit_id) if ("unit", unit_id) in dates else ALL
        if scope not in blobs:
            due = {**dates[ALL], **dates[scope]}
            start = _start(specs, year, due, officials, unit_id, read.closing)
            blobs[scope] = begun(start, begins, seal)
        shape = shapes.of(blobs[scope], officials)
        process = year.cycle.process
        members.append(
            Member(place, place, unit_id, appraisal_class, 0, process, blobs[scope], shape, (), ())
        )
    rows = {
        scope: {edge: Row(due, year.drawn[edge], None) for edge, due in dues.items()}
        for scope, dues in dates.items()
    }
    return Fresh(Cohort(tuple(members), 0, {0: (specs, read)}), Layers(rows), begins)


def _dates(year: Year) -> Dates:
    """The instants that the rules give to all, and to the units whose own days lead elsewhere."""
    whole = _counted(year, 0)
    found: Dates = {ALL: whole}
    for unit_id in year.calendars.own_units():
        other = {edge: due for edge, due in _counted(year, unit_id).items() if due != whole[edge]}
        if other:
            found["unit", unit_id] = other
    return found


def _counted(year: Year, unit_id: int) -> dict[Edge, datetime | None]:
    calendar = year.calendars.of(unit_id or None)
    days = windows.dates_on(calendar, year.cycle.year, year.profile, year.drawn, {})
    timeline.near(days, year.drawn, year.cycle.year)
    zone = year.cycle.zone
    return {
        edge: None if day is None else timeline.instant(day, edge[1], zone)
        for edge, day in days.items()
    }


def _start(
    specs: Specs,
    year: Year,
    dates: dict[Edge, datetime | None],
    officials: tuple[int, int, int],
    unit_id: int,
    closing: frozenset[tuple[str, str]],
) -> Start:
    return Start(
        specs=specs,
        closing=closing,
        cycle=year.cycle,
        profile=year.profile,
        blob=b"",
        people=officials,
        raters=(),
        appraisal_class="",
        dates=dates,
        rules=year.drawn,
        events={},
        calendar=year.calendars.of(unit_id or None),
    )
