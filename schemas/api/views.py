"""Saved views: filters of the list of appraisals under a name."""

from marshmallow import fields

from schemas.api.appraisals import AppraisalQuery
from schemas.api.base import ONE_LINE, Shape, a_flag, a_text, many


class ViewFilter(AppraisalQuery):
    """What a view asks for, as the list of appraisals is asked."""

    class Meta(AppraisalQuery.Meta):
        """It is about all pages."""

        exclude = ("page",)


class ViewOrder(Shape):
    """A filter to be kept, or kept anew, under a name; `columns` are those of the page's list."""

    name = fields.String(required=True, error_messages=ONE_LINE)
    filter = fields.Nested(ViewFilter, required=True)
    columns = fields.List(fields.String(), load_default=())
    shared = a_flag()


class ViewShape(Shape):
    """A view of mine, or one that somebody shares: `owner` is "" for mine."""

    id = a_text()
    name = a_text()
    filter = fields.Nested(ViewFilter, required=True)
    columns = fields.List(fields.String(), required=True)
    shared = fields.Boolean(required=True)
    owner = a_text()


class ViewRows(Shape):
    """My own views, then those that others share."""

    views = many(ViewShape)
