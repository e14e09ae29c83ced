"""What every shape has in common, and the problem all errors come as."""

from typing import Any, ClassVar

from marshmallow import RAISE, Schema, fields, validate

from schemas.said import say

#: What a field of one line says of what it cannot take.
ONE_LINE: dict[str, Any] = {"required": say("Wajib diisi."), "invalid": say("Kirim sebuah teks.")}
ONE_LINE["null"] = ONE_LINE["required"]
_WHOLE = say("Tulis bilangan bulat.")


class Shape(Schema):
    """One JSON object with exactly these keys."""

    class Meta:
        """Nothing unknown passes, in either direction."""

        unknown = RAISE

    error_messages: ClassVar[dict[str, str]] = {  # type: ignore[misc]
        "unknown": say("Isian ini tidak dikenal."),
        "type": say("Kirim sebuah objek JSON."),
    }


def a_text(**more: Any) -> fields.String:
    """A text that leaves."""
    return fields.String(required=True, **more)


def a_number(**more: Any) -> fields.Integer:
    """A whole number that leaves."""
    return fields.Integer(required=True, **more)


def numbers(*, allow_none: bool = False) -> fields.List[Any]:
    """Whole numbers that leave."""
    return fields.List(fields.Integer(), required=True, allow_none=allow_none)


def an_instant(*, allow_none: bool = False) -> fields.AwareDateTime:
    """An instant that leaves, with its offset."""
    return fields.AwareDateTime(required=True, allow_none=allow_none, format="iso")


def a_day(*, allow_none: bool = False) -> fields.Date:
    """A day that leaves."""
    return fields.Date(required=True, allow_none=allow_none)


def many(shape: type[Schema] | str) -> fields.List[Any]:
    """Objects of one shape that leave; a shape written below is given by its name."""
    return fields.List(fields.Nested(shape), required=True)


def a_flag() -> fields.Boolean:
    """A yes that may come in; no where nothing does."""
    said = say("Tulis true atau false.")
    return fields.Boolean(load_default=False, error_messages={"invalid": said, "null": said})


def a_key() -> fields.Integer:
    """The number of a row that may come in."""
    return a_whole(2**31 - 1, _WHOLE, None)


def a_whole(high: int, said: str, load_default: int | None) -> fields.Integer:
    """A number from 1 to `high` that may come in; `said` is what a higher one hears."""
    return fields.Integer(
        load_default=load_default,
        validate=validate.Range(1, high, error=said),
        error_messages={"invalid": _WHOLE, "null": _WHOLE, "too_large": _WHOLE},
    )


class Problem(Shape):
    """What went wrong (RFC 9457); `errors` mirrors what was sent, with sentences at the fields."""

    type = a_text()
    title = a_text()
    status = a_number()
    detail = a_text()
    errors = fields.Dict(keys=fields.String())
