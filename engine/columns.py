"""Columns of our own: what the databases store otherwise than Python holds it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any, cast
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Dialect, String, Text, Uuid
from sqlalchemy.types import TypeDecorator, TypeEngine

from engine import ids


class Instant(TypeDecorator[datetime]):
    """An aware datetime in UTC. SQLite has no such type: there it is microseconds since 1970."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """How it is stored: a third of the bytes of a text, on SQLite."""
        return dialect.type_descriptor(
            BigInteger() if dialect.name == "sqlite" else DateTime(timezone=True)
        )

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Store in UTC."""
        if value is None:
            return None
        return (value - EPOCH) // _MICROSECOND if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give back an aware datetime in UTC."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return EPOCH + timedelta(microseconds=value)
        return cast(datetime, value).astimezone(UTC)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Exact(TypeDecorator[Decimal]):
    """A Decimal kept digit for digit, as text: SQLite's numbers are binary floats."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Write the digits."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Read the digits."""
        return None if value is None else Decimal(value)


class PublicId(TypeDecorator[str]):
    """An id of `engine.ids`: 16 bytes. What is no id finds no row."""

    impl = String(22)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """A uuid where there are such; SQLite keeps the bytes it is given, whatever the name."""
        return dialect.type_descriptor(String(22) if dialect.name == "sqlite" else Uuid())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        """Store the bytes."""
        stored = None if value is None else ids.bytes_of(value)
        if stored is None or dialect.name == "sqlite":
            return stored
        return UUID(bytes=stored)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Give back the letters."""
        if value is None:
            return None
        return ids.text_of(value if dialect.name == "sqlite" else value.bytes)


class Passed(TypeDecorator[list[str]]):
    """Names of elements, `process:element`, as one text: a process is named once for its row.

    "year:start,f0 plan_week:start" is `["year:start", "year:f0", "plan_week:start"]`. Reading
    raises ValueError for a text that is no such list.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str | None:
        """Write the names."""
        if value is None:
            return None
        pairs = (name.split(":", 1) for name in value)
        return " ".join(
            f"{process}:{','.join(element for _, element in group)}"
            for process, group in groupby(pairs, key=lambda pair: pair[0])
        )

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[str] | None:
        """Read the names."""
        return None if value is None else names_passed(value)


def names_passed(text: str) -> list[str]:
    """The names in the text of a `Passed`. Raises ValueError."""
    groups = (group.split(":", 1) for group in text.split())
    return [f"{process}:{element}" for process, each in groups for element in each.split(",")]
