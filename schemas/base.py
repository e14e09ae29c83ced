"""What every form is: strict questions, its words, and what its answers decide."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from schemas.fields.record import Record as Record
from schemas.said import Said


@dataclass(frozen=True)
class Section:
    """A group of questions under one heading; `names` in order."""

    title: str
    help: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Guide:
    """Advice shown beside a form: a heading and its lines."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """Answers of an earlier step, to be read: the form's title and (label, text) lines."""

    title: str
    lines: tuple[tuple[str, str], ...]


class Form(Record):
    """The questions of one user task; sending it is the signature of its owner.

    `load(raw)` gives clean answers with every key of the form (Decimals, dates, aware
    datetimes; "", None, [] or False where nothing was answered) or raises marshmallow's
    ValidationError with nested Indonesian messages. `load(plain(answers)) == answers`.
    """

    title: ClassVar[str] = ""
    """Indonesian imperative, e.g. "Susun SKP"."""
    lead: ClassVar[str] = ""
    """One sentence: what is asked and what for."""
    guide: ClassVar[tuple[Guide, ...]] = ()
    """Advice beside the form."""
    bulk: ClassVar[bool] = False
    """Whether many tasks may be answered at once with the same answers."""
    minutes: ClassVar[int] = 5
    """How long it takes, roughly."""
    submit: ClassVar[str] = "Kirim"
    """Words of the button."""
    confirm: ClassVar[str] = ""
    """What is said before an act that cannot be undone; "" for others."""
    shows: ClassVar[tuple[str, ...]] = ()
    """Panels beside the form: "skp", "results", "sheet", "dossier", "distribution"."""
    reads: ClassVar[tuple[str, ...]] = ()
    """Earlier steps of the same phase whose answers are shown above the form."""
    afresh: ClassVar[tuple[str, ...]] = ()
    """Questions that begin empty each time the task comes round: a decision is never repeated."""
    decides: ClassVar[frozenset[str]] = frozenset()
    """Names of the routing values that `outcome` may give; the deploy check reads them."""
    layout: ClassVar[Mapping[str, str]] = {}
    """Section titles in order, with their help."""

    @classmethod
    def key(cls) -> str:
        """The form key of the diagram: "coaching_week.RecordCoaching"."""
        return f"{cls.__module__.rpartition('.')[2]}.{cls.__name__}"

    def initial(self) -> dict[str, Any]:
        """Raw answers to start with: those of the last round if the task came back."""
        last, new = self.facts.own.get(self.facts.step), super().initial()
        if not last:
            return new
        return self.resume(last) | {name: new[name] for name in self.afresh if name in new}

    def sections(self) -> tuple[Section, ...]:
        """The questions grouped under their headings."""
        titles = dict.fromkeys([*self.layout, *(each.section for each in self.inputs.values())])
        groups = (Section(title, self.layout.get(title, ""), self._in(title)) for title in titles)
        return tuple(group for group in groups if group.names)

    def told(self) -> tuple[Told, ...]:
        """What the steps in `reads` answered, in words."""
        steps = ((step, self.facts.own.get(step)) for step in self.reads)
        return tuple(self._form_of(step).describe(plain) for step, plain in steps if plain)

    def describe(self, plain: Mapping[str, Any]) -> Told:
        """Plain answers of this form in words, unanswered questions left out."""
        lines = ((each.label, each.describe(plain.get(name))) for name, each in self.inputs.items())
        return Told(self.title, tuple((label, text) for label, text in lines if text))

    def outcome(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The routing values that these answers give to the diagram."""
        return {}

    def warnings(self, answers: Mapping[str, Any]) -> list[Said]:
        """What the writer should look at again; nothing of it stops him."""
        return []

    def comment(self, answers: Mapping[str, Any]) -> str:
        """One line that the next person reads first, e.g. why the work came back; or ""."""
        return ""

    def returned(self) -> str:
        """Why this task came back to its owner, or ""."""
        return ""

    def _form_of(self, step: str) -> "Form":
        name = "".join(word.capitalize() for word in step.split("_"))
        cls: type[Form] = getattr(sys.modules[type(self).__module__], name)
        return cls(self.facts)

    def _in(self, section: str) -> tuple[str, ...]:
        return tuple(name for name, each in self.inputs.items() if each.section == section)
