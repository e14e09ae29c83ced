"""Public ids: 128 bits, shown as 22 letters of a URL, stored as 16 bytes.

A link may be guessed by nobody, so most of an id is random; who holds one is still asked for his
right.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from engine import clock

SIZE = 16
_LETTERS = 22
_TIME = 6


def random_id() -> str:
    """A new id that tells nothing, not even what came before it."""
    return text_of(secrets.token_bytes(SIZE))


def ordered_id() -> str:
    """A new id that begins with the milliseconds since 1970; 80 bits of it are random.

    Rows that are made one after the other then stand beside each other in the index, which stays
    half as large.
    """
    moment = round(clock.real().timestamp() * 1000)
    return text_of(moment.to_bytes(_TIME) + secrets.token_bytes(SIZE - _TIME))


def text_of(stored: bytes) -> str:
    """The letters of an id."""
    return urlsafe_b64encode(stored)[:_LETTERS].decode()


def bytes_of(text: str) -> bytes | None:
    """The bytes of an id; None for a text that is none."""
    if len(text) != _LETTERS or not text.isascii():
        return None
    try:
        stored = urlsafe_b64decode(f"{text}==")
    except ValueError:
        return None
    return stored if text_of(stored) == text else None
