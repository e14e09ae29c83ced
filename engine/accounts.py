"""Who a stored person is, and what is stored of a session's token."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

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


def bagian_sdm(session: Session) -> Sequence[int]:
    """The ids of all active people of Bagian SDM."""
    roles = cast(Employee.roles, String)
    return session.scalars(
        select(Employee.id).where(Employee.active, roles.contains('"sdm"')).order_by(Employee.id)
    ).all()


def header(person: Any, unit: str) -> dict[str, Any]:
    """How an appraisal names one of its people: as they are when the relation begins."""
    return {
        "id": person.id,
        "name": person.name,
        "nip": person.nip,
        "rank": person.rank,
        "position": person.position,
        "unit": unit,
    }
