"""The timeline of a draft or a version: the windows its diagrams carry, resolved for one year."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from engine import calendars, clock, definitions, timeline
from engine import drafts as working
from engine.actor import Actor
from engine.bpmn.outline import Outline, outline
from engine.errors import NotYours
from engine.models import Version
from engine.policy import may_draw
from engine.queries.people import zone
from engine.queries.timeline import EdgeLine, PhaseLine
from schemas.said import Said

Edge = tuple[str, str]


@dataclass(frozen=True)
class DrawnYear:
    """A year's diagram: its file, the revision, its phases with the dates their rules give.

    A cycle runs its `process`. An edge is `changed` where the draft says another rule than its
    version. `problems` say why no cycle of this year, or else of some other, could be opened with
    it (R-002, R-004).
    """

    name: str
    process: str
    title: str
    rev: int
    phases: tuple[PhaseLine, ...]
    problems: tuple[Said, ...]


@dataclass(frozen=True)
class DrawnTimeline:
    """The years of a draft (or of a version: `draft_id` is ""), as in a cycle of `year`."""

    draft_id: str
    draft: str
    year: int
    zone: str
    years: tuple[DrawnYear, ...]


def draft_timeline(
    session: Session,
    actor: Actor,
    draft_id: str,
    year: int | None = None,
    typed: Mapping[str, str] | None = None,
) -> DrawnTimeline:
    """The windows of a draft; `typed` are rules by "edge:phase" that are not saved yet.

    Raises `NotYours`, `DraftNotFound`.
    """
    if not may_draw(actor):
        raise NotYours
    draft = working.find(session, draft_id)
    texts, own = working.texts_of(session, draft), working.own_files(session, draft)
    base = session.get_one(Version, draft.base_id).files
    reader = _Reader(session, texts, base, {path: each.rev for path, each in own.items()}, year)
    return reader.timeline(draft_id, draft.name, typed or {})


def version_timeline(
    session: Session, actor: Actor, number: int, year: int | None = None
) -> DrawnTimeline:
    """The windows of a version, as it was published.

    Raises `NotYours`, `VersionNotFound`.
    """
    if not may_draw(actor):
        raise NotYours
    version = definitions.find(session, number)
    return _Reader(session, version.files, version.files, {}, year).timeline("", version.name, {})


class _Reader:
    def __init__(
        self,
        session: Session,
        texts: Mapping[str, str],
        base: Mapping[str, str],
        revs: Mapping[str, int],
        year: int | None,
    ) -> None:
        self._texts, self._base, self._revs = texts, base, revs
        self._calendar = calendars.calendar_for(session)
        self._zone = zone(session)
        self._year = year or timeline.local_day(clock.now(), self._zone).year
        self._typed: Mapping[str, str] = {}

    def timeline(self, draft_id: str, name: str, typed: Mapping[str, str]) -> DrawnTimeline:
        """All of it, with what is typed and not saved."""
        self._typed = typed
        return DrawnTimeline(draft_id, name, self._year, self._zone, tuple(self.years()))

    def years(self) -> Iterator[DrawnYear]:
        """Each diagram with windows."""
        for path, text in sorted(self._texts.items()):
            if path.endswith(".bpmn"):
                drawn = outline(text.encode())
                if drawn.rules:
                    yield self._drawn(path, drawn)

    def _drawn(self, path: str, drawn: Outline) -> DrawnYear:
        before = outline(self._base[path].encode()).rules if path in self._base else {}
        typed = {
            (place.partition(":")[2], place.partition(":")[0]): rule
            for place, rule in self._typed.items()
        }
        rules = {edge: typed.get(edge, rule) for edge, rule in drawn.rules.items()}
        names = {line.id: line.name for line in drawn.lines if line.kind == "call"}
        dates: Mapping[Edge, date | None] = {}
        with suppress(timeline.TimelineError):
            dates = timeline.resolve(rules, self._year, self._calendar, {})
        faults = timeline.faults(rules, self._year, self._calendar, names)
        faults = faults or timeline.faults_of_any_year(rules, names)
        return DrawnYear(
            name=path.rpartition("/")[2],
            process=drawn.process,
            title=drawn.name,
            rev=self._revs.get(path, 0),
            phases=tuple(
                PhaseLine(
                    key,
                    name,
                    "next",
                    tuple(self._line(edge, rules, before, dates) for edge in keys),
                )
                for key, name in names.items()
                if (keys := [edge for edge in rules if edge[0] == key])
            ),
            problems=tuple(fault.message for fault in faults),
        )

    def _line(
        self,
        edge: Edge,
        rules: Mapping[Edge, str],
        before: Mapping[Edge, str],
        dates: Mapping[Edge, date | None],
    ) -> EdgeLine:
        day = dates.get(edge)
        return EdgeLine(
            edge=edge[1],
            rule=rules[edge],
            due_at=None if day is None else timeline.instant(day, edge[1], self._zone),
            changed=before.get(edge) != rules[edge],
            own=0,
            past=False,
        )
