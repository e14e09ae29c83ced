"""Days and moments, inside their windows."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import ValidationError

from schemas.facts import Facts, Window
from schemas.fields.input import FromFacts, Input, resolve, text_of
from schemas.said import in_words, say

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TYPED_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?"
)

NOT_A_DAY = say("Tulis tanggal yang ada di kalender, misalnya 2026-04-03 atau 3/4/2026.")
NOT_A_MOMENT = say("Tulis tanggal dan jam, misalnya 2026-04-03T09:00.")


class Day(Input[date]):
    """A date, read from "2026-04-03" or "3/4/2026".

    :param first: the first date allowed.
    :param last: the last date allowed.
    """

    kind = "day"

    def __init__(
        self,
        label: str,
        *,
        first: FromFacts[date | None] = None,
        last: FromFacts[date | None] = None,
        **kwargs: Any,
    ) -> None:
        """Ask for a day between `first` and `last`."""
        super().__init__(label, **kwargs)
        self._first, self._last = first, last
        self.min, self.max = EARLIEST, LATEST

    def bind(self, facts: Facts) -> None:
        """Find the limits in the facts."""
        super().bind(facts)
        self.min = resolve(self._first, facts) or EARLIEST
        self.max = resolve(self._last, facts) or LATEST

    def start(self) -> Any:
        """The raw day a new form starts with."""
        given = super().start()
        return given.isoformat() if isinstance(given, date) else given

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> date:
        day = _read_day(text_of(value).strip())
        if not self.min <= day <= self.max:
            raise ValidationError(
                say("Pilih tanggal {first} sampai {last}.", first=self.min, last=self.max)
            )
        return day

    def describe(self, plain: Any) -> str:
        """The day in words."""
        return "" if plain is None else in_words(date.fromisoformat(plain))

    def _serialize(self, value: date | None, attr: Any, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else value.isoformat()


class Moment(Input[datetime]):
    """A date with a time of day, local to the agency's zone; the clean answer is aware.

    :param window: where the moment must lie; None for anywhere.
    """

    kind = "moment"

    def __init__(
        self, label: str, *, window: FromFacts[Window | None] = None, **kwargs: Any
    ) -> None:
        """Ask for a moment inside `window`."""
        super().__init__(label, **kwargs)
        self._window = window
        self.window = Window()

    @property
    def min(self) -> str:
        """The first local moment allowed, as a page writes it, or ""."""
        return self._local(self.window.opens)

    @property
    def max(self) -> str:
        """The last local moment allowed, as a page writes it, or ""."""
        return self._local(self.window.last)

    def bind(self, facts: Facts) -> None:
        """Find the window in the facts."""
        super().bind(facts)
        self.window = resolve(self._window, facts) or Window()

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> datetime:
        moment = self._read(text_of(value).strip())
        if not self.window.contains(moment):
            raise ValidationError(self._outside())
        return moment

    def describe(self, plain: Any) -> str:
        """The moment in words."""
        return "" if plain is None else in_words(datetime.fromisoformat(plain))

    def _serialize(self, value: datetime | None, attr: Any, obj: Any, **kwargs: Any) -> str | None:
        return self._local(value) or None

    def _read(self, text: str) -> datetime:
        found = MOMENT.fullmatch(text)
        if not found:
            raise ValidationError(NOT_A_MOMENT)
        day, time, _, offset = found.groups()
        zone = ZoneInfo(self.facts.zone)
        try:
            moment = datetime.fromisoformat(f"{day}T{time}{offset or ''}")
            if not EARLIEST <= moment.date() <= LATEST:
                raise ValidationError(NOT_A_MOMENT)
            return moment.astimezone(zone) if offset else moment.replace(tzinfo=zone)
        except ValueError:
            raise ValidationError(NOT_A_MOMENT) from None

    def _outside(self) -> str:
        zone = ZoneInfo(self.facts.zone)
        opens, last = self.window.opens, self.window.last
        if opens and last:
            return say(
                "Pilih waktu antara {opens} dan {last}.",
                opens=opens.astimezone(zone),
                last=last.astimezone(zone),
            )
        if opens:
            return say("Pilih waktu sejak {opens}.", opens=opens.astimezone(zone))
        return say("Pilih waktu paling lambat {last}.", last=last and last.astimezone(zone))

    def _local(self, moment: datetime | None) -> str:
        if moment is None:
            return ""
        return moment.astimezone(ZoneInfo(self.facts.zone)).strftime("%Y-%m-%dT%H:%M")


def _read_day(text: str) -> date:
    typed = TYPED_DAY.fullmatch(text)
    try:
        if typed:
            day, month, year = (int(part) for part in typed.groups())
            return date(year, month, day)
        if ISO_DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        raise ValidationError(NOT_A_DAY) from None
    raise ValidationError(NOT_A_DAY)
