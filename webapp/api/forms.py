"""A form of `schemas` described for a program: questions, kinds, limits, choices, advice."""

from decimal import Decimal
from typing import Any

from schemas.base import Form, Record
from schemas.fields import Input, Rows
from webapp import i18n


def described(form: Form) -> dict[str, Any]:
    """All that a program must know to draw `form` and to answer it."""
    return {
        "key": form.key(),
        "title": i18n.say(form.title),
        "lead": i18n.say(form.lead),
        "submit": i18n.say(form.submit),
        "confirm": i18n.say(form.confirm),
        "guide": [
            {"title": i18n.say(each.title), "lines": [i18n.say(line) for line in each.lines]}
            for each in form.guide
        ],
        "sections": [
            {
                "title": i18n.say(each.title),
                "help": i18n.say(each.help),
                "names": each.names,
            }
            for each in form.sections()
        ],
        "fields": _questions(form),
    }


def _questions(record: Record) -> list[dict[str, Any]]:
    return [_question(name, field) for name, field in record.inputs.items()]


def _question(name: str, field: Input[Any]) -> dict[str, Any]:
    when = field.when
    return {
        "name": name,
        "kind": field.kind,
        "label": i18n.say(field.label),
        "help": i18n.say(field.help),
        "required": field.required,
        "several": field.several,
        "unit": i18n.say(getattr(field, "unit", "")),
        "min": _limit(field, "min"),
        "max": _limit(field, "max"),
        "above": _limit(field, "above"),
        "places": getattr(field, "places", None),
        "min_length": getattr(field, "min_length", None),
        "max_length": getattr(field, "max_length", None),
        "choices": [
            {"value": value, "label": i18n.say(label)}
            for value, label in getattr(field, "choices", {}).items()
        ],
        "when": None if when is None else {"field": when.field, "values": when.values},
        **_rows(field),
    }


def _rows(field: Input[Any]) -> dict[str, Any]:
    """What a table has beside other questions: its columns' questions, and its given rows."""
    if not isinstance(field, Rows):
        return {"key": None, "given": [], "fields": []}
    return {
        "key": field.key if field.fixed else None,
        "given": [{"key": str(each.key), "cells": each.cells} for each in field.given],
        "fields": _questions(field.row),
    }


def _limit(field: Input[Any], name: str) -> str | None:
    """A limit as exact text; days and moments in ISO 8601."""
    value = getattr(field, name, None)
    if value is None:
        return None
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
