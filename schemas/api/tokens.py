"""Signing in."""

from marshmallow import fields

from schemas.api.base import ONE_LINE, Shape, a_text


class SignIn(Shape):
    """NIP and password."""

    nip = fields.String(required=True, error_messages=ONE_LINE)
    password = fields.String(required=True, error_messages=ONE_LINE)


class Who(Shape):
    """The person of a token."""

    name = a_text()
    position = a_text()
    roles = fields.List(fields.String(), required=True)


class Token(Shape):
    """A token to send as `Authorization: Bearer …`; shown once."""

    access_token = a_text()
    token_type = a_text()
    expires_in = fields.Integer(required=True, metadata={"description": "seconds"})
    person = fields.Nested(Who, required=True)
