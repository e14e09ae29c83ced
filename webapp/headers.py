"""The response headers every page carries: a strict content policy and no guessing."""

from base64 import b64encode
from hashlib import sha256

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


#: What the drawing library writes into style attributes; no other style is let in.
STYLES = (
    "height: 100%",
    "flex: none; height: auto",
    "stroke:currentColor;stroke-width:100;stroke-linecap:round;",
    "fill:none;stroke:currentColor;stroke-width:100;",
    "fill:none;stroke:currentColor;stroke-width:100;stroke-linejoin:round;",
    "fill:currentColor;stroke:currentColor;stroke-width:100;opacity:.5;",
)
_HASHES = (b64encode(sha256(style.encode()).digest()).decode() for style in STYLES)
DRAWINGS = f"{POLICY}; style-src-attr 'unsafe-hashes' " + " ".join(
    f"'sha256-{each}'" for each in _HASHES
)


def for_drawings(response: Response) -> Response:
    """Let a page have the styles of the drawing library."""
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
