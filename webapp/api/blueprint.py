"""What every noun of the API has: strict bodies, and problems in its document."""

from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn, TypeVar

from flask import Request
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser

from engine.errors import FormRejected
from schemas.api import Problem
from webapp import problems
from webapp.api import body

View = TypeVar("View", bound=Callable[..., Any])


class Arguments(FlaskParser):
    """Reads what was sent; whatever a shape refuses is a 422 with its messages."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {  # noqa: RUF012 - webargs reads it once
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": None,  # a misspelt filter is refused, not passed over
    }

    def load_json(self, req: Request, schema: Schema) -> Any:
        """The body, read strictly."""
        return body.read(req)

    def handle_error(self, error: ValidationError, *_: Any, **__: Any) -> NoReturn:
        """As if a form had refused it."""
        messages = error.messages_dict
        raise FormRejected(messages.get("json") or messages.get("query") or messages) from error


class Blueprint(SmorestBlueprint):
    """One noun of the API."""

    ARGUMENTS_PARSER = Arguments()

    def problems(self, *statuses: int) -> Callable[[View], View]:
        """Document the problems a route answers with, beside those that all have."""

        def decorate(view: View) -> View:
            for status in sorted({*statuses, 503}):
                view = self.alt_response(
                    status,
                    schema=Problem,
                    content_type=problems.MEDIA_TYPE,
                    description=problems.TITLES[status],
                )(view)
            return view

        return decorate

    def register_views_in_doc(self, api: Any, *args: Any, **kwargs: Any) -> None:
        """Leave it to the document to write this noun's part."""
        api.write_later(partial(super().register_views_in_doc, api, *args, **kwargs))
