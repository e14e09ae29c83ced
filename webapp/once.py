"""What a sender says beside the answers: the name of this sending, and the task as it was seen.

Both become keyword arguments of `commands.complete_task`: sent twice under one name is done once
and answered alike; what has changed since it was seen is not overwritten.
"""

import secrets

from flask import request
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from schemas.said import say
from webapp.problems import Unreadable

MAX_NAME = 200
NAME, SEEN = "_request", "_seen"


def by_headers() -> dict[str, str]:
    """From `Idempotency-Key` and `If-Match`; raises `Unreadable` for what neither can be."""
    name = request.headers.get("Idempotency-Key", "").strip().strip('"')
    if len(name) > MAX_NAME or not name.isprintable():
        raise Unreadable(say("Idempotency-Key paling banyak {n} huruf.", n=MAX_NAME))
    return {"request": name, **seen_by_header()}


def seen_by_header() -> dict[str, str]:
    """The one etag of `If-Match`; `*` and no header say nothing. Proxies may have weakened it."""
    tags = request.if_match
    named = [*tags.as_set(include_weak=True)]
    if len(named) > 1:
        raise Unreadable(say("If-Match menyebut satu ETag saja."))
    return {"seen": "" if tags.star_tag or not named else str(named[0])}


def by_fields(form: MultiDict[str, str]) -> dict[str, str]:
    """From the hidden fields of a task's page; what a page never wrote counts as not said."""
    return {"request": form.get(NAME, "")[:MAX_NAME], "seen": form.get(SEEN, "")}


def fields(etag: str) -> Markup:
    """The hidden fields of a page that shows a task as `etag` names it; a new name each time."""
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return field.format(NAME, secrets.token_urlsafe(16)) + field.format(SEEN, etag)
