"""The plain values a form is built with: what is known about a task before anybody types.

A form compares with these values and fetches nothing. Every field has a default, so that a
test names only what its form looks at. Answers in `own` and `earlier` are plain, as stored
(Decimals and dates are strings); `Form.load` of the form that gave them turns them back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Person:
    """One official or employee, as a page names him."""

    id: int = 0
    name: str = ""
    nip: str = ""
    position: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Window:
    """The time in which something may happen; both ends aware, `closes` exclusive."""

    opens: datetime | None = None
    closes: datetime | None = None

    @property
    def last(self) -> datetime | None:
        """The last minute inside the window (23.59 of the closing day)."""
        return self.closes - timedelta(minutes=1) if self.closes else None

    def contains(self, moment: datetime) -> bool:
        """Whether `moment` (aware) lies inside."""
        return (self.opens is None or self.opens <= moment) and (
            self.closes is None or moment < self.closes
        )


@dataclass(frozen=True)
class SkpRow:
    """One activity of the SKP in force (R-099): targets, `quality` in percent, cost in rupiah."""

    no: int
    activity: str
    credit_points: Decimal | None = None
    quantity: Decimal | None = None
    unit: str = ""
    quality: Decimal = Decimal(100)
    time: Decimal | None = None
    time_unit: str = "bulan"
    cost: Decimal | None = None
    schedule_start: date = date(2026, 1, 1)
    schedule_end: date = date(2026, 12, 31)
    sem1_portion: Decimal | None = None


@dataclass(frozen=True)
class Aspect:
    """One aspect of perilaku kerja with the indicators shown as help."""

    key: str
    label: str
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Band:
    """A named range of scores, both ends inside."""

    label: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Candidate:
    """A person who may be nominated as "kolega" or as "bawahan"."""

    person: Person
    relation: str


@dataclass(frozen=True)
class GroupResult:
    """What this viewer may see of one group of 360 raters."""

    group: str
    shown: bool
    forms: int | None = None
    mean: Decimal | None = None
    aspects: Mapping[str, Decimal] = field(default_factory=dict)
    stories: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class DossierRecord:
    """One document of the year that a keberatan may point to (R-084)."""

    key: str
    label: str


@dataclass(frozen=True)
class Facts:
    """Everything a form may compare with."""

    now: datetime = datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Jakarta"))
    year: int = 2026
    zone: str = "Asia/Jakarta"
    phase: str = ""
    step: str = ""
    item: str = ""
    subject: Person = Person()
    actor: Person = Person()
    pejabat_penilai: Person = Person()
    atasan_pejabat_penilai: Person = Person()
    appraisal_class: str = "structural"
    windows: Mapping[str, Window] = field(default_factory=dict)
    due_at: datetime | None = None
    skp: tuple[SkpRow, ...] = ()
    aspects: tuple[Aspect, ...] = ()
    star_bands: Mapping[int, Band] = field(default_factory=dict)
    quality_bands: tuple[Band, ...] = ()
    min_group: int = 3
    max_raters: int = 5
    candidates: tuple[Candidate, ...] = ()
    has_bawahan: bool = False
    people: tuple[Person, ...] = ()
    own: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    earlier: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    received: Mapping[str, int] = field(default_factory=dict)
    expected: Mapping[str, int] = field(default_factory=dict)
    results: tuple[GroupResult, ...] = ()
    sheet: Mapping[str, Any] = field(default_factory=dict)
    quality_band: Callable[[int, int], Band] | None = None
    """The quality allowed after so many minor and so many major errors (R-071)."""
    atasan_review: Mapping[str, Any] = field(default_factory=dict)
    """The pejabat penilai's own 360 form, which he may revise in the dialog (R-053)."""
    events: Mapping[str, datetime] = field(default_factory=dict)
    """When "diterima", "diajukan" … happened, aware."""
    dossier: tuple[DossierRecord, ...] = ()
    highest_skp_score: Decimal | None = None
    """The most an SKP score can be under the cycle's profile; None for no limit."""
    categories: tuple[str, ...] = ()
    """The predikat of the profile, best first."""
    ratings: Mapping[str, int] = field(default_factory=dict)
    """How many people of the cycle have each rating so far, by category (R-093)."""
    matrix_cell: tuple[str, str] | None = None
    """Levels of targets reached and of behaviour: "rendah", "sedang" or "tinggi" (R-092)."""

    @property
    def today(self) -> date:
        """The agency's date at `now`."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    def said(self, step: str, key: str) -> Any:
        """What an earlier step of this phase answered under `key`; None if nothing."""
        return self.own.get(step, {}).get(key)
