"""Words in Indonesian and English: a message's id is its Indonesian sentence.

English stands in `translations/en.po`. A sentence that counts takes its number as `n`; English
then has a singular and a plural, Indonesian needs only one form.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask import Flask, g, has_request_context, request, session
from markupsafe import Markup

from engine import clock, timeline
from schemas.said import Written
from webapp import formats, wording
from webapp.here import by_program

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}


@cache
def english() -> Catalog:
    """The English catalogue, read once."""
    with (files("webapp") / "translations" / "en.po").open("rb") as file:
        return read_po(file, locale="en", domain="timbang", abort_invalid=True)


def language() -> str:
    """The language of this request: chosen here, or the person's own; else Indonesian.

    A program chooses with `Accept-Language`; the pages' cookie is not asked on the API.
    """
    if not has_request_context():
        return "id"
    chosen = _accepted() if by_program() else session.get("language")
    chosen = chosen or getattr(g.get("actor"), "language", "id")
    return chosen if chosen in LANGUAGES else "id"


def _accepted() -> str | None:
    """The first language of `Accept-Language` that we speak; "en-GB" is English."""
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality)
    return next((language for language in wanted if language in LANGUAGES), None)


def zone() -> str:
    """The agency's time zone in this request."""
    return str(g.zone)


def say(text: object, **params: Any) -> str:
    """`text` in the reader's language with its braces filled.

    `text` is a plain sentence, or anything with `template` and `params` (what a form or the
    engine said). Dates, numbers and nested sentences among the params are written out too; what
    somebody has `Written` stays as it is.
    """
    template, given = _parts(text)
    given = {**given, **params}
    found = lookup(template, given.get("n"))
    return found.format(**{key: _worded(value) for key, value in given.items()}) if given else found


def say_html(text: str, **params: Any) -> Markup:
    """Like `say` for our own sentences with markup in them; every param is escaped."""
    found = Markup(lookup(text, params.get("n")))  # noqa: S704 - our own sentence, params escaped
    return found.format(**{key: _worded(value) for key, value in params.items()})


def lookup(text: str, n: object = None) -> str:
    """The sentence itself in the reader's language, braces unfilled."""
    return lookup_in(text, language(), n)


def lookup_in(text: str, language: str, n: object = None) -> str:
    """The sentence itself in a language, braces unfilled."""
    if language == "id" or not text:
        return text
    message = english().get(text)
    if message is None or not message.string:
        return text
    if isinstance(message.string, str):
        return message.string
    return message.string[0] if n == 1 else message.string[1]


def last_day(value: datetime) -> str:
    """The day on which something closes, where room is scarce."""
    return formats.short_day(formats.closing(value, zone()), language(), zone())


def rule_words(rule: str) -> str:
    """A date rule as a sentence in the reader's language.

    A `timeline.Spoken` one is said with the names of its windows, any other with their keys.
    """
    windows = rule.names if isinstance(rule, timeline.Spoken) else {}
    names = {name: say(words) for name, words in {**windows, **wording.EVENTS}.items()}
    edges = {edge: say(words) for edge, words in wording.EDGES.items()}
    return timeline.sentence(
        timeline.parse(rule), "en" if language() == "en" else "id", names, edges
    )


def install(app: Flask) -> None:
    """Give the words and the formats to all templates of `app`."""
    app.jinja_env.globals.update(_=say, _html=say_html, language=language, languages=LANGUAGES)
    app.jinja_env.filters.update(
        said=say,
        rule_words=rule_words,
        day=_bound(formats.day),
        short_day=_bound(formats.short_day),
        month=_bound(formats.month),
        moment=_bound(formats.moment),
        short_moment=_bound(formats.short_moment),
        clock_time=_bound(formats.clock_time),
        closes=lambda value: formats.moment(formats.closing(value, zone()), language(), zone()),
        closes_day=lambda value: formats.day(formats.closing(value, zone()), language(), zone()),
        closes_short=last_day,
        due=lambda value: formats.due(value, clock.now(), language(), zone()),
        number=lambda value, places=None: formats.number(value, language(), places),
        nip=formats.nip,
    )


def _bound(function: Callable[[Any, str, str], str]) -> Callable[[Any], str]:
    return lambda value: function(value, language(), zone())


def _parts(text: object) -> tuple[str, dict[str, Any]]:
    template = getattr(text, "template", None)
    if template is None:
        return str(text), {}
    return str(template), dict(getattr(text, "params", {}))


def _worded(value: object) -> object:
    if isinstance(value, Markup | Written):
        return value
    if isinstance(value, datetime):
        return formats.moment(value, language(), zone())
    if isinstance(value, date):
        return formats.day(value, language(), zone())
    if isinstance(value, Decimal):
        return formats.number(value, language())
    if isinstance(value, int):
        return value
    return say(value)
