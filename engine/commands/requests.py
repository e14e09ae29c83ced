"""Names of requests: one that comes twice is answered twice and done once."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

_HALF = 16


def fingerprint(name: str, answers: Mapping[str, Any]) -> str:
    """A request by its name and what it said, 32 hex letters; "" for one without a name."""
    if not name:
        return ""
    said = json.dumps(answers, sort_keys=True, default=str)
    return _hash(name) + _hash(said)


def same_name(one: str, other: str) -> bool:
    """Whether two fingerprints are of requests with one name."""
    return bool(one) and one[:_HALF] == other[:_HALF]


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_HALF]
