"""Two versions of the diagrams side by side: what changes from one to the other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.orm import Session

from engine import definitions, drafts
from engine.actor import Actor
from engine.bpmn.compare import Change, compare
from engine.bpmn.outline import outline
from engine.bpmn.xml import XmlError
from engine.errors import NotYours
from engine.policy import may_draw


@dataclass(frozen=True)
class Side:
    """A version by its number, or a draft by its id (then number is 0), and how it is called."""

    number: int
    draft_id: str
    name: str


@dataclass(frozen=True)
class FileChanges:
    """What changes in one file; `drawn` if both sides have it and it can be shown as a drawing."""

    name: str
    title: str
    drawn: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Comparison:
    """Two sides, and the files that differ, by name."""

    before: Side
    after: Side
    files: tuple[FileChanges, ...]

    @property
    def count(self) -> int:
        """How many changes there are."""
        return sum(len(file.changes) for file in self.files)


def comparison(session: Session, actor: Actor, before: str, after: str) -> Comparison:
    """Compare two sides, each a version's number or a draft's id.

    Raises `NotYours`, `VersionNotFound`, `DraftNotFound`.
    """
    if not may_draw(actor):
        raise NotYours
    (one, old), (other, new) = _side(session, before), _side(session, after)
    changes = compare(drafts.as_bytes(old), drafts.as_bytes(new))
    return Comparison(one, other, tuple(_files(changes, _by_name(old), _by_name(new))))


def _side(session: Session, ref: str) -> tuple[Side, Mapping[str, str]]:
    if ref.isascii() and ref.isdigit() and len(ref) < 10:
        version = definitions.find(session, int(ref))
        return Side(version.number, "", version.name), version.files
    draft = drafts.find(session, ref)
    return Side(0, ref, draft.name), drafts.texts_of(session, draft)


def _files(
    changes: tuple[Change, ...], old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[FileChanges]:
    for name, some in groupby(changes, key=lambda change: change.file):
        text = new.get(name, old.get(name, ""))
        drawn = name.endswith(".bpmn") and name in old and name in new
        yield FileChanges(name, _title(name, text), drawn, tuple(some))


def _title(name: str, text: str) -> str:
    try:
        return (outline(text.encode()).name if name.endswith(".bpmn") else "") or name
    except XmlError:
        return name


def _by_name(texts: Mapping[str, str]) -> dict[str, str]:
    return {path.rpartition("/")[2]: text for path, text in texts.items()}
