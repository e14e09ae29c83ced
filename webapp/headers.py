"""The response headers every page carries: a strict content policy and no guessing."""

from flask import Flask, Response, request

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    )
)


#: The drawing library sets styles on its own elements; scripts stay as strict as everywhere.
DRAWINGS = POLICY.replace("style-src 'self'", "style-src 'self'; style-src-attr 'unsafe-inline'")


def for_drawings(response: Response) -> Response:
    """Let a page with a drawing style its elements."""
    response.headers["Content-Security-Policy"] = DRAWINGS
    return response


def install(app: Flask) -> None:
    """Set the headers on every response of `app`."""
    app.after_request(_guard)


def _guard(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if request.endpoint != "static":
        # Ratings must not stay in the cache of a shared computer.
        response.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
