"""Tasks: mine, one with its form, and what is sent of it."""

from marshmallow import INCLUDE, fields, validate

from schemas.api.base import Shape, a_number, a_text, an_instant, many
from schemas.api.forms import FormShape
from schemas.api.paging import Counted, Paging
from schemas.said import say


class TaskQuery(Paging):
    """Which of my open tasks."""

    state = fields.String(
        load_default="",
        validate=validate.OneOf(
            ("", "terlambat", "dikembalikan", "draf", "baru"),
            error=say("Pilih salah satu dari daftar."),
        ),
    )
    phase = fields.String(load_default="")
    role = fields.String(load_default="")


class TaskRow(Shape):
    """An open task of mine; `due_at` is the instant at which it is late."""

    id = a_text()
    title = a_text()
    form = a_text()
    subject = a_text()
    position = a_text()
    unit = a_text()
    cycle = a_text()
    phase = a_text(metadata={"description": "key of the phase"})
    phase_name = a_text()
    role = a_text()
    in_stead_of = a_text(metadata={"description": "whose task it is, where I do it for another"})
    state = a_text()
    opened_at = an_instant()
    due_at = an_instant(allow_none=True)
    why = a_text(
        allow_none=True,
        metadata={"description": "address of what the date comes from; null for raters"},
    )
    late = fields.Boolean(required=True)
    days_left = fields.Integer(required=True, allow_none=True)
    draft_at = an_instant(allow_none=True)
    minutes = a_number()
    comment = a_text()
    appraisal = a_text(metadata={"description": "id of the appraisal"})


class TaskRows(Counted):
    """One page of my open tasks, first due first."""

    tasks = many(TaskRow)


class Task(Shape):
    """One task with its form, and the answers to go on with: my draft, or those of a new form."""

    task = fields.Nested(TaskRow, required=True)
    form = fields.Nested(FormShape, required=True)
    answers = fields.Dict(keys=fields.String(), required=True)
    rule = a_text(metadata={"description": "the date rule of the deadline"})


class Answers(Shape):
    """Raw answers of a form, by the names of its fields; numbers may be JSON numbers."""

    class Meta:
        """The task's own form decides what is known."""

        unknown = INCLUDE


class Saved(Shape):
    """When a draft was kept."""

    saved_at = an_instant()


class ReceiptShape(Shape):
    """What the sender gets: a number to cite, and what happens next."""

    number = a_text()
    title = a_text()
    at = an_instant()
    next = fields.List(fields.String(), required=True)
