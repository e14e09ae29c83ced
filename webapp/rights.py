"""Who may call a route: declared on each view, checked before each request.

A view without a right keeps the application from starting. What a person may do with one object
is the engine's to say; here stand only the doors of functions.
"""

import hmac
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, g, request
from werkzeug.exceptions import NotFound, Unauthorized

from engine.errors import NotYours
from webapp.here import bearer_token

PUBLIC, SIGNED_IN, SDM = "public", "signed_in", "sdm"
STORELESS, SCRAPER = "storeless", "scraper"

View = Callable[..., Any]


def public(view: View) -> View:
    """Anybody, also without signing in."""
    return _mark(view, PUBLIC)


def storeless(view: View) -> View:
    """Anybody, also while the store is away: who asks is not even looked up."""
    return _mark(view, STORELESS)


def scraper(view: View) -> View:
    """Whoever collects numbers, with a token of this installation; in the demo anybody."""
    return _mark(view, SCRAPER)


def signed_in(view: View) -> View:
    """Every person with an account; the engine decides about the object."""
    return _mark(view, SIGNED_IN)


def sdm(view: View) -> View:
    """Bagian SDM only."""
    return _mark(view, SDM)


def install(app: Flask) -> None:
    """Ask for the right of a view before it runs."""
    app.before_request(_ask)


def alone() -> bool:
    """Whether this request is answered without looking up who asks, also without a store."""
    return asked() in (STORELESS, SCRAPER)


def asked() -> str:
    """The right that the view of this request asks for; of no view, and of files, none."""
    if request.endpoint == "static":
        return STORELESS
    view = current_app.view_functions.get(request.endpoint or "")
    return str(getattr(view, "right", PUBLIC))


def check(app: Flask) -> None:
    """Raise RuntimeError naming the first route without a declared right."""
    for endpoint, view in app.view_functions.items():
        if endpoint != "static" and not hasattr(view, "right"):
            raise RuntimeError(f"Route {endpoint} declares no right; see webapp/rights.py.")


def _mark(view: View, right: str) -> View:
    view.right = right  # type: ignore[attr-defined]
    return view


def _ask() -> None:
    right = asked()
    if right in (PUBLIC, STORELESS):
        return
    if right == SCRAPER:
        _ask_scraper()
        return
    if g.actor is None:
        raise Unauthorized
    if right == SDM and not g.actor.is_sdm:
        raise NotYours


def _ask_scraper() -> None:
    wanted = str(current_app.config["METRICS_TOKEN"])
    if current_app.config["DEMO"]:
        return
    if not wanted:
        raise NotFound
    if not hmac.compare_digest(bearer_token().encode(), wanted.encode()):
        raise Unauthorized
