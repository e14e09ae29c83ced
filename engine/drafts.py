"""Diagrams being changed: the files of a version, with what a draft says otherwise."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, definitions
from engine.bpmn.foreign import adopted
from engine.bpmn.xml import XmlError, read_xml
from engine.errors import BadFile, DraftNotFound, DraftOvertaken
from engine.models import DiagramDraft, DraftFile, Setting, Version
from schemas.said import Said, say

#: Name of the setting, and its value where one person alone may publish.
FOUR_EYES, OFF = "four_eyes", "off"
#: Who was heard of so recently has a file open.
PRESENT = timedelta(minutes=2)

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\.(bpmn|dmn)")


@dataclass(frozen=True)
class Text:
    """A file of a draft: its path and text; `own` is None where the version's is unchanged."""

    path: str
    text: str
    own: DraftFile | None

    @property
    def rev(self) -> int:
        """How often it was saved in this draft."""
        return self.own.rev if self.own else 0


@dataclass(frozen=True)
class Incoming:
    """A file from outside: where it would stand, its text, and what was written anew in it."""

    path: str
    text: str
    mends: tuple[Said, ...]


def find(session: Session, draft_id: str, *, hold: bool = False) -> DiagramDraft:
    """A draft by its public id, kept for this act if `hold`. Raises `DraftNotFound`."""
    chosen = select(DiagramDraft).where(DiagramDraft.public_id == draft_id)
    draft = session.scalar(chosen.with_for_update() if hold else chosen)
    if draft is None:
        raise DraftNotFound
    return draft


def own_files(session: Session, draft: DiagramDraft) -> dict[str, DraftFile]:
    """What the draft has changed, by path."""
    rows = session.scalars(
        select(DraftFile).where(DraftFile.draft_id == draft.id).order_by(DraftFile.path)
    )
    return {row.path: row for row in rows}


def texts_of(session: Session, draft: DiagramDraft) -> dict[str, str]:
    """All files of a draft: its version's, and its own in their place."""
    base = session.get_one(Version, draft.base_id)
    own = {path: row.text for path, row in own_files(session, draft).items()}
    return {**base.files, **own}


def text_of(session: Session, draft: DiagramDraft, name: str) -> Text:
    """One file by its name (`plan_week.bpmn`). Raises `DraftNotFound`."""
    own = own_files(session, draft)
    base = session.get_one(Version, draft.base_id).files
    for path in (*own, *base):
        if path.rpartition("/")[2] == name:
            return Text(path, own[path].text if path in own else base[path], own.get(path))
    raise DraftNotFound


def to_publish(session: Session, draft: DiagramDraft) -> dict[str, bytes]:
    """What publishing would make the newest version: the newest's files, and the draft's own.

    Raises `DraftOvertaken` for files that both the draft and a later version have changed.
    """
    newest = definitions.current(session)
    base = session.get_one(Version, draft.base_id)
    own = own_files(session, draft)
    both = [
        path
        for path, row in own.items()
        if newest.files.get(path) not in (base.files.get(path), row.text)
    ]
    if both:
        raise DraftOvertaken(newest.number, both)
    texts = {**newest.files, **{path: row.text for path, row in own.items()}}
    return as_bytes(texts)


def as_bytes(texts: Mapping[str, str]) -> dict[str, bytes]:
    """Files as the check reads them."""
    return {path: text.encode() for path, text in texts.items()}


def incoming(texts: Iterable[str], name: str, content: bytes) -> Incoming:
    """A file as it may come among others, whose paths are `texts`. Raises `BadFile`."""
    name = re.sub(r"[ -]+", "_", name.strip().lower())
    path, text = path_for(texts, name), readable(name, content)
    if not name.endswith(".bpmn"):
        return Incoming(path, text, ())
    found = adopted(text.encode(), name.removesuffix(".bpmn"))
    return Incoming(path, found.content.decode(), found.mends)


def path_for(texts: Iterable[str], name: str) -> str:
    """Where a file of this name stands, or would stand in a folder of its own.

    Raises `BadFile` for a name that no diagram or decision table may have.
    """
    if not _NAME.fullmatch(name):
        reason = say(
            "nama berkas harus huruf kecil, angka, dan garis bawah, dengan akhiran .bpmn atau .dmn."
        )
        raise BadFile(name=name[:80], reason=reason)
    for path in texts:
        if path.rpartition("/")[2] == name:
            return path
    return f"{name.rpartition('.')[0]}/{name}"


def readable(name: str, content: bytes) -> str:
    """The text of a file that is plain, small XML. Raises `BadFile`, which names the line."""
    try:
        read_xml(content)
    except XmlError as error:
        reason = say("baris {line}: {problem}", line=error.line, problem=error.message)
        raise BadFile(name=name, reason=reason) from error
    return content.removeprefix(b"\xef\xbb\xbf").decode()


def four_eyes(session: Session) -> bool:
    """Whether somebody else than who changed them must publish diagrams."""
    kept = session.get(Setting, FOUR_EYES)
    return kept is None or kept.value != OFF


def is_present(at: datetime) -> bool:
    """Whether who was last heard of then has the file still open."""
    return clock.real() - at < PRESENT
