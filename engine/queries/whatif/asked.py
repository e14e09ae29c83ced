"""What was typed into a what-if: rules, other diagrams, days of a calendar, for whom."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import calendars, definitions, drafts, interventions, redating, whatif, windows
from engine.actor import Actor
from engine.calendar_edits import CalendarChange, changed
from engine.errors import BadDate, BadIntervention, DraftNotFound, LineRefused, VersionNotFound
from engine.models import Appraisal, Cycle, Employee, Unit
from engine.redating import Asked, Wish, Year
from engine.timeline import SpecialDay
from engine.whatif import Otherwise
from engine.windows import Scope
from schemas.said import say

MOST_LINES = 4


@dataclass(frozen=True)
class WhatIfAsked:
    """A draft as it was typed: `lines` are pairs of edge ("key.edge") and rule, in their rows.

    `timeline` names other diagrams whose windows are tried, "draft:ID" or "version:3". `days` are
    more days of the calendar `layer`, "national", "agency" or "unit" (that of the cohort). `spread`
    names the window whose peak is to be spread; `focus` a step ("phase.step", "" for the end of
    the year) whose people are listed, `late` those alone who are late with it.

    `heir` is the NIP of another Pejabat Penilai Kinerja, for the one of `nip`, or where `swap` is
    "rated" for all whom he rates.
    """

    lines: tuple[tuple[str, str], ...] = ()
    scope: str = "all"
    unit: int | None = None
    when: whatif.When = "last"
    timeline: str = ""
    layer: str = ""
    days: tuple[SpecialDay, ...] = ()
    swap: str = ""
    nip: str = ""
    heir: str = ""
    spread: str = ""
    focus: str = ""
    late: bool = False
    page: int = 1


@dataclass(frozen=True)
class Other:
    """The windows of other diagrams: what they are called, and what of them can be tried.

    `left` are those of their rules that no change of this cycle's dates can bring, `names` what
    they call their windows.
    """

    title: str = ""
    number: int = 0
    wishes: tuple[Wish, ...] = ()
    left: tuple[Otherwise, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def wishes_of(session: Session, actor: Actor, year: Year, asked: WhatIfAsked) -> list[Wish]:
    """The lines. Raises `LineRefused`, or `BadDate` for what is wrong with all of them."""
    wishes: list[Wish] = []
    for place, (edge, rule) in enumerate(asked.lines):
        try:
            wishes.append(_wish(session, actor, year, asked, edge, rule))
        except BadDate as error:
            if error.field not in ("edge", "rule"):
                raise
            raise LineRefused(place, error) from error
        if wishes[-1].edge in [wish.edge for wish in wishes[:-1]]:
            twice = BadDate("edge", say("Tanggal ini sudah ada di baris lain."))
            raise LineRefused(place, twice)
    return wishes


def other_of(
    session: Session,
    actor: Actor,
    year: Year,
    names: Mapping[str, str],
    asked: WhatIfAsked,
    typed: Sequence[Wish],
) -> Other:
    """The windows of the diagrams that were asked for; a line that was typed goes before them.

    Raises `BadDate` for diagrams that there are none of.
    """
    if not asked.timeline:
        return Other()
    title, number, texts = _diagrams(session, asked.timeline)
    process = year.cycle.process
    other = whatif.year_in(texts, process)
    if other is None:
        raise BadDate("timeline", say("Diagram tahun dari siklus ini tidak ada di dalamnya."))
    version = session.get_one(Cycle, year.cycle.id).version_id
    drawn = windows.drawn_in(definitions.specs_of(session, version), process)
    taken = [wish.edge for wish in typed]
    found = list(whatif.otherwise(drawn, other.rules, year.profile, names, taken))
    wishes, left = [], [each for each in found if each.why is not None]
    for each in found:
        if each.why is not None:
            continue
        try:
            wishes.append(_wish(session, actor, year, asked, ".".join(each.edge), each.rule))
        except BadDate as error:
            if error.field != "rule":
                raise
            left.append(replace(each, why=error.problem))
    return Other(title, number, tuple(wishes), tuple(left), other.windows)


@dataclass(frozen=True)
class Handing:
    """A handing over that is thought of: to whom, and how many are left alone by why."""

    swap: whatif.Swap = whatif.NO_SWAP
    heir: str = ""
    left: Mapping[str, int] = field(default_factory=dict)


def handing_of(session: Session, actor: Actor, year: Year, asked: WhatIfAsked) -> Handing:
    """Who would rate whom. Raises `BadDate` where nobody is named, or nobody is rated by him."""
    if not asked.swap:
        return Handing()
    nip = "".join(asked.nip.split())
    person = session.scalar(select(Employee.id).where(Employee.nip == nip)) if nip else None
    if person is None:
        raise BadDate("nip", say("Tidak ada pegawai dengan NIP ini."))
    whose = Appraisal.pejabat_penilai_id if asked.swap == "rated" else Appraisal.employee_id
    chosen = (Appraisal.cycle_id == year.cycle.id, whose == person)
    try:
        plan = interventions.plan(
            session, actor, interventions.Asked("hand_over", asked.heir), chosen
        )
    except BadIntervention as error:
        raise BadDate("heir", error.problem) from error
    if not plan.subjects:
        raise BadDate("nip", say("Tidak ada penilaian baginya dalam siklus ini."))
    going = [each for each in plan.subjects if not each.verdict]
    left = Counter(each.verdict for each in plan.subjects if each.verdict)
    if plan.heir is None:
        return Handing(left=left)
    heir, above = plan.heir.id, plan.heir.superior_id
    officials = {each.id: (heir, above or each.atasan_pejabat_penilai_id) for each in going}
    return Handing(whatif.Swap(officials), str(plan.heir.header["name"]), left)


def scope_of(session: Session, asked: WhatIfAsked) -> Scope:
    """For whom. Raises `BadDate`."""
    if asked.scope == "unit" and (asked.unit is None or session.get(Unit, asked.unit) is None):
        raise BadDate("unit", say("Pilih unit kerja."))
    return ("unit", asked.unit or 0) if asked.scope == "unit" else ("all", 0)


def calendars_of(session: Session, year: Year, asked: WhatIfAsked) -> calendars.Calendars | None:
    """All calendars with the days that are thought of; None for no days. Raises `BadDate`."""
    if not asked.days:
        return None
    if asked.layer == "unit" and (asked.unit is None or session.get(Unit, asked.unit) is None):
        raise BadDate("unit", say("Pilih unit kerja."))
    keys = {"national": calendars.NATION, "agency": calendars.AGENCY}
    key = keys.get(asked.layer, ("unit", asked.unit or 0))
    change = CalendarChange(key, year.calendars.number(key), put=asked.days)
    return changed(session, year.calendars, change)


def _wish(
    session: Session, actor: Actor, year: Year, asked: WhatIfAsked, edge: str, rule: str
) -> Wish:
    line = Asked(edge=edge, rule=rule, scope=asked.scope, unit=asked.unit)
    return redating.wish_of(session, actor, year, line)


_TIMELINE = re.compile(r"draft:(?P<draft>[\w-]{1,60})|version:(?P<version>\d{1,9})")


def _diagrams(session: Session, named: str) -> tuple[str, int, Mapping[str, str]]:
    """What a draft is called, or the number of a version, and the files."""
    found = _TIMELINE.fullmatch(named)
    try:
        if found and found["draft"]:
            draft = drafts.find(session, found["draft"])
            return draft.name, 0, drafts.texts_of(session, draft)
        if found and found["version"]:
            version = definitions.find(session, int(found["version"]))
            return "", version.number, version.files
    except (DraftNotFound, VersionNotFound):
        pass
    raise BadDate("timeline", say("Pilih draf atau versi yang ada."))
