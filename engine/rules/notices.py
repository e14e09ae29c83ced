"""What a profile says about deadlines: when they are reminded of, and who hears of it at last.

That a missed deadline is told to its holder, the pejabat penilai and Bagian SDM at once is R-016
and no choice; here stand the days before, and the days until somebody else is told.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from engine.rules.toml_section import Section

__all__ = ["LISTENERS", "Distance", "Escalation", "Notices", "read_deadlines", "read_notices"]

Unit = Literal["hari", "hari kerja", "minggu"]

#: The superior of whoever is late, or Bagian SDM.
LISTENERS: Final = ("atasan", "sdm")
LONGEST: Final = 365

_UNITS: Final[dict[str, Unit]] = {"hari": "hari", "hari kerja": "hari kerja", "minggu": "minggu"}
_DISTANCE: Final = re.compile(r"(\d{1,3}) +(hari kerja|hari|minggu)")
_EARLY: Final = 7


@dataclass(frozen=True)
class Distance:
    """So many days, working days or weeks from the last day of a deadline."""

    number: int
    unit: Unit


@dataclass(frozen=True)
class Escalation:
    """Who else is told, so long after the last day."""

    after: Distance
    to: str


@dataclass(frozen=True)
class Notices:
    """`remind_before` and `escalate_after` the last day, at `hour` o'clock of the agency."""

    remind_before: tuple[Distance, ...]
    escalate_after: tuple[Escalation, ...]
    hour: int


def read_notices(notices: Section) -> Notices:
    """The section `[notices]`; raises ValueError that begins with the offending key."""
    return Notices(
        remind_before=tuple(
            _distance(notices, "remind_before", text) for text in notices.texts("remind_before")
        ),
        escalate_after=tuple(
            Escalation(
                _distance(entry, "after", entry.text("after")), entry.choice("to", LISTENERS)
            )
            for entry in notices.sections("escalate_after")
        ),
        hour=notices.whole("hour", low=0, high=23),
    )


def read_deadlines(deadlines: Section) -> Notices:
    """The same from a profile that was stored before there was `[notices]` (R-196).

    It had `reminders`, in days, and told the superior after `grace_days`.
    """
    grace = deadlines.whole("grace_days", low=0, high=LONGEST)
    return Notices(
        remind_before=tuple(
            Distance(days, "hari") for days in deadlines.wholes("reminders", low=0, high=LONGEST)
        ),
        escalate_after=(Escalation(Distance(grace, "hari kerja"), "atasan"),),
        hour=_EARLY,
    )


def _distance(section: Section, key: str, text: str) -> Distance:
    found = _DISTANCE.fullmatch(text.strip())
    if found is None or int(found[1]) > LONGEST:
        raise section.refusal(
            key, f'{text!r} bukan jarak; tulis misalnya "7 hari" atau "3 hari kerja"'
        )
    return Distance(int(found[1]), _UNITS[found[2]])
