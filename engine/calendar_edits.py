"""A change of a calendar before it is stored: as somebody wrote it, and what would come of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import ValidationError
from sqlalchemy.orm import Session

from engine.calendars import AGENCY, NATION, Calendars, Key
from engine.errors import CalendarMoved, CalendarNotFound, FormRejected
from engine.models import Unit
from engine.timeline import SpecialDay
from schemas import working_days
from schemas.facts import Facts

#: The most days of one change.
MOST = 1000


@dataclass(frozen=True)
class CalendarChange:
    """Days that a calendar is to say, or to say nothing more about.

    `key` names the calendar, `seen` its version when the change was thought of; of a day that is
    among both, `put` counts.
    """

    key: Key
    seen: int
    put: tuple[SpecialDay, ...] = ()
    remove: tuple[date, ...] = ()
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """What `from_json` makes this of again, but for the note."""
        put = [{**vars(each), "day": each.day.isoformat()} for each in self.put]
        gone = [each.isoformat() for each in self.remove]
        return {"key": [*self.key], "seen": self.seen, "put": put, "remove": gone}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], note: str = "") -> "CalendarChange":
        """Make the change of what `to_json` has returned."""
        put = [
            SpecialDay(**{**each, "day": date.fromisoformat(each["day"])}) for each in stored["put"]
        ]
        gone = [date.fromisoformat(each) for each in stored["remove"]]
        layer, place = stored["key"]
        return cls((layer, place), stored["seen"], tuple(put), tuple(gone), note)


def read_day(raw: Mapping[str, Any]) -> SpecialDay:
    """A day as somebody wrote it: raw answers of `working_days.SpecialDay`.

    Raises `FormRejected` with the form's messages.
    """
    try:
        return SpecialDay(**working_days.SpecialDay(Facts()).load(raw))
    except ValidationError as error:
        raise FormRejected(error.messages_dict) from error


def read_note(raw: Mapping[str, Any]) -> str:
    """Why a calendar is changed: raw answers of `ChangeOfCalendar`. Raises `FormRejected`."""
    try:
        return str(working_days.ChangeOfCalendar(Facts()).load(raw)["note"])
    except ValidationError as error:
        raise FormRejected(error.messages_dict) from error


def changed(session: Session, known: Calendars, change: CalendarChange) -> Calendars:
    """What the calendars would be; `known` itself where nothing changes.

    Raises `CalendarNotFound`, `CalendarMoved`.
    """
    find(session, change.key)
    if change.seen != known.number(change.key):
        raise CalendarMoved
    before = {each.day: each for each in known.days(change.key)}
    after = {day: each for day, each in before.items() if day not in change.remove}
    after |= {each.day: each for each in change.put}
    return known if after == before else known.changed(change.key, after.values())


def find(session: Session, key: Key) -> str:
    """The name of the unit whose calendar it is, else "". Raises `CalendarNotFound`."""
    if key in (NATION, AGENCY):
        return ""
    unit = session.get(Unit, key[1]) if key[0] == "unit" else None
    if unit is None:
        raise CalendarNotFound
    return unit.name


@dataclass(frozen=True)
class Difference:
    """What one version of a calendar says that another does not."""

    added: tuple[SpecialDay, ...]
    #: As each day was, and as it is.
    altered: tuple[tuple[SpecialDay, SpecialDay], ...]
    removed: tuple[SpecialDay, ...]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.added or self.altered or self.removed)


def difference(before: Sequence[SpecialDay], after: Sequence[SpecialDay]) -> Difference:
    """Compare two versions, each in the order of its days."""
    old, new = ({each.day: each for each in days} for days in (before, after))
    return Difference(
        tuple(each for day, each in new.items() if day not in old),
        tuple((old[day], each) for day, each in new.items() if day in old and old[day] != each),
        tuple(each for day, each in old.items() if day not in new),
    )
