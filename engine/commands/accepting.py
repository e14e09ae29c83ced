"""The one gate of answers: no form, no answer."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from engine.errors import FormRejected
from schemas.base import Form


def accept(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The clean answers. Raises `FormRejected` with the messages by field."""
    try:
        clean: dict[str, Any] = form.load(answers)
    except ValidationError as error:
        messages = error.messages
        by_field = messages if isinstance(messages, dict) else {"_schema": messages}
        raise FormRejected(by_field) from error
    return clean
