"""Changing diagrams: drafts of them, and the version that a draft becomes."""

from collections.abc import Mapping

from sqlalchemy import delete
from sqlalchemy.orm import Session

from engine import clock, definitions, drafts, timeline
from engine.actor import Actor
from engine.bpmn import rewrite
from engine.bpmn.outline import outline
from engine.commands import rehearsals
from engine.errors import (
    BadDefinition,
    DraftMoved,
    FormRejected,
    FourEyes,
    NotYours,
)
from engine.models import DiagramDraft, DraftFile, DraftReader, Employee
from engine.policy import may_draw
from engine.uploads import Checked, digest_of
from schemas import UnknownForm, form
from schemas.said import Said, say
from schemas.signs import unreadable

LONGEST_NAME = 80
LONGEST_NOTE = 2000
#: Appraisals that run on older versions are left there, moved later, or at once.
RUNNING = ("leave", "later", "now")
#: Properties whose values are date rules, whichever edge they stand for.
_NOT_RULES = frozenset({"state", "event", "hard_deadline", "due"})


def begin_draft(session: Session, actor: Actor, name: str, number: int | None = None) -> str:
    """A new draft of the newest version, or of version `number` (to restore it); its id.

    Restored, a draft holds every file in which that version differs from the newest. Raises
    `NotYours`, `VersionNotFound`, `FormRejected`.
    """
    _may(actor)
    newest = definitions.current(session)
    draft = DiagramDraft(
        base_id=newest.id,
        name=_name(name),
        created_at=clock.now(),
        updated_at=clock.now(),
        updated_by=actor.id,
        editors=[],
    )
    session.add(draft)
    session.flush()
    if number is not None and number != newest.number:
        for path, text in definitions.find(session, number).files.items():
            if newest.files.get(path) != text:
                _store(session, actor, draft, path, text)
    return draft.public_id


def describe_draft(session: Session, actor: Actor, draft_id: str, name: str, note: str) -> None:
    """Give a draft another name and note. Raises `NotYours`, `DraftNotFound`, `FormRejected`."""
    _may(actor)
    draft = drafts.find(session, draft_id, hold=True)
    draft.name, draft.note = _name(name), _note(note)


def discard_draft(session: Session, actor: Actor, draft_id: str) -> None:
    """Throw a draft away. Raises `NotYours`, `DraftNotFound`."""
    _may(actor)
    draft = drafts.find(session, draft_id, hold=True)
    rehearsals.hand_over(session, draft, None)
    _remove(session, draft)


def save_diagram(
    session: Session, actor: Actor, draft_id: str, name: str, text: str, rev: int
) -> int:
    """Keep the text of a file in a draft; returns its new revision.

    It may still have problems: what was drawn is never lost. `rev` is the revision that was
    changed. Raises `NotYours`, `DraftNotFound`, `DraftMoved` with what another has saved since,
    `BadFile` for what is no plain XML; then nothing is stored.
    """
    _may(actor)
    draft = drafts.find(session, draft_id, hold=True)
    kept = drafts.text_of(session, draft, name)
    readable = drafts.readable(name, text.encode("utf-8", "surrogatepass"))
    if readable == kept.text:
        return kept.rev
    if kept.own is not None and kept.rev != rev:
        raise _moved(session, kept.own)
    return _store(session, actor, draft, kept.path, readable)


def edit_diagram(
    session: Session,
    actor: Actor,
    draft_id: str,
    name: str,
    rev: int,
    changes: Mapping[str, str],
) -> int:
    """Change names, roles, forms and dates of a diagram; returns its new revision.

    `changes` are by "what:element"; what is "name", "form", "role", or a property such as
    "closes". All other bytes of the file stay. Raises what `save_diagram` raises, and
    `FormRejected` with a message under each name; then nothing is stored.
    """
    _may(actor)
    draft = drafts.find(session, draft_id, hold=True)
    kept = drafts.text_of(session, draft, name)
    content = kept.text.encode()
    messages: dict[str, list[Said]] = {}
    roles = outline(content).roles
    for place, value in changes.items():
        what, _, element = place.partition(":")
        said = _wrong(what, value.strip(), roles)
        if said:
            messages[place] = [said]
            continue
        try:
            content = _changed(content, element, what, value.strip())
        except rewrite.NoSuchElement:
            messages[place] = [say("Unsur ini tidak ada lagi pada diagram.")]
    if messages:
        raise FormRejected(messages)
    text = content.decode()
    if text == kept.text:
        return kept.rev
    if kept.own is not None and kept.rev != rev:
        raise _moved(session, kept.own)
    return _store(session, actor, draft, kept.path, text)


def import_file(
    session: Session, actor: Actor, draft_id: str, came: drafts.Incoming, checked: Checked
) -> str:
    """Take a good diagram or decision table from outside into a draft; returns its path.

    `checked` is the verdict about the draft with this file in it; both are found before, so that
    the draft is not held meanwhile. Raises `NotYours`, `DraftNotFound`, `BadDefinition` with the
    problems of this file, or with none when the draft has changed since.
    """
    _may(actor)
    draft = drafts.find(session, draft_id, hold=True)
    texts = drafts.texts_of(session, draft)
    path, text = came.path, came.text
    found = [problem for problem in checked.problems if problem.file == path]
    if found or checked.digest != digest_of(drafts.as_bytes({**texts, path: text})):
        raise BadDefinition(found)
    if texts.get(path) != text:
        _store(session, actor, draft, path, text)
    return path


