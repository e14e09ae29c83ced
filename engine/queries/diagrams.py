"""Diagrams as Bagian SDM sees them: versions, drafts, and what stands in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import accounts, definitions
from engine import drafts as working
from engine.actor import Actor
from engine.bpmn.outline import Outline, outline
from engine.bpmn.sheet import sheet
from engine.errors import NotYours, VersionNotFound
from engine.models import Cycle, DiagramDraft, DraftFile, DraftReader, Employee, Version
from engine.policy import may_draw


@dataclass(frozen=True)
class FileCard:
    """A diagram or decision table: its name as a file, and what it calls itself."""

    name: str
    title: str
    tasks: int
    changed: bool = False

    @property
    def is_diagram(self) -> bool:
        """Whether it can be drawn; else it is a decision table."""
        return self.name.endswith(".bpmn")


@dataclass(frozen=True)
class VersionCard:
    """A published version: who published it and why, and how many cycles run on it.

    `running` is what was wanted for appraisals on older versions (`commands.RUNNING`).
    """

    number: int
    name: str
    note: str
    who: str
    at: datetime
    cycles: int
    newest: bool
    running: str


@dataclass(frozen=True)
class DraftCard:
    """A draft in a list."""

    id: str
    name: str
    who: str
    at: datetime
    base: int
    changed: int


@dataclass(frozen=True)
class DraftPage:
    """A draft with its files; `base` is the number of the version it changes.

    `newest` is the newest version's number: another than `base` if one was published since.
    `alone` says that this actor may not publish what he has changed himself; `others` are the
    officers who have changed nothing in it.
    """

    id: str
    name: str
    note: str
    who: str
    at: datetime
    base: int
    newest: int
    files: tuple[FileCard, ...]
    alone: bool
    others: tuple[str, ...]


@dataclass(frozen=True)
class Reader:
    """Who else has a file open, and when he was last heard of."""

    name: str
    at: datetime


@dataclass(frozen=True)
class DraftFilePage:
    """One file of a draft: its text, its revision, and who else has it open."""

    draft_id: str
    draft: str
    name: str
    path: str
    text: str
    rev: int
    outline: Outline | None
    others: tuple[Reader, ...]


def diagrams(session: Session, actor: Actor) -> tuple[FileCard, ...]:
    """The files of the newest version, diagrams first. Raises `NotYours`."""
    _may(actor)
    return _cards(definitions.current(session).files)


def versions(session: Session, actor: Actor) -> tuple[VersionCard, ...]:
    """All versions, newest first. Raises `NotYours`."""
    _may(actor)
    on_it = {
        version_id: count
        for version_id, count in session.execute(
            select(Cycle.version_id, func.count())
            .where(Cycle.closed_at.is_(None))
            .group_by(Cycle.version_id)
        )
    }
    rows = session.execute(
        select(
            *(Version.id, Version.number, Version.name, Version.note, Version.created_at),
            Version.running,
            func.coalesce(Employee.name, ""),
        )
        .outerjoin(Employee, Employee.id == Version.created_by)
        .order_by(Version.number.desc())
    ).all()
    return tuple(
        VersionCard(number, name, note, who, at, on_it.get(key, 0), place == 0, wanted)
        for place, (key, number, name, note, at, wanted, who) in enumerate(rows)
    )


def version_files(session: Session, actor: Actor, number: int) -> dict[str, str]:
    """The files of a version, by path. Raises `NotYours`, `VersionNotFound`."""
    _may(actor)
    return dict(definitions.find(session, number).files)


def published_file(session: Session, actor: Actor, number: int, name: str) -> str:
    """The text of one file of a version. Raises `NotYours`, `VersionNotFound`."""
    files = version_files(session, actor, number)
    for path, text in files.items():
        if path.rpartition("/")[2] == name:
            return text
    raise VersionNotFound


def drafts(session: Session, actor: Actor) -> tuple[DraftCard, ...]:
    """All drafts, the last changed first. Raises `NotYours`."""
    _may(actor)
    changed = (
        select(func.count())
        .select_from(DraftFile)
        .where(DraftFile.draft_id == DiagramDraft.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            *(DiagramDraft.public_id, DiagramDraft.name, Employee.name),
            *(DiagramDraft.updated_at, Version.number, changed),
        )
        .join(Employee, Employee.id == DiagramDraft.updated_by)
        .join(Version, Version.id == DiagramDraft.base_id)
        .order_by(DiagramDraft.updated_at.desc(), DiagramDraft.id.desc())
    )
    return tuple(DraftCard(*row) for row in rows)


def draft_page(session: Session, actor: Actor, draft_id: str) -> DraftPage:
    """A draft with its files. Raises `NotYours`, `DraftNotFound`."""
    _may(actor)
    draft = working.find(session, draft_id)
    own = working.own_files(session, draft)
    return DraftPage(
        id=draft.public_id,
        name=draft.name,
        note=draft.note,
        who=session.get_one(Employee, draft.updated_by).name,
        at=draft.updated_at,
        base=session.get_one(Version, draft.base_id).number,
        newest=definitions.current(session).number,
        files=_cards(working.texts_of(session, draft), own),
        alone=actor.id in draft.editors and working.four_eyes(session),
        others=_others(session, draft),
    )


def _others(session: Session, draft: DiagramDraft) -> tuple[str, ...]:
    """Who of Bagian SDM has changed nothing in a draft, and may publish it whatever is set."""
    officers = set(accounts.bagian_sdm(session)) - set(draft.editors)
    names = select(Employee.name).where(Employee.id.in_(officers)).order_by(Employee.name)
    return tuple(session.scalars(names))


def draft_files(session: Session, actor: Actor, draft_id: str) -> dict[str, bytes]:
    """All files of a draft, as the check reads them. Raises `NotYours`, `DraftNotFound`."""
    _may(actor)
    return working.as_bytes(working.texts_of(session, working.find(session, draft_id)))


def to_publish(session: Session, actor: Actor, draft_id: str) -> dict[str, bytes]:
    """What publishing a draft would make the newest version.

    Raises `NotYours`, `DraftNotFound`, `DraftOvertaken`.
    """
    _may(actor)
    return working.to_publish(session, working.find(session, draft_id))


def draft_file(session: Session, actor: Actor, draft_id: str, name: str) -> DraftFilePage:
    """One file of a draft; a diagram with its text twin. Raises `NotYours`, `DraftNotFound`."""
    _may(actor)
    draft = working.find(session, draft_id)
    kept = working.text_of(session, draft, name)
    readers = session.execute(
        select(Employee.name, DraftReader.at)
        .join(Employee, Employee.id == DraftReader.employee_id)
        .where(
            DraftReader.draft_id == draft.id,
            DraftReader.path == kept.path,
            DraftReader.employee_id != actor.id,
        )
        .order_by(Employee.name)
    )
    return DraftFilePage(
        draft_id=draft_id,
        draft=draft.name,
        name=name,
        path=kept.path,
        text=kept.text,
        rev=kept.rev,
        outline=outline(kept.text.encode()) if name.endswith(".bpmn") else None,
        others=tuple(Reader(who, at) for who, at in readers if working.is_present(at)),
    )


def _may(actor: Actor) -> None:
    if not may_draw(actor):
        raise NotYours


def _cards(texts: Mapping[str, str], changed: Iterable[str] = ()) -> tuple[FileCard, ...]:
    own = frozenset(changed)
    cards = [_card(path, text, changed=path in own) for path, text in texts.items()]
    return tuple(sorted(cards, key=lambda card: (not card.is_diagram, card.title.casefold())))


def _card(path: str, text: str, *, changed: bool) -> FileCard:
    name = path.rpartition("/")[2]
    if not name.endswith(".bpmn"):
        return FileCard(name, sheet(text.encode()).name or name, 0, changed)
    found = outline(text.encode())
    tasks = sum(line.kind == "task" for line in found.lines)
    return FileCard(name, found.name or name, tasks, changed)
