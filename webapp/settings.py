"""How one installation of the pages is set up."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Settings:
    """What `create_app` needs beside the store.

    `secret_key` signs the cookie that carries the language and the CSRF token; people are
    recognised by server-side sessions. `https` marks all cookies Secure. `demo` opens the demo
    clock and sign-in without a password, and nothing else ever does. `metrics_token` opens
    /metrics to whoever sends it; without one there is no such page, save in the demo.
    """

    secret_key: bytes | str = field(repr=False)
    demo: bool = False
    https: bool = False
    max_bytes: int = 2 * 1024 * 1024
    sign_in_limit: str = "10 per 5 minutes"
    metrics_token: str = field(default="", repr=False)

    def flask(self) -> dict[str, Any]:
        """The same as Flask's own configuration keys."""
        return {
            "SECRET_KEY": self.secret_key,
            "DEMO": self.demo,
            "SIGN_IN_LIMIT": self.sign_in_limit,
            "METRICS_TOKEN": self.metrics_token,
            "MAX_CONTENT_LENGTH": self.max_bytes,
            "MAX_FORM_MEMORY_SIZE": self.max_bytes,
            "MAX_FORM_PARTS": 5000,
            "SESSION_COOKIE_NAME": "timbang_page",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.https,
            # The CSRF token lives as long as its cookie: a form left open overnight still counts.
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_SSL_STRICT": False,
            "RATELIMIT_STORAGE_URI": "memory://",
            "RATELIMIT_HEADERS_ENABLED": False,
        }
