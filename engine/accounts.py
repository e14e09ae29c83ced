"""Who a stored person is, and what is stored of a session's token."""

from hashlib import sha256

from engine.actor import Actor
from engine.models import Employee


def hash_token(token: str) -> str:
    """What is stored of a token."""
    return sha256(token.encode()).hexdigest()


def actor_from(person: Employee) -> Actor:
    """The actor a person is."""
    return Actor(
        id=person.id,
        name=person.name,
        position=person.position,
        roles=frozenset(person.roles),
        language=person.language,
    )
