"""A form as it is drawn for somebody."""

from marshmallow import fields

from schemas.api.base import Shape, a_text, many


class Option(Shape):
    """One answer to choose: what is sent, and what it means."""

    value = a_text()
    label = a_text()


class Condition(Shape):
    """A field is asked only while `field` is answered with one of `values`."""

    field = a_text()
    values = fields.List(fields.String(), required=True)


class GivenRow(Shape):
    """A row that is given: send its key along."""

    key = a_text()
    cells = fields.List(fields.String(), required=True)


class FormField(Shape):
    """One question. Limits that a kind does not have are null; lists are then empty."""

    name = a_text()
    kind = a_text()
    label = a_text()
    help = a_text()
    required = fields.Boolean(required=True)
    several = fields.Boolean(required=True)
    unit = a_text()
    min = fields.String(required=True, allow_none=True)
    max = fields.String(required=True, allow_none=True)
    above = fields.String(required=True, allow_none=True)
    places = fields.Integer(required=True, allow_none=True)
    min_length = fields.Integer(required=True, allow_none=True)
    max_length = fields.Integer(required=True, allow_none=True)
    choices = many(Option)
    when = fields.Nested(Condition, required=True, allow_none=True)
    key = fields.String(required=True, allow_none=True)
    given = many(GivenRow)
    fields_ = fields.List(
        fields.Nested("FormField"), required=True, data_key="fields", attribute="fields"
    )


class FormSection(Shape):
    """Questions under one heading, by name."""

    title = a_text()
    help = a_text()
    names = fields.List(fields.String(), required=True)


class Advice(Shape):
    """Advice beside a form."""

    title = a_text()
    lines = fields.List(fields.String(), required=True)


class FormShape(Shape):
    """What a task asks; `confirm` is said before what cannot be undone."""

    key = a_text()
    title = a_text()
    lead = a_text()
    submit = a_text()
    confirm = a_text()
    guide = many(Advice)
    sections = many(FormSection)
    fields_ = fields.List(
        fields.Nested(FormField), required=True, data_key="fields", attribute="fields"
    )
