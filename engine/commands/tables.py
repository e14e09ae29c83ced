"""Changing decision tables: rows and cells of a file in a draft."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from engine import drafts
from engine.actor import Actor
from engine.bpmn import sheet, tables
from engine.bpmn.sheet import Row
from engine.bpmn.tables import TableError
from engine.commands.diagrams import save_diagram
from engine.errors import BadFile, FormRejected, NotYours
from engine.policy import may_draw
from schemas.said import Said, say


def edit_table(
    session: Session, actor: Actor, draft_id: str, name: str, rows: Sequence[Row], rev: int
) -> int:
    """Write the rows of a decision table in a draft; returns the file's new revision.

    All bytes beside the cells that changed stay. Overlaps and gaps are kept in the draft, where
    the check shows them; what cannot be read as a cell is not. Raises what `save_diagram` raises,
    `BadFile` for a file that is no table, and `FormRejected` with a message under "row:column"
    (both from 0) or "table"; then nothing is stored.
    """
    if not may_draw(actor):
        raise NotYours
    kept = drafts.text_of(session, drafts.find(session, draft_id), name)
    try:
        content = sheet.with_rows(kept.text.encode(), rows)
    except ValueError as error:
        raise BadFile(name=name, reason=str(error)) from error
    _read(content)
    return save_diagram(session, actor, draft_id, name, content.decode(), rev)


def _read(content: bytes) -> None:
    try:
        tables.read(content)
    except TableError as error:
        place = sheet.place_of(content, error.element)
        key = f"{place[0]}:{place[1]}" if place else "table"
        raise FormRejected({key: [_said(error.message)]}) from error


def _said(message: str) -> Said:
    return say("{problem}", problem=message)
