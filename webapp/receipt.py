"""A request counts from the moment it came in, not from when its form has been read (R-007)."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

from engine.act import received

Answer = Callable[[dict[str, Any], Any], Iterable[bytes]]


def install(app: Flask) -> None:
    """Note for each request of `app` when it was received."""
    app.wsgi_app = _dated(app.wsgi_app)  # type: ignore[assignment, method-assign]


def _dated(inner: Answer) -> Answer:
    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with received():
            return inner(environ, start_response)

    return answer
