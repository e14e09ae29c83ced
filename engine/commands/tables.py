"""Changing decision tables: rows and cells of a file in a draft."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from engine import drafts
from engine.actor import Actor
from engine.bpmn import sheet, tables
from engine.bpmn.sheet import Row, Sheet
from engine.bpmn.tables import TableError
from engine.commands.diagrams import save_diagram
from engine.errors import BadFile, FormRejected, NotYours
from engine.policy import may_draw
from schemas.said import Said, say

MOST_MESSAGES = 20


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
        reason = say("tidak memuat tabel keputusan.")
        raise BadFile(name=name, reason=reason) from error
    messages = _unreadable(kept.text.encode(), list(rows))
    if messages:
        raise FormRejected(messages)
    return save_diagram(session, actor, draft_id, name, content.decode(), rev)


def _unreadable(content: bytes, rows: list[Row]) -> dict[str, list[Said]]:
    """What the reader of tables says to each cell that it does not understand."""
    messages: dict[str, list[Said]] = {}
    while len(messages) < MOST_MESSAGES:
        written = sheet.with_rows(content, rows)
        try:
            tables.read(written)
        except TableError as error:
            place = sheet.place_of(written, error.element)
            key = f"{place[0]}:{place[1]}" if place else "table"
            known = key in messages
            messages.setdefault(key, [error.message])
            if place is None or known:
                break
            rows[place[0]] = _without(rows[place[0]], place[1], sheet.sheet(content))
        else:
            break
    return messages


def _without(row: Row, place: int, table: Sheet) -> Row:
    """A row with something that can be read in one cell, to hear about the next."""
    harmless = "-" if table.columns[place].asks else "null"
    cells = [harmless if number == place else cell for number, cell in enumerate(row.cells)]
    return Row(row.id, tuple(cells), row.note)