def keep_theirs(session: Session, actor: Actor, draft_id: str, name: str) -> None:
    """Take back what a draft says otherwise about one file.

    Raises `NotYours`, `DraftNotFound`.
    """
    _may(actor)
    draft = drafts.find(session, draft_id, hold=True)
    kept = drafts.text_of(session, draft, name)
    if kept.own is not None:
        session.delete(kept.own)
        _touch(actor, draft)


def keep_mine(session: Session, actor: Actor, draft_id: str) -> None:
    """Let a draft stand on the newest version: its own files replace what that one has.

    Raises `NotYours`, `DraftNotFound`.
    """
    _may(actor)
    drafts.find(session, draft_id, hold=True).base_id = definitions.current(session).id


def publish_draft(
    session: Session,
    actor: Actor,
    draft_id: str,
    checked: Checked,
    note: str,
    despite: str = "",
    running: str = "",
) -> int:
    """Make a draft the newest version, for cycles that open from now on; returns its number.

    `checked` is the verdict about `drafts.to_publish`. Content that is the newest version already
    makes no other. `despite` says why, although its rehearsal got stuck; `running` what is
    wanted for appraisals on older versions (`RUNNING`), which stay where they are. Raises
    `NotYours`, `DraftNotFound`, `FourEyes`, `DraftOvertaken`, `BadDefinition`, `NotRehearsed`,
    `FormRejected` for a note that is missing, and for signs that cannot be read.
    """
    _may(actor)
    draft = drafts.find(session, draft_id, hold=True)
    if actor.id in draft.editors and drafts.four_eyes(session):
        raise FourEyes
    files = drafts.to_publish(session, draft)
    newest = definitions.current(session)
    if digest_of(files) != newest.hash and not note.strip():
        raise FormRejected({"note": [say("Tulis apa yang berubah dan mengapa.")]})
    _readable("despite", despite)
    if running and running not in RUNNING:
        raise FormRejected({"running": [say("Pilih salah satu.")]})
    scenario = rehearsals.may_publish(session, draft, digest_of(files), despite)
    version = definitions.publish_checked(
        session,
        files,
        checked,
        name=draft.name,
        note=_note("\n".join(filter(None, (note.strip(), despite.strip())))),
        created_by=actor.id,
        running=running,
        scenario=scenario,
    )
    rehearsals.hand_over(session, draft, version)
    _remove(session, draft)
    return version.number


def read_along(session: Session, actor: Actor, draft_id: str, name: str) -> None:
    """Note that somebody has a file of a draft open. Raises `NotYours`, `DraftNotFound`."""
    _may(actor)
    draft = drafts.find(session, draft_id)
    path = drafts.text_of(session, draft, name).path
    session.merge(DraftReader(draft_id=draft.id, employee_id=actor.id, path=path, at=clock.real()))


def _may(actor: Actor) -> None:
    if not may_draw(actor):
        raise NotYours


def _name(name: str) -> str:
    kept = " ".join(name.split())
    if not kept or len(kept) > LONGEST_NAME:
        said = say("Tulis nama, paling banyak {n} huruf.", n=LONGEST_NAME)
        raise FormRejected({"name": [said]})
    _readable("name", kept)
    return kept


def _note(note: str) -> str:
    kept = note.strip()
    if len(kept) > LONGEST_NOTE:
        said = say("Paling banyak {n} huruf.", n=LONGEST_NOTE)
        raise FormRejected({"note": [said]})
    _readable("note", kept)
    return kept


def _readable(field: str, text: str) -> None:
    said = unreadable(text)
    if said:
        raise FormRejected({field: [said]})


def _wrong(what: str, value: str, roles: tuple[str, ...]) -> Said | None:
    strange = unreadable(value)
    if strange:
        return strange
    match what:
        case "name":
            if not value or len(value) > 200:
                return say("Tulis nama, paling banyak {n} huruf.", n=200)
        case "form":
            try:
                form(value)
            except UnknownForm:
                return say("Tidak ada formulir dengan nama ini.")
        case "role":
            if value not in roles:
                return say("Peran ini tidak mempunyai lajur pada diagram.")
        case _ if value and what not in _NOT_RULES:
            try:
                timeline.parse(value)
            except timeline.RuleError as error:
                return say("Huruf ke-{n}: {problem}", n=error.position + 1, problem=error.message)
    return None


def _changed(content: bytes, element: str, what: str, value: str) -> bytes:
    match what:
        case "name":
            return rewrite.with_name(content, element, value)
        case "form":
            return rewrite.with_form(content, element, value)
        case "role":
            return rewrite.with_role(content, element, value)
        case _:
            return rewrite.with_property(content, element, what, value)


def _store(session: Session, actor: Actor, draft: DiagramDraft, path: str, text: str) -> int:
    kept = session.get(DraftFile, (draft.id, path))
    rev = kept.rev + 1 if kept else 1
    session.merge(
        DraftFile(
            draft_id=draft.id, path=path, text=text, rev=rev, at=clock.now(), employee_id=actor.id
        )
    )
    _touch(actor, draft)
    session.flush()
    return rev


def _touch(actor: Actor, draft: DiagramDraft) -> None:
    draft.updated_at, draft.updated_by = clock.now(), actor.id or 0
    draft.editors = sorted({*draft.editors, actor.id})


def _moved(session: Session, own: DraftFile) -> DraftMoved:
    who = session.get_one(Employee, own.employee_id)
    return DraftMoved(who.name, own.at, own.rev, own.text)


def _remove(session: Session, draft: DiagramDraft) -> None:
    for model in (DraftFile, DraftReader):
        session.execute(delete(model).where(model.draft_id == draft.id))
    session.flush()
    session.delete(draft)
    session.flush()
