"""A history as one reads it: 360 forms in a row in one line, and of all what is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from flask import request

from engine.queries import HistoryLine
from webapp import i18n, page, waiting

NEWEST = 8
"""Lines of a history that are shown at once."""


@dataclass(frozen=True)
class Passage:
    """One line of a history as shown; `times` 360 forms in a row are told as one."""

    line: HistoryLine
    times: int

    @property
    def who(self) -> str:
        """Who it was; a rater has no name, and what nobody did was the system's."""
        if self.line.anonymous:
            return i18n.say("penilai 360")
        who = waiting.in_stead_of(self.line.who, self.line.in_stead_of)
        return who or i18n.say("Sistem")

    @property
    def what(self) -> str:
        """What happened, in words."""
        return page.history_words(self.line, self.times)

    @property
    def phase(self) -> str:
        """In which phase, in words."""
        return i18n.say(self.line.phase) if self.line.phase else ""


@dataclass(frozen=True)
class Passages:
    """A history and what was asked of it: `shown` at once, `older` on request, of `total` in all.

    `phases` and `people` are those there are to ask for.
    """

    shown: tuple[Passage, ...]
    older: tuple[Passage, ...]
    total: int
    asked: bool
    phase: str
    who: str
    text: str
    phases: tuple[str, ...]
    people: tuple[str, ...]


def passages(history: Iterable[HistoryLine]) -> Passages:
    """The history as the address asks for it, newest first."""
    every = condensed(history)
    phase, who, text = (request.args.get(name, "").strip() for name in ("tahap", "oleh", "kata"))
    found = [
        each
        for each in every
        if phase in ("", each.phase)
        and who in ("", each.who)
        and text.casefold() in f"{each.what} {each.line.note} {each.who}".casefold()
    ]
    asked = bool(phase or who or text)
    first = len(found) if asked else NEWEST
    return Passages(
        shown=tuple(found[:first]),
        older=tuple(found[first:]),
        total=len(every),
        asked=asked,
        phase=phase,
        who=who,
        text=text,
        phases=tuple(dict.fromkeys(each.phase for each in reversed(every) if each.phase)),
        people=tuple(sorted({each.who for each in every})),
    )


def condensed(history: Iterable[HistoryLine]) -> list[Passage]:
    """The history with 360 forms that came one after the other told in one line."""
    # Those that came in time apart from those that were late.
    runs = groupby(
        enumerate(history),
        key=lambda each: (-1, each[1].late) if each[1].anonymous else (each[0], False),
    )
    told = [[line for _, line in run] for _, run in runs]
    return [Passage(lines[0], len(lines)) for lines in told]
