"""Diagrams being changed."""

from marshmallow import fields

from schemas.api.base import ONE_LINE, Shape, a_number, a_text, an_instant, many


class DiagramFile(Shape):
    """The whole text of a diagram or a decision table."""

    text = fields.String(required=True, error_messages=ONE_LINE)


class DiagramTaken(Shape):
    """Where a file that came in stands, and what was written anew in it."""

    path = a_text()
    mended = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "what was put into the words of this application"},
    )


class DraftRow(Shape):
    """Diagrams being changed; `changed` counts the files."""

    id = a_text()
    name = a_text()
    who = a_text(metadata={"description": "who changed it last"})
    at = an_instant()
    base = fields.Integer(required=True, metadata={"description": "number of the version"})
    changed = a_number()


class DraftRows(Shape):
    """All drafts."""

    drafts = many(DraftRow)
