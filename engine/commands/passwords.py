"""Passwords: argon2id, with one rule people can remember."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.errors import WeakPassword

MIN_LENGTH = 10
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Verified when the person is unknown, so that the answer takes as long as for a known one.
_NOBODY = _HASHER.hash(secrets.token_hex(8))


def hash_password(password: str) -> str:
    """What is stored of `password`. Raises `WeakPassword` if it is too short."""
    if len(password) < MIN_LENGTH:
        raise WeakPassword(length=MIN_LENGTH)
    return _HASHER.hash(password)


def password_holds(stored: str, password: str) -> bool:
    """Whether `password` is the one behind `stored`; an empty `stored` holds for none."""
    try:
        _HASHER.verify(stored or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(stored)
