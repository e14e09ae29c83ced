"""Steps that could not be taken."""

from marshmallow import fields

from schemas.api.base import Shape, a_number, a_text, an_instant, many
from schemas.api.paging import Counted


class IncidentRow(Shape):
    """A step that could not be taken; of one's own appraisal its words are ""."""

    id = a_text()
    appraisal = a_text(metadata={"description": "id of the appraisal"})
    subject = a_text()
    position = a_text()
    unit = a_text()
    year = a_number()
    element = a_text()
    task = a_text(metadata={"description": "the form that is kept as a draft, if one failed"})
    reason = a_text(metadata={"description": "in Indonesian"})
    since = an_instant()
    attempts = a_number()
    stopped = fields.Boolean(
        required=True, metadata={"description": "whether the process stands still"}
    )
    mine = fields.Boolean(
        required=True, metadata={"description": "my own: a colleague lets it go on"}
    )


class IncidentRows(Counted):
    """One page of what has stopped, longest first."""

    incidents = many(IncidentRow)
