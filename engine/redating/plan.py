"""What a change of dates would do: to which rows, to whom, and whom it leaves alone and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy.orm import Session

from engine import clock, timeline
from engine.errors import BadDate
from engine.redating.lines import THOUGHT_OF, Layers, Row
from engine.redating.population import (
    NO_EVENTS,
    Concerned,
    Events,
    Waiting,
    concerned,
    events_of,
)
from engine.redating.ways import Way, Ways, Wish, Written, Year
from engine.windows import Edge
from schemas.said import Said, listed, say


class Person(NamedTuple):
    """What the change is to one appraisal.

    `verdict` is "moved" (then `edge` is the first of its dates that moves, from `old` to `new`),
    "unit" or "own" (a narrower date holds), "done", "same", "order" (R-004) or "past".
    """

    appraisal_id: int
    instance_id: int
    unit_id: int
    verdict: str
    edge: Edge
    old: datetime | None
    new: datetime | None
    tasks: int = 0
    timers: int = 0


class Tally(NamedTuple):
    """For how many people an edge moves, and with how many open tasks and timers."""

    edge: Edge
    old: datetime | None
    new: datetime | None
    people: int
    tasks: int
    timers: int


@dataclass(frozen=True)
class Plan:
    """A change that has not been made; equal fingerprints do the same to the same people."""

    wish: Wish
    old: datetime | None
    new: datetime | None
    edges: tuple[Edge, ...]
    written: tuple[Written, ...]
    people: tuple[Person, ...]
    tallies: tuple[Tally, ...]
    #: Whether an end moves of a stage that is open by its dates.
    open_by_date: bool = False

    @cached_property
    def fingerprint(self) -> str:
        """Names this plan."""
        return sha256(repr((self.wish, self.written, self.people)).encode()).hexdigest()[:32]

    @property
    def ends_open_stage(self) -> bool:
        """Whether an end moves of a stage that is open, or in which somebody has work open."""
        return self.open_by_date or any(
            each.tasks and each.edge[1] != "opens" for each in self.tallies
        )

    @property
    def moved(self) -> Iterator[Person]:
        """Those whose dates move."""
        return (person for person in self.people if person.verdict == "moved")


def plan(
    session: Session,
    year: Year,
    wish: Wish,
    names: Mapping[str, str],
    layers: Layers | None = None,
) -> Plan:
    """What `wish` would do now; writes nothing, in a number of statements that is constant.

    `names` is what the windows are called, `layers` are the rows of dates to begin with, by
    default those that are stored.

    Raises `BadDate`, naming the field, for a rule that gives no date, that changes nothing, that
    breaks the order (R-004) or lies in the past, and for a stage that is closed (R-005).
    """
    cycle, scope = year.cycle, wish.scope
    layers = layers or Layers.read(session, cycle.id, scope)
    ways = Ways(year, layers, wish)
    people = concerned(session, cycle.id, scope)
    if not people:
        raise BadDate("scope", say("Tidak ada penilaian yang masih berjalan di sini."))
    events = events_of(session, cycle, scope, ways.events)
    first = people[0]
    base = _base(ways, first.unit_id, events.get(first.instance_id, NO_EVENTS), names)
    _judge(year, wish, base, ways, names)
    census = _Census(wish, layers, ways, base)
    found = [(each, census.way_of(each, events)) for each in people]
    edges = dict.fromkeys([*base.edges, *(edge for _, way in found for edge in way.moved)])
    waiting = Waiting.read(session, cycle.id, scope, sorted({key for key, _ in edges}))
    for person, way in found:
        census.take(person, way, waiting)
    if _is_over(base, wish) and not any(each.verdict == "moved" for each in census.people):
        raise BadDate("edge", say("R-005: tahap ini sudah ditutup bagi semua yang dipilih."))
    tallies = census.tallies()
    return Plan(
        wish=wish,
        old=base.before.get(wish.edge),
        new=base.after.get(wish.edge),
        edges=tuple(edges),
        written=(*ways.of_base(base, first.unit_id), *census.written),
        people=tuple(census.people),
        tallies=tallies,
        open_by_date=any(_is_open(base, each.edge) for each in tallies),
    )


def granted(layers: Layers, plan: Plan) -> Layers:
    """The rows as they would be once a plan is carried out, in memory alone."""
    return layers.with_rows(
        (each.scope, each.edge, _kept(each.new, mine=each.mine)) for each in plan.written
    )


def _kept(row: Row, *, mine: bool) -> Row:
    return row._replace(change_id=THOUGHT_OF) if mine and row.change_id is None else row


def _base(ways: Ways, unit_id: int, events: Events, names: Mapping[str, str]) -> Way:
    try:
        return ways.base(unit_id, events)
    except timeline.TimelineError as error:
        raise BadDate("rule", timeline.named(error, names)) from error


# ---- whether it may be done at all ------------------------------------------------------------


def _judge(year: Year, wish: Wish, base: Way, ways: Ways, names: Mapping[str, str]) -> None:
    if _is_over(base, wish) and (wish.scope[0] == "all" or wish.edge[1] == "opens"):
        raise BadDate("edge", _gone(base, wish.edge))
    if not base.moved and not ways.events:
        raise BadDate("rule", say("Tanggal ini sama dengan yang berlaku sekarang."))
    if _passed(base.after.get(wish.edge)):
        day = year.days(base.after)[wish.edge]
        raise BadDate("rule", say("Tanggal baru, {day}, sudah lewat.", day=day))
    trouble = ways.trouble(base)
    if trouble == "order":
        problems = timeline.order_problems(year.days(base.after), names)
        raise BadDate("rule", listed(" ", problems))
    if trouble == "past":
        said = say("Tanggal lain yang dihitung dari tanggal ini akan jatuh di masa lalu.")
        raise BadDate("rule", said)


def _gone(base: Way, edge: Edge) -> Said:
    """What has passed: the whole stage, or only its opening or another date of it (R-005)."""
    if edge[1] == "closes" or _passed(base.before.get((edge[0], "closes"))):
        return say("R-005: tahap ini sudah lewat; tanggalnya tidak dapat diubah lagi.")
    if edge[1] == "opens":
        return say("R-005: tahap ini sudah dibuka; tanggal pembukaannya tidak dapat diubah lagi.")
    return say("R-005: tanggal ini sudah lewat, sehingga tidak dapat diubah lagi.")


def _is_over(base: Way, wish: Wish) -> bool:
    return _passed(base.before.get(wish.edge))


def _is_open(base: Way, edge: Edge) -> bool:
    """Whether an edge is an end that is still to come of a stage that has been opened."""
    opened = _passed(base.before.get((edge[0], "opens")))
    return edge[1] != "opens" and opened and not _passed(base.before.get(edge))


def _passed(due: datetime | None) -> bool:
    return due is not None and due <= clock.now()


# ---- one by one -------------------------------------------------------------------------------


class _Census:
    """What the change is to each person, and the rows that some of them need."""

    def __init__(self, wish: Wish, layers: Layers, ways: Ways, base: Way) -> None:
        self._wish, self._layers, self._ways, self._base = wish, layers, ways, base
        self.people: list[Person] = []
        self.written: list[Written] = []
        self._counts: dict[Edge, list[int]] = {}

    def way_of(self, person: Concerned, events: Mapping[int, Events]) -> Way:
        """The person's dates before and after; notes the rows of his own that they need."""
        if self._wish.scope[0] == "appraisal":
            return self._base
        own = self._layers.of(("appraisal", person.appraisal_id))
        happened = events.get(person.instance_id, NO_EVENTS)
        way = self._ways.of(person.unit_id, own, happened)
        if own or happened:
            self.written += self._ways.of_one(person.appraisal_id, person.unit_id, own, way)
        return way

    def take(self, person: Concerned, way: Way, waiting: Waiting) -> None:
        """Judge one person."""
        edge = self._wish.edge
        alive = [each for each in way.moved if not waiting.over(person.instance_id, each)]
        if not alive:
            old = way.before.get(edge)
            self.people.append(Person(*person, _why_not(way), edge, old, old))
            return
        tasks = timers = 0
        for each in alive:
            here = person.instance_id, each
            found = 1, waiting.tasks.get(here, 0), waiting.timers.get(here, 0)
            before = self._counts.get(each, (0, 0, 0))
            self._counts[each] = [sum(pair) for pair in zip(before, found, strict=True)]
            tasks, timers = tasks + found[1], timers + found[2]
        first = alive[0]
        old, new = way.before.get(first), way.after.get(first)
        self.people.append(Person(*person, "moved", first, old, new, tasks, timers))

    def tallies(self) -> tuple[Tally, ...]:
        """The edges that move for somebody, the one asked for first."""
        before, after = self._base.before, self._base.after
        return tuple(
            Tally(edge, before.get(edge), after.get(edge), *counts)
            for edge, counts in sorted(self._counts.items(), key=lambda each: self._place(each[0]))
        )

    def _place(self, edge: Edge) -> int:
        edges = self._base.edges
        return edges.index(edge) if edge in edges else len(edges)


def _why_not(way: Way) -> str:
    return way.refused or way.kept_by or ("done" if way.moved else "same")
