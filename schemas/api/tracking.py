"""Where many appraisals stand: by unit, and on the diagram."""

from marshmallow import fields

from schemas.api.appraisals import AppraisalQuery
from schemas.api.base import Shape, a_key, a_number, a_text, an_instant, many


class BoardQuery(Shape):
    """Which cycle (the newest by default), below which unit (from the top by default)."""

    cycle = fields.String(load_default="")
    unit = a_key()


class BoardRowShape(Shape):
    """The appraisals of a unit and of all below it; `direct`: of the unit alone."""

    unit_id = a_number()
    name = a_text()
    direct = fields.Boolean(required=True)
    opens = fields.Boolean(required=True)
    people = a_number()
    percent = a_number()
    states = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    healths = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class BoardShape(Shape):
    """One level of the organisation, and the sum of it; empty where there is no cycle yet."""

    cycle = a_text()
    rows = many(BoardRowShape)
    total = fields.Nested(BoardRowShape, required=True, allow_none=True)


class PlacesQuery(AppraisalQuery):
    """The same, of whom a diagram shows where they stand; `phase` is the diagram shown."""

    class Meta(AppraisalQuery.Meta):
        """What a diagram has no use for is unknown to it."""

        exclude = ("page", "sort", "step")


class SpotShape(Shape):
    """A step with those who wait there; `waits`: up to 3 working days, up to 10, longer."""

    element = a_text()
    name = a_text()
    kind = a_text()
    role = a_text()
    people = a_number()
    late = a_number()
    waits = fields.List(fields.Integer(), required=True)
    since = an_instant(allow_none=True)


class VersionCount(Shape):
    """How many of them have a version of the diagrams."""

    version = a_number()
    people = a_number()


class PlacesShape(Shape):
    """Where they stand on the diagram of a year or a phase; `version` is 0 without a cycle."""

    cycle = a_text()
    version = a_number()
    versions = many(VersionCount)
    total = a_number()
    done = a_number()
    phase = a_text()
    name = a_text()
    spots = many(SpotShape)
